"""Which rows a plan must look at, and predicates read as bitmaps over some of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil, cos, floor, inf, radians, sin
from typing import Any, TypeAlias, assert_never

import numpy as np
from numpy.typing import NDArray

from finder.claim import Says
from finder.place import EARTH, Point, unit_vector
from finder.plan import Plan
from finder.predicate import AllOf, AnyOf, Disputed, Has, In, Lacks, Misses, Overlaps, Predicate, Within, Words
from search.embedded.columns import CELL, LAT_CELLS, LON_CELLS, WORD, Bits, Columns, Floats, Ints

Mask: TypeAlias = NDArray[np.bool_]

WORDS = 128
"""Words of rows (8,192) read at a time: what is made of them stays in a core's cache, and memory does not grow with the programs."""


@dataclass
class Block:
    """Some words of rows, ascending, and what was already read of them. A bitmap over them is (words,)."""

    columns: Columns
    words: slice | Ints
    rows: Ints
    _metres: dict[Point, Floats] = field(default_factory=dict)

    @property
    def whole(self) -> Bits:
        """The bitmap of all its rows: of the last word there may be fewer than 64."""
        return pack(np.ones(len(self.rows), bool))

    def facts(self, which: Ints) -> Bits:
        """The bitmaps of some facts, (facts, words)."""
        return self.columns.facts[which, self.words] if isinstance(self.words, slice) else self.columns.facts[which[:, None], self.words]

    def metres(self, point: Point, at: Ints | None = None) -> Floats:
        """Metres from the point to each row, or to those at some indexes; infinite where a row has no point."""
        if point in self._metres or at is None:
            if point not in self._metres:
                self._metres[point] = metres_to(point, self.columns.xyz[:, self.rows])
            return self._metres[point] if at is None else self._metres[point][at]
        return metres_to(point, self.columns.xyz[:, self.rows[at]])

    def where(self, predicate: Predicate) -> Bits:
        """The bitmap of the rows for which the predicate holds."""
        c = self.columns
        match predicate:
            case Has(terms):
                return any_of(self.facts(some(c.said(Says.YES, terms))))
            case Disputed(names):
                return any_of(self.facts(some(c.said(Says.DISPUTED, names))))
            case Lacks(terms):
                denied = c.said(Says.NO, terms)
                return all_of(self.facts(some(denied))) if 0 < len(terms) == len(denied) else self.whole ^ self.whole
            case Overlaps(measure, low, high):
                stated, met = self._ranges(measure, low, high)
                return pack(stated & met)
            case Misses(measure, low, high):
                stated, met = self._ranges(measure, low, high)
                return pack(stated & ~met)
            case Within(point, radius):
                return pack(self.metres(point) <= radius)
            case In(area):
                index = c.areas.get(area, -2)
                return pack((c.state[self.rows] == index) | (c.county[self.rows] == index))
            case Words(tokens):
                named = [pack(np.isin(self.rows, c.rows_of_word(t), assume_unique=True)) for t in tokens]
                return all_of([self.whole, *named])
            case AllOf(parts):
                return all_of([self.whole, *map(self.where, parts)])
            case AnyOf(parts):
                return any_of([self.whole ^ self.whole, *map(self.where, parts)])
            case _:
                assert_never(predicate)

    def _ranges(self, measure: str, low: float, high: float) -> tuple[Mask, Mask]:
        """Which rows state the measure, and of which a range meets low..high."""
        stated, met = np.zeros((2, len(self.rows)), bool)
        if (ranges := self.columns.measures.get(measure)) is not None and len(self.rows):
            own = slice(*np.searchsorted(ranges.rows, [self.rows[0], self.rows[-1] + 1]))
            at = np.searchsorted(self.rows, ranges.rows[own])
            here = np.asarray(self.rows[at] == ranges.rows[own])
            stated[at[here]] = True
            met[at[here]] = np.any((ranges.low[own] <= high) & (ranges.high[own] >= low), axis=1)[here]
        return stated, met


def some(numbers: list[int]) -> Ints:
    """The numbers as an index."""
    return np.array(numbers, np.int64)


def any_of(bitmaps: Bits | Sequence[Bits]) -> Bits:
    """Where one of the bitmaps, (k, words), is set."""
    return np.asarray(np.bitwise_or.reduce(bitmaps, axis=0))


def all_of(bitmaps: Bits | Sequence[Bits]) -> Bits:
    """Where all of the bitmaps, (k, words), are set."""
    return np.asarray(np.bitwise_and.reduce(bitmaps, axis=0))


