"""The engine alone: all questions and distance, with the plan made beforehand, against the reference in plain Python."""

from __future__ import annotations

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
from finder.plan import Plan, make_plan
from finder.predicate import Within
from finder.program import Program
from finder.query import SearchQuery
from finder.questions import all_questions
from search.embedded.index import EmbeddedIndex
from search.engine import Engine
from search.places import locate
from search.service import Finder

RADIUS, SIZE, TARGET = 25.0, 20, 0.5
PLACES, EVERYWHERE, FIRST = 500, 100, 100
"""How many places are asked from within the radius, in the whole country, and with a plan no part of which was made before."""
PEERED, EVERYWHERE_PEERED = 50, 2
"""How many of them the reference is asked from too: it takes a hundred times as long."""
REPEATS = 5
TIERS = frozenset({Tier.LISTED, Tier.ASK_FIRST})


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
    """`find` of a first page of 20: p50 and p95 over places, each the median of several calls."""
    finder = Finder(EmbeddedIndex(ground.index), load_vocabulary(), all_questions())
    engine = finder.index.current()
    points = [locate(place).point for place in draw_places(PLACES)]
    near = [partial(plan_all, finder, point, RADIUS) for point in points]
    everywhere = [partial(plan_all, finder, point, inf) for point in points[:EVERYWHERE]]
    yield from _figures(Case(f"all questions and distance, {RADIUS:.0f} miles", near, PEERED, TARGET), engine)
    first = [once(plan_first(finder, point, RADIUS), engine) for point in points[:FIRST]]
    yield make_figure("engine", "  where nobody asked the like before", "ms", first)
    yield from _figures(Case("all questions and distance, whole country", everywhere, EVERYWHERE_PEERED, None), engine)


def plan_all(finder: Finder, point: Point, radius: float) -> Plan:
    """The plan that scores every question there is, the personal ones too, and distance."""
    return finder.plan(query_all(finder, point, radius), finder.index.current())


def plan_first(finder: Finder, point: Point, radius: float) -> Plan:
    """The same plan, no part of which was made before."""
    return make_plan(query_all(finder, point, radius), finder.questions, finder.vocabulary, finder.index.current().manifest["shares"])


def query_all(finder: Finder, point: Point, radius: float) -> SearchQuery:
    """The query that gives every question a weight."""
    filters = (Within(point, radius * MILE),) if radius < inf else ()
    return SearchQuery(filters, point, weights={q.id: 1.0 for q in finder.questions})


def _figures(case: Case, engine: Engine) -> Iterator[Figure]:
    for planned in case.plans[:10]:
        engine.find(planned(), TIERS, SIZE)
    taken = [time_find(planned, engine) for planned in case.plans]
    ours, theirs = zip(*(side_by_side(planned, engine) for planned in case.plans[: case.peered]), strict=True)
    ratio = median(b / a for a, b in zip(ours, theirs, strict=True))
    figure = make_figure("engine", case.work, "ms", taken, case.target)
    yield replace(figure, peer="finder.evaluate", peer_value=median(theirs), ratio=ratio)
    counts = [float(sum(engine.find(planned(), TIERS, SIZE).total.values())) for planned in case.plans]
    yield make_figure("engine", "  candidates", "programs", counts)


def time_find(planned: Planned, engine: Engine) -> float:
    """Milliseconds of one search, the median of several; the plan is made before each, and not timed."""
    return median(once(planned(), engine) for _ in range(REPEATS))


def once(plan: Plan, engine: Engine) -> float:
    """Milliseconds of one search."""
    begun = perf_counter()
    engine.find(plan, TIERS, SIZE)
    return (perf_counter() - begun) * 1e3


def side_by_side(planned: Planned, engine: Engine) -> tuple[float, float]:
    """Milliseconds of the engine and of the reference for the same candidates; raises RuntimeError where their pages differ.

    The reference's candidates are in memory and have passed the filters; it judges, scores and sorts them, and gives the claims behind
    every answer as well.
    """
    plan = planned()
    candidates = candidates_of(plan, engine)
    ours = time_find(planned, engine)
    begun = perf_counter()
    read = sorted(sort_key(e, p) for p in candidates if (e := evaluate(plan, p)).tier in TIERS)
    theirs = (perf_counter() - begun) * 1e3
    if [p.id for p in engine.find(plan, TIERS, SIZE).places] != [key[2] for key in read[:SIZE]]:
        raise RuntimeError("the engine and the reference give different pages: nothing is measured of a wrong answer")
    return ours, theirs


def candidates_of(plan: Plan, engine: Engine) -> Sequence[Program]:
    """The programs that pass the plan's filters, in memory."""
    every = engine.find(plan, frozenset(Tier), 1_000_000)
    return engine.get([place.id for place in every.places])
