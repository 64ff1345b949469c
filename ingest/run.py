"""One run of a source, from its inputs to a judged snapshot."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.crawler import AsyncCrawlerRunner, Crawler

from finder.errors import BadParameter
from finder.listing import Listing
from finder.source import Source
from ingest.bulk import garbage_seldom_sought
from ingest.drift import make_drift
from ingest.gone import gone_since
from ingest.pages import PageStore
from ingest.progress import shown_progress
from ingest.report import Report, judge, make_report, report_record
from ingest.settings import DELAY, crawl_settings
from ingest.snapshot import Snapshot, SnapshotWriter, newest_good, write_refusal
from ingest.sources import SourceModule, all_sources
from ingest.spider import Sink, SourceSpider, public_address
from ingest.tally import Tally


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended. `shortfalls` say why it was refused; `path` is the snapshot's folder; `listings` are those of a dry run."""

    report: Report
    shortfalls: tuple[str, ...]
    path: Path | None
    listings: tuple[Listing, ...] = ()


@dataclass(slots=True)
class Memory:
    """Keeps the listings of a dry run."""

    listings: list[Listing] = field(default_factory=list)

    def add(self, listing: Listing) -> None:
        """Keeps one more."""
        self.listings.append(listing)


def run_source(
    source_id: str,
    inputs: Sequence[str],
    home: Path,
    *,
    now: datetime,
    dry_run: bool = False,
    allow_private: bool = False,
    delay: float = DELAY,
    accept: bool = False,
    progress: bool = True,
    mapping: Path | None = None,
    contact: str = "",
) -> RunResult:
    """The run's report, what it falls short in, and, where that is nothing, its snapshot under `home`.

    A refused run leaves its report only; a dry run leaves nothing and gives the listings back. `delay` is in seconds between requests to
    one host, `contact` whom its keeper can write to; `accept` takes a run that falls short or has drifted, unless it is empty. Raises
    BadParameter for an unknown source or input, SourceError where an input cannot be fetched or read, KeyboardInterrupt after Ctrl-C: no
    snapshot then, but the pages fetched so far are kept, and the next run of these inputs goes on with them.
    """
    module = find_source(source_id, mapping)
    source_id = module.SOURCE.id
    places = [address_of(place, number) for number, place in enumerate(inputs or module.SOURCE.inputs, 1)]
    if not places:
        raise BadParameter("input", f"{source_id} reads files: {module.SOURCE.address} has them; name the files")
    last, tally = newest_good(home, source_id), Tally()
    settings = crawl_settings(allow_private=allow_private, delay=delay, contact=contact)
    run = _Run(module, places, now, settings, progress, last)
    if dry_run:
        memory = Memory()
        report = compared(run.read_into(memory, tally), last, tally.ids)
        return RunResult(report, judge(report, module.SOURCE.expects), None, tuple(memory.listings))
    pages = PageStore(home, source_id, places, now, judged=accept)
    with SnapshotWriter(home, source_id, now) as writer:
        report = compared(run.read_into(writer, tally, pages), last, tally.ids)
        pages.whole()
        shortfalls = judge(report, module.SOURCE.expects)
        if not shortfalls or (accept and report.kept):
            gone = writer.keep_gone(gone_since(last, tally.ids, report.retrieved, whole=not shortfalls) if last else ())
            report = replace(report, gone=gone, accepted=shortfalls)
            path = writer.finish(report_record(report)).folder
            pages.drop(others=not module.Spider.piecewise)
            return RunResult(report, (), path)
    write_refusal(home, source_id, now, {"report": report_record(report), "shortfalls": shortfalls})
    return RunResult(report, shortfalls, None)


def compared(report: Report, last: Snapshot | None, ids: Set[str]) -> Report:
    """The report with its drift against the last good run; as it is where that is the first."""
    if last is None:
        return report
    before = {x.source_id for x in last.listings()}
    return replace(report, drift=make_drift(last.run, last.report, before, report_record(report), ids))


def find_source(source_id: str, mapping: Path | None = None) -> SourceModule:
    """The source's module; of lists, the source that a mapping makes. Raises BadParameter for an unknown one, and a mapping too many."""
    sources = all_sources()
    if source_id not in sources:
        raise BadParameter("source", "no source of that name", tuple(sources))
    module = sources[source_id]
    bind: Callable[[Path], SourceModule] | None = getattr(module, "bind", None)
    if bind is None and mapping is None:
        return module
    if bind is None or mapping is None:
        lists = ", ".join(id for id, m in sources.items() if hasattr(m, "bind"))
        raise BadParameter("mapping", f"belongs to {lists}, which reads nothing without; iop-finder csv-mapping FILE drafts one")
    return bind(mapping)


def address_of(place: str, number: int) -> str:
    """The address under which an input is fetched: an address as it is, a file's as file:. Raises BadParameter for what is neither."""
    if urlsplit(place).scheme in ("http", "https"):
        return place
    path = Path(place).expanduser()
    if not path.is_file():
        raise BadParameter("input", f"number {number} is no file that can be found, nor an http or https address")
    return path.resolve().as_uri()


@dataclass(frozen=True, slots=True)
class _Run:
    module: SourceModule
    places: Sequence[str]
    now: datetime
    settings: dict[str, Any]
    progress: bool
    last: Snapshot | None

    def read_into(self, sink: Sink, tally: Tally, pages: PageStore | None = None) -> Report:
        """The report; every good listing has gone to the sink. Raises what ended the crawl before its time."""
        began = time.monotonic()
        source: Source = self.module.SOURCE
        begun = pages.begun if pages else self.now  # of a crawl gone on with, the day of its first page
        wanted = {"inputs": self.places, "tally": tally, "sink": sink, "now": begun, "pages": pages, "earlier": self.last}
        with _quiet(), garbage_seldom_sought(), shown_progress(source.title, tally, shown=self.progress):
            asyncio.run(crawl(self.module.Spider, self.settings, wanted))
        names = tuple(public_address(place) for place in self.places)
        return make_report(source, tally, started=begun, elapsed=time.monotonic() - began, inputs=names)


async def crawl(spider: type[SourceSpider], settings: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Returns when the spider has ended. Raises its failure, or the first error in our own code, or CancelledError after Ctrl-C."""
    runner = AsyncCrawlerRunner(settings)
    crawler = runner.create_crawler(spider)

    def note(failure: Any, **_: object) -> None:
        _spider(crawler).fail(failure.value)

    crawler.signals.connect(note, signals.spider_error)
    crawler.signals.connect(note, signals.item_error)
    task = runner.crawl(crawler, **wanted)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        _spider(crawler).stopped = True
        await runner.stop()
        raise
    if failure := _spider(crawler).failure:
        raise failure


def _spider(crawler: Crawler) -> SourceSpider:
    assert isinstance(crawler.spider, SourceSpider)
    return crawler.spider


@contextmanager
def _quiet() -> Iterator[None]:
    """Scrapy's log says again, at length, what our errors and reports say."""
    log, silent = logging.getLogger("scrapy"), logging.NullHandler()
    before = log.propagate
    log.addHandler(silent)
    log.propagate = False
    try:
        yield
    finally:
        log.propagate = before
        log.removeHandler(silent)
