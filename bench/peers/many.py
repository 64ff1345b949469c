"""As many programs as wanted, spread as the real ones are: copies of them, each a little elsewhere, under ids of their own."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count as turns
from itertools import islice
from math import cos, radians
from pathlib import Path
from random import Random

from finder.place import Point, on_grid
from finder.program import Program
from search.embedded.columns import cell_of

JITTER = 0.1
"""Degrees of latitude, about seven miles: the standard deviation of a copy's place from that of its original."""


@dataclass(frozen=True)
class Many:
    """The programs of a home's merged file, over and over until there are `count`; the same ones in every iteration, by place.

    Neighbours lie together in every peer then, as a database's keeper would see to.
    """

    home: Path
    count: int

    def __iter__(self) -> Iterator[Program]:
        return iter(programs(self.home, self.count))


@lru_cache(maxsize=1)
def programs(home: Path, count: int) -> Sequence[Program]:
    """So many programs, made once and left alone by the garbage collector: they hold what is said of them in common."""
    made = sorted(islice(copies(home, Random(count)), count), key=lambda p: cell_of(p.point))
    gc.freeze()
    return made


def copies(home: Path, rng: Random) -> Iterator[Program]:
    """The originals, then copies of them without end."""
    for turn in turns():
        for p in originals(home):
            yield replace(p, id=f"{p.id}-{turn}", point=p.point and moved(p.point, rng), siblings=()) if turn else p


@lru_cache(maxsize=1)
def originals(home: Path) -> Sequence[Program]:
    """The programs of the merged file that can be found, read once: copies share all that is said of them."""
    from ingest.merge_all import read_programs

    return [p for p in read_programs(home) if p.searchable]


def moved(point: Point, rng: Random) -> Point:
    """A point near this one."""
    lat = min(max(point.lat + rng.gauss(0, JITTER), -89.0), 89.0)
    lon = point.lon + rng.gauss(0, JITTER) / cos(radians(lat))
    return on_grid(lat, (lon + 180.0) % 360.0 - 180.0, point.precision)
