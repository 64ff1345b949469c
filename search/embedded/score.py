"""The numpy reading of a plan: all candidates at once, exactly as `finder.evaluate` reads them one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, cos, floor, inf, radians, sin
from typing import TypeAlias, assert_never

import numpy as np
from numpy.typing import NDArray

from finder.evaluate import SAID, Tier
from finder.place import EARTH, Point, unit_vector
from finder.plan import CAUTION, PIVOT, Clause, Plan
from finder.predicate import AllOf, AnyOf, Disputed, Has, In, Lacks, Misses, Overlaps, Predicate, Within, Words
from finder.question import VALUE, Verdict
from search.embedded.columns import CELL, LAT_CELLS, LON_CELLS, Bits, Columns, Floats, Ints

Mask: TypeAlias = NDArray[np.bool_]
Held: TypeAlias = NDArray[np.bool_]

VERDICTS = (Verdict.UNKNOWN, Verdict.YES, Verdict.PARTLY, Verdict.NO, Verdict.DISPUTED)
CODE = {verdict: i for i, verdict in enumerate(VERDICTS)}


@dataclass(frozen=True)
class Scored:
    """The candidates of a plan: `rows` (k,) of the columns, and of each its tier, 32-bit score and distance in metres (or infinity)."""

    rows: Ints
    tier: NDArray[np.int8]
    score: NDArray[np.float32]
    metres: Floats


@dataclass
class Reader:
    """Some rows of the columns, and what was already read of them."""

    columns: Columns
    rows: Ints
    _metres: dict[Point, Floats] = field(default_factory=dict)

    def metres(self, point: Point) -> Floats:
        """Metres from the point to each row, (k,); infinite where a row has no point."""
        if point not in self._metres:
            xyz = self.columns.xyz[self.rows]
            x, y, z = (xyz[:, i] - v for i, v in enumerate(unit_vector(point)))
            half = np.sqrt(x * x + y * y + z * z) / 2.0
            found = 2.0 * EARTH * np.arcsin(np.minimum(1.0, half))
            self._metres[point] = np.where(np.isnan(found), inf, found)
        return self._metres[point]

    def holds(self, predicate: Predicate) -> Mask:
        """Where the predicate holds, (k,)."""
        c, rows = self.columns, self.rows
        match predicate:
            case Has() | Lacks() | Disputed():
                return hold_all([predicate], c, rows)[:, 0]
            case Overlaps(measure, low, high):
                stated, met = self._ranges(measure, low, high)
                return stated & met
            case Misses(measure, low, high):
                stated, met = self._ranges(measure, low, high)
                return stated & ~met
            case Within(point, radius):
                return np.asarray(self.metres(point) <= radius)
            case In(area):
                index = c.areas.get(area, -2)
                return np.asarray((c.state[rows] == index) | (c.county[rows] == index))
            case Words(tokens):
                found = [np.isin(rows, c.rows_of_word(t)) for t in tokens]
                return np.all(found, axis=0) if found else np.ones(len(rows), bool)
            case AllOf(parts):
                return np.all([self.holds(p) for p in parts], axis=0) if parts else np.ones(len(rows), bool)
            case AnyOf(parts):
                return np.any([self.holds(p) for p in parts], axis=0) if parts else np.zeros(len(rows), bool)
            case _:
                assert_never(predicate)

    def _ranges(self, measure: str, low: float, high: float) -> tuple[Mask, Mask]:
        """Which rows state the measure, and of which a range meets low..high."""
        stated, met = np.zeros((2, len(self.rows)), bool)
        if (ranges := self.columns.measures.get(measure)) is not None:
            at = np.minimum(np.searchsorted(ranges.rows, self.rows), len(ranges.rows) - 1)
            stated = np.asarray(ranges.rows[at] == self.rows)
            own = at[stated]
            met[stated] = ((ranges.low[own] <= high) & (ranges.high[own] >= low)).any(axis=1)
        return stated, met


def run_plan(plan: Plan, columns: Columns) -> Scored:
    """The candidates that the plan's filters keep, judged and scored; in no order yet."""
    rows = candidates(plan, columns)
    if plan.filters:
        keep = np.all([Reader(columns, rows).holds(f) for f in plan.filters], axis=0)
        rows = rows[keep]
    reader = Reader(columns, rows)
    clauses = [c for c in plan.clauses if c.weight or c.removes]
    verdicts, values = judge_all(clauses, reader)
    cautioned = reader.holds(plan.caution)
    tier = _tiers(plan, clauses, verdicts, cautioned)
    metres = reader.metres(plan.near.point) if plan.near else np.full(len(rows), inf)
    nearness = (plan.near.weight / plan.scale * (PIVOT / (PIVOT + metres))).astype(np.float32) if plan.near else np.float32(0)
    stated = values @ np.array([c.weight for c in clauses]) + np.where(cautioned, 0.0, CAUTION)
    score = (2 * np.maximum(tier, 0) + stated / plan.scale + np.float64(1) * nearness).astype(np.float32)
    return Scored(rows, tier, score, metres)


