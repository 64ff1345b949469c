"""How we crawl: politely, slowly, without a reactor. Scrapy's own defaults are none of these."""

from __future__ import annotations

from typing import Any

AGENT = "IOP-Finder/0.1 (program finder for Intensive Outpatient Programs; one request a second; contact: {})"
"""Says what we are, and whom to write to: whoever runs a crawl names an address of their own."""

NO_CONTACT = "see the project's page"

MEGABYTE = 1_000_000

DELAY = 1.0
"""Seconds between two requests to one host, unless its slowness calls for more."""

FILES = "files"
"""The download slot of local files: no one waits for them."""


def crawl_settings(*, allow_private: bool, delay: float = DELAY, contact: str = "") -> dict[str, Any]:
    """Scrapy's settings for every source; a spider's `custom_settings` stand above them.

    `delay` is in seconds between requests to one host, `contact` an address that a site's keeper can write to.
    """
    handler = "ingest.download.HttpxHandler"
    return {
        "TWISTED_REACTOR_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "ingest.robots.Robots": 100,  # in its place
            "ingest.resume.Resume": 900,  # where Scrapy's own cache would stand
        },
        "ITEM_PIPELINES": {"ingest.pipelines.Check": 100, "ingest.pipelines.Keep": 200},
        "USER_AGENT": AGENT.format(contact or NO_CONTACT),
        "DOWNLOAD_DELAY": delay,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_SLOTS": {FILES: {"concurrency": 1, "delay": 0.0, "jitter": 0.0}},
        "AUTOTHROTTLE_ENABLED": delay > 0,
        "AUTOTHROTTLE_START_DELAY": delay,
        "RETRY_TIMES": 4,
        "RETRY_WAIT": 2 * delay,  # ours: after a first failure; twice that after each further one
        "DOWNLOAD_TIMEOUT": 30,
        "DOWNLOAD_MAXSIZE": 5 * MEGABYTE,
        "DOWNLOAD_WARNSIZE": 0,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "CONCURRENT_ITEMS": 1,  # listings are checked and stored in the order in which they were read
        "LOG_ENABLED": False,
        "LOGSTATS_INTERVAL": 0,
        "ALLOW_PRIVATE": allow_private,  # ours: read by the download handler
    }
