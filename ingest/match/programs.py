"""Listings into programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from finder.listing import Listing
from ingest.match.group import Pair, groups_of, scored_pairs
from ingest.match.pages import is_page, with_pages
from ingest.match.score import THRESHOLD, Score, sketch_of
from ingest.match.street import read_street

DOUBTFUL = 4.0
"""Points below and above the threshold within which a pair is worth a person's look."""


@dataclass(frozen=True, slots=True)
class Look:
    """A pair near the threshold: two listings, why they look like one program, and whether they were taken for one.

    `hidden` where one of them, something merged with one of them, or another listing of their door has a hidden address: then neither's
    place may be shown.
    """

    left: Listing
    right: Listing
    score: Score
    merged: bool
    hidden: bool


def programs_of(runs: Mapping[str, Iterable[Listing]]) -> list[list[Listing]]:
    """The listings that speak of one program, together, in order of their first key.

    By run, what was read in it; a listing may be in several. Two of one run are two programs, unless one repeats the other.
    What programs' own pages say stands behind the listings of each program that it is about, and may so be in several groups.
    """
    groups, _ = _matched(_lists(runs), THRESHOLD)
    return with_pages(groups, list({id(x): x for own in runs.values() for x in own if is_page(x)}.values()))


def doubtful_of(runs: Mapping[str, Iterable[Listing]]) -> list[Look]:
    """The pairs near the threshold, those that were not merged first, and of these the likeliest; then the least sure of the merged."""
    _, looks = _matched(_lists(runs), THRESHOLD - DOUBTFUL)
    near = [x for x in looks if x.score.points < THRESHOLD + DOUBTFUL]
    return sorted(near, key=lambda x: (x.merged, x.score.points if x.merged else -x.score.points, x.left.key, x.right.key))


def _lists(runs: Mapping[str, Iterable[Listing]]) -> Mapping[str, list[Listing]]:
    """The runs without what stands on programs' own pages."""
    return {run: [x for x in own if not is_page(x)] for run, own in runs.items()}


def _matched(runs: Mapping[str, Iterable[Listing]], least: float) -> tuple[list[list[Listing]], list[Look]]:
    listings: dict[int, Listing] = {}
    seen_in: dict[int, list[str]] = {}
    for run, own in runs.items():
        for x in own:
            listings[id(x)] = x
            seen_in.setdefault(id(x), []).append(run)
    ordered = sorted(listings.values(), key=lambda x: (x.key, [p.number for p in x.phones], len(x.claims)))
    sketches = [sketch_of(x, seen_in[id(x)]) for x in ordered]
    pairs = scored_pairs(sketches, least)
    groups = groups_of(sketches, pairs)
    group_of = {place: n for n, group in enumerate(groups) for place in group}
    programs = [[ordered[i] for i in group] for group in groups]
    doors = {_door(x) for own in programs if any(x.address.hidden for x in own) for x in own}
    hidden = [any(x.address.hidden or _door(x) in doors for x in own) for own in programs]

    def look(p: Pair) -> Look:
        left, right = group_of[p.left], group_of[p.right]
        return Look(ordered[p.left], ordered[p.right], p.score, left == right, hidden[left] or hidden[right])

    return sorted(programs, key=lambda g: g[0].key), [look(p) for p in pairs]


def _door(x: Listing) -> tuple[str, str, str]:
    street = read_street(x.address.street)
    return street.number, street.name, x.address.zip[:5] if street.known else x.key
