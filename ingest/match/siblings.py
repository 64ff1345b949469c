"""Which programs are two sides of one site: one organisation's care for addiction and for mental health behind one door.

Figures are those of the national directories of 2022: 12,176 substance-use and 9,037 mental-health rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from finder.listing import Care, Listing
from ingest.match.score import Sketch, sketch_of
from ingest.match.street import read_street
from ingest.match.words import likeness, words_of_name

Kinship = tuple[bool, bool, bool, bool, float]


def siblings_of(programs: Mapping[str, Listing]) -> dict[str, tuple[str, ...]]:
    """By program id, the ids of the same site's programs of the other kind of care. `programs` gives one listing for each.

    A pair is one of addiction and one of mental health at the same street and ZIP, whose organisations or whole names are the same, or
    who share a telephone number: organisations often write their name differently in the two surveys. Of the 114 pairs whose number
    alone joins them and whose names share little, nearly all are plainly one house ("Veterans Affairs Medical Center, Substance Abuse
    Program", "Memphis VAMC"); one, two counselors' offices in one suite, may be two. Where a site has more than one of a kind, the best
    pairs are taken first, each program once; a program that is left over joins its best match though that one is taken: a men's and a
    women's program are both siblings of the one clinic. Programs of one kind are never siblings. Hidden addresses have siblings
    too: `ingest.hide` hides these as well.
    """
    sites: dict[tuple[str, ...], dict[Care, list[str]]] = defaultdict(lambda: defaultdict(list))
    for id, x in programs.items():
        street = read_street(x.address.street)
        if street.known:
            sites[(street.number, street.name, x.address.zip[:5])][x.care].append(id)
    found: dict[str, set[str]] = defaultdict(set)
    for site in sites.values():
        if len(site) == len(Care):
            sketches = {id: sketch_of(programs[id]) for own in site.values() for id in own}
            likely = {
                (a, b): kinship(programs[a], programs[b], sketches[a], sketches[b])
                for a in site[Care.ADDICTION]
                for b in site[Care.MENTAL_HEALTH]
            }
            for a, b in _pairs(likely):
                found[a].add(b)
                found[b].add(a)
    return {id: tuple(sorted(others)) for id, others in found.items()}


def _pairs(likely: Mapping[tuple[str, str], Kinship]) -> list[tuple[str, str]]:
    kin = sorted((pair for pair, k in likely.items() if any(k[:3])), key=lambda pair: ([-x for x in likely[pair]], pair))
    pairs: list[tuple[str, str]] = []
    paired: set[str] = set()
    for both_free in (True, False):
        for pair in kin:
            if not {*pair} & paired if both_free else not {*pair} <= paired:
                pairs.append(pair)
                paired |= {*pair}
    return pairs


def kinship(a: Listing, b: Listing, left: Sketch, right: Sketch) -> Kinship:
    """How much two listings of one site look like one organisation's, most telling first.

    Same whole name; same organisation; a telephone number in common; same suite; the share of their names' words that both have.
    """
    return (
        _same_words(left.words, right.words),
        _same_words(words_of_name(a.organization), words_of_name(b.organization)),
        bool(left.phones & right.phones),
        left.street.suite == right.street.suite,
        likeness(left.words, right.words).share,
    )


def _same_words(a: Sequence[str], b: Sequence[str]) -> bool:
    return set(a) == set(b)
