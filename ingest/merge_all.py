"""The newest good snapshots of all sources into one file of programs."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from finder.errors import FinderError
from finder.formats.records import from_lines, to_lines
from finder.listing import Listing
from finder.merge import merge, shared_numbers, with_shared
from finder.program import Program
from ingest.disk import gzip_text, sha256_of, sweep, written_whole
from ingest.errors import BrokenStore
from ingest.hide import hidden_ids, without_place
from ingest.ledger import Ledger, assign_ids
from ingest.match import programs_of, siblings_of
from ingest.snapshot import Snapshot, newest_good, stored_sources

PROGRAMS, SUMMARY = "programs.jsonl.gz", "programs.json"


class NothingToMerge(FinderError):
    """No source has been read yet."""


@dataclass(frozen=True, slots=True)
class MergedSource:
    """What went in from one source: its newest good run, the dates of its answers, and how much."""

    id: str
    run: str
    as_of: tuple[str, ...]
    retrieved: str
    listings: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What `programs.jsonl.gz` holds; `sha256` is that file's. `siblings` are pairs; `left_out` are synthetic sources beside real ones."""

    made: str
    programs: int
    listings: int
    by_care: Mapping[str, int]
    siblings: int
    sources: tuple[MergedSource, ...]
    left_out: tuple[str, ...]
    sha256: str


def merge_all(home: Path, *, now: datetime, sources: Sequence[str] | None = None) -> Summary:
    """What is now in `home/programs.jsonl.gz`, which is written whole or stays as it was. `sources` limits it to some.

    Made-up programs never stand among real ones: synthetic sources are left out as soon as there is another. Raises NothingToMerge
    where there is no good run, BrokenStore where one of our files is damaged. Two merges of one home at the same time are not foreseen.
    """
    found = {id: snapshot for id in sources or stored_sources(home) if (snapshot := newest_good(home, id))}
    real = {id: s for id, s in found.items() if not s.report["synthetic"]}
    chosen = real or found
    if not chosen:
        raise NothingToMerge("no source has been read yet: start with iop-finder ingest")
    sweep(home)
    listings = {id: list(snapshot.listings()) for id, snapshot in chosen.items()}
    groups = programs_of(listings)
    ledger = Ledger(home)
    ids = assign_ids([[x.key for x in group] for group in groups], ledger)
    ledger.save()  # before any id can be seen
    programs = dict(sorted(zip(ids, groups, strict=True)))
    siblings = siblings_of({id: group[0] for id, group in programs.items()})
    shared = shared_numbers(x for own in listings.values() for x in own)
    with written_whole(home / PROGRAMS) as file, gzip_text(file) as text:
        text.writelines(f"{line}\n" for line in to_lines(_merged(programs, siblings, shared)))
    summary = Summary(
        made=now.isoformat(timespec="seconds"),
        programs=len(programs),
        listings=sum(len(own) for own in listings.values()),
        by_care=_counted(group[0].care.value for group in groups),
        siblings=sum(len(others) for others in siblings.values()) // 2,
        sources=tuple(_source(id, snapshot, len(listings[id])) for id, snapshot in chosen.items()),
        left_out=tuple(sorted(found.keys() - chosen.keys())),
        sha256=sha256_of(home / PROGRAMS),
    )
    with written_whole(home / SUMMARY) as file:
        file.write((json.dumps(asdict(summary), ensure_ascii=False, indent=1) + "\n").encode())
    return summary


def read_programs(home: Path) -> Iterator[Program]:
    """The merged programs, in order of their ids. Raises NothingToMerge if there are none yet, BrokenStore where the file is damaged."""
    path = home / PROGRAMS
    if not path.is_file():
        raise NothingToMerge("nothing has been merged yet: start with iop-finder ingest")
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (x for x in from_lines(lines) if isinstance(x, Program))
    except (OSError, EOFError, ValueError) as e:
        raise BrokenStore(f"{PROGRAMS} is damaged: {e}; build it again") from e


def _merged(
    programs: Mapping[str, Sequence[Listing]], siblings: Mapping[str, tuple[str, ...]], shared: Mapping[str, int]
) -> Iterator[Program]:
    """One program at a time: all of them at once would take ten times the memory of their listings."""
    hidden = hidden_ids(programs, siblings)
    for id, group in programs.items():
        program = merge(id, group)
        program = replace(program, siblings=siblings.get(id, ()), phones=with_shared(program.phones, shared))
        yield without_place(program, (x.address.street for x in group)) if id in hidden else program


def _source(id: str, snapshot: Snapshot, listings: int) -> MergedSource:
    said = snapshot.report
    return MergedSource(id, snapshot.run, tuple(said["as_of"]), said["started"][:10], listings, said["sha256"])


def _counted(values: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return dict(sorted(counts.items()))
