"""Hidden addresses: what leaves a program before anything is written of it, so that no output, export or index file can tell.

Whoever runs this keeps the snapshots, which are what each publisher itself sends; nothing that is merged from them holds the place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from data.gazetteer import gazetteer
from finder.claim import Basis, Claim, Fact
from finder.listing import Listing
from finder.place import Precision
from finder.program import Program
from finder.tokens import squash
from ingest.match.street import read_street
from ingest.match.words import COMMON, weight, words_of_name

INSTEAD = "(address hidden)"

_SITE = re.compile(r"\s-\s*|-\s|(?<=[a-z]{4})-(?=[A-Z])")
"""What parts an organisation's name from its site's: "Foo Inc - Oneida", "Foo Center-Lincoln"."""


def hidden_ids(programs: Mapping[str, Sequence[Listing]], siblings: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The programs that are to be hidden: one source hides one of their listings, or a sibling's (the same door), or may mean them."""
    own = {id for id, group in programs.items() if any(x.address.hidden for x in group)}
    own |= set(kin_of(programs, own))
    return frozenset(own | {other for id in own for other in siblings.get(id, ())})


def kin_of(programs: Mapping[str, Sequence[Listing]], hidden: Iterable[str]) -> Iterator[str]:
    """The programs that may be the site of a hidden listing that was matched with nobody, for its source says no place to match.

    They are in its state, share a telephone number with it and a telling word of the name, and its source does not itself show them
    or their street, as it does an organisation's other sites.
    """
    hiding: dict[tuple[str, str], list[Listing]] = defaultdict(list)
    for x in (x for id in hidden for x in programs[id] if x.address.hidden):
        for phone in x.phones:
            hiding[x.address.state, phone.number].append(x)
    sources = {x.origin.source for own in hiding.values() for x in own}
    shown = {(x.origin.source, door_of(x)) for group in programs.values() for x in group if x.origin.source in sources}
    for id, group in programs.items():
        by = {x.origin.source for x in group}
        pairs = ((h, x) for x in group for p in x.phones for h in hiding.get((x.address.state, p.number), ()) if h.origin.source not in by)
        if any(telling(h.name) & telling(x.name) and (h.origin.source, door_of(x)) not in shown for h, x in pairs):
            yield id


def door_of(x: Listing) -> tuple[str, str, str]:
    """The listing's number, the first word of its street's name, and its ZIP: enough in whatever spelling."""
    street = read_street(x.address.street)
    return street.number, street.name.partition(" ")[0], x.address.zip[:5]


def telling(name: str) -> frozenset[str]:
    """The words of a name that say who it is."""
    return frozenset(word for word in words_of_name(name) if weight(word) > COMMON)


def without_place(program: Program, streets: Iterable[str]) -> Program:
    """The program hidden: without a street, at the middle of its ZIP area or town, and nothing said of it names one of the streets."""
    a = program.address
    known = {squash(street.partition(",")[0]) for street in streets} - {""}
    facts = {term: without_street(fact, known) for term, fact in program.facts.items()}
    point = program.point
    if point and point.precision is Precision.SITE:
        point = gazetteer().place_of(a.city, a.state, a.zip).point
    name, organization = without_site(program.name), without_site(program.organization)
    return replace(program, name=name, organization=organization, address=replace(a, street="", hidden=True), point=point, facts=facts)


def without_site(name: str) -> str:
    """The name without what tells one site of an organisation from another: most often that is its street."""
    return _SITE.split(name, maxsplit=1)[0].strip() or name


def without_street(fact: Fact, streets: Iterable[str]) -> Fact:
    """The fact; where one of its claims tells of a street (folded) or a site, that claim's words are left out."""
    if not any(tells(c, streets) for c in fact.claims):
        return fact
    return Fact(fact.says, tuple(replace(c, evidence=INSTEAD) if tells(c, streets) else c for c in fact.claims))


def tells(claim: Claim, streets: Iterable[str]) -> bool:
    """Whether the claim's words name one of the streets, or quote a name that tells the site."""
    if claim.basis is Basis.NAMED and without_site(claim.evidence) != claim.evidence:
        return True
    words = f" {squash(claim.evidence)} "
    return any(f" {street} " in words for street in streets)
