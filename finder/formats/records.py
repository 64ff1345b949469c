"""Our own form: listings and programs as JSON lines in which every origin, claim and fact is written once.

A directory of 21,000 facilities makes well over a million claims of which a thousand differ; they stay shared in a file as they are in
memory. Lines are of five kinds: `{"origin": [...]}`, `{"claim": [term, says, evidence, basis, origin]}`, `{"fact": [claim, ...]}`,
`{"listing": {...}}` and `{"program": {...}}`; origins, claims and facts are numbered from 0 in the order of their lines, and stand before
the first line that needs them. An export begins with a line `{"about": {...}}`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from math import inf
from typing import Any, TypeAlias, TypeVar

from finder.claim import Basis, Claim, Fact, Origin, Range, Says, Scope
from finder.listing import Care, Closed, Closing, Listing, Phone, PhoneKind
from finder.merge import combine, settle
from finder.place import Address, Point, Precision
from finder.program import Program

Record: TypeAlias = dict[str, Any]

Named: TypeAlias = tuple[str, Fact]
"""A fact with its term."""

T = TypeVar("T")

Numbered: TypeAlias = Sequence[T] | Mapping[int, T]


@dataclass(frozen=True, slots=True)
class Said:
    """What records name by number: origins, claims, facts with their terms. All three may still grow."""

    origins: Numbered[Origin]
    claims: Numbered[Claim]
    facts: Numbered[Named]


class Interner:
    """Numbers for origins, claims and facts, given in the order of their first use; `write` is told of each new one.

    Nearly all claims and facts are objects that were met before: those are known by identity, which is quick. They are kept alive, so
    that no other thing can have it.
    """

    def __init__(self, write: Callable[[str, list[Any]], object]) -> None:
        self._write = write
        self._fact_at: dict[int, int] = {}
        self._facts: list[Fact] = []
        self._claim_at: dict[int, int] = {}
        self._claims: dict[Claim, int] = {}
        self.origins: dict[Origin, int] = {}

    def claims(self, claims: Collection[Claim]) -> list[int]:
        """The claims' numbers."""
        try:
            return [*map(self._claim_at.__getitem__, map(id, claims))]
        except KeyError:
            return [*map(self._claim, claims)]

    def facts(self, facts: Collection[Fact]) -> list[int]:
        """The facts' numbers."""
        try:
            return [*map(self._fact_at.__getitem__, map(id, facts))]
        except KeyError:
            return [*map(self._fact, facts)]

    def origin(self, origin: Origin) -> int:
        """The origin's number."""
        if origin not in self.origins:
            self.origins[origin] = len(self.origins)
            self._write("origin", list(astuple(origin)))
        return self.origins[origin]

    def _claim(self, claim: Claim) -> int:
        number = self._claims.get(claim)
        if number is None:
            origin = self.origin(claim.origin)
            number = self._claims[claim] = self._claim_at[id(claim)] = len(self._claims)
            heading = [claim.heading] if claim.heading else []
            self._write("claim", [claim.term, claim.says, claim.evidence, claim.basis, origin, *heading])
        return number

    def _fact(self, fact: Fact) -> int:
        if id(fact) not in self._fact_at:
            claims = self.claims(fact.claims)
            self._fact_at[id(fact)] = len(self._facts)
            self._facts.append(fact)
            self._write("fact", claims)
        return self._fact_at[id(fact)]


class LineMaker:
    """Makes the lines of one thing after another: its own last, before it those of origins, claims and facts that are new."""

    def __init__(self) -> None:
        self._pending: list[str] = []
        self._interner = Interner(lambda kind, record: self._pending.append(dump({kind: record})))

    def lines(self, thing: Listing | Program) -> list[str]:
        """The thing's lines, without line ends."""
        if isinstance(thing, Program):
            line = dump({"program": program_record(thing, self._interner)})
        else:
            line = dump({"listing": listing_record(thing, self._interner)})
        lines = [*self._pending, line]
        self._pending.clear()
        return lines


def to_lines(things: Iterable[Listing | Program]) -> Iterator[str]:
    """The things as JSON lines, without line ends."""
    maker = LineMaker()
    for thing in things:
        yield from maker.lines(thing)


def from_lines(lines: Iterable[str]) -> Iterator[Listing | Program]:
    """The things that the lines hold. Raises ValueError at a line that is not one of ours."""
    origins: list[Origin] = []
    claims: list[Claim] = []
    facts: list[Named] = []
    said = Said(origins, claims, facts)
    for number, line in enumerate(lines, 1):
        try:
            ((kind, record),) = json.loads(line).items()
            if kind == "origin":
                origins.append(origin_from(record))
            elif kind == "claim":
                claims.append(claim_from(record, origins))
            elif kind == "fact":
                facts.append(fact_from(record, claims))
            elif kind == "listing":
                yield listing_from(record, claims, origins)
            elif kind == "program":
                yield program_from(record, said)
            elif kind != "about" or number > 1:
                raise ValueError(f"unknown kind {kind!r}")
        except (ValueError, KeyError, IndexError, TypeError, AttributeError) as e:
            raise ValueError(f"line {number} is not a record of ours: {e}") from e


