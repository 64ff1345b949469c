"""Programs as numpy columns: what the scoring reads. Written once as plain .npy files, opened memory-mapped and shared by all workers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import floor
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from finder.claim import Measure, Says
from finder.place import Point, unit_vector
from finder.program import Program, words_of

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Bits: TypeAlias = NDArray[np.uint64]
Masks: TypeAlias = tuple[tuple[int, int], ...]

CELL = 0.25
"""Degrees: the side of the squares by which rows are sorted, so that a circle touches a few runs of rows."""

MOST_MASKS = 4_096
"""Bit sets kept ready: general forms come back in every search, wishes in many."""

LAT_CELLS, LON_CELLS = round(180 / CELL), round(360 / CELL)
NOWHERE = LAT_CELLS * LON_CELLS
"""The cell of programs without a point: the last."""


def cell_of(point: Point | None) -> int:
    """The number of the square that a point lies in; rows of one latitude band are neighbours."""
    if point is None:
        return NOWHERE
    lat = min(floor((point.lat + 90) / CELL), LAT_CELLS - 1)
    return lat * LON_CELLS + min(floor((point.lon + 180) / CELL), LON_CELLS - 1)


@dataclass(frozen=True)
class Ranges:
    """One measure's undisputed ranges: `rows` (m,) ascending, `low` and `high` (m, k), NaN where a program states fewer than k."""

    rows: Ints
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Columns:
    """n programs in rows, sorted by cell and then id.

    `ids` (n,) texts; `rank` (n,) the place of each id among all in ascending order; `cells` (n,) ascending; `xyz` (n, 3) unit vectors,
    NaN without a point; `state` and `county` (n,) indexes into `areas` (-1 for none); `yes`, `no`, `disputed` (n, words) bit sets in
    which `bits` gives each term's or measure's place; `words` the rows of each word of the programs' names.
    """

    ids: NDArray[np.str_]
    rank: Ints
    cells: Ints
    xyz: Floats
    state: NDArray[np.int32]
    county: NDArray[np.int32]
    yes: Bits
    no: Bits
    disputed: Bits
    word_rows: Ints
    areas: Mapping[str, int]
    bits: Mapping[str, int]
    words: Mapping[str, tuple[int, int]]
    measures: Mapping[str, Ranges]
    _masks: dict[frozenset[str], Masks] = field(default_factory=dict)
    forms: dict[tuple[object, ...], Any] = field(default_factory=dict)
    """What `search.embedded.score` made of clauses for these columns."""

    def __len__(self) -> int:
        return len(self.ids)

    def rows_of_word(self, word: str) -> Ints:
        """The rows of the programs whose names have the word, ascending."""
        start, end = self.words.get(word, (0, 0))
        return self.word_rows[start:end]

    def masks(self, names: frozenset[str]) -> Masks:
        """The names as bits: (number, bits) of each 64-bit word that has any; a name that no program ever said is no bit."""
        if names not in self._masks:
            out: dict[int, int] = defaultdict(int)
            for bit in (self.bits[n] for n in names if n in self.bits):
                out[bit >> 6] |= 1 << (bit & 63)
            if len(self._masks) >= MOST_MASKS:
                self._masks.clear()
            self._masks[names] = tuple(out.items())
        return self._masks[names]


@dataclass
class Draft:
    """One program's row before it is known where it will stand."""

    id: str
    cell: int
    xyz: tuple[float, float, float]
    state: str
    county: str
    said: Mapping[Says, list[str]]
    measures: Mapping[str, Measure]
    words: frozenset[str]
    record: int = field(default=0)


def draft(p: Program) -> Draft:
    """The row of a program."""
    said: dict[Says, list[str]] = defaultdict(list)
    for term, fact in p.facts.items():
        said[fact.says].append(term)
    said[Says.DISPUTED] += [name for name, m in p.measures.items() if m.disputed]
    xyz = unit_vector(p.point) if p.point else (np.nan,) * 3
    county = f"{p.address.state}/{p.address.county}" if p.address.county else ""
    plain = {name: m for name, m in p.measures.items() if not m.disputed}
    return Draft(p.id, cell_of(p.point), xyz, p.address.state, county, said, plain, words_of(p))


