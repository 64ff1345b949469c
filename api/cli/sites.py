"""The web sites of programs that are known: what a crawl of programs' own pages near a place begins with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from finder.errors import BadParameter
from finder.place import MILE, areas_of, metres_between
from finder.program import Program

RADIUS = 30.0
"""Miles around a place, where none are said."""


def sites_near(home: Path, near: str, radius: float | None) -> list[str]:
    """The sites of the programs near a place that were merged last, nearest first, each once; hidden programs have none.

    Raises BadParameter or PlaceNotFound for a place, NothingToMerge where nothing was merged, BadParameter where no program there has one.
    """
    from ingest.merge_all import read_programs
    from search.places import locate

    place = locate(near)
    searchable = (p for p in read_programs(home) if p.searchable and p.website and not p.address.hidden)
    if place.area and radius is None:
        found = [(0.0, p) for p in searchable if place.area in areas_of(p.address)]
    else:
        most = (radius or RADIUS) * MILE
        found = [(away, p) for p in searchable if (away := metres_between(place.point, p.point)) <= most]
    sites = once(p for _, p in sorted(found, key=lambda pair: (pair[0], pair[1].id)))
    if not sites:
        raise BadParameter("near", f"no program near {place.label} gives a web site; name sites instead")
    return sites


def once(programs: Iterable[Program]) -> list[str]:
    """The programs' web sites, each once."""
    written = (p.website if "://" in p.website else f"http://{p.website}" for p in programs)
    return list(dict.fromkeys(written))
