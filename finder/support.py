"""Where a predicate holds for a program, and by whose word."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from finder.claim import Claim, Says
from finder.place import areas_of, metres
from finder.predicate import AllOf, AnyOf, Disputed, Has, In, Lacks, Misses, Overlaps, Predicate, Within, Words
from finder.program import Program, words_of

Support: TypeAlias = tuple[Claim, ...]


def support(predicate: Predicate, program: Program) -> Support | None:
    """The claims that make the predicate hold for the program, or None where it does not hold."""
    match predicate:
        case Has(terms):
            return _said(terms, Says.YES, program) or None
        case Lacks(terms):
            denied = bool(terms) and all((fact := program.facts.get(t)) is not None and fact.says is Says.NO for t in terms)
            return _said(terms, Says.NO, program) if denied else None
        case Disputed(names):
            return _contradictions(names, program) or None
        case Overlaps(measure, low, high):
            m = program.measures.get(measure)
            hits = [r for r in m.ranges if r.meets(low, high)] if m and not m.disputed else []
            return tuple(c for r in hits for c in r.claims) if hits else None
        case Misses(measure, low, high):
            m = program.measures.get(measure)
            if m is None or m.disputed or any(r.meets(low, high) for r in m.ranges):
                return None
            return tuple(c for r in m.ranges for c in r.claims)
        case Within(point, radius):
            return () if program.point and metres(point, program.point) <= radius else None
        case In(area):
            return () if area in areas_of(program.address) else None
        case Words(tokens):
            return () if tokens <= words_of(program) else None
        case AllOf(parts):
            found = [support(p, program) for p in parts]
            return None if None in found else tuple(c for f in found for c in f or ())
        case AnyOf(parts):
            held = [f for p in parts if (f := support(p, program)) is not None]
            return tuple(c for f in held for c in f) if held else None
        case _:
            assert_never(predicate)


def _said(terms: frozenset[str], says: Says, program: Program) -> Support:
    """The claims of those of the terms that are settled so, by term."""
    claims: list[Claim] = []
    for term in sorted(program.facts.keys() & terms):
        fact = program.facts[term]
        if fact.says is says:
            claims += fact.claims if len(fact.claims) == 1 else [c for c in fact.claims if c.says is says]
    return tuple(claims)


def _contradictions(names: frozenset[str], program: Program) -> Support:
    """Both sides' claims on the terms and measures that sources disagree about."""
    facts = [f for n in sorted(program.facts.keys() & names) if (f := program.facts[n]).says is Says.DISPUTED]
    measures = [m for n in sorted(program.measures.keys() & names) if (m := program.measures[n]).disputed]
    return (*(c for f in facts for c in f.claims), *(c for m in measures for r in m.ranges for c in r.claims))
