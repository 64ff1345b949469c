"""What a source had and has no longer: kept with its last words, so that nobody's bookmark leads to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace

from finder.listing import Closed, Closing, Listing
from ingest.people import is_statement
from ingest.snapshot import Snapshot


def gone_since(last: Snapshot, here: Set[str], day: str, *, whole: bool) -> Iterator[Listing]:
    """The listings of the last run, and those gone before it, that are not `here` (by source_id), each marked as closed.

    A person's word that was taken back is gone without a trace. `day` is the run's. Of a run that is not `whole`, accepted though much
    is missing, only those gone before are said to be gone.
    """

    def lost(x: Listing) -> bool:
        return x.source_id not in here and not is_statement(x)

    if whole:
        closed = Closed(day, str(last.report["source"]), Closing.GONE)
        yield from (replace(x, closed=x.closed or closed) for x in last.listings() if lost(x))
    yield from (x for x in last.gone() if lost(x))
