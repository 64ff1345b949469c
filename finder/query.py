"""What a seeker asks for, with its place already found and every word checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from finder.place import Point
from finder.predicate import Predicate


class Strength(StrEnum):
    """How much a wish weighs on who is shown at all."""

    PREFER = "prefer"
    RULE_OUT = "rule_out"
    REQUIRE = "require"
    AVOID = "avoid"


@dataclass(frozen=True, slots=True)
class Wish:
    """Any of some terms of one dimension, or a range of one measure.

    `asked` is False for the widest wish, which is made for a question that nobody asked about.
    """

    about: str
    terms: frozenset[str] = frozenset()
    span: tuple[float, float] | None = None
    strength: Strength = Strength.PREFER
    asked: bool = True


class Level(StrEnum):
    """The level of care that is looked for."""

    IOP = "iop"
    PHP = "php"
    OUTPATIENT = "outpatient"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """`filters` keep candidates (a radius, an area, a name); `near` is where distance is measured from; `weights` are 0..3 by question
    id or "distance", 1 where nothing is said."""

    filters: tuple[Predicate, ...] = ()
    near: Point | None = None
    wishes: tuple[Wish, ...] = ()
    level: Level = Level.IOP
    weights: Mapping[str, float] = field(default_factory=dict)
