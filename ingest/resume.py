"""Between Scrapy's engine and its downloads: what this run has fetched already is not fetched again, what another had is asked about."""

from __future__ import annotations

from typing import Self, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from ingest.download import make_response
from ingest.pages import Page, PageStore
from ingest.spider import SourceSpider

KEPT = "kept"
"""The flag of an answer that came from the store."""


class Resume:
    """Answers from the page store, where the run has one. A request of ours with `fresh` in its meta goes past it."""

    def __init__(self, spider: SourceSpider) -> None:
        self._pages: PageStore | None = spider.pages
        self._tally = spider.tally

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy when the spider is there."""
        return cls(cast(SourceSpider, crawler.spider))

    def process_request(self, request: Request) -> Response | None:
        """The page, where this run has it; else None, and a request that asks only for what is new."""
        page = self._page(request)
        if page is None or self._pages is None:
            return None
        if page.run == self._pages.run:
            self._tally.pages["resumed"] += 1
            return _response(page)
        for name, value in page.conditions.items():
            request.headers[name] = value
        return None

    def process_response(self, request: Request, response: Response) -> Response:
        """The answer, kept; of "not modified", the page that it speaks of."""
        if KEPT in response.flags or not _ours(request):
            return response
        self._tally.pages["unchanged" if response.status == 304 else "fetched"] += 1
        if self._pages is None:
            return response
        if response.status == 304 and (page := self._page(request)):
            return _response(self._pages.keep(page))
        if response.status == 200:
            self._pages.keep(Page(request.url, "", _headers(response), response.body))
        return response

    def _page(self, request: Request) -> Page | None:
        if self._pages is None or not _ours(request) or request.meta.get("fresh"):
            return None
        return self._pages.page(request.url)


def _ours(request: Request) -> bool:
    """True for what a spider asks for; robots.txt is Scrapy's own."""
    return bool(request.meta.get("asked")) and request.method == "GET" and not request.url.startswith("file:")


def _headers(response: Response) -> tuple[tuple[str, str], ...]:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, values in response.headers.items() for value in values)


def _response(page: Page) -> Response:
    return make_response(page.url, 200, page.headers, page.body).replace(flags=[KEPT])
