"""The crawl of a FHIR server, Bundle after Bundle, and of files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import scrapy
from scrapy.http import Response

from finder.claim import Origin, Scope
from finder.formats.fhir import from_fhir, is_ours
from finder.listing import Listing
from finder.source import Expectations, Source
from ingest.entry import listings_again, listings_of
from ingest.errors import SourceError
from ingest.settings import MEGABYTE
from ingest.sources.plan_net.bundle import Directory, Resource, next_of, resources_in, searched
from ingest.sources.plan_net.service import read_service
from ingest.spider import SourceSpider, name_of, public_address

SOURCE = Source(
    id="plan-net",
    title="Provider directories in FHIR R4 (Da Vinci PDEX Plan-Net)",
    publisher="whose server it is",
    address="http://hl7.org/fhir/us/davinci-pdex-plan-net",
    licence="as the directory's publisher says",
    credit="as the directory's publisher says",
    forms=("plan-net",),
    expects=Expectations(listings={"plan-net": 0}, fill={}, dropped=1.0, unknown_codes=100_000),
)
"""A plan's directory holds few services of ours, and codes of every trade: both are counted, neither is judged."""

MOST_PAGES = 20_000
_INCLUDE = ("HealthcareService:organization", "HealthcareService:location")


@dataclass(slots=True)
class Search:
    """One search while its Bundles are fetched: what they held so far, and which were asked for."""

    address: str
    held: Directory = field(default_factory=Directory)
    asked: set[str] = field(default_factory=set)


class Spider(SourceSpider):
    """Follows each search to its end, then reads its services; files as they are."""

    name = SOURCE.id
    source = SOURCE
    custom_settings = {"DOWNLOAD_MAXSIZE": 100 * MEGABYTE, "DOWNLOAD_TIMEOUT": 120}

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Each file, and the first Bundle of each search."""
        for place in self.inputs:
            if place.startswith("file:"):
                yield self.ask(place)
            else:
                yield self.ask_next(Search(search_address(place)), search_address(place))

    def ask_next(self, search: Search, address: str) -> scrapy.Request:
        """The request for the search's next Bundle. Raises SourceError where it was asked for before."""
        if address in search.asked or len(search.asked) >= MOST_PAGES:
            raise SourceError(f"{search.address}: its next links run in a circle, or never end")
        search.asked.add(address)
        return self.ask(address, search=search)

    def read(self, response: Response) -> Iterator[Listing | scrapy.Request]:
        """A file's listings; of a search the next request, and after its last Bundle all of its listings."""
        search: Search | None = response.meta.get("search")
        if search is None:
            name = name_of(response.url)
            held = Directory()
            for resource in resources_in(response.body, name):
                held.add(resource)
            yield from self.listings(held, name, public_address(response.url))
            return
        bundle = searched(response.body, response.url)
        for resource in bundle.resources:
            search.held.add(resource)
        if bundle.next:
            yield self.ask_next(search, next_of(search.address, urljoin(response.url, bundle.next)))
        else:
            yield from self.listings(search.held, search.address, search.address)

    def listings(self, held: Directory, name: str, url: str) -> Iterator[Listing]:
        """The directory's listings. Raises SourceError where it holds no HealthcareService at all."""
        if not held.services:
            raise SourceError(f"{name}: holds no HealthcareService, but {held.kinds()}: not a directory of Plan-Net's")
        for kind, count in held.others.items():
            for _ in range(count):
                self.tally.unread.add(f"a resource of type {kind}", name)
        publisher = urlsplit(url).hostname or name
        origin = Origin(SOURCE.id, publisher, "plan-net", Scope.PROGRAM, url, "", self.retrieved)
        for number, service in enumerate(held.services.values(), 1):
            self.tally.read += 1
            where = f"HealthcareService {number} of {name}"
            if is_ours(service):
                yield from self.again(service, held, where)
                continue
            for entry in read_service(service, held, self.tally, where):
                yield from listings_of(entry, origin, self.tally, where)

    def again(self, service: Resource, held: Directory, where: str) -> Iterator[Listing]:
        """The listings of a program that we exported ourselves. Raises SourceError where it is damaged, or its other resources missing."""
        organization, location = held.find(service.get("providedBy")), held.first(service.get("location"))
        try:
            yield from listings_again(from_fhir(organization or {}, location or {}, service))
        except ValueError as e:
            raise SourceError(f"{where}: {e}") from e


def search_address(place: str) -> str:
    """The address of the search that an input means: its own query, and with each service its organization and locations."""
    parts = urlsplit(place)
    path = parts.path.rstrip("/")
    path = path if path.endswith("/HealthcareService") else f"{path}/HealthcareService"
    query = parse_qsl(parts.query)
    given = {name for name, _ in query}
    query += [("_include", value) for value in _INCLUDE if "_include" not in given]
    query += [(name, value) for name, value in (("_count", "100"), ("_format", "json")) if name not in given]
    return urlunsplit(parts._replace(path=path, query=urlencode(query)))
