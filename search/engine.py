"""The port: what an index must be able to do, whichever it is. One contract suite (`tests/contract`) holds for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from finder.evaluate import Tier
from finder.plan import Plan
from finder.program import Program


@dataclass(frozen=True, slots=True)
class Place:
    """Where a program stands in the total order: its sort values. `metres` is infinite where there is no distance."""

    score: float
    metres: float
    id: str


@dataclass(frozen=True, slots=True)
class Found:
    """One page of places, best first, and how many candidates fell into each tier (removed ones too)."""

    places: tuple[Place, ...]
    total: Mapping[Tier, int]


class Engine(Protocol):
    """One generation of an index, open for reading."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What the generation is made of: its name under `generation`, counts, sources, fill rates, `shares` of yes by term."""
        ...

    def find(self, plan: Plan, tiers: frozenset[Tier], size: int, after: Place | None = None) -> Found:
        """The first `size` programs of these tiers in the total order, after a place if one is given."""
        ...

    def get(self, ids: Sequence[str]) -> Sequence[Program]:
        """The programs of these ids, in their order, without those that are not there."""
        ...
