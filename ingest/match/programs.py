"""Listings into programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from finder.listing import Listing
from ingest.match.group import groups_of, scored_pairs
from ingest.match.score import THRESHOLD, sketch_of


def programs_of(runs: Mapping[str, Iterable[Listing]]) -> list[list[Listing]]:
    """The listings that speak of one program, together, in order of their first key. By run, what was read in it: two rows of one run
    are two programs, unless one repeats the other."""
    listings = [(x, run) for run, own in runs.items() for x in own]
    listings.sort(key=lambda pair: (pair[0].key, pair[1]))
    sketches = [sketch_of(x, run) for x, run in listings]
    groups = groups_of(sketches, scored_pairs(sketches, THRESHOLD))
    return sorted(([listings[i][0] for i in group] for group in groups), key=lambda g: g[0].key)
