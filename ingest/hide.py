"""Hidden addresses: what leaves a program before anything is written of it, so that no output, export or index file can tell.

Whoever runs this keeps the snapshots, which are what each publisher itself sends; nothing that is merged from them holds the place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from data.gazetteer import gazetteer
from finder.claim import Claim, Fact
from finder.listing import Listing
from finder.place import Precision
from finder.program import Program
from finder.tokens import squash

INSTEAD = "(address hidden)"


def hidden_ids(programs: Mapping[str, Sequence[Listing]], siblings: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The programs that are to be hidden: one source hides one of their listings, or a sibling's: the same door."""
    own = {id for id, group in programs.items() if any(x.address.hidden for x in group)}
    return frozenset(own | {other for id in own for other in siblings.get(id, ())})


def without_place(program: Program, streets: Iterable[str]) -> Program:
    """The program hidden: without a street, at the middle of its ZIP area or town, and no claim quotes one of the streets."""
    a = program.address
    known = {squash(street.partition(",")[0]) for street in streets} - {""}
    facts = {term: without_street(fact, known) for term, fact in program.facts.items()}
    point = program.point
    if point and point.precision is Precision.SITE:
        point = gazetteer().place_of(a.city, a.state, a.zip).point
    return replace(program, address=replace(a, street="", hidden=True), point=point, facts=facts)


def without_street(fact: Fact, streets: Iterable[str]) -> Fact:
    """The fact; where one of its claims quotes a street (folded), that claim's words are left out."""
    if not any(tells(c, streets) for c in fact.claims):
        return fact
    return Fact(fact.says, tuple(replace(c, evidence=INSTEAD) if tells(c, streets) else c for c in fact.claims))


def tells(claim: Claim, streets: Iterable[str]) -> bool:
    """Whether the claim's words name one of the streets."""
    words = f" {squash(claim.evidence)} "
    return any(f" {street} " in words for street in streets)
