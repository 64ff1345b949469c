"""The searches that every peer is asked: from places drawn by their population, the same ones every time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import inf

from bench.ground import draw_places
from bench.peers.peer import Work
from data.vocabulary import load_vocabulary
from finder.place import MILE, Point
from finder.plan import Planner
from finder.predicate import Within
from finder.query import SearchQuery, Strength, Wish
from finder.questions import all_questions
from search.places import locate

RADIUS = 25.0
FACETS = ("payment", "age_group", "population", "condition", "therapy")
WISHES = (
    Wish("payment", frozenset({"payment:medicaid"}), strength=Strength.REQUIRE),
    Wish("age", span=(16.0, 16.0), strength=Strength.REQUIRE),
    Wish("therapy", frozenset({"therapy:dbt"})),
)
"""Two musts beside the level of care, and something preferred."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of search: its name, radius in miles, whether facets are counted, how many places are asked from."""

    name: str
    radius: float
    facets: bool
    places: int


KINDS = (
    Kind(f"{RADIUS:.0f} miles", RADIUS, False, 500),
    Kind(f"{RADIUS:.0f} miles, facets", RADIUS, True, 100),
    Kind("whole country", inf, False, 20),
    Kind("whole country, facets", inf, True, 10),
)


@cache
def make_works(kind: Kind) -> list[Work]:
    """The searches of a kind: every question scored, three wishes, distance. What silence is worth is a half throughout."""
    vocabulary = load_vocabulary()
    planner = Planner(all_questions(), vocabulary, {})
    terms = tuple(sorted(t for t, about in vocabulary.terms.items() if about.dimension in FACETS)) if kind.facets else ()
    weights = {q.id: 1.0 for q in planner.questions}
    return [Work(planner.plan(query(point, kind.radius, weights)), terms) for point in (locate(p).point for p in draw_places(kind.places))]


def query(point: Point, radius: float, weights: dict[str, float]) -> SearchQuery:
    """The query from one place."""
    return SearchQuery((Within(point, radius * MILE),) if radius < inf else (), point, WISHES, weights=weights)
