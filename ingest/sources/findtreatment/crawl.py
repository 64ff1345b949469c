"""The crawl: every page of every search, each search read when it is whole; and saved answers as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import chain
from typing import Any

import scrapy
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

from finder.listing import Listing
from ingest.errors import SourceError
from ingest.settings import MEGABYTE
from ingest.sources.findtreatment.answer import Edition, Page, Row, as_of, fingerprint, one_page, parse_pages
from ingest.sources.findtreatment.declaration import SOURCE, THE_COUNTRY
from ingest.sources.findtreatment.facts import FactsOf
from ingest.sources.findtreatment.row import read_row
from ingest.sources.findtreatment.search import Search, is_api, searches_of, with_query
from ingest.spider import SourceSpider, name_of, public_address

BEGINNINGS = 3
"""How often a search is begun whose count changes while its pages are fetched; facilities are added by day."""


class Spider(SourceSpider):
    """Asks for every page of every search, reads each when it is whole, and saved answers as they are."""

    name = SOURCE.id
    source = SOURCE
    custom_settings = {"DOWNLOAD_MAXSIZE": 50 * MEGABYTE, "DOWNLOAD_TIMEOUT": 120}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._facts = FactsOf(self.retrieved)
        self._seen: set[bytes] = set()
        self._kept: Counter[str] = Counter()
        self._searches = chain.from_iterable(searches_of(place) for place in self.inputs if is_api(place))

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """The saved answers, and the first page of the first search."""
        for place in self.inputs:
            if not is_api(place):
                yield self.ask(place)
        for request in self.next_search():
            yield request

    def next_search(self) -> Iterator[scrapy.Request]:
        """The first page of the next search. One comes after the other, so that a page asked for again changes nobody's place."""
        search = next(self._searches, None)
        if search:
            yield self.ask_page(search, search.first)
        elif tuple(self.inputs) == self.source.inputs:
            self.check_the_country()

    def ask_page(self, search: Search, number: int) -> scrapy.Request:
        """The request for one page of a search; of one begun again, pages kept from its first beginning are no answer."""
        address = with_query(search.address, page=number, pageSize=search.size)
        return self.ask(address, search=search, number=number, fresh=search.begun > 1)

    def read(self, response: Response) -> Iterator[Listing | scrapy.Request]:
        """A saved answer's listings; or, of a search, the next page's request, and at its end the listings of all of it."""
        search: Search | None = response.meta.get("search")
        if search is None:
            yield from self.read_saved(response)
            return
        request = self.read_page(response, search, response.meta["number"])
        if request is not None:
            yield request
            return
        if not search.rows:
            self.tally.repairs.add("a search that found nothing", search.address)
        yield from self.listings(search.rows, Edition(search.cited, "", self.retrieved))
        yield from self.next_search()

    def read_saved(self, response: Response) -> Iterator[Listing]:
        """The listings of a file, or of one at another address."""
        name, pages = name_of(response.url), parse_pages(response.body, name_of(response.url))
        edition = Edition(public_address(response.url), as_of(name, self.retrieved), self.retrieved)
        for number, page in enumerate(pages, 1):
            where = f"page {number} of {name}" if len(pages) > 1 else name
            self.count_page(page, where)
            if page.records is not None and len(page.rows) < page.records and len(pages) < (page.pages or 1):
                self.tally.repairs.add("one page of several: the others are not in the file", where)
            yield from self.listings([(row, f"row {n} of {where}") for n, row in enumerate(page.rows, 1)], edition)
        records = max((page.records or 0 for page in pages), default=0)
        if len(pages) >= max((page.pages or 1 for page in pages), default=1) and sum(len(page.rows) for page in pages) < records:
            self.tally.repairs.add("fewer rows than the answer counts", name)

    def read_page(self, response: Response, search: Search, number: int) -> scrapy.Request | None:
        """What to ask for next: the next page, this one again, all from the beginning; None where the search is whole."""
        where = f"page {number} of {search.address}"
        try:
            page = one_page(parse_pages(response.body, where), number, where)
        except SourceError as e:
            return self.ask_again(response, e, where)
        totals = (page.pages or 0, page.records or 0)
        wrong = search.totals not in (None, totals) or (not page.rows and number < totals[0])
        search.totals = totals
        search.rows += [(row, f"row {n} of {where}") for n, row in enumerate(page.rows, 1)]
        self.count_page(page, where)
        more = number < totals[0]
        if wrong or len(search.rows) > search.wanted or (not more and (len(search.rows) < search.wanted or search.shifted)):
            return self.begin_again(search)
        return self.ask_page(search, number + 1) if more else None

    def ask_again(self, response: Response, error: SourceError, where: str) -> scrapy.Request:
        """The same request, for what went wrong may be gone by then. Raises the error once that has been tried often enough."""
        assert response.request is not None
        again = get_retry_request(response.request, spider=self, reason="unreadable")
        if again is None:
            raise error
        self.tally.repairs.add("an answer that could not be read, asked for again", where)
        again.meta["fresh"] = True
        return again

    def begin_again(self, search: Search) -> scrapy.Request:
        """The first page's request once more. Raises SourceError where the search has been begun often enough."""
        pages, records = search.totals or (0, 0)
        if search.begun == BEGINNINGS:
            found = f"{len(search.rows):,} rows came, {search.wanted:,} of {records:,} were to come on {pages:,} pages"
            raise SourceError(f"{search.address}: its count changes while its pages are fetched, or is wrong: {found}")
        self.tally.repairs.add("a count that changed or was wrong, search begun again", search.address)
        search.rows, search.totals, search.begun = [], None, search.begun + 1
        return self.ask_page(search, search.first)

    def count_page(self, page: Page, where: str) -> None:
        """Counts the answer's fields that nobody takes."""
        for name in page.model_extra or {}:
            self.tally.unread.add(f"{name} (of the answer)", where)

    def listings(self, rows: Iterable[tuple[Row, str]], edition: Edition) -> Iterator[Listing]:
        """One listing for each row of the two surveys; rows that came before, word for word, are counted and left out."""
        for row, where in rows:
            self.tally.read += 1
            same = fingerprint(row)
            if same in self._seen:
                self.tally.dropped.add("the same row again", where)
                continue
            self._seen.add(same)
            listing = read_row(row, edition, self._facts, self.tally, where)
            for name in row:
                self.tally.unread.add(name, where)
            if listing:
                self._kept[listing.origin.form] += 1
                yield listing

    def check_the_country(self) -> None:
        """Returns nothing. Raises SourceError where a crawl of the whole country gave too little of it."""
        thin = [
            f"{self._kept[form]:,} of {form}, at least {least:,} expected"
            for form, least in THE_COUNTRY.items()
            if self._kept[form] < least
        ]
        if thin:
            raise SourceError(f"{self.source.address}: not the whole country: {'; '.join(thin)}")
