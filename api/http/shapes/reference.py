"""What there is: questions, terms, sources, changes, how the service is."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from api.http.shapes.program import Shape


class Question(Shape):
    """A question to ask; `hears`: the dimensions and measures that answer it."""

    id: str
    title: str
    weight: float
    personal: bool
    hears: list[str]
    why: str


class Label(Shape):
    """A text in each language."""

    en: str
    es: str


class Words(Shape):
    """Lay words in each language."""

    en: list[str]
    es: list[str]


class Dimension(Shape):
    """A dimension or measure."""

    id: str
    label: Label


class Term(Shape):
    """A term, and the terms to which it is related."""

    id: str
    question: str
    label: Label
    words: Words
    broader: list[str]
    hints: list[str]


class Source(Shape):
    """A source, and how much it gave: shares by field and by question. What else is said of it may grow."""

    model_config = ConfigDict(extra="allow")

    source: str
    title: str
    publisher: str
    address: str
    licence: str
    credit: str
    run: str
    as_of: list[str]
    retrieved: str
    listings: int
    fill: dict[str, float] | None
    questions: dict[str, float] | None
    drift: dict[str, Any] | None


class Merged(Shape):
    """An id that leads to another."""

    id: str
    replaced_by: str


class Changes(Shape):
    """What became of programs after a generation."""

    since: str
    generation: str
    new: list[str]
    changed: list[str]
    closed: list[str]
    merged: list[Merged]
    reread: list[str] = Field(description="They say what they said; the day of their reading is later.")


class Health(Shape):
    """The process answers."""

    status: Literal["ok"]


class Readiness(Shape):
    """An index can be read."""

    status: Literal["ready"]
    generation: str = Field(pattern=r"^\d{8}t\d{12}z$")