def dump(record: object) -> str:
    """Compact JSON."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def origin_from(record: Sequence[str]) -> Origin:
    """The origin of its record."""
    source, publisher, form, scope, url, as_of, retrieved = record
    return Origin(source, publisher, form, Scope(scope), url, as_of, retrieved)


def claim_from(record: Sequence[Any], origins: Numbered[Origin]) -> Claim:
    """The claim of its record."""
    term, says, evidence, basis, origin, *heading = record
    return Claim(term, Says(says), evidence, Basis(basis), origins[origin], *heading)


def fact_from(record: Sequence[int], claims: Numbered[Claim]) -> Named:
    """The fact that these claims come to, with its term; settled anew."""
    fact = settle(tuple([claims[n] for n in record]))
    return fact.claims[0].term, fact


def listing_record(x: Listing, interner: Interner) -> Record:
    """The listing as JSON values, its claims as numbers."""
    measures = {name: [_range_record(r, interner) for r in ranges] for name, ranges in x.measures.items()}
    return {
        "source_id": x.source_id,
        "origin": interner.origin(x.origin),
        **_identity_record(x),
        "claims": interner.claims(x.claims),
        "measures": measures,
        **closed_record(x.closed),
    }


def listing_from(record: Record, claims: Sequence[Claim], origins: Sequence[Origin]) -> Listing:
    """The listing of its record."""
    measures = {
        name: tuple(Range(low, inf if high is None else high, tuple(claims[i] for i in own)) for low, high, own in ranges)
        for name, ranges in record["measures"].items()
    }
    own, closed = tuple(claims[i] for i in record["claims"]), closed_from(record)
    return Listing(record["source_id"], origins[record["origin"]], claims=own, measures=measures, closed=closed, **_identity_from(record))


def closed_record(closed: Closed | None) -> Record:
    """What a record holds of a closing; nothing, where there is none."""
    return {"closed": list(astuple(closed))} if closed else {}


def closed_from(record: Record) -> Closed | None:
    """The closing in a record."""
    if "closed" not in record:
        return None
    date, source, how = record["closed"]
    return Closed(date, source, Closing(how))


def program_record(p: Program, interner: Interner) -> Record:
    """The program as JSON values, its facts as numbers."""
    return {
        "id": p.id,
        **_identity_record(p),
        "facts": interner.facts(p.facts.values()),
        "measures": {name: [_range_record(r, interner) for r in m.ranges] for name, m in p.measures.items()},
        "origins": [interner.origin(o) for o in p.origins],
        "listings": p.listings,
        "siblings": p.siblings,
        "replaced_by": p.replaced_by,
        **closed_record(p.closed),
    }


def program_from(record: Record, said: Said) -> Program:
    """The program of its record."""
    measures = {
        name: combine(Range(low, inf if high is None else high, tuple(said.claims[i] for i in own)) for low, high, own in ranges)
        for name, ranges in record["measures"].items()
    }
    return Program(
        id=record["id"],
        **_identity_from(record),
        facts=dict(map(said.facts.__getitem__, record["facts"])),
        measures=measures,
        origins=tuple([said.origins[i] for i in record["origins"]]),
        listings=tuple(record["listings"]),
        siblings=tuple(record["siblings"]),
        replaced_by=record["replaced_by"],
        closed=closed_from(record),
    )


def _range_record(r: Range, interner: Interner) -> list[Any]:
    return [r.low, None if r.high == inf else r.high, interner.claims(r.claims)]


def _identity_record(x: Listing | Program) -> Record:
    a, p = x.address, x.point
    return {
        "name": x.name,
        "organization": x.organization,
        "care": x.care,
        "address": [a.street, a.city, a.county, a.state, a.zip, a.hidden],
        "point": [p.lat, p.lon, p.precision] if p else None,
        "phones": [[n.number, n.extension, n.kind, n.shared_by] for n in x.phones],
        "website": x.website,
    }


def _identity_from(record: Record) -> Record:
    p = record["point"]
    return {
        "name": record["name"],
        "organization": record["organization"],
        "care": Care(record["care"]),
        "address": Address(*record["address"]),
        "point": Point(p[0], p[1], Precision(p[2])) if p else None,
        "phones": tuple(Phone(number, extension, PhoneKind(kind), shared) for number, extension, kind, shared in record["phones"]),
        "website": record["website"],
    }