def judge_all(clauses: Sequence[Clause], reader: Reader) -> tuple[NDArray[np.int8], Floats]:
    """The verdict's code and the value of each clause for each row, (k, clauses)."""
    predicates = list(dict.fromkeys(r.when for c in clauses for r in c.ladder))
    held = np.ones((len(reader.rows), len(predicates) + 2), bool)
    held[:, -2] = False
    bitwise = {i: p for i, p in enumerate(predicates) if isinstance(p, Has | Lacks | Disputed)}
    held[:, [*bitwise]] = hold_all([*bitwise.values()], reader.columns, reader.rows)
    for i, p in enumerate(predicates):
        if i not in bitwise:
            held[:, i] = reader.holds(p)
    place = {p: i for i, p in enumerate(predicates)}
    never, always = len(predicates), len(predicates) + 1
    longest = max((len(c.ladder) for c in clauses), default=0) + 1
    rungs, codes, values = (np.empty((len(clauses), longest), t) for t in (np.int64, np.int8, np.float64))
    for i, c in enumerate(clauses):
        spare = longest - len(c.ladder) - 1
        rungs[i] = [*(place[r.when] for r in c.ladder), *([never] * spare), always]
        codes[i] = [*(CODE[r.verdict] for r in c.ladder), *([0] * (spare + 1))]
        values[i] = [*(VALUE[r.verdict] for r in c.ladder), *([0.0] * spare), c.unknown]
    first = held[:, rungs].argmax(axis=2) if clauses else np.empty((len(reader.rows), 0), np.int64)
    which = np.arange(len(clauses))
    return codes[which, first], values[which, first]


def hold_all(predicates: Sequence[Has | Lacks | Disputed], columns: Columns, rows: Ints) -> Held:
    """Where each predicate holds, (k, predicates): side by side and word by word, so that a hundred cost little more than one."""
    held = np.zeros((len(rows), len(predicates)), bool)
    for kind, side in ((Has, columns.yes), (Disputed, columns.disputed), (Lacks, columns.no)):
        own = [i for i, p in enumerate(predicates) if isinstance(p, kind)]
        if not own:
            continue
        names = [_names(predicates[i]) for i in own]
        masks = np.stack([columns.mask(n) for n in names])
        found = np.asarray(side[rows])
        held[:, own] = _every(found, masks, names, columns) if kind is Lacks else _any(found, masks)
    return held


def candidates(plan: Plan, columns: Columns) -> Ints:
    """Rows that can pass the filters: those of the squares that a circle touches, of an area, of a term or of a word; else all."""
    for f in plan.filters:
        match f:
            case Within(point, radius):
                return rows_near(point, radius, columns)
            case In(area):
                index = columns.areas.get(area, -2)
                return np.flatnonzero((columns.state == index) | (columns.county == index))
            case Has(terms):
                return rows_with(terms, columns)
            case Words(tokens) if tokens:
                return np.asarray(min((columns.rows_of_word(t) for t in tokens), key=len))
    return np.arange(len(columns))


def rows_with(terms: frozenset[str], columns: Columns) -> Ints:
    """The rows that say yes to one of the terms."""
    found = np.zeros(len(columns), bool)
    mask = columns.mask(terms)
    for word in np.flatnonzero(mask):
        found |= (columns.yes[:, word] & mask[word]) != 0
    return np.flatnonzero(found)


def rows_near(point: Point, radius: float, columns: Columns) -> Ints:
    """The rows of all squares that lie within the radius (metres) of the point, at least."""
    angle = min(radius / EARTH * 1.000_001 + 1e-9, np.pi)
    bottom, top = (point.lat + sign * np.degrees(angle) for sign in (-1, 1))
    over_pole = top >= 90 or bottom <= -90
    side = sin(angle) / cos(radians(point.lat)) if not over_pole and angle < np.pi / 2 else 1.0
    spread = 180.0 if side >= 1.0 else float(np.degrees(np.arcsin(side))) + 1e-9
    first, last = (min(max(floor((lat + 90) / CELL), 0), LAT_CELLS - 1) for lat in (bottom, top))
    west, east = floor((point.lon - spread + 180) / CELL), ceil((point.lon + spread + 180) / CELL)
    spans = [(0, LON_CELLS)] if east - west >= LON_CELLS else _wrapped(west, east)
    keys = np.array([(band * LON_CELLS + a, band * LON_CELLS + b) for band in range(first, last + 1) for a, b in spans])
    starts, ends = np.searchsorted(columns.cells, keys).T
    return np.concatenate([np.arange(a, b) for a, b in zip(starts, ends, strict=True)])


