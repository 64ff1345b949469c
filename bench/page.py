"""A page of 20, fully evaluated, in process: what a request costs before it is put into words, and which step costs it."""

from __future__ import annotations

import sys
from asyncio import Runner
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from statistics import median
from time import perf_counter
from typing import ParamSpec, TypeVar
from unittest.mock import patch

from bench.figure import Figure, make_figure
from bench.ground import Ground, draw_places
from data.vocabulary import load_vocabulary
from finder.questions import all_questions
from search import service
from search.embedded.engine import EmbeddedEngine
from search.embedded.index import EmbeddedIndex
from search.embedded.store import Store
from search.request import SearchRequest
from search.service import Finder

PLACES, REPEATS, TARGET = 500, 3, 5.0
PLAIN = SearchRequest(radius=25.0)
WISHED = SearchRequest(radius=25.0, age=16, require=("payment:medicaid",), prefer=("therapy:cbt", "condition:eating_disorders"))

STEPS: dict[str, tuple[object, str]] = {
    "check": (service, "check"),
    "plan": (Finder, "plan"),
    "find": (EmbeddedEngine, "find"),
    "get": (Store, "get"),
    "evaluate": (service, "evaluate_all"),
}
"""What is timed, and where it is looked up when it is called. `find` calls `get`, which is not counted to it."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Clock:
    """Milliseconds by step of the search that is under way, each without those of the steps within it."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def timed(self, step: str, work: Callable[P, T]) -> Callable[P, T]:
        """The same work, its time counted under the step's name."""

        def run(*args: P.args, **kwargs: P.kwargs) -> T:
            within = sum(self.spent.values())
            begun = perf_counter()
            try:
                return work(*args, **kwargs)
            finally:
                within = sum(self.spent.values()) - within
                self.spent[step] += (perf_counter() - begun) * 1e3 - within

        return run


def measure(ground: Ground, runs: int) -> Iterator[Figure]:
    """p50 and p95 over the places whose page is full, each the median of several; then the same again with a clock at every step."""
    finder = Finder(EmbeddedIndex(ground.index), load_vocabulary(), all_questions())
    places = draw_places(PLACES)
    with Runner() as runner:
        for work, request, target in (("a page of 20, nothing wished", PLAIN, TARGET), ("a page of 20, four wishes", WISHED, TARGET)):
            asked = (replace(request, near=place) for place in places)
            requests = [r for r in asked if len(runner.run(finder.search(r)).results) == r.size]  # thin pages are cheap ones; also warms up
            if not requests:
                print(f"{work}: no place has a full page, nothing to measure", file=sys.stderr)
                continue
            yield make_figure("page", work, "ms", runner.run(time_all(finder, requests)), target)
            yield from _steps(runner.run(steps_of_all(finder, requests)))


async def time_all(finder: Finder, requests: Sequence[SearchRequest]) -> list[float]:
    """Milliseconds of each search, the median of several."""
    return [median([await once(finder, request) for _ in range(REPEATS)]) for request in requests]


async def once(finder: Finder, request: SearchRequest) -> float:
    """Milliseconds of one search."""
    begun = perf_counter()
    await finder.search(request)
    return (perf_counter() - begun) * 1e3


async def steps_of_all(finder: Finder, requests: Sequence[SearchRequest]) -> list[dict[str, float]]:
    """What each step of each search costs; all that is in no step is `rest`."""
    clock = Clock()
    measured: list[dict[str, float]] = []
    with ExitStack() as patched:
        for step, (owner, name) in STEPS.items():
            patched.enter_context(patch.object(owner, name, clock.timed(step, getattr(owner, name))))
        for request in requests:
            clock.spent.clear()
            whole = await once(finder, request)
            measured.append({**clock.spent, "rest": whole - sum(clock.spent.values())})
    return measured


def _steps(measured: Sequence[dict[str, float]]) -> Iterator[Figure]:
    for step in (*STEPS, "rest"):
        yield make_figure("page", f"  of it {step}", "ms", [m.get(step, 0.0) for m in measured])
