"""What every source's spider shares: its inputs, its counters, one way to read and one way to fail."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol
from urllib.parse import unquote, urlsplit

import scrapy
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from finder.listing import Listing
from finder.source import Source
from ingest.errors import SourceError
from ingest.pages import PageStore
from ingest.settings import FILES
from ingest.snapshot import Snapshot
from ingest.tally import Tally


class Sink(Protocol):
    """Where good listings go."""

    def add(self, listing: Listing) -> None:
        """Takes one more."""


class SourceSpider(scrapy.Spider):
    """Reads each input, a local file or an address, and yields listings. A source subclasses it and writes `read`.

    `name` is the source's id, `source` its declaration. What happens on the way is counted in `tally`; the first thing that goes wrong
    is kept in `failure` and ends the run: half a directory is worse than the last whole one.
    """

    source: ClassVar[Source]

    pages: PageStore | None = None
    """Where fetched pages are kept until the run is good; None: nowhere."""

    piecewise: ClassVar[bool] = False
    """True for a source whose runs each read some of it, and hold the rest of the last good run as it was."""

    earlier: Snapshot | None = None
    """The last good run; None where there is none."""

    def __init__(self, *, inputs: Sequence[str], tally: Tally, sink: Sink, now: datetime, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.inputs = inputs
        self.tally = tally
        self.sink = sink
        self.retrieved = now.date().isoformat()
        self.failure: BaseException | None = None
        self.stopped = False

    def read(self, response: Response) -> Iterable[Listing | scrapy.Request]:
        """The listings, and requests for further pages, that a response holds. Raises SourceError where it cannot be read."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """The first requests of each input."""
        for place in self.inputs:
            for request in self.requests_of(place):
                yield request

    def requests_of(self, place: str) -> Iterable[scrapy.Request]:
        """One request for an input, the same for files and addresses; a source whose input is a whole search asks more."""
        yield self.ask(place)

    def ask(self, place: str, **meta: Any) -> scrapy.Request:
        """A request whose answer is read, and whose failure ends the run; with `fresh=True` one that no kept page answers."""
        own = {"download_slot": FILES} if place.startswith("file:") else {"asked": True}
        return scrapy.Request(place, callback=self.parse, errback=self.fetch_failed, meta=own | meta, dont_filter=True)

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Listing | scrapy.Request]:
        """What `read` gives, until something goes wrong or someone stops the run. Raises CloseSpider then: nothing more is fetched."""
        try:
            for found in self.read(response):
                if self.stopped:
                    return
                yield found
        except SourceError as e:
            self.fail(e)
            raise CloseSpider("failed") from e

    def fetch_failed(self, failure: Failure) -> Iterable[Listing | scrapy.Request]:
        """Nothing; takes the reason why an input could not be fetched for the run's failure. Raises CloseSpider: the end."""
        address = public_address(failure.request.url)  # type: ignore[attr-defined]  # Scrapy adds it
        match failure.value:
            case SourceError() as e:
                self.fail(SourceError(f"{address}: {e}"))
            case HttpError() as e:
                self.fail(SourceError(f"{address}: answered with status {e.response.status}"))
            case IgnoreRequest() as e:
                self.fail(SourceError(f"{address}: {e}"))
            case error:
                self.fail(SourceError(f"{address}: could not be fetched: {error or type(error).__name__}"))
        raise CloseSpider("failed")

    def fail(self, error: BaseException) -> None:
        """Ends the run with the first of its errors."""
        self.failure = self.failure or error
        self.stopped = True


def name_of(address: str) -> str:
    """The file's name at the end of an address, without folders, for messages and reports."""
    return unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2]) or address


def public_address(address: str) -> str:
    """Where others find it: the address itself, but of a local file only the name, for folders tell about a machine and its owner."""
    return name_of(address) if address.startswith("file:") else address
