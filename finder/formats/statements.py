"""What was said of a program, origin by origin: the part of it for which no exchange format has a place of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from math import inf

from finder.claim import Basis, Claim, Fact, Measure, Origin, Range, Says
from finder.merge import facts_of, measures_of
from finder.program import Program

ORIGIN_FIELDS = tuple(f.name for f in fields(Origin))
"""source, publisher, form, scope, url, as_of, retrieved."""


@dataclass(frozen=True, slots=True)
class Statement:
    """All that one origin says: claims on terms, and claims on ranges of a measure. `listed`: it is one of the program's own origins."""

    origin: Origin
    claims: tuple[Claim, ...]
    ranges: tuple[tuple[float, float, Claim], ...]
    listed: bool = True


def to_statements(p: Program) -> tuple[Statement, ...]:
    """What was said, the program's origins first, in their order."""
    claims: dict[Origin, list[Claim]] = {o: [] for o in p.origins}
    ranges: dict[Origin, list[tuple[float, float, Claim]]] = {o: [] for o in p.origins}
    for fact in p.facts.values():
        for c in fact.claims:
            claims.setdefault(c.origin, []).append(c)
    for measure in p.measures.values():
        for r in measure.ranges:
            for c in r.claims:
                ranges.setdefault(c.origin, []).append((r.low, r.high, c))
    listed = frozenset(p.origins)
    every = dict.fromkeys([*claims, *ranges])
    return tuple(Statement(o, tuple(claims.get(o, ())), tuple(ranges.get(o, ())), o in listed) for o in every)


def origins_in(statements: Iterable[Statement]) -> tuple[Origin, ...]:
    """The program's own origins."""
    return tuple(s.origin for s in statements if s.listed)


def facts_in(statements: Iterable[Statement]) -> Mapping[str, Fact]:
    """What the claims come to, by term."""
    return facts_of(c for s in statements for c in s.claims)


def measures_in(statements: Iterable[Statement]) -> Mapping[str, Measure]:
    """What the ranges come to, by measure."""
    return measures_of((c.term, Range(low, high, (c,))) for s in statements for low, high, c in s.ranges)


def claim_of(values: Sequence[str], origin: Origin) -> Claim:
    """The claim of its term, says, basis and evidence. Raises ValueError where one is none."""
    term, says, basis, evidence = values
    return Claim(term, Says(says), evidence, Basis(basis), origin)


def high_of(high: float | None) -> float:
    """The upper end: infinite where none is written."""
    return inf if high is None else float(high)
