"""The numpy reading of a plan: the first page of all candidates, exactly as `finder.evaluate` reads them one by one.

Judged are bitmaps, 64 programs in a word; numbers are made only of those that may still come onto the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from finder.claim import Says
from finder.evaluate import Tier
from finder.plan import PIVOT, Plan
from search.embedded.block import Block, Mask, all_of, any_of, blocks, count_bits, some, unpack
from search.embedded.columns import Bits, Columns, Floats, Ints
from search.embedded.form import Form, compiled
from search.engine import Ask, Place

Tiers: TypeAlias = Mapping[Tier, Bits]

FEW = 8
"""Where fewer than one row in so many is scored, picking them out costs less than scoring all."""


@dataclass(frozen=True)
class Ranked:
    """Some candidates: `rows` (k,) of the columns, and of each its 32-bit score and its distance in metres (or infinity)."""

    rows: Ints
    score: NDArray[np.float32]
    metres: Floats

    def __getitem__(self, at: Ints | Mask) -> Ranked:
        return Ranked(self.rows[at], self.score[at], self.metres[at])


NOBODY = Ranked(np.empty(0, np.int64), np.empty(0, np.float32), np.empty(0))


@dataclass(frozen=True)
class Scored:
    """What an ask found: the first candidates in order, how many there are of each tier, and of each term that is counted how many of the
    wanted tiers say yes and how many say no."""

    first: Ranked
    total: Mapping[Tier, int]
    counts: Mapping[str, tuple[int, int]]


def run_ask(ask: Ask, columns: Columns) -> Scored:
    """What the ask finds, block by block: what it holds at a time does not grow with the programs."""
    form, first = compiled(ask.plan, columns), NOBODY
    total, terms = np.zeros(len(Tier), np.int64), Counted(ask, columns)
    for block in blocks(ask.plan, columns):
        held = form.read(block)
        tiers = tiers_of(form, held, kept(ask.plan, block))
        total += [count_bits(tiers[t]) for t in Tier]
        terms.add(block, tiers)
        if ask.size:
            first = better(first, Judged(ask, form, block, held, tiers), columns)
    return Scored(first, dict(zip(Tier, total.tolist(), strict=True)), terms.counts())


def kept(plan: Plan, block: Block) -> Bits:
    """Where all the plan's filters hold."""
    return all_of([block.whole, *map(block.where, plan.filters)])


def tiers_of(form: Form, held: Bits, kept: Bits) -> Tiers:
    """The bitmap of each tier, as `finder.evaluate.tier_of` gives it."""
    removed = any_of(held[form.removing]) & kept
    left = kept & ~removed
    listed = left & ~held[0]
    for rungs in form.musts:
        listed &= any_of(held[rungs])
    left &= ~listed
    maybe = left & ~any_of(held[form.need]) if form.level is not None else left ^ left
    if form.level is not None:
        maybe &= ~any_of(held[form.level])
    return {Tier.REMOVED: removed, Tier.MAYBE: maybe, Tier.ASK_FIRST: left & ~maybe, Tier.LISTED: listed}


@dataclass(frozen=True)
class Judged:
    """A block whose rows' tiers are known, not yet their scores."""

    ask: Ask
    form: Form
    block: Block
    held: Bits
    tiers: Tiers

    def floors(self) -> Iterator[tuple[int, Bits]]:
        """What tiers add to the score, greatest first, and the wanted programs that have it."""
        for floor in (4, 2, 0):
            wanted = [self.tiers[t] for t in self.ask.tiers if 2 * max(t, 0) == floor]
            if wanted and (bits := any_of(wanted)).any():
                yield floor, bits

    def stated(self, at: Ints) -> Floats:
        """The weighed value of rows, distance left out: all sums are exact in 32 bits (see `finder.question.VALUE`)."""
        bits = unpack(self.held[self.form.scoring], len(self.block.rows))
        few = FEW * len(at) < len(self.block.rows)
        bits = bits.take(at, axis=1) if few else bits
        worth = np.einsum("i,ij->j", self.form.deltas, bits, dtype=np.float32, casting="unsafe")  # not BLAS, whose threads fight workers'
        stated: Floats = self.form.ground + (worth if few else worth[at]).astype(np.float64)
        return stated

    def scored(self, floor: int, wanted: Bits, worst: np.float32) -> Ranked:
        """Those of the wanted rows that can reach the score `worst`."""
        plan = self.ask.plan
        at = np.flatnonzero(unpack(wanted, len(self.block.rows)))
        base = floor + self.stated(at) / plan.scale
        most = plan.near.weight / plan.scale if plan.near else 0.0
        hopeful = (base + np.float64(np.float32(most))).astype(np.float32) >= worst
        at, base = at[hopeful], base[hopeful]
        if plan.near is None:
            return Ranked(self.block.rows[at], base.astype(np.float32), np.full(len(at), np.inf))
        metres = self.block.metres(plan.near.point, at)
        nearness = (most * (PIVOT / (PIVOT + metres))).astype(np.float32)
        return Ranked(self.block.rows[at], (base + nearness).astype(np.float32), metres)


def better(first: Ranked, judged: Judged, columns: Columns) -> Ranked:
    """The first of those that were first so far and of a block's."""
    ask = judged.ask
    for floor, wanted in judged.floors():
        worst = first.score[-1] if len(first.rows) == ask.size else np.float32(-1)
        if np.float32(floor + ask.plan.total / ask.plan.scale) < worst:
            break
        found = judged.scored(floor, wanted, worst)
        found = found[after(found, ask.after, columns)] if ask.after else found
        first = in_order(joined(first, found), columns, ask.size)
    return first


def joined(*some: Ranked) -> Ranked:
    """All of them."""
    return Ranked(*(np.concatenate([getattr(r, name) for r in some]) for name in ("rows", "score", "metres")))


def in_order(found: Ranked, columns: Columns, size: int) -> Ranked:
    """The first `size` in the total order: score, distance, id."""
    if len(found.rows) > 4 * size:
        found = found[found.score >= np.partition(found.score, -size)[-size]]
    return found[np.lexsort((columns.rank[found.rows], found.metres, -found.score))[:size]]


def after(found: Ranked, place: Place, columns: Columns) -> Mask:
    """Where a candidate stands behind the place in the total order."""
    score = np.float32(place.score)
    level = (found.score == score) & (found.metres == place.metres)
    level[level] = columns.ids[found.rows[level]] > place.id.encode()
    return np.asarray((found.score < score) | (found.score == score) & (found.metres > place.metres) | level)


class Counted:
    """Of the terms that an ask counts, how many of the programs that it wants say yes and how many say no."""

    def __init__(self, ask: Ask, columns: Columns) -> None:
        self._ask = ask
        self._sides = [
            (t, side, columns.bits[side][t]) for t in sorted(ask.terms) for side in (Says.YES, Says.NO) if t in columns.bits[side]
        ]
        self._facts, self._sums = some([fact for *_, fact in self._sides]), np.zeros(len(self._sides), np.int64)

    def add(self, block: Block, tiers: Tiers) -> None:
        """Counts a block."""
        if self._sides:
            self._sums += count_bits(block.facts(self._facts) & any_of([tiers[t] for t in self._ask.tiers]))

    def counts(self) -> Mapping[str, tuple[int, int]]:
        """What was counted."""
        found = {(term, side): count for (term, side, _), count in zip(self._sides, self._sums.tolist(), strict=True)}
        return {t: (found.get((t, Says.YES), 0), found.get((t, Says.NO), 0)) for t in sorted(self._ask.terms)}
