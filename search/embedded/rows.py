"""Programs one at a time into columns, some 400 bytes each until they are sorted."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from finder.claim import Range, Says
from finder.place import unit_vector
from finder.program import Program, words_of
from search.embedded.columns import WORD, Bits, Columns, Ints, Ranges, cell_of

BLOCK = 1_024 * WORD
"""Rows whose bits are set at a time: one byte a bit until they are packed."""

NO_POINT = (float("nan"),) * 3


class Numbers(dict[str, int]):
    """Names by number, in the order in which they were first met."""

    def __missing__(self, name: str) -> int:
        number = self[name] = len(self)
        return number


@dataclass
class Lists:
    """A list of small numbers for each row."""

    numbers: array[int] = field(default_factory=lambda: array("I"))
    counts: array[int] = field(default_factory=lambda: array("I"))

    def add(self, numbers: Iterable[int]) -> None:
        """The list of the next row."""
        before = len(self.numbers)
        self.numbers.extend(numbers)
        self.counts.append(len(self.numbers) - before)

    def pairs(self, rows: Ints) -> tuple[Ints, Ints]:
        """The numbers of these rows' lists, and beside each which of the rows (0, 1, ...) it is of."""
        counts, ends = np.asarray(self.counts)[rows], np.cumsum(np.asarray(self.counts), dtype=np.int64)[rows]
        of = np.repeat(np.arange(len(rows)), counts)
        within = np.arange(len(of)) - np.repeat(np.cumsum(counts, dtype=np.int64) - counts, counts)
        return np.asarray(self.numbers)[np.repeat(ends - counts, counts) + within], of


class Rows:
    """Takes programs in any order."""

    def __init__(self) -> None:
        self._ids: list[bytes] = []
        self._cells, self._xyz = array("i"), array("d")
        self._areas, self._state, self._county = Numbers(), array("i"), array("i")
        self._facts, self._said = {side: Numbers() for side in Says}, {side: Lists() for side in Says}
        self._words, self._named = Numbers(), Lists()
        self._ranges: dict[str, dict[int, tuple[Range, ...]]] = {}

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, p: Program) -> None:
        """Adds a program."""
        self._add_ranges(p)
        self._ids.append(p.id.encode())
        self._cells.append(cell_of(p.point))
        self._xyz.extend(unit_vector(p.point) if p.point else NO_POINT)
        for column, area in ((self._state, p.address.state), (self._county, p.address.county and f"{p.address.state}/{p.address.county}")):
            column.append(self._areas[area] if area else -1)
        disputed = [name for name, m in p.measures.items() if m.disputed]
        for side, numbers in self._facts.items():
            own = [numbers[term] for term, fact in p.facts.items() if fact.says is side]
            self._said[side].add([*own, *(numbers[name] for name in disputed)] if side is Says.DISPUTED else own)
        self._named.add(self._words[word] for word in words_of(p))

    def columns(self) -> Columns:
        """All of them as columns."""
        ids, cells = np.array(self._ids), np.asarray(self._cells)
        order = np.lexsort((ids, cells))
        rank = np.empty(len(ids), np.int32)
        rank[np.argsort(ids[order], kind="stable")] = np.arange(len(ids), dtype=np.int32)
        bits = dict(self._numbered())
        words = sorted(self._words, key=str.encode)
        word_rows, word_ends = self._postings(order, words)
        return Columns(
            ids=ids[order],
            rank=rank,
            cells=cells[order],
            xyz=np.ascontiguousarray(np.asarray(self._xyz).reshape(-1, 3)[order].T),
            state=np.asarray(self._state)[order],
            county=np.asarray(self._county)[order],
            facts=self._bitmaps(order, bits),
            words=np.array([w.encode() for w in words], np.bytes_),
            word_ends=word_ends,
            word_rows=word_rows,
            areas=dict(self._areas),
            bits=bits,
            measures={m: _ranges(by_row, order) for m, by_row in sorted(self._ranges.items())},
        )

    def _add_ranges(self, p: Program) -> None:
        for name, m in p.measures.items():
            if not m.disputed:
                self._ranges.setdefault(name, {})[len(self)] = m.ranges

    def _numbered(self) -> Iterator[tuple[Says, Mapping[str, int]]]:
        """Of each side its names with the indexes of their bitmaps: ascending, so that one dimension's lie together."""
        first = 0
        for side, numbers in self._facts.items():
            yield side, {name: first + i for i, name in enumerate(sorted(numbers))}
            first += len(numbers)

    def _bitmaps(self, order: Ints, bits: Mapping[Says, Mapping[str, int]]) -> Bits:
        facts = np.zeros((sum(map(len, bits.values())), -(-len(order) // WORD)), np.uint64)
        new = {side: np.array([bits[side][name] for name in numbers], np.int64) for side, numbers in self._facts.items()}
        for start in range(0, len(order), BLOCK):
            rows = order[start : start + BLOCK]
            dense = np.zeros((len(facts), -(-len(rows) // WORD) * WORD), np.uint8)
            for side, said in self._said.items():
                numbers, of = said.pairs(rows)
                dense[new[side][numbers], of] = 1
            words = np.packbits(dense, axis=1, bitorder="little").view(np.uint64)
            facts[:, start // WORD : start // WORD + words.shape[1]] = words
        return facts

    def _postings(self, order: Ints, words: list[str]) -> tuple[Ints, Ints]:
        """The rows of each word in turn, and where each word's end (and the first one's begin)."""
        new = np.empty(len(words), np.int64)
        new[[self._words[w] for w in words]] = np.arange(len(words))
        numbers, rows = self._named.pairs(order)
        by_word = np.lexsort((rows, new[numbers]))
        return rows[by_word].astype(np.int32), np.cumsum([0, *np.bincount(new[numbers], minlength=len(words))])


def to_columns(programs: Iterable[Program]) -> Columns:
    """The programs as columns."""
    rows = Rows()
    for p in programs:
        rows.add(p)
    return rows.columns()


def _ranges(by_row: Mapping[int, tuple[Range, ...]], order: Ints) -> Ranges:
    """The ranges of the programs that came at these places, by the rows in which they stand in the end."""
    came = order[np.isin(order, list(by_row))]
    low, high = np.full((2, len(came), max(map(len, by_row.values()))), np.nan)
    for at, i in enumerate(came.tolist()):
        for k, r in enumerate(by_row[i]):
            low[at, k], high[at, k] = r.low, r.high
    return Ranges(np.flatnonzero(np.isin(order, came)), low, high)
