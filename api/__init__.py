"""The outside and the composition root: settings, the HTTP service, the pages and the command line."""