def in_order(scored: Scored, keep: Mask, columns: Columns, size: int) -> Ints:
    """The first `size` of the kept candidates (indexes into `scored`) in the total order: score, distance, id."""
    at = np.flatnonzero(keep)
    if not size:
        return at[:0]
    if len(at) > 4 * size:
        worst = np.partition(scored.score[at], len(at) - size)[len(at) - size]
        at = at[scored.score[at] >= worst]
    order = np.lexsort((columns.rank[scored.rows[at]], scored.metres[at], -scored.score[at]))
    return at[order[:size]]


def count_terms(terms: Iterable[str], rows: Ints, columns: Columns) -> Mapping[str, tuple[int, int]]:
    """Of each term, how many of the rows say yes and how many say no."""
    counts: dict[str, tuple[int, int]] = {}
    found = {"yes": columns.yes[rows], "no": columns.no[rows]}
    for term in sorted(terms):
        bit = columns.bits.get(term)
        if bit is None:
            counts[term] = (0, 0)
            continue
        word, mask = bit >> 6, np.uint64(1 << (bit & 63))
        counts[term] = (int(((found["yes"][:, word] & mask) != 0).sum()), int(((found["no"][:, word] & mask) != 0).sum()))
    return counts


def _names(p: Has | Lacks | Disputed) -> frozenset[str]:
    return p.names if isinstance(p, Disputed) else p.terms


def _any(found: Bits, masks: Bits) -> Held:
    """Where a bit of the mask is set."""
    held = np.zeros((len(found), len(masks)), bool)
    for word in np.flatnonzero(masks.any(axis=0)):
        own = np.flatnonzero(masks[:, word])
        held[:, own] |= (found[:, word, None] & masks[own, word]) != 0
    return held


def _every(found: Bits, masks: Bits, names: Sequence[frozenset[str]], columns: Columns) -> Held:
    """Where all bits of the mask are set; nowhere if one of the names has no bit, or there is no name."""
    possible = [bool(n) and all(name in columns.bits for name in n) for n in names]
    held = np.tile(np.array(possible), (len(found), 1))
    for word in np.flatnonzero(masks.any(axis=0)):
        own = np.flatnonzero(masks[:, word])
        held[:, own] &= (found[:, word, None] & masks[own, word]) == masks[own, word]
    return held


def _tiers(plan: Plan, clauses: Sequence[Clause], verdicts: NDArray[np.int8], cautioned: Mask) -> NDArray[np.int8]:
    """Each row's tier, (k,), as `finder.evaluate.tier_of` gives it."""
    k = len(cautioned)

    def of(chosen: Iterable[Clause], verdict: Verdict) -> Mask:
        """Where each of the chosen clauses has this verdict, (k, chosen)."""
        wanted = {id(c) for c in chosen}
        return np.asarray(verdicts[:, [i for i, c in enumerate(clauses) if id(c) in wanted]] == CODE[verdict])

    removed = of((c for c in clauses if c.removes), Verdict.NO).any(axis=1)
    listed = of((c for c in clauses if c.must), Verdict.YES).all(axis=1) & ~cautioned
    silent = of(plan.level, Verdict.UNKNOWN).all(axis=1) if plan.level else np.zeros(k, bool)
    needed = np.any([of(plan.need, v).any(axis=1) for v in SAID], axis=0)
    maybe = silent & ~needed
    tier = np.full(k, Tier.ASK_FIRST, np.int8)
    tier[maybe] = Tier.MAYBE
    tier[listed] = Tier.LISTED
    tier[removed] = Tier.REMOVED
    return tier


def _wrapped(west: int, east: int) -> list[tuple[int, int]]:
    """The columns of squares from west to east, in one span or, across the date line, two."""
    if west < 0:
        return [(west + LON_CELLS, LON_CELLS), (0, east)]
    if east > LON_CELLS:
        return [(west, LON_CELLS), (0, east - LON_CELLS)]
    return [(west, east)]
