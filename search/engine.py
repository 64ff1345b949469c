"""The port: what an index must be able to do, whichever it is. One contract suite (`tests/contract`) holds for all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from finder.evaluate import Tier
from finder.plan import Plan
from finder.program import Program
from search.history import Change


@dataclass(frozen=True, slots=True)
class Place:
    """Where a program stands in the total order: its sort values. `metres` is infinite where there is no distance."""

    score: float
    metres: float
    id: str


@dataclass(frozen=True, slots=True)
class Ask:
    """One reading of an index: the first `size` programs of these tiers, after a place if one is given; `terms` are counted over them."""

    plan: Plan
    tiers: frozenset[Tier]
    size: int
    after: Place | None = None
    terms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """What an ask found: places in the total order with their programs, how many candidates fell into each tier (removed ones too), and of
    each term that was asked for how many programs of the wanted tiers say yes and how many say no."""

    places: tuple[Place, ...]
    programs: tuple[Program, ...]
    total: Mapping[Tier, int]
    counts: Mapping[str, tuple[int, int]]


NAMED = "%Y%m%dt%H%M%S%f"


def generation_name(now: datetime, others: Iterable[str] = ()) -> str:
    """The name of a generation built at this time (UTC): names sort as times do, and any engine takes them for an index's name.

    It comes after the others', even where the clock was set back since they were built: who is newest is told by name.
    """
    name, newest = f"{now.astimezone(UTC):{NAMED}}z", max(others, default="")
    return name if name > newest else f"{datetime.strptime(newest[:-1], NAMED) + timedelta(microseconds=1):{NAMED}}z"


class Engine(Protocol):
    """One generation of an index, open for reading."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What the generation is made of: its name under `generation`, counts, sources, fill rates, `shares` of yes by term.

        `yes`: how many programs say yes to each term that any does; generations of before 2026-11-22 are without.
        """
        ...

    async def run(self, asks: Sequence[Ask]) -> Sequence[Found]:
        """What each ask finds, in one go."""
        ...

    async def get(self, ids: Sequence[str]) -> Sequence[Program]:
        """The programs of these ids, in their order, without those that are not there."""
        ...

    async def changes(self, since: str) -> Sequence[Change]:
        """What became of programs after a generation, by ascending id. Raises BadParameter, ChangesUnknown."""
        ...

    def scan(self) -> AsyncIterator[Program]:
        """All programs by ascending id, in constant memory; closed ones, and ids that lead on, as well."""
        ...


class Index(Protocol):
    """The generations that can be read."""

    async def current(self) -> Engine:
        """The newest good one. Raises IndexUnavailable."""
        ...

    async def generation(self, name: str) -> Engine:
        """A kept one by name. Raises GenerationRetired."""
        ...

    async def close(self) -> None:
        """Lets go of files and connections."""
        ...
