"""The numpy reading of a plan: all candidates at once, exactly as `finder.evaluate` reads them one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from search.embedded.columns import CELL, LAT_CELLS, LON_CELLS, Bits, Columns, Floats, Ints, Masks

Mask: TypeAlias = NDArray[np.bool_]
Held: TypeAlias = NDArray[np.bool_]

VERDICTS = (Verdict.UNKNOWN, Verdict.YES, Verdict.PARTLY, Verdict.NO, Verdict.DISPUTED)
NOTHING: Masks = ((0, 0),)
"""The test that never holds."""
MOST_FORMS = 256
"""Forms of plans kept ready."""
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
                return self._bits(predicate)
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

    def kept(self, where: Mask) -> Reader:
        """Those of the rows, with what was already measured of them."""
        return Reader(self.columns, self.rows[where], {point: found[where] for point, found in self._metres.items()})

    def _bits(self, predicate: Has | Lacks | Disputed) -> Mask:
        """Where one predicate on facts holds: only in a filter or inside AllOf and AnyOf, as a plan's own are read all at once."""
        c, (first, *more) = self.columns, _tests(predicate, self.columns)
        sides = np.concatenate([c.yes[self.rows], c.disputed[self.rows], ~c.no[self.rows]], axis=1)
        held = np.any([(sides[:, word] & np.uint64(mask)) != 0 for word, mask in (first, *more)], axis=0)
        return np.asarray(~held if isinstance(predicate, Lacks) and _can_lack(predicate, c) else held)

    def _ranges(self, measure: str, low: float, high: float) -> tuple[Mask, Mask]:
        """Which rows state the measure, and of which a range meets low..high."""
        stated, met = np.zeros((2, len(self.rows)), bool)
        if (ranges := self.columns.measures.get(measure)) is not None:
            at = np.minimum(np.searchsorted(ranges.rows, self.rows), len(ranges.rows) - 1)
            stated = np.asarray(ranges.rows[at] == self.rows)
            own = at[stated]
            met[stated] = ((ranges.low[own] <= high) & (ranges.high[own] >= low)).any(axis=1)
        return stated, met


BLOCK = 2_048
"""Rows judged at a time: what is read of them stays in the processor's cache (the whole country: 21,204 rows, a third of the time)."""


def run_plan(plan: Plan, columns: Columns) -> Scored:
    """The candidates that the plan's filters keep, judged and scored; in no order yet."""
    reader = Reader(columns, candidates(plan, columns))
    for f in plan.filters:
        reader = reader.kept(reader.holds(f))
    form = compiled(plan, columns)
    blocks = [judge_block(form, reader, start) for start in range(0, len(reader.rows), BLOCK)] or [judge_block(form, reader, 0)]
    tier, stated = (np.concatenate(side) if len(blocks) > 1 else side[0] for side in zip(*blocks, strict=True))
    metres = reader.metres(plan.near.point) if plan.near else np.full(len(reader.rows), inf)
    nearness = (plan.near.weight / plan.scale * (PIVOT / (PIVOT + metres))).astype(np.float32) if plan.near else np.float32(0)
    score = (2 * np.maximum(tier, 0) + stated / plan.scale + np.float64(1) * nearness).astype(np.float32)
    return Scored(reader.rows, tier, score, metres)


@dataclass(frozen=True)
class Form:
    """A plan's clauses as arrays, those with the longest ladders first.

    Predicates stand in rows: the caution, then each ladder's first rung, each one's second, and so on. A test looks at one 64-bit word of
    one side: rows 0..n-1 have test 0..n-1, the rest (`more`: row, test) are their further words. `flip` are the rows of `Lacks`, which
    hold where no bit of the mask is missing. `others` are read one by one. `rungs` are (first row, codes) of each step of the ladders.
    """

    clauses: tuple[Clause, ...]
    words: Ints
    masks: Bits
    more: tuple[Ints, Ints]
    flip: Mask
    others: tuple[tuple[int, Predicate], ...]
    rungs: tuple[tuple[int, NDArray[np.int8]], ...]
    worth: Floats
    removes: Ints
    musts: Ints
    level: Ints
    need: Ints


def compiled(plan: Plan, columns: Columns) -> Form:
    """The plan's form on these columns, made once for the same clauses: general forms come back in every search."""
    key = (plan.caution, *map(id, plan.clauses))
    kept = columns.forms.get(key)
    if kept is None:
        if len(columns.forms) >= MOST_FORMS:
            columns.forms.clear()
        kept = columns.forms[key] = (plan.clauses, make_form(plan, columns))  # the clauses live on, so no other one gets their ids
    form: Form = kept[1]
    return form


