"""What changed from one generation to the next: kept with each program, so that a mirror of any age asks for what is new to it alone.

Each program has the generation that had it first, the newest in which it is not what it was, and a digest of all that is said of it; and
the same of what is said whenever it was read: a source that was read again and says what it said is another thing than a change.
A manifest's `lineage` names the generations since which changes are known. Where a program is gone without a word (a store was begun anew,
a source taken out), nobody could be told so: the lineage begins again, and mirrors take the whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from finder.claim import Claim, Fact, Origin
from finder.errors import BadParameter, ChangesUnknown
from finder.formats.records import Interner, dump, program_record
from finder.program import Program

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
    """Traces for the programs of a generation that is being built, from those of the one before it (some 300 bytes each)."""

    generation: str
    before: Mapping[str, Trace] = field(default_factory=dict)
    known: Sequence[str] = ()
    _met: int = 0

    def trace(self, program: Program) -> Trace:
        """The program's trace."""
        digest, saying = (f"{_hash(dump(program_record(program, c))):016x}" for c in (self._contents, self._sayings))
        old = self.before.get(program.id)
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


class _Contents(Interner):
    """Origins, claims and facts under numbers that are made of what they say: the same in every build; `dated`: and of when it was read."""

    def __init__(self, dated: bool = True) -> None:
        super().__init__(lambda kind, record: None)
        self._dated = dated
        self._by_origin: dict[Origin, int] = {}
        self._by_claim: dict[Claim, int] = {}
        self._by_fact: dict[int, tuple[Fact, int]] = {}

    def origin(self, origin: Origin) -> int:
        """The origin's number."""
        if origin not in self._by_origin:
            self._by_origin[origin] = _hash(dump(astuple(origin if self._dated else replace(origin, retrieved=""))))
        return self._by_origin[origin]

    def claim(self, claim: Claim) -> int:
        """The claim's number."""
        if claim not in self._by_claim:
            said = [claim.term, claim.says, claim.evidence, claim.basis, self.origin(claim.origin), claim.heading]
            self._by_claim[claim] = _hash(dump(said))
        return self._by_claim[claim]

    def fact(self, fact: Fact) -> int:
        """The fact's number."""
        if id(fact) not in self._by_fact:
            self._by_fact[id(fact)] = (fact, _hash(dump([self.claim(c) for c in fact.claims])))
        return self._by_fact[id(fact)][1]


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())
