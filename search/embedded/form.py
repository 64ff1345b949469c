"""A plan's clauses as arrays, made once for the same clauses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from finder.claim import Says
from finder.evaluate import SAID
from finder.plan import CAUTION, Clause, Plan
from finder.predicate import Disputed, Has, Lacks, Misses, Overlaps, Predicate
from finder.question import VALUE, Verdict
from search.embedded.block import Block, some
from search.embedded.columns import Bits, Columns, Ints

MOST_FORMS = 256
"""Forms of plans kept ready."""

ANSWERED = tuple(v for v in Verdict if v is not Verdict.UNKNOWN)


@dataclass(frozen=True)
class Tests:
    """Predicates read all at once: those of `rows` are made of the bitmaps `facts`, each of a run of them from its `start` on."""

    rows: Ints
    facts: Ints
    starts: Ints

    def read(self, combine: np.ufunc, block: Block, held: Bits) -> None:
        """Writes into `held` where the predicates hold."""
        if len(self.rows):
            held[self.rows] = combine.reduceat(block.facts(self.facts), self.starts, axis=0)


@dataclass(frozen=True)
class Form:
    """Clauses that score or remove, those with the longest ladders first.

    Predicates stand in rows: the caution, then each ladder's first rung, each one's second, and so on; `steps` are the first row and the
    number of rows of each. Of `any_of` one of the bitmaps must be set, of `all_of` all; `others` are read one by one; a predicate that
    holds for no program is in none of them. `deltas` (rows,) is what a row adds to the `ground`, which is what silence is worth. The
    rest are rows: those that remove, those of which one must hold for each must, those that say something of the level of care (None
    where that is no must) and of the need.
    """

    clauses: tuple[Clause, ...]
    size: int
    steps: tuple[tuple[int, int], ...]
    any_of: Tests
    all_of: Tests
    others: tuple[tuple[int, Predicate], ...]
    scoring: Ints
    deltas: NDArray[np.float32]
    ground: float
    removing: Ints
    musts: tuple[Ints, ...]
    level: Ints | None
    need: Ints

    def read(self, block: Block) -> Bits:
        """Where the caution holds, and each rung that decides: the first of its ladder that holds, (rows, words)."""
        held = np.zeros((self.size, len(block.whole)), np.uint64)
        self.any_of.read(np.bitwise_or, block, held)
        self.all_of.read(np.bitwise_and, block, held)
        for row, predicate in self.others:
            held[row] = block.where(predicate)
        settled = np.zeros((len(self.clauses), held.shape[1]), np.uint64)
        for first, count in self.steps:
            step = held[first : first + count]
            step &= ~settled[:count]
            settled[:count] |= step
        return held


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
    steps = [[(c, c.ladder[i]) for c in clauses if len(c.ladder) > i] for i in range(len(clauses[0].ladder) if clauses else 0)]
    rungs = [rung for step in steps for rung in step]
    predicates = [plan.caution, *(r.when for _, r in rungs)]
    facts = [facts_of(p, columns) for p in predicates]
    deltas = np.array([-CAUTION, *(c.weight * (VALUE.get(r.verdict, c.unknown) - c.unknown) for c, r in rungs)], np.float32)
    scoring = np.flatnonzero(deltas)

    def rows(of: Iterable[Clause], *verdicts: Verdict) -> Ints:
        chosen = {id(c) for c in of}
        return some([i for i, (c, r) in enumerate(rungs, 1) if id(c) in chosen and r.verdict in verdicts])

    return Form(
        clauses=clauses,
        size=len(predicates),
        steps=tuple((1 + sum(map(len, steps[:i])), len(step)) for i, step in enumerate(steps)),
        any_of=tests((i, f) for i, f in enumerate(facts) if f and not isinstance(predicates[i], Lacks)),
        all_of=tests((i, f) for i, f in enumerate(facts) if f and isinstance(predicates[i], Lacks)),
        others=tuple((i, p) for i, (p, f) in enumerate(zip(predicates, facts, strict=True)) if f is None),
        scoring=scoring,
        deltas=deltas[scoring],
        ground=CAUTION + sum(c.weight * c.unknown for c in clauses),
        removing=rows((c for c in clauses if c.removes), Verdict.NO),
        musts=tuple(rows([c], Verdict.YES) for c in clauses if c.must),
        level=rows(plan.level, *ANSWERED) if plan.level else None,
        need=rows(plan.need, *SAID),
    )


def tests(made_of: Iterable[tuple[int, Sequence[int]]]) -> Tests:
    """The tests of some rows, each made of some bitmaps."""
    rows, facts = [*zip(*made_of, strict=True)] or ((), ())
    starts = np.cumsum([0, *map(len, facts)])[:-1]
    return Tests(some([*rows]), some([f for own in facts for f in own]), starts)


def facts_of(predicate: Predicate, columns: Columns) -> Sequence[int] | None:
    """The bitmaps that a predicate is made of, none where it can never hold; None where it is made of something else."""
    match predicate:
        case Has(terms):
            return columns.said(Says.YES, terms)
        case Disputed(names):
            return columns.said(Says.DISPUTED, names)
        case Lacks(terms):
            denied = columns.said(Says.NO, terms)
            return denied if len(denied) == len(terms) else ()
        case Overlaps(measure) | Misses(measure) if measure not in columns.measures:
            return ()
    return None
