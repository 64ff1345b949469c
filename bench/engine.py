"""The engine alone: all questions and distance, with the plan made beforehand, against the reference in plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf
from statistics import median
from time import perf_counter

from bench.figure import Figure, make_figure
from bench.ground import Ground, draw_places
from data.vocabulary import load_vocabulary
from finder.evaluate import Tier, evaluate, sort_key
from finder.place import MILE
from finder.plan import Plan
from finder.predicate import Within
from finder.program import Program
from finder.query import SearchQuery
from finder.questions import all_questions
from search.embedded.index import EmbeddedIndex
from search.engine import Engine
from search.places import locate
from search.service import Finder

RADIUS, SIZE, TARGET = 25.0, 20, 0.5
PLACES, EVERYWHERE = 500, 100
"""How many places are asked from within the radius, and in the whole country."""
PEERED, EVERYWHERE_PEERED = 50, 2
"""How many of them the reference is asked from too: it takes a hundred times as long."""
REPEATS = 5
TIERS = frozenset({Tier.LISTED, Tier.ASK_FIRST})


@dataclass(frozen=True)
class Case:
    """One kind of search: what it is called, its plans, how many of them the reference reads too, and the most milliseconds allowed."""

    work: str
    plans: Sequence[Plan]
    peered: int
    target: float | None


def measure(ground: Ground, runs: int) -> Iterator[Figure]:
    """`find` of a first page of 20: p50 and p95 over places, each the median of several calls."""
    finder = Finder(EmbeddedIndex(ground.index), load_vocabulary(), all_questions())
    engine = finder.index.current()
    places = draw_places(PLACES)
    near = [plan_all(finder, place, RADIUS) for place in places]
    everywhere = [plan_all(finder, place, inf) for place in places[:EVERYWHERE]]
    yield from _figures(Case(f"all questions and distance, {RADIUS:.0f} miles", near, PEERED, TARGET), engine)
    yield from _figures(Case("all questions and distance, whole country", everywhere, EVERYWHERE_PEERED, None), engine)


def plan_all(finder: Finder, place: str, radius: float) -> Plan:
    """The plan that scores every question there is, the personal ones too, and distance."""
    point = locate(place).point
    filters = (Within(point, radius * MILE),) if radius < inf else ()
    weights = {q.id: 1.0 for q in finder.questions}
    return finder.plan(SearchQuery(filters, point, weights=weights), finder.index.current())


def _figures(case: Case, engine: Engine) -> Iterator[Figure]:
    for plan in case.plans[:10]:
        engine.find(plan, TIERS, SIZE)
    taken = [time_find(plan, engine) for plan in case.plans]
    ours, theirs = zip(*(side_by_side(plan, engine) for plan in case.plans[: case.peered]), strict=True)
    ratio = median(b / a for a, b in zip(ours, theirs, strict=True))
    figure = make_figure("engine", case.work, "ms", taken, case.target)
    yield replace(figure, peer="finder.evaluate", peer_value=median(theirs), ratio=ratio)
    counts = [float(sum(engine.find(plan, TIERS, SIZE).total.values())) for plan in case.plans]
    yield make_figure("engine", "  candidates", "programs", counts)


def time_find(plan: Plan, engine: Engine) -> float:
    """Milliseconds of one search, the median of several."""
    taken = []
    for _ in range(REPEATS):
        begun = perf_counter()
        engine.find(plan, TIERS, SIZE)
        taken.append(perf_counter() - begun)
    return median(taken) * 1e3


def side_by_side(plan: Plan, engine: Engine) -> tuple[float, float]:
    """Milliseconds of the engine and of the reference for the same candidates; raises AssertionError where their pages differ.

    The reference's candidates are in memory and have passed the filters; it judges, scores and sorts them, and gives the claims behind
    every answer as well.
    """
    candidates = candidates_of(plan, engine)
    ours = time_find(plan, engine)
    begun = perf_counter()
    read = sorted(sort_key(e, p) for p in candidates if (e := evaluate(plan, p)).tier in TIERS)
    theirs = (perf_counter() - begun) * 1e3
    assert [p.id for p in engine.find(plan, TIERS, SIZE).places] == [key[2] for key in read[:SIZE]], "the two readings differ"
    return ours, theirs


def candidates_of(plan: Plan, engine: Engine) -> Sequence[Program]:
    """The programs that pass the plan's filters, in memory."""
    every = engine.find(plan, frozenset(Tier), 1_000_000)
    return engine.get([place.id for place in every.places])
