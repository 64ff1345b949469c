"""Programs as numpy columns: what the scoring reads. Written once as plain .npy files, opened memory-mapped and shared by all workers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import floor
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from finder.claim import Says
from finder.place import Point

Ints: TypeAlias = NDArray[np.integer[Any]]
Floats: TypeAlias = NDArray[np.float64]
Bits: TypeAlias = NDArray[np.uint64]

WORD = 64
"""Rows in one word of a bitmap: the lowest bit is the first of them."""

CELL = 0.25
"""Degrees: the side of the squares by which rows are sorted, so that a circle touches a few runs of rows."""

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

    `ids` (n,) UTF-8; `rank` (n,) the place of each id among all in ascending order; `cells` (n,) ascending; `xyz` (3, n) unit vectors,
    NaN without a point; `state` and `county` (n,) indexes into `areas` (-1 for none). `facts` (facts, words) has one bitmap over the
    rows for each side of a term or measure that some program takes; `bits` gives its index, by side and name. `words` (w,) are the
    words of the programs' names, UTF-8 and ascending, and word i's rows are those of `word_rows` from `word_ends[i]` to
    `word_ends[i + 1]`.
    """

    ids: NDArray[np.bytes_]
    rank: Ints
    cells: Ints
    xyz: Floats
    state: Ints
    county: Ints
    facts: Bits
    words: NDArray[np.bytes_]
    word_ends: Ints
    word_rows: Ints
    areas: Mapping[str, int]
    bits: Mapping[Says, Mapping[str, int]]
    measures: Mapping[str, Ranges]
    forms: dict[tuple[object, ...], Any] = field(default_factory=dict)
    """What `search.embedded.form` made of clauses for these columns."""

    def __len__(self) -> int:
        return len(self.ids)

    def id(self, row: int) -> str:
        """The id of a row's program."""
        return bytes(self.ids[row]).decode()

    def rows_of_word(self, word: str) -> Ints:
        """The rows of the programs whose names have the word, ascending."""
        text = word.encode()
        at = int(np.searchsorted(self.words, text)) if len(text) <= self.words.itemsize else len(self.words)
        found = at < len(self.words) and bytes(self.words[at]) == text
        return self.word_rows[self.word_ends[at] : self.word_ends[at + 1]] if found else self.word_rows[:0]

    def said(self, says: Says, names: Iterable[str]) -> list[int]:
        """The bitmaps of those who say this of one of the names; a name of which nobody says so has none."""
        bits = self.bits[says]
        return sorted([bits[n] for n in names if n in bits])


ARRAYS = ("ids", "rank", "cells", "xyz", "state", "county", "facts", "words", "word_ends", "word_rows")
NAMES = "names.json"


def save(columns: Columns, folder: Path) -> None:
    """Writes the columns into a folder that exists: one .npy an array and one JSON file of names."""
    for name in ARRAYS:
        np.save(folder / f"{name}.npy", getattr(columns, name), allow_pickle=False)
    for name, r in columns.measures.items():
        for part in ("rows", "low", "high"):
            np.save(folder / f"measure-{name}-{part}.npy", getattr(r, part), allow_pickle=False)
    names = {"areas": columns.areas, "bits": columns.bits, "measures": sorted(columns.measures)}
    (folder / NAMES).write_text(json.dumps(names), "utf-8")


def load(folder: Path) -> Columns:
    """The columns of a folder, memory-mapped."""

    def array(name: str) -> Any:
        mapped = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        return mapped.view(np.ndarray)  # the same pages, without the slower ways of a memmap object

    names = json.loads((folder / NAMES).read_text("utf-8"))
    measures = {m: Ranges(*(array(f"measure-{m}-{part}") for part in ("rows", "low", "high"))) for m in names["measures"]}
    bits = {Says(side): known for side, known in names["bits"].items()}
    return Columns(**{name: array(name) for name in ARRAYS}, areas=names["areas"], bits=bits, measures=measures)
