"""robots.txt as RFC 9309 reads it: what it forbids is left alone, and a host whose robots.txt cannot be had is left alone altogether.

Scrapy's own middleware takes a robots.txt that times out, or answers with an error of the server, for leave to read everything.
"""

from __future__ import annotations

import asyncio
from typing import Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from ingest.errors import SourceError

LARGEST = 500_000
"""Bytes of a robots.txt that are read (RFC 9309, section 2.5: at least 500 kibibytes)."""


class Forbidden(IgnoreRequest):
    """robots.txt asks us not to read the address."""


class NoRobots(IgnoreRequest):
    """robots.txt could not be had, so nothing of its host may be read (RFC 9309, section 2.3.1.4)."""


class Robots:
    """Asks for a host's robots.txt once a crawl, before anything else of the host, and refuses what it forbids."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = str(crawler.settings["USER_AGENT"])
        self._rules: dict[str, asyncio.Task[Protego]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Returns nothing. Raises Forbidden or NoRobots where the address is not to be read, SourceError as a download does."""
        if request.url.startswith("file:") or request.meta.get("robots"):
            return
        parts = urlsplit(request.url)
        if parts.netloc not in self._rules:
            self._rules[parts.netloc] = asyncio.ensure_future(self._fetch(f"{parts.scheme}://{parts.netloc}/robots.txt", request))
        rules = await asyncio.shield(self._rules[parts.netloc])
        if not rules.can_fetch(request.url, self._agent):
            raise Forbidden("its robots.txt asks us not to read it")

    async def _fetch(self, address: str, first: Request) -> Protego:
        """The host's rules; one that answers that it has none (4xx) allows everything. Raises NoRobots where it gives no answer of use."""
        meta = {"robots": True, "max_retry_times": 1, "download_slot": first.meta.get("download_slot")}
        assert self._crawler.engine is not None
        try:
            response = await self._crawler.engine.download_async(Request(address, callback=NO_CALLBACK, meta=meta, priority=1_000))
        except SourceError:
            raise
        except Exception as e:  # whatever went wrong, there are no rules to go by
            raise NoRobots(f"its robots.txt could not be had: {str(e) or type(e).__name__}") from e
        if response.status >= 500 or 300 <= response.status < 400:
            raise NoRobots(f"its robots.txt could not be had: answered with status {response.status}")
        return Protego.parse(response.body[:LARGEST].decode("utf-8", "replace") if response.status < 300 else "")