def make_form(plan: Plan, columns: Columns) -> Form:
    """The plan's form, from the clauses that score or remove."""
    clauses = tuple(sorted((c for c in plan.clauses if c.weight or c.removes), key=lambda c: -len(c.ladder)))
    steps = [[c.ladder[i] for c in clauses if len(c.ladder) > i] for i in range(len(clauses[0].ladder) if clauses else 0)]
    predicates = [plan.caution, *(r.when for step in steps for r in step)]
    starts = np.cumsum([1, *(len(step) for step in steps)])
    tests = [_tests(p, columns) for p in predicates]
    further = [(row, test) for row, own in enumerate(tests) for test in own[1:]]
    word, mask = zip(*(own[0] for own in tests), *(test for _, test in further), strict=True)
    number = {id(c): i for i, c in enumerate(clauses)}

    def rows_of(chosen: Iterable[Clause]) -> Ints:
        return np.array([number[id(c)] for c in chosen], np.int64)

    return Form(
        clauses=clauses,
        words=np.array(word, np.int64),
        masks=np.array(mask, np.uint64)[:, None],
        more=(np.array([row for row, _ in further], np.int64), np.arange(len(predicates), len(predicates) + len(further))),
        flip=np.array([isinstance(p, Lacks) and _can_lack(p, columns) for p in predicates])[:, None],
        others=tuple((i, p) for i, p in enumerate(predicates) if not isinstance(p, Has | Lacks | Disputed)),
        rungs=tuple((int(a), np.array([[CODE[r.verdict]] for r in step], np.int8)) for a, step in zip(starts, steps, strict=False)),
        worth=np.array([[c.weight * VALUE.get(v, c.unknown) for v in VERDICTS] for c in clauses]).reshape(-1, len(VERDICTS)),
        removes=rows_of(c for c in clauses if c.removes),
        musts=rows_of(c for c in clauses if c.must),
        level=rows_of(plan.level),
        need=rows_of(plan.need),
    )


def judge_block(form: Form, reader: Reader, start: int) -> tuple[NDArray[np.int8], Floats]:
    """Tier and weighed value, (k,), of the block of rows that begins there."""
    block = reader if len(reader.rows) <= BLOCK else Reader(reader.columns, reader.rows[start : start + BLOCK])
    held = held_by(form, block)
    codes = np.zeros((len(form.clauses), len(block.rows)), np.int8)
    for first, verdicts in reversed(form.rungs):
        np.copyto(codes[: len(verdicts)], verdicts, where=held[first : first + len(verdicts)])
    at = codes + np.arange(0, form.worth.size, len(VERDICTS))[:, None]
    cautioned = held[0]
    return _tiers(form, codes, cautioned), form.worth.take(at).sum(axis=0) + np.where(cautioned, 0.0, CAUTION)


def held_by(form: Form, reader: Reader) -> Held:
    """Where each of the form's predicates holds, (predicates, k): all tests of bits at once."""
    c = reader.columns
    sides = np.concatenate([c.yes[reader.rows], c.disputed[reader.rows], ~c.no[reader.rows]], axis=1).T
    found = (np.ascontiguousarray(sides)[form.words] & form.masks) != 0
    held: Held = found[: len(form.flip)]
    for row, test in zip(*form.more, strict=True):
        held[row] |= found[test]
    held ^= form.flip
    for row, predicate in form.others:
        held[row] = reader.holds(predicate)
    return held


def _tests(predicate: Predicate, columns: Columns) -> Masks:
    """The word (of the sides yes, disputed and not-no, in that order) and the mask of each test of bits; at least one."""
    match predicate:
        case Has(terms):
            return columns.masks(terms) or NOTHING
        case Disputed(names):
            return tuple((columns.yes.shape[1] + word, mask) for word, mask in columns.masks(names)) or NOTHING
        case Lacks(terms) if _can_lack(predicate, columns):
            return tuple((2 * columns.yes.shape[1] + word, mask) for word, mask in columns.masks(terms))
        case _:
            return NOTHING


def _can_lack(predicate: Lacks, columns: Columns) -> bool:
    """Whether somebody said something about each of the terms, of which there is at least one."""
    return bool(predicate.terms) and predicate.terms <= columns.bits.keys()


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
    for word, mask in columns.masks(terms):
        found |= (columns.yes[:, word] & np.uint64(mask)) != 0
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


def _tiers(form: Form, codes: NDArray[np.int8], cautioned: Mask) -> NDArray[np.int8]:
    """Each row's tier, (k,), as `finder.evaluate.tier_of` gives it."""
    removed = (codes[form.removes] == CODE[Verdict.NO]).any(axis=0)
    listed = (codes[form.musts] == CODE[Verdict.YES]).all(axis=0) & ~cautioned
    silent = (codes[form.level] == CODE[Verdict.UNKNOWN]).all(axis=0) & bool(len(form.level))
    maybe = silent & ~np.isin(codes[form.need], [CODE[v] for v in SAID]).any(axis=0)
    tier = np.full(codes.shape[1], Tier.ASK_FIRST, np.int8)
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
