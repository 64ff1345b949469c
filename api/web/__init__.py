"""The pages: plain HTML that works without a script. One template a page, one module of pure functions behind it in `views`."""
