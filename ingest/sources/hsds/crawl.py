"""The crawl of an HSDS API, page after page, and of files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import scrapy
from scrapy.http import Response

from finder.claim import Origin, Scope
from finder.formats.hsds import from_hsds, is_ours
from finder.listing import Listing
from finder.source import Expectations, Source
from ingest.entry import listings_again, listings_of
from ingest.errors import SourceError
from ingest.settings import MEGABYTE
from ingest.sources.hsds.feed import Page, Service, read_feed, read_page
from ingest.sources.hsds.service import read_service
from ingest.spider import SourceSpider, name_of, public_address

SOURCE = Source(
    id="hsds",
    title="Service directories in Open Referral's HSDS 3",
    publisher="whose feed it is",
    address="https://docs.openreferral.org",
    licence="as the feed's publisher says",
    credit="as the feed's publisher says",
    forms=("hsds",),
    expects=Expectations(listings={"hsds": 0}, fill={}, dropped=1.0, unknown_codes=100_000),
)
"""A directory of all services holds few of ours, and codes of every trade: both are counted, neither is judged."""

MOST_PAGES = 20_000


class Spider(SourceSpider):
    """Reads feeds one after another; a service that came before is counted and left out."""

    name = SOURCE.id
    source = SOURCE
    custom_settings = {"DOWNLOAD_MAXSIZE": 100 * MEGABYTE, "DOWNLOAD_TIMEOUT": 120}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._seen: set[str] = set()

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Each file, and the first page of each API."""
        for place in self.inputs:
            yield self.ask(place) if place.startswith("file:") else self.ask(services_address(place, 1), number=1, feed=place)

    def read(self, response: Response) -> Iterator[Listing | scrapy.Request]:
        """A file's listings; a page's, with the requests for what it holds short and for the next; a whole service's."""
        feed = response.meta.get("feed")
        if feed is None:
            for service, where in read_feed(response.body, name_of(response.url)):
                yield from self.listings(service, where, public_address(response.url))
        elif "number" in response.meta:
            yield from self.read_page(response, feed, response.meta["number"])
        else:
            for service, where in read_feed(response.body, response.url):
                yield from self.listings(service, where, response.url)

    def read_page(self, response: Response, feed: str, number: int) -> Iterator[Listing | scrapy.Request]:
        """What one page of an API gives. Raises SourceError where it is another page than the one asked for."""
        page: Page = read_page(response.body, number, response.url)
        ids = [str(s.get("id")) for s in page.services]
        if ids and self._seen.issuperset(ids) and number > 1:
            raise SourceError(f"{response.url}: holds nothing but what came before: the feed runs in a circle")
        for place, service in enumerate(page.services, 1):
            where = f"service {place} of {response.url}"
            if is_ours(service) or service.get("service_at_locations") is not None:
                yield from self.listings(service, where, response.url)
            else:
                yield self.ask(whole_address(feed, str(service.get("id", ""))), feed=feed)
        if page.more:
            if number >= MOST_PAGES:
                raise SourceError(f"{feed}: more than {MOST_PAGES:,} pages")
            yield self.ask(services_address(feed, number + 1), number=number + 1, feed=feed)

    def listings(self, service: Service, where: str, url: str) -> Iterator[Listing]:
        """A service's listings; what nobody takes of it is counted."""
        self.tally.read += 1
        id = str(service.get("id", ""))
        if id in self._seen:
            self.tally.dropped.add("the same service again", where)
            return
        self._seen.add(id)
        if is_ours(service):
            try:
                yield from listings_again(from_hsds(service))
            except ValueError as e:
                raise SourceError(f"{where}: {e}") from e
            return
        publisher = urlsplit(url).hostname or name_of(url)
        origin = Origin(SOURCE.id, publisher, "hsds", Scope.PROGRAM, url, "", self.retrieved)
        for entry in read_service(service, self.tally, where):
            yield from listings_of(entry, origin, self.tally, where)


def services_address(feed: str, number: int) -> str:
    """The address of a page of services, of an API's root or of its `/services`."""
    parts = urlsplit(feed)
    path = parts.path.rstrip("/")
    path = path if path.endswith("/services") else f"{path}/services"
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "page"]
    return urlunsplit(parts._replace(path=path, query=urlencode([*query, ("page", number)])))


def whole_address(feed: str, id: str) -> str:
    """The address of one service. Raises SourceError for an id that is no part of an address."""
    if not id or not all(c.isalnum() or c in "-_.~" for c in id):
        raise SourceError(f"{feed}: lists a service without an id that can be asked for")
    parts = urlsplit(services_address(feed, 1))
    return urlunsplit(parts._replace(path=f"{parts.path}/{id}", query=""))
