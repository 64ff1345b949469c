"""Listings into programs: what several sources' words come to. Pure, and the same whatever order they come in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, combinations, groupby
from operator import attrgetter

from finder.claim import BY_A_PERSON, Basis, Claim, Fact, Measure, Range, Says, Scope, claim_key, end_of, in_order
from finder.listing import PAGE, Closed, Listing, Phone
from finder.place import Precision
from finder.program import Program
from finder.tokens import squash

EXACTNESS = tuple(Precision)
"""Of several points the most exact is kept, of equally exact ones the newest listing's."""

MEMORY_MONTHS = 24
"""Publishers disagree only within so many months of each other; an older word gives way to the newer."""


def merge(id: str, listings: Sequence[Listing]) -> Program:
    """The program that these listings speak of; what closed ones said counts only where all are closed.

    Raises ValueError if there are none, or of two kinds of care.
    """
    if len({x.care for x in listings}) != 1:
        raise ValueError(f"program {id}: wants listings of one kind of care, got {sorted({x.care for x in listings})}")
    standing = [x for x in listings if not x.closed] or listings
    current = tuple(sorted(latest_editions(standing), key=_listing_order, reverse=True))
    ordered = sorted(current, key=lambda x: x.origin.form == PAGE)  # who and where it is, a list says better than a site of many programs
    best = next((x for x in ordered if x.origin.scope is not Scope.PERSON), current[0])  # a person's word has no name of its own
    placed = next((x for x in ordered if x.address.city or x.address.zip), best)  # one that hides its place says nothing of it
    return Program(
        id=id,
        name=best.name,
        organization=best.organization,
        care=best.care,
        address=replace(placed.address, hidden=any(x.address.hidden for x in listings)),
        point=min((x.point for x in ordered if x.point), key=lambda p: EXACTNESS.index(p.precision), default=None),
        phones=tuple(dict.fromkeys(p for x in ordered for p in x.phones)),
        website=next((x.website for x in ordered if x.website), ""),
        facts=facts_of(chain.from_iterable(x.claims for x in current)),
        measures=measures_of((name, r) for x in current for name, ranges in x.measures.items() for r in ranges),
        origins=tuple(dict.fromkeys(x.origin for x in current)),
        listings=tuple(sorted({x.key for x in listings})),
        closed=closed_of(listings),
    )


def closed_of(listings: Iterable[Listing]) -> Closed | None:
    """When and by which source the last of the listings was closed; None where one of them still stands."""
    closed = [x.closed for x in listings]
    return max((c for c in closed if c), key=lambda c: (c.date, c.source, c.how)) if all(closed) else None


def latest_editions(listings: Sequence[Listing]) -> list[Listing]:
    """The listings without those that a later edition by the same publisher, of the same form, replaces; people's words stand alone."""
    newest: dict[tuple[str, str], str] = defaultdict(str)
    for x in listings:
        key = (x.origin.publisher, x.origin.form)
        newest[key] = max(newest[key], end_of(x.origin.as_of))
    return [x for x in listings if x.origin.scope is Scope.PERSON or end_of(x.origin.as_of) == newest[(x.origin.publisher, x.origin.form)]]


def facts_of(claims: Iterable[Claim]) -> Mapping[str, Fact]:
    """The claims settled, by term."""
    term = attrgetter("term")
    return {t: settle(tuple(own)) for t, own in groupby(sorted(claims, key=term), key=term)}


def measures_of(ranges: Iterable[tuple[str, Range]]) -> Mapping[str, Measure]:
    """The ranges combined, by measure."""
    stated: dict[str, list[Range]] = defaultdict(list)
    for name, r in ranges:
        stated[name].append(r)
    return {name: combine(own) for name, own in sorted(stated.items())}


@lru_cache(maxsize=65_536)
def settle(claims: tuple[Claim, ...]) -> Fact:
    """What all claims on one term come to; one object for all programs that share the claims.

    One publisher that says both (two rows of one facility) means yes. Two publishers that differ within 24 months of each other
    dispute it; of words further apart the newer stands, and the older ones that differ are dropped. A person's correction disputes what
    differs from it, or settles it against all that is no newer; what it is about is kept beside it.
    """
    person = newest_of(c for c in claims if c.basis in BY_A_PERSON)
    if person:
        return _corrected(person, in_order(claims))
    ordered = in_order(claims)
    fresh = _fresh(ordered)
    said = {p: Says.YES if any(c.says is Says.YES for c in own) else Says.NO for p, own in _by_publisher(fresh).items()}
    verdicts = set(said.values())
    says = verdicts.pop() if len(verdicts) == 1 else Says.DISPUTED
    if len(fresh) == len(ordered):
        return Fact(says, fresh)
    return Fact(says, tuple(c for c in ordered if c in fresh or c.says is says))


