"""Our own form: listings and programs as JSON lines in which every origin and every claim is written once.

A directory of 21,000 facilities makes well over a million claims of which a thousand differ; they stay shared in a file as they are in
memory. Lines are of four kinds: `{"origin": [...]}`, `{"claim": [term, says, evidence, basis, origin]}`, `{"listing": {...}}` and
`{"program": {...}}`; origins and claims are numbered from 0 in the order of their lines, and stand before the first line that needs them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from math import inf
from typing import Any, TypeAlias

from finder.claim import Basis, Claim, Fact, Measure, Origin, Range, Says, Scope
from finder.listing import Care, Listing, Phone, PhoneKind
from finder.merge import combine, settle
from finder.place import Address, Point, Precision
from finder.program import Program

Record: TypeAlias = dict[str, Any]


class Interner:
    """Numbers for origins and claims, given in the order of their first use; `write` is told of each new one."""

    def __init__(self, write: Callable[[str, list[Any]], object]) -> None:
        self._write = write
        self._seen: dict[int, tuple[Claim, int]] = {}  # by identity, which is quick; the claim is kept alive, so its id is not reused
        self._claims: dict[Claim, int] = {}
        self._origins: dict[Origin, int] = {}

    def claim(self, claim: Claim) -> int:
        """The claim's number."""
        if (seen := self._seen.get(id(claim))) is not None:
            return seen[1]
        if claim not in self._claims:
            origin = self.origin(claim.origin)
            self._claims[claim] = len(self._claims)
            self._write("claim", [claim.term, claim.says, claim.evidence, claim.basis, origin])
        number = self._claims[claim]
        self._seen[id(claim)] = (claim, number)
        return number

    def origin(self, origin: Origin) -> int:
        """The origin's number."""
        if origin not in self._origins:
            self._origins[origin] = len(self._origins)
            self._write("origin", list(astuple(origin)))
        return self._origins[origin]


def to_lines(things: Iterable[Listing | Program]) -> Iterator[str]:
    """The things as JSON lines, without line ends."""
    pending: list[str] = []
    interner = Interner(lambda kind, record: pending.append(dump({kind: record})))
    for thing in things:
        line = dump({"program": program_record(thing, interner)} if isinstance(thing, Program) else {"listing": listing_record(thing, interner)})
        yield from pending
        pending.clear()
        yield line


def from_lines(lines: Iterable[str]) -> Iterator[Listing | Program]:
    """The things that the lines hold. Raises ValueError at a line that is not one of ours."""
    origins: list[Origin] = []
    claims: list[Claim] = []
    for number, line in enumerate(lines, 1):
        try:
            ((kind, record),) = json.loads(line).items()
            if kind == "origin":
                origins.append(origin_from(record))
            elif kind == "claim":
                claims.append(claim_from(record, origins))
            elif kind == "listing":
                yield listing_from(record, claims, origins)
            elif kind == "program":
                yield program_from(record, [Fact(c.says, (c,)) for c in claims], origins)
            else:
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


def claim_from(record: Sequence[Any], origins: Sequence[Origin]) -> Claim:
    """The claim of its record."""
    term, says, evidence, basis, origin = record
    return Claim(term, Says(says), evidence, Basis(basis), origins[origin])


def listing_record(x: Listing, interner: Interner) -> Record:
    """The listing as JSON values, its claims as numbers."""
    measures = {name: [_range_record(r, interner) for r in ranges] for name, ranges in x.measures.items()}
    return {
        "source_id": x.source_id,
        "origin": interner.origin(x.origin),
        **_identity_record(x),
        "claims": [interner.claim(c) for c in x.claims],
        "measures": measures,
    }


def listing_from(record: Record, claims: Sequence[Claim], origins: Sequence[Origin]) -> Listing:
    """The listing of its record."""
    measures = {
        name: tuple(Range(low, inf if high is None else high, tuple(claims[i] for i in own)) for low, high, own in ranges)
        for name, ranges in record["measures"].items()
    }
    own = tuple(claims[i] for i in record["claims"])
    return Listing(record["source_id"], origins[record["origin"]], claims=own, measures=measures, **_identity_from(record))


def program_record(p: Program, interner: Interner) -> Record:
    """The program as JSON values, its claims as numbers; facts are settled anew when it is read."""
    return {
        "id": p.id,
        **_identity_record(p),
        "claims": [interner.claim(c) for f in p.facts.values() for c in f.claims],
        "measures": {name: [_range_record(r, interner) for r in m.ranges] for name, m in p.measures.items()},
        "origins": [interner.origin(o) for o in p.origins],
        "listings": p.listings,
        "siblings": p.siblings,
        "replaced_by": p.replaced_by,
    }


def program_from(record: Record, facts: Sequence[Fact] | Mapping[int, Fact], origins: Sequence[Origin]) -> Program:
    """The program of its record. `facts` gives each claim's number the fact that it makes alone: most terms have one claim."""
    return Program(
        id=record["id"],
        **_identity_from(record),
        facts=_facts_from(record["claims"], facts),
        measures={name: _measure_from(ranges, facts) for name, ranges in record["measures"].items()},
        origins=tuple(origins[i] for i in record["origins"]),
        listings=tuple(record["listings"]),
        siblings=tuple(record["siblings"]),
        replaced_by=record["replaced_by"],
    )


def _facts_from(numbers: Iterable[int], facts: Sequence[Fact] | Mapping[int, Fact]) -> Mapping[str, Fact]:
    settled: dict[str, Fact] = {}
    several: dict[str, list[Claim]] = {}
    for number in numbers:
        fact = facts[number]
        term = fact.claims[0].term
        if term in settled:
            several.setdefault(term, list(settled[term].claims)).extend(fact.claims)
        else:
            settled[term] = fact
    return settled | {term: settle(claims) for term, claims in several.items()}


def _measure_from(ranges: Iterable[Sequence[Any]], facts: Sequence[Fact] | Mapping[int, Fact]) -> Measure:
    return combine(Range(low, inf if high is None else high, tuple(facts[i].claims[0] for i in own)) for low, high, own in ranges)


def _range_record(r: Range, interner: Interner) -> list[Any]:
    return [r.low, None if r.high == inf else r.high, [interner.claim(c) for c in r.claims]]


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
