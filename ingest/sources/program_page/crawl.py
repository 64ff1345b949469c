"""The crawl: each site's pages one after the other, many sites at once; what could not be read counted, and said why."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from functools import cached_property
from typing import Any

import scrapy
from scrapy.http import Response
from twisted.python.failure import Failure

from finder.listing import Listing
from ingest.errors import SourceError
from ingest.robots import NoRobots
from ingest.settings import MEGABYTE
from ingest.sources.program_page.address import absolute, home_of, key_of, site_of
from ingest.sources.program_page.choose import Choice
from ingest.sources.program_page.declaration import SOURCE
from ingest.sources.program_page.listing import listings_of
from ingest.sources.program_page.page import Unusable, make_page
from ingest.sources.program_page.site import Site, SitePage
from ingest.spider import SourceSpider, public_address

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5

SAVED = "saved"
"""The site of saved pages that do not say where they are from."""


class Spider(SourceSpider):
    """Reads the sites of its inputs, and of the last good run those that it was not asked for."""

    name = SOURCE.id
    source = SOURCE
    piecewise = True
    custom_settings = {
        "CONCURRENT_REQUESTS": 32,  # hosts at once; of each host one request a second
        "DOWNLOAD_TIMEOUT": 20,
        "DOWNLOAD_MAXSIZE": 5 * MEGABYTE,
        "RETRY_TIMES": 2,
        "HTTPERROR_ALLOW_ALL": True,
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sites = sites_of(self.inputs)
        self._done: dict[int, list[Listing]] = {}
        self._told = 0
        self._names: set[str] = set()

    async def start(self) -> AsyncIterator[Any]:
        """The first page of each site."""
        for site in self.sites:
            for found in self.go_on(site):
                yield found

    def go_on(self, site: Site) -> Iterator[Listing | scrapy.Request]:
        """The request for the site's next page, or, where enough was read, the listings of all sites whose turn has come.

        They come in the order of the inputs, whoever answered first; after them what other sites said in the last good run.
        """
        choice = site.next()
        if choice:
            self.tally.read += 1
            yield self.ask_page(site, choice, choice.address)
            return
        self._done[site.number] = list(self.finish(site))
        while self._told in self._done:
            yield from self._done.pop(self._told)
            self._told += 1
            if self._told == len(self.sites):
                yield from (x for name, own in self.before.items() if name not in self._names for x in own)

    def ask_page(self, site: Site, choice: Choice, address: str, came: tuple[str, ...] = ()) -> scrapy.Request:
        """The request for a page; `came` are the addresses that led to this one."""
        if address.startswith("file:"):
            return self.ask(address, site=site, choice=choice, came=came)
        return self.ask(address, site=site, choice=choice, came=came, download_slot=site_of(address), dont_redirect=True)

    def read(self, response: Response) -> Iterator[Listing | scrapy.Request]:
        """Takes a page to its site, and goes on with it; what is no page of ours is counted."""
        site, choice, came = (response.meta[name] for name in ("site", "choice", "came"))
        try:
            moved = self.moved_to(response, site, choice, came)
            page = None if moved else self.page(response, site)
            moved = moved or self.refreshed_to(page, site, came)
        except SourceError as e:
            yield from self.skip(site, response.url, f"a page that {e}")
            return
        if moved:
            yield self.ask_page(site, choice, moved, (*came, response.url))
            return
        assert page is not None
        site.pages.append(page)
        site.follow(page.markup.links, choice.depth + 1)
        yield from self.go_on(site)

    def page(self, response: Response, site: Site) -> SitePage:
        """The page of an answer. Raises SourceError where it is none, or was read before under another address."""
        if response.status != 200:
            raise Unusable(f"answered with status {response.status}")
        site.bytes += len(response.body)
        headers = response.headers.to_unicode_dict()
        address = public_address(response.url)
        page = make_page(response.body, address, headers.get("Content-Type", ""), headers.get("Last-Modified", ""), self.retrieved)
        if site.is_repeated(page.text):
            raise Unusable("is a page that was read under another address")
        return self.under_its_address(page, site, address)

    def under_its_address(self, page: SitePage, site: Site, address: str) -> SitePage:
        """The page under the address that it gives itself, unless that is another page's."""
        own = page.markup.canonical
        if not own or (key_of(own) != key_of(address) and not site.is_new(own)):
            if own:
                self.tally.repairs.add("a page that gives another page's address for its own", address)
            return page
        return page.at(own)

    def moved_to(self, response: Response, site: Site, choice: Choice, came: tuple[str, ...]) -> str:
        """The address that an answer sends us on to; "" for one that does not. Raises SourceError where we do not follow."""
        if response.status not in REDIRECTS:
            return ""
        location = response.headers.to_unicode_dict().get("Location", "")
        return self.follow(absolute(response.url, location), response.url, site, (*came, response.url), at_home=choice.topic == -1)

    def refreshed_to(self, page: SitePage | None, site: Site, came: tuple[str, ...]) -> str:
        """The address that a page's markup sends its readers on to, where it holds little else."""
        if page is None or not page.markup.moved or len(page.text.text) > 500:
            return ""
        return self.follow(page.markup.moved, page.text.url, site, (*came, page.text.url), at_home=not site.pages)

    def follow(self, to: str, here: str, site: Site, came: tuple[str, ...], *, at_home: bool) -> str:
        """The address, where it is worth following. A site's first page may lead to another host, whose site it then is."""
        if not to:
            raise Unusable("sends us to no page")
        if to in came or len(came) > MOST_REDIRECTS:
            raise Unusable("redirects without end")
        if site_of(to) not in site.hosts:
            if not at_home or site.pages:
                raise Unusable("sends us to another site")
            site.hosts.add(site_of(to))
        if key_of(to) != key_of(here) and not site.is_new(to):
            raise Unusable("sends us to a page that was asked for")
        return to

    def fetch_failed(self, failure: Failure) -> Iterator[Listing | scrapy.Request]:
        """Counts a page that could not be had, and goes on with its site, unless its host wants to be left alone."""
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]  # Scrapy adds it
        site: Site = request.meta["site"]
        if isinstance(failure.value, SourceError | NoRobots):
            site.waiting.clear()
        yield from self.skip(site, request.url, f"a page that could not be had: {str(failure.value) or type(failure.value).__name__}")

    def skip(self, site: Site, address: str, reason: str) -> Iterator[Listing | scrapy.Request]:
        """Counts a page that was not read, and goes on with its site."""
        self.tally.dropped.add(reason, public_address(address))
        yield from self.go_on(site)

    def finish(self, site: Site) -> list[Listing]:
        """The site's listings; of one that could not be read, those of the last good run."""
        own = site.beginning if site.beginning.startswith("http") else next((p.text.url for p in site.pages if "://" in p.text.url), "")
        name = site_of(own) or site.name
        self._names.add(name)
        if site.pages:
            found = list(listings_of(site.pages, name, home_of(own) if own else "", self.retrieved))
            if not found:
                self.tally.dropped.add("a site that describes no program, or no kind of care", name)
            return found
        kept = self.before.get(name, [])
        if kept:
            self.tally.repairs.add("a site that could not be read: what it said before stays", name)
        else:
            self.tally.dropped.add("a site of which no page could be read", name)
        return kept

    @cached_property
    def before(self) -> dict[str, list[Listing]]:
        """By site, its listings of the last good run."""
        found: dict[str, list[Listing]] = {}
        for x in self.earlier.listings() if self.earlier else ():
            found.setdefault(site_id(x), []).append(x)
        return found


def site_id(listing: Listing) -> str:
    """The name of the site that a listing of this source was read from."""
    return listing.source_id.partition("/")[0]


def sites_of(inputs: Iterable[str]) -> list[Site]:
    """The sites of the inputs, in their order: addresses by host; saved files are all pages of one site."""
    sites: dict[str, Site] = {}
    for place in inputs:
        address = place if place.startswith("file:") else absolute(place, "") or place
        name = SAVED if place.startswith("file:") else site_of(address)
        sites.setdefault(name, Site(name, len(sites), address)).begin(address)
    return list(sites.values())