def newest_of(claims: Iterable[Claim]) -> Claim | None:
    """The newest of the claims, one that settles before one that only corrects; None of none."""
    return max(claims, key=lambda c: (end_of(c.origin.as_of), c.basis is Basis.SETTLED, claim_key(c)), default=None)


def _corrected(person: Claim, claims: tuple[Claim, ...]) -> Fact:
    """What a person's newest word and all others come to, every one of them kept."""
    others = tuple(c for c in claims if c.basis not in BY_A_PERSON and not outdone(c, person))
    says = {settle(others).says} if others else set()
    return Fact(person.says if says <= {person.says} else Says.DISPUTED, claims)


def outdone(claim: Claim, person: Claim) -> bool:
    """Whether a person has settled what the claim says: no later word than the person's stands against it."""
    return person.basis is Basis.SETTLED and end_of(claim.origin.as_of) <= end_of(person.origin.as_of)


def combine(ranges: Iterable[Range]) -> Measure:
    """All stated ranges of one measure; disputed where two publishers state ranges within 24 months that do not meet.

    A person's correction stands against ranges of any date, or, where it settles them, alone.
    """
    ranges = tuple(ranges)
    said = [c for r in ranges for c in r.claims]
    person = newest_of(c for c in said if c.basis in BY_A_PERSON)
    claims: dict[tuple[float, float], list[Claim]] = defaultdict(list)
    for r in ranges:
        claims[(r.low, r.high)] += r.claims
    fresh = set(_fresh(in_order(c for c in said if c.basis not in BY_A_PERSON and not (person and outdone(c, person)))))
    if person:
        fresh.add(person)
    kept = [Range(low, high, mine) for (low, high), own in sorted(claims.items()) if (mine := in_order(c for c in own if c in fresh))]
    return Measure(tuple(kept), any(_at_odds(a, b) for a, b in combinations(_ranges_by_publisher(kept).values(), 2)))


def months_between(a: str, b: str) -> int:
    """Whole months from one date (ISO 8601, a year or month alone allowed: its end) to another, without sign."""
    (ya, ma), (yb, mb) = (map(int, end_of(d).split("-")[:2]) for d in (a, b))
    return abs((ya - yb) * 12 + ma - mb)


def shared_numbers(listings: Iterable[Listing]) -> Mapping[str, int]:
    """By number, how many sites give it (both kinds of care of one site count once)."""
    sites: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for x in listings:
        for p in x.phones:
            sites[p.number].add((squash(x.address.street), x.address.zip[:5]))
    return {number: len(found) for number, found in sites.items()}


def with_shared(phones: Iterable[Phone], shared: Mapping[str, int]) -> tuple[Phone, ...]:
    """The phones, each with how many sites share it."""
    return tuple(replace(p, shared_by=shared.get(p.number, 1)) for p in phones)


def _listing_order(listing: Listing) -> tuple[str, str, str]:
    return end_of(listing.origin.as_of), listing.origin.retrieved, listing.key


def _fresh(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    newest = max((end_of(c.origin.as_of) for c in claims), default="")
    return tuple(c for c in claims if months_between(c.origin.as_of, newest) <= MEMORY_MONTHS)


def _by_publisher(claims: Iterable[Claim]) -> Mapping[str, list[Claim]]:
    own: dict[str, list[Claim]] = defaultdict(list)
    for c in claims:
        own[c.origin.publisher].append(c)
    return own


def _ranges_by_publisher(ranges: Iterable[Range]) -> Mapping[str, list[Range]]:
    own: dict[str, list[Range]] = defaultdict(list)
    for r in ranges:
        for publisher in sorted({c.origin.publisher for c in r.claims}):
            own[publisher].append(r)
    return own


def _at_odds(a: Iterable[Range], b: Iterable[Range]) -> bool:
    b = tuple(b)
    return not any(r.meets(s.low, s.high) for r in a for s in b)
