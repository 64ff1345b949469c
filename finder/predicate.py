"""What may be asked of a program's facts: a closed set.

Each reader (`finder.evaluate`, `search.embedded`, `search.elastic`) is one `match` ended by `assert_never`, so mypy names the reader that
forgets one. No predicate holds for silence, and there is no `Not`: "unknown is not no" is true by construction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from finder.place import Point


@dataclass(frozen=True, slots=True)
class Has:
    """At least one of the terms is a settled yes."""

    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lacks:
    """Every one of the terms is a settled no. Of no terms at all it is false."""

    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Disputed:
    """The sources disagree about at least one of these terms or measures."""

    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Overlaps:
    """One of the measure's ranges meets low..high, ends included; a disputed measure's never do."""

    measure: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Misses:
    """The measure is stated, undisputed, and none of its ranges meets low..high."""

    measure: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Within:
    """The program's point is at most so many metres from here."""

    point: Point
    metres: float


@dataclass(frozen=True, slots=True)
class In:
    """The address lies in this area: a state ("CO") or a county ("CO/Boulder County")."""

    area: str


@dataclass(frozen=True, slots=True)
class Words:
    """All of these words (as `finder.tokens` cuts them) are in the program's names."""

    tokens: frozenset[str]


@dataclass(frozen=True, slots=True)
class AllOf:
    """All parts hold."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Predicate, ...]


Predicate: TypeAlias = Has | Lacks | Disputed | Overlaps | Misses | Within | In | Words | AllOf | AnyOf
