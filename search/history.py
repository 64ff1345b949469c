"""What changed from one generation to the next: kept with each program, so that a mirror of any age asks for what is new to it alone.

Each program has the generation that had it first, the newest in which it is not what it was, and a digest of all that is said of it; and
the same of what is said whenever it was read: a source that was read again and says what it said is another thing than a change.
A manifest's `lineage` names the generations since which changes are known. Where a program is gone without a word (a store was begun anew,
a source taken out), nobody could be told so: the lineage begins again, and mirrors take the whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from orjson import dumps

from finder.errors import BadParameter, ChangesUnknown
from finder.formats.records import Record

LINEAGE = 400
"""Generations that a manifest names: more than a year of nights."""

_NAME = re.compile(r"\d{8}t\d{12}z")


class Kind(StrEnum):
    """What became of a program."""

    NEW = "new"
    CHANGED = "changed"
    CLOSED = "closed"
    MERGED = "merged"
    REREAD = "reread"
    """It says what it said; the day on which it was read is later."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The generation that had a program first, the newest that changed anything of it, and its digest.

    `said` is the newest in which it says something else, `saying` a digest of that; none where an earlier version of this wrote the trace.
    """

    first: str
    changed: str
    digest: str
    said: str = ""
    saying: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a program since a generation; `into`: the id that stands for one that was merged."""

    id: str
    kind: Kind
    into: str = ""


def make_change(id: str, trace: Trace, since: str, record: Mapping[str, Any]) -> Change:
    """The change of a program after a generation, of which `record` says `replaced_by` and `closed`."""
    if trace.said and trace.said <= since:
        return Change(id, Kind.REREAD)
    if record.get("replaced_by"):
        return Change(id, Kind.MERGED, record["replaced_by"])
    return Change(id, Kind.CLOSED if record.get("closed") else Kind.NEW if trace.first > since else Kind.CHANGED)


def check_since(since: str, manifest: Mapping[str, Any]) -> None:
    """Raises BadParameter for what is no generation's name, ChangesUnknown for one since which changes are not known."""
    if not _NAME.fullmatch(since):
        raise BadParameter("since", "must be the name of a generation, as an export or a search says it")
    if since not in manifest.get("lineage", ()):
        raise ChangesUnknown("what changed since this generation is not known: take the whole export")


@dataclass
class History:
    """Traces for the programs of a generation that is being built, from those of the one before it (some 300 bytes each).

    It reads records as they are written (`finder.formats.records`): `learn` is told of each new origin, claim and fact, `trace` of each
    program after those that it names.
    """

    generation: str
    before: Mapping[str, Trace] = field(default_factory=dict)
    known: Sequence[str] = ()
    _met: int = 0

    def learn(self, kind: str, record: Sequence[Any]) -> None:
        """Takes in what an origin, a claim or a fact says."""
        self._contents.learn(kind, record)
        self._sayings.learn(kind, record)

    def trace(self, program: Record) -> Trace:
        """The trace of the program of a record."""
        digest, saying = (f"{_hash(c.content(program)):016x}" for c in (self._contents, self._sayings))
        old = self.before.get(program["id"])
        self._met += old is not None
        if old is None:
            return Trace(self.generation, self.generation, digest, self.generation, saying)
        if old.digest == digest:
            return old
        return Trace(old.first, self.generation, digest, old.said if old.saying == saying else self.generation, saying)

    def lineage(self) -> list[str]:
        """The generations since which changes are known, once all programs were traced."""
        known = self.known if self._met == len(self.before) else ()
        return [*known, self.generation][-LINEAGE:]

    def __post_init__(self) -> None:
        self._contents, self._sayings = _Contents(), _Contents(dated=False)


class _Contents:
    """Numbers that are made of what is said, the same in every build, in place of those in records; `dated`: and of when it was read."""

    def __init__(self, dated: bool = True) -> None:
        self._dated = dated
        self._origins: list[int] = []
        self._claims: list[int] = []
        self._facts: list[int] = []

    def learn(self, kind: str, record: Sequence[Any]) -> None:
        """The next origin, claim or fact."""
        if kind == "origin":
            *said, retrieved = record
            self._origins.append(_hash([*said, retrieved if self._dated else ""]))
        elif kind == "claim":
            term, says, evidence, basis, origin, *heading = record
            self._claims.append(_hash([term, says, evidence, basis, self._origins[origin], *(heading or [""])]))
        else:
            self._facts.append(_hash([self._claims[n] for n in record]))

    def content(self, program: Record) -> Record:
        """The program's record under these numbers."""
        facts, claims, origins = self._facts, self._claims, self._origins
        measures = program["measures"].items()
        return {
            **program,
            "facts": [facts[n] for n in program["facts"]],
            "measures": {name: [[low, high, [claims[n] for n in own]] for low, high, own in ranges] for name, ranges in measures},
            "origins": [origins[n] for n in program["origins"]],
        }


def _hash(said: object) -> int:
    return int.from_bytes(blake2b(dumps(said), digest_size=8).digest())