def to_columns(drafts: Sequence[Draft]) -> Columns:
    """The drafts, in the order given (by cell, then id), as columns."""
    names = sorted({n for d in drafts for side in d.said.values() for n in side})
    bits = {name: i for i, name in enumerate(names)}
    areas = {a: i for i, a in enumerate(sorted({a for d in drafts for a in (d.state, d.county) if a}))}
    by_id = sorted(range(len(drafts)), key=lambda i: drafts[i].id)
    rank = np.empty(len(drafts), np.int64)
    rank[by_id] = np.arange(len(drafts))
    postings: dict[str, list[int]] = defaultdict(list)
    for row, d in enumerate(drafts):
        for word in d.words:
            postings[word].append(row)
    ends = np.cumsum([0, *(len(postings[w]) for w in sorted(postings))])
    return Columns(
        ids=np.array([d.id for d in drafts], np.str_),
        rank=rank,
        cells=np.array([d.cell for d in drafts], np.int64),
        xyz=np.array([d.xyz for d in drafts], np.float64).reshape(-1, 3),
        state=np.array([areas.get(d.state, -1) for d in drafts], np.int32),
        county=np.array([areas.get(d.county, -1) for d in drafts], np.int32),
        yes=_side(drafts, Says.YES, bits),
        no=_side(drafts, Says.NO, bits),
        disputed=_side(drafts, Says.DISPUTED, bits),
        word_rows=np.fromiter(chain.from_iterable(postings[w] for w in sorted(postings)), np.int64),
        areas=areas,
        bits=bits,
        words={w: (int(ends[i]), int(ends[i + 1])) for i, w in enumerate(sorted(postings))},
        measures={m: _ranges(drafts, m) for m in sorted({m for d in drafts for m in d.measures})},
    )


ARRAYS = ("ids", "rank", "cells", "xyz", "state", "county", "yes", "no", "disputed", "word_rows")
NAMES = "names.json"


def save(columns: Columns, folder: Path) -> None:
    """Writes the columns into a folder that exists: one .npy an array and one JSON file of names."""
    for name in ARRAYS:
        np.save(folder / f"{name}.npy", getattr(columns, name), allow_pickle=False)
    for name, r in columns.measures.items():
        for part in ("rows", "low", "high"):
            np.save(folder / f"measure-{name}-{part}.npy", getattr(r, part), allow_pickle=False)
    names = {"areas": columns.areas, "bits": columns.bits, "words": columns.words, "measures": sorted(columns.measures)}
    (folder / NAMES).write_text(json.dumps(names), "utf-8")


def load(folder: Path) -> Columns:
    """The columns of a folder, memory-mapped."""

    def array(name: str) -> Any:
        mapped = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        return mapped.view(np.ndarray)  # the same pages, without the slower ways of a memmap object

    names = json.loads((folder / NAMES).read_text("utf-8"))
    measures = {m: Ranges(*(array(f"measure-{m}-{part}") for part in ("rows", "low", "high"))) for m in names["measures"]}
    return Columns(
        **{name: array(name) for name in ARRAYS}, areas=names["areas"], bits=names["bits"], words=names["words"], measures=measures
    )


def _side(drafts: Sequence[Draft], says: Says, bits: Mapping[str, int]) -> Bits:
    rows = np.zeros((len(drafts), max(1, -(-len(bits) // 64))), np.uint64)
    for row, d in enumerate(drafts):
        sets: dict[int, int] = defaultdict(int)
        for bit in (bits[t] for t in d.said.get(says, ())):
            sets[bit >> 6] |= 1 << (bit & 63)
        for word, value in sets.items():
            rows[row, word] = value
    return rows


def _ranges(drafts: Sequence[Draft], measure: str) -> Ranges:
    rows = [i for i, d in enumerate(drafts) if measure in d.measures]
    most = max(len(drafts[i].measures[measure].ranges) for i in rows)
    low, high = np.full((2, len(rows), most), np.nan)
    for at, i in enumerate(rows):
        for k, r in enumerate(drafts[i].measures[measure].ranges):
            low[at, k], high[at, k] = r.low, r.high
    return Ranges(np.array(rows, np.int64), low, high)
