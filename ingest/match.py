"""Which listings are one program, and which programs are two sides of one site. Pure rules, each with what it was decided on.

Figures are those of the national directories of 2022: 12,176 substance-use and 9,037 mental-health rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from finder.listing import Care, Listing
from finder.tokens import squash, tokens

_SUITE_WORDS = frozenset(("suite", "suites", "ste", "unit", "units", "room", "rooms", "rm", "apt", "number", "no", "floor", "fl", "and"))


def programs_of(listings: Iterable[Listing]) -> list[list[Listing]]:
    """The listings that speak of one program, together, in order of their first key.

    Same kind of care, same whole name however it is broken over two columns, same street and ZIP, and the same suite in any spelling
    ("Ste 5", "#5"); one that names no suite joins those that do if these name only one. Different suites stay apart, though some look
    like one program with two addresses (Units B and C, one phone number): two doors may be two programs, and merging them loses an
    answer, while listing them twice loses nothing. So do different names at one door ("Mens Residential", "Womens Residential").
    9 rows merge: 8 exact repeats (with another phone number or other answers, as often as not) and one without its suite.
    """
    same_site: dict[tuple[str, ...], list[Listing]] = defaultdict(list)
    for x in listings:
        street, _ = street_and_suite(x)
        same_site[(x.care, squash(x.name), street, x.address.zip[:5] or squash(x.address.city), x.address.state)].append(x)
    groups = [group for together in same_site.values() for group in _by_suite(together)]
    return sorted((sorted(g, key=lambda x: x.key) for g in groups), key=lambda g: g[0].key)


def _by_suite(listings: Sequence[Listing]) -> list[list[Listing]]:
    suites: dict[str, list[Listing]] = defaultdict(list)
    for x in listings:
        suites[street_and_suite(x)[1]].append(x)
    return [list(listings)] if len(suites.keys() - {""}) <= 1 else list(suites.values())


def street_and_suite(listing: Listing) -> tuple[str, str]:
    """The street, folded, and what is behind its comma as the bare numbers and letters that tell suites apart ("200", "a b")."""
    street, _, suite = listing.address.street.partition(",")
    return squash(street), " ".join(w for w in squash(suite).split() if w not in _SUITE_WORDS)


def siblings_of(programs: Mapping[str, Listing]) -> dict[str, tuple[str, ...]]:
    """By program id, the ids of the same site's programs of the other kind of care. `programs` gives one listing for each.

    A pair is one of addiction and one of mental health at the same street and ZIP, whose organisations or whole names are the same, or
    who share a telephone number: organisations often write their name differently in the two surveys ("Family Service of Rhode
    Island", "... Inc"). At 95 sites in 100 there is one of each. Where there are more, the best pairs are taken first, each program
    once; a program that is left over joins its best match though that one is taken: a men's and a women's program are both siblings of
    the one clinic. Programs of one kind are never siblings.
    """
    sites: dict[tuple[str, str], dict[Care, list[str]]] = defaultdict(lambda: defaultdict(list))
    for id, x in programs.items():
        sites[(street_and_suite(x)[0], x.address.zip[:5])][x.care].append(id)
    found: dict[str, set[str]] = defaultdict(set)
    for (street, _), site in sites.items():
        if street and len(site) == len(Care):
            for a, b in _pairs(site[Care.ADDICTION], site[Care.MENTAL_HEALTH], programs):
                found[a].add(b)
                found[b].add(a)
    return {id: tuple(sorted(others)) for id, others in found.items()}


def _pairs(left: Sequence[str], right: Sequence[str], programs: Mapping[str, Listing]) -> list[tuple[str, str]]:
    likely = [(likeness(programs[a], programs[b]), a, b) for a in left for b in right]
    best_first = sorted((c for c in likely if any(c[0][:3])), key=lambda c: ([-x for x in c[0]], c[1], c[2]))
    pairs: list[tuple[str, str]] = []
    paired: set[str] = set()
    for both_free in (True, False):
        for _, a, b in best_first:
            if not {a, b} & paired if both_free else not {a, b} <= paired:
                pairs.append((a, b))
                paired |= {a, b}
    return pairs


def likeness(a: Listing, b: Listing) -> tuple[bool, bool, bool, bool, float]:
    """How much two listings of one site look like one organisation's, most telling first.

    Same whole name; same organisation; a telephone number in common; same suite; the share of their names' words that both have.
    """
    words_a, words_b = tokens(a.name), tokens(b.name)
    return (
        squash(a.name) == squash(b.name),
        squash(a.organization) == squash(b.organization),
        bool({p.number for p in a.phones} & {p.number for p in b.phones}),
        street_and_suite(a)[1] == street_and_suite(b)[1],
        len(words_a & words_b) / (len(words_a | words_b) or 1),
    )
