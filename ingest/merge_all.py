"""The newest good snapshots of all sources into one file of programs."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path

from finder.errors import FinderError
from finder.formats.records import from_lines, to_lines
from finder.listing import PAGE, Listing
from finder.merge import merge, shared_numbers, with_shared
from finder.program import Program
from ingest.changes import beside, changes_of
from ingest.disk import gzip_text, sha256_of, sweep, written_whole
from ingest.errors import BrokenStore
from ingest.hide import hidden_ids, without_place
from ingest.ledger import Ledger
from ingest.match import Look, doubtful_of, programs_of, siblings_of
from ingest.people import holds, is_statement, with_statements
from ingest.snapshot import Snapshot, newest_good, stored_sources
from ingest.succession import Followers, runs_of, split_gone, with_followers

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
    """What `programs.jsonl.gz` holds; `sha256` is that file's. `siblings` are pairs; `left_out` are synthetic sources beside real ones.

    `programs` are those that a search can find; `closed` ones and ids that were merged away (`replaced`) are in the file beside them.
    `new`: programs that the file before did not have. `changed`: by field or dimension, how many programs differ from before.
    `nowhere` are the programs that people's corrections name and that there are not.
    """

    made: str
    programs: int
    closed: int
    replaced: int
    new: int
    changed: Mapping[str, int]
    listings: int
    by_care: Mapping[str, int]
    siblings: int
    sources: tuple[MergedSource, ...]
    left_out: tuple[str, ...]
    nowhere: tuple[str, ...]
    sha256: str


def merge_all(home: Path, *, now: datetime, sources: Sequence[str] | None = None) -> Summary:
    """What is now in `home/programs.jsonl.gz`, which is written whole or stays as it was. `sources` limits it to some.

    Made-up programs never stand among real ones: synthetic sources are left out as soon as there is another. Raises NothingToMerge
    where there is no good run, BrokenStore where one of our files is damaged. Two merges of one home at the same time are not foreseen.
    """
    found = {id: snapshot for id in sources or stored_sources(home) if (snapshot := newest_good(home, id))}
    chosen = _real(found)
    sweep(home)
    listings = {id: list(snapshot.listings()) for id, snapshot in chosen.items()}
    ledger = Ledger(home, now.date().isoformat())
    runs, followers = _runs(listings, chosen, ledger)
    groups = with_followers(programs_of(runs), followers)
    ids = ledger.assign(keys_once(groups))
    today = [x for own in listings.values() for x in own if is_statement(x) and holds(x, now.date().isoformat())]
    programs, nowhere = with_statements(dict(zip(ids, groups, strict=True)), today, ledger)
    made = _Made(programs, ledger.merged(), shared_numbers(x for own in listings.values() for x in own if x.origin.form != PAGE))
    tally = _Tally()
    with written_whole(home / PROGRAMS) as file:
        with gzip_text(file) as text:
            text.writelines(f"{line}\n" for line in to_lines(_told(made.programs(), _before(home), tally, ledger)))
        ledger.save()  # before any id can be seen
    summary = Summary(
        made=now.isoformat(timespec="seconds"),
        programs=tally.programs,
        closed=tally.closed,
        replaced=tally.replaced,
        new=tally.new,
        changed=dict(sorted(tally.changed.items())),
        listings=sum(len(own) for own in listings.values()),
        by_care=dict(sorted(tally.by_care.items())),
        siblings=tally.siblings // 2,
        sources=tuple(_source(id, snapshot, len(listings[id])) for id, snapshot in chosen.items()),
        left_out=tuple(sorted(found.keys() - chosen.keys())),
        nowhere=nowhere,
        sha256=sha256_of(home / PROGRAMS),
    )
    with written_whole(home / SUMMARY) as file:
        file.write((json.dumps(asdict(summary), ensure_ascii=False, indent=1) + "\n").encode())
    return summary


def doubtful(home: Path) -> list[Look]:
    """The pairs of the newest good runs that were nearly merged, or barely. Raises as `merge_all` does; nothing is written."""
    chosen = _real({id: snapshot for id in stored_sources(home) if (snapshot := newest_good(home, id))})
    runs, _ = _runs({id: list(snapshot.listings()) for id, snapshot in chosen.items()}, chosen, Ledger(home))
    return doubtful_of(runs)


def _real(found: Mapping[str, Snapshot]) -> Mapping[str, Snapshot]:
    """The snapshots of real sources; where there are none, the synthetic ones."""
    if not found:
        raise NothingToMerge("no source has been read yet: start with iop-finder ingest")
    return {id: s for id, s in found.items() if not s.report["synthetic"]} or found


def keys_once(groups: Sequence[Sequence[Listing]]) -> list[list[str]]:
    """The keys of each group's listings; a page that informs several programs belongs to the first, so that its id has one successor."""
    first: dict[str, int] = {}
    for number, group in enumerate(groups):
        for x in group:
            first.setdefault(x.key, number)
    return [[x.key for x in group if first[x.key] == number] for number, group in enumerate(groups)]


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


