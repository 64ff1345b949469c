"""Listings into programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from finder.listing import Listing
from ingest.match.group import Pair, groups_of, scored_pairs
from ingest.match.score import THRESHOLD, sketch_of

DOUBTFUL = 4.0
"""Points below and above the threshold within which a pair is worth a person's look."""


@dataclass(frozen=True, slots=True)
class Look:
    """A pair near the threshold: two listings, why they look like one program, and whether they were taken for one."""

    left: Listing
    right: Listing
    pair: Pair
    merged: bool


def programs_of(runs: Mapping[str, Iterable[Listing]]) -> list[list[Listing]]:
    """The listings that speak of one program, together, in order of their first key.

    By run, what was read in it; a listing may be in several. Two of one run are two programs, unless one repeats the other.
    """
    groups, _ = _matched(runs, THRESHOLD)
    return groups


def doubtful_of(runs: Mapping[str, Iterable[Listing]]) -> list[Look]:
    """The pairs near the threshold, those that were not merged first, and of these the likeliest; then the least sure of the merged."""
    _, looks = _matched(runs, THRESHOLD - DOUBTFUL)
    near = [x for x in looks if x.pair.score.points < THRESHOLD + DOUBTFUL]
    return sorted(near, key=lambda x: (x.merged, x.pair.score.points if x.merged else -x.pair.score.points, x.left.key, x.right.key))


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
    looks = [Look(ordered[p.left], ordered[p.right], p, group_of[p.left] == group_of[p.right]) for p in pairs]
    return sorted(([ordered[i] for i in group] for group in groups), key=lambda g: g[0].key), looks
