"""The engine alone: all questions and distance, with the plan made beforehand, against the reference in plain Python."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from statistics import median
from time import perf_counter

from bench.figure import Figure, make_figure
from bench.ground import Ground, draw_places
from data.vocabulary import load_vocabulary
from finder.evaluate import Tier, evaluate, sort_key
from finder.place import MILE, Point
from finder.plan import Plan, Planner
from finder.predicate import Within
from finder.query import SearchQuery
from finder.questions import all_questions
from search.embedded.columns import Columns, load
from search.embedded.engine import EmbeddedEngine
from search.embedded.generation import COLUMNS, current
from search.embedded.score import Scored, run_ask
from search.engine import Ask
from search.places import locate

RADIUS, SIZE, TARGET = 25.0, 20, 0.5
PLACES, EVERYWHERE, FIRST = 500, 100, 100
"""How many places are asked from within the radius, in the whole country, and with a plan no part of which was made before."""
PEERED, EVERYWHERE_PEERED = 50, 2
"""How many of them the reference is asked from too: it takes a hundred times as long."""
REPEATS = 5


Planned = Callable[[], Plan]
"""Makes one search's plan anew, as every request does: an engine that keeps what it made of a plan must not gain by the same object."""


@dataclass(frozen=True)
class Case:
    """One kind of search: what it is called, its plans, how many of them the reference reads too, and the most milliseconds allowed."""

    work: str
    plans: Sequence[Planned]
    peered: int
    target: float | None


def measure(ground: Ground, runs: int) -> Iterator[Figure]:
    """`run_ask` of a first page of 20: p50 and p95 over places, each the median of several calls."""
    folder = current(ground.index)
    engine = EmbeddedEngine(folder)
    heart = Heart(load(folder / COLUMNS), Planner(all_questions(), load_vocabulary(), engine.manifest["shares"]), engine)
    points = [locate(place).point for place in draw_places(PLACES)]
    near = [partial(heart.plan, point, RADIUS) for point in points]
    everywhere = [partial(heart.plan, point, inf) for point in points[:EVERYWHERE]]
    yield from _figures(Case(f"all questions and distance, {RADIUS:.0f} miles", near, PEERED, TARGET), heart)
    yield make_figure(
        "engine", "  where nobody asked the like before", "ms", [heart.find(heart.anew().plan(p, RADIUS)) for p in points[:FIRST]]
    )
    yield from _figures(Case("all questions and distance, whole country", everywhere, EVERYWHERE_PEERED, None), heart)


@dataclass(frozen=True)
class Heart:
    """What is measured: the columns of a generation, a planner of its shares, and the engine that has its programs."""

    columns: Columns
    planner: Planner
    engine: EmbeddedEngine

    def plan(self, point: Point, radius: float) -> Plan:
        """The plan that scores every question there is, the personal ones too, and distance."""
        filters = (Within(point, radius * MILE),) if radius < inf else ()
        return self.planner.plan(SearchQuery(filters, point, weights={q.id: 1.0 for q in self.planner.questions}))

    def anew(self) -> Heart:
        """The same with a planner that has read nothing yet."""
        return replace(self, planner=Planner(self.planner.questions, self.planner.vocabulary, self.planner.shares))

    def find(self, plan: Plan) -> float:
        """Milliseconds of one search, from the plan to the rows of the page in order."""
        begun = perf_counter()
        self.first(plan)
        return (perf_counter() - begun) * 1e3

    def first(self, plan: Plan) -> Scored:
        """The first page."""
        return run_ask(Ask(plan, frozenset({Tier.ASK_FIRST, Tier.LISTED}), SIZE), self.columns)

    def page(self, plan: Plan) -> list[str]:
        """The ids of that page."""
        return [self.columns.id(row) for row in self.first(plan).first.rows]

    def candidates(self, plan: Plan) -> list[str]:
        """The ids of the programs that pass the plan's filters."""
        every = run_ask(Ask(plan, frozenset(Tier), len(self.columns)), self.columns)
        return [self.columns.id(row) for row in every.first.rows]


def _figures(case: Case, heart: Heart) -> Iterator[Figure]:
    for planned in case.plans[:10]:
        heart.find(planned())
    taken = [time_find(planned, heart) for planned in case.plans]
    ours, theirs = zip(*(side_by_side(planned, heart) for planned in case.plans[: case.peered]), strict=True)
    ratio = median(b / a for a, b in zip(ours, theirs, strict=True))
    figure = make_figure("engine", case.work, "ms", taken, case.target)
    yield replace(figure, peer="finder.evaluate", peer_value=median(theirs), ratio=ratio)
    yield make_figure("engine", "  candidates", "programs", [float(len(heart.candidates(planned()))) for planned in case.plans])


def time_find(planned: Planned, heart: Heart) -> float:
    """Milliseconds of one search, the median of several; the plan is made before each, and not timed."""
    return median(heart.find(planned()) for _ in range(REPEATS))


def side_by_side(planned: Planned, heart: Heart) -> tuple[float, float]:
    """Milliseconds of the engine and of the reference for the same candidates; raises RuntimeError where their pages differ.

    The reference's candidates are in memory and have passed the filters; it judges, scores and sorts them, and gives the claims behind
    every answer as well.
    """
    plan = planned()
    candidates = asyncio.run(heart.engine.get(heart.candidates(plan)))
    ours = time_find(planned, heart)
    begun = perf_counter()
    read = sorted(sort_key(e, p) for p in candidates if (e := evaluate(plan, p)).tier >= Tier.ASK_FIRST)
    theirs = (perf_counter() - begun) * 1e3
    if heart.page(plan) != [id for _, _, id in read[:SIZE]]:
        raise RuntimeError("the engine and the reference give different pages: nothing is measured of a wrong answer")
    return ours, theirs
