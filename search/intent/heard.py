"""What is heard in a sentence, each with the words that say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Strength = Literal["prefer", "rule_out", "require", "avoid"]
STRENGTHS: tuple[Strength, ...] = ("prefer", "rule_out", "require", "avoid")


@dataclass(frozen=True, slots=True)
class Heard:
    """A wish as a request takes it ("therapy:dbt"), how strongly it is meant, and the words of the sentence that say it."""

    wish: str
    strength: Strength
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Said:
    """An age, a place, a radius or a level as a request takes it, and the words of the sentence that say it."""

    value: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Intent:
    """What a sentence asks for. `crisis` are the ids of the boxes to show first, `rest` the words that nobody understood.

    A place that may be several is kept as it was written: the search asks which. A radius is in miles.
    """

    wishes: tuple[Heard, ...] = ()
    age: Said | None = None
    near: Said | None = None
    radius: Said | None = None
    level: Said | None = None
    crisis: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()


NOTHING = Intent()
"""What is understood of no sentence."""