def _runs(
    listings: Mapping[str, Sequence[Listing]], chosen: Mapping[str, Snapshot], ledger: Ledger
) -> tuple[Mapping[str, Sequence[Listing]], Followers]:
    """By run what is to be matched, what sources have now and what is gone; and by key what others of its source have replaced."""
    runs: dict[str, list[Listing]] = {}
    followers: dict[str, Sequence[Listing]] = {}
    for id, current in listings.items():
        if any(is_statement(x) for x in current):
            continue
        gone, own = split_gone(current, chosen[id].gone(), ledger.program)
        runs |= runs_of(id, current, gone, ledger.program)
        followers |= own
    return runs, followers


@dataclass(frozen=True, slots=True)
class _Made:
    """What programs are made of: by id their listings, the ids merged away with those that stand for them, and shared numbers."""

    groups: Mapping[str, Sequence[Listing]]
    merged: Mapping[str, str]
    shared: Mapping[str, int]

    def programs(self) -> Iterator[Program]:
        """One program at a time, by ascending id: all of them at once would take ten times the memory of their listings."""
        standing = {id: group[0] for id, group in self.groups.items() if not all(x.closed for x in group)}
        siblings = siblings_of(standing)
        hidden = hidden_ids(self.groups, siblings)
        away = {old: new for old, new in self.merged.items() if new in self.groups}
        for id in sorted([*self.groups, *away]):
            kept = away.get(id, id)
            program = merge(kept, self.groups[kept])
            program = replace(program, siblings=siblings.get(kept, ()), phones=with_shared(program.phones, self.shared))
            if kept in hidden:
                program = without_place(program, (x.address.street for x in self.groups[kept]))
            yield program if kept == id else replace(program, id=id, facts={}, measures={}, siblings=(), replaced_by=kept)


@dataclass
class _Tally:
    """What is counted while programs are written."""

    programs: int = 0
    closed: int = 0
    replaced: int = 0
    new: int = 0
    siblings: int = 0
    by_care: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    def add(self, before: Program | None, program: Program, changed: Sequence[str]) -> None:
        """Counts a program."""
        self.new += before is None
        self.changed.update(changed)
        self.closed += program.closed is not None and not program.replaced_by
        self.replaced += bool(program.replaced_by)
        if program.searchable:
            self.programs += 1
            self.siblings += len(program.siblings)
            self.by_care[program.care.value] += 1


def _told(programs: Iterable[Program], before: Iterable[Program], tally: _Tally, ledger: Ledger) -> Iterator[Program]:
    """The programs, counted, and what has changed of each noted in the ledger."""
    for old, program in beside(before, programs):
        changed = changes_of(old, program) if old else []
        if changed:
            ledger.changed(program.id, changed)
        tally.add(old, program, changed)
        yield program


def _before(home: Path) -> Iterator[Program]:
    """The programs of the merge before; none after the first damaged line: that file is about to be replaced."""
    with suppress(NothingToMerge, BrokenStore):
        yield from read_programs(home)


def _source(id: str, snapshot: Snapshot, listings: int) -> MergedSource:
    said = snapshot.report
    return MergedSource(id, snapshot.run, tuple(said["as_of"]), said["started"][:10], listings, said["sha256"])
