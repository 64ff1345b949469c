"""What a peer must be able to do: take programs in, and find the first page of a plan with its counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from finder.evaluate import Tier
from finder.plan import Plan
from finder.program import Program

SHOWN = frozenset({Tier.LISTED, Tier.ASK_FIRST})
"""The tiers of a page, and of what facets count."""

SIZE = 20


@dataclass(frozen=True, slots=True)
class Work:
    """One search: its plan, and the terms that are counted over all that it shows."""

    plan: Plan
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """`ids` of the first page in order, how many candidates each tier has, and of each counted term how many say yes."""

    ids: tuple[str, ...]
    total: Mapping[Tier, int]
    counts: Mapping[str, int]


class Refused(RuntimeError):
    """A server turned a search away: it has too much to do."""


class Reader(Protocol):
    """An open peer."""

    def find(self, work: Work) -> Page:
        """The page of a search. Raises Refused."""
        ...

    def close(self) -> None:
        """Lets go of files and connections."""
        ...


class Peer(Protocol):
    """One way to keep and to search programs; goes to worker processes, so it holds no open thing."""

    name: str

    def build(self, programs: Iterable[Program]) -> None:
        """Takes in all programs, from nothing, until they can be searched."""
        ...

    def open(self) -> Reader:
        """A reader of what was built."""
        ...

    def disk(self) -> int:
        """Bytes that it needs on disk for searching."""
        ...

    def memory(self) -> int:
        """Bytes that its own server processes hold now (shared pages once); 0 where the readers' processes are all there is."""
        ...

    def remove(self) -> None:
        """Takes away what was built, and its server."""
        ...