def pack(mask: Mask) -> Bits:
    """The bitmap of a mask."""
    words = np.zeros(-(-len(mask) // WORD), np.uint64)
    words.view(np.uint8)[: -(-len(mask) // 8)] = np.packbits(mask, bitorder="little")
    return words


def unpack(bitmaps: Bits, count: int) -> NDArray[np.uint8]:
    """The first bits of bitmaps (..., words) as bytes (..., count)."""
    return np.unpackbits(bitmaps.view(np.uint8), axis=-1, count=count, bitorder="little")


def count_bits(bitmaps: Bits) -> Any:
    """How many bits are set in each of the bitmaps (..., words)."""
    return np.bitwise_count(bitmaps).sum(axis=-1, dtype=np.int64)


def metres_to(point: Point, xyz: Floats) -> Floats:
    """Metres from a point to places given as unit vectors (3, k), as `finder.place.metres` has them."""
    x, y, z = (axis - v for axis, v in zip(xyz, unit_vector(point), strict=True))
    half = np.sqrt(x * x + y * y + z * z) / 2.0
    found = 2.0 * EARTH * np.arcsin(np.minimum(1.0, half))
    return np.where(np.isnan(found), inf, found)


def blocks(plan: Plan, columns: Columns) -> Iterator[Block]:
    """All rows that can pass the plan's filters, and some of their neighbours."""
    words = words_of(plan, columns)
    total = -(-len(columns) // WORD) if words is None else len(words)
    for start in range(0, total, WORDS):
        own = np.arange(start, min(start + WORDS, total)) if words is None else words[start : start + WORDS]
        rows = (own[:, None] * WORD + np.arange(WORD)).ravel()
        run = own[-1] - own[0] + 1 == len(own)
        yield Block(columns, slice(own[0], own[-1] + 1) if run else own, rows[: len(rows) + min(0, len(columns) - int(rows[-1]) - 1)])


def words_of(plan: Plan, columns: Columns) -> Ints | None:
    """The words, ascending, of the squares that a circle touches, of an area, of a term or of a word; None: all."""
    for f in plan.filters:
        match f:
            case Within(point, radius):
                return words_near(point, radius, columns)
            case In(area):
                index = columns.areas.get(area, -2)
                return distinct(np.flatnonzero((columns.state == index) | (columns.county == index)) // WORD)
            case Has(terms):
                return np.flatnonzero(any_of(columns.facts[some(columns.said(Says.YES, terms))]))
            case Words(tokens) if tokens:
                return distinct(min((columns.rows_of_word(t) for t in tokens), key=len) // WORD)
    return None


def words_near(point: Point, radius: float, columns: Columns) -> Ints:
    """The words of all squares that lie within the radius (metres) of the point, at least."""
    angle = min(radius / EARTH * 1.000_001 + 1e-9, np.pi)
    bottom, top = (point.lat + sign * np.degrees(angle) for sign in (-1, 1))
    over_pole = top >= 90 or bottom <= -90
    side = sin(angle) / cos(radians(point.lat)) if not over_pole and angle < np.pi / 2 else 1.0
    spread = 180.0 if side >= 1.0 else float(np.degrees(np.arcsin(side))) + 1e-9
    first, last = (min(max(floor((lat + 90) / CELL), 0), LAT_CELLS - 1) for lat in (bottom, top))
    west, east = floor((point.lon - spread + 180) / CELL), ceil((point.lon + spread + 180) / CELL)
    spans = [(0, LON_CELLS)] if east - west >= LON_CELLS else _wrapped(west, east)
    keys = np.array([(band * LON_CELLS + a, band * LON_CELLS + b) for band in range(first, last + 1) for a, b in spans], np.int32)
    starts, ends = np.searchsorted(columns.cells, keys).T
    return distinct(np.concatenate([np.arange(a // WORD, (b - 1) // WORD + 1) for a, b in runs(starts, ends)] or [starts[:0]]))


def runs(starts: Ints, ends: Ints) -> Iterable[tuple[int, int]]:
    """Those of the spans in which there is anything, in ascending order."""
    return sorted((a, b) for a, b in zip(starts.tolist(), ends.tolist(), strict=True) if a < b)


def distinct(ascending: Ints) -> Ints:
    """Each of the numbers once."""
    return ascending[np.concatenate([[True], ascending[1:] != ascending[:-1]])] if len(ascending) else ascending


def _wrapped(west: int, east: int) -> list[tuple[int, int]]:
    """The columns of squares from west to east, in one span or, across the date line, two."""
    if west < 0:
        return [(west + LON_CELLS, LON_CELLS), (0, east)]
    if east > LON_CELLS:
        return [(west, LON_CELLS), (0, east - LON_CELLS)]
    return [(west, east)]
