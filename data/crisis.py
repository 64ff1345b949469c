"""Crisis lines and the boxes shown first when someone's words speak of danger, as `crisis.toml` states them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class CrisisLine:
    """One line to call, text or chat with. `options`: further ways in (Spanish, veterans, TTY), a sentence in each language.

    `languages` are BCP 47. `checked` is the date of the evidence that `source` names. Texts are by language: "en", "es".
    """

    id: str
    name: Mapping[str, str]
    number: str
    how: tuple[str, ...]
    hours: Mapping[str, str]
    languages: tuple[str, ...]
    says: Mapping[str, str]
    options: tuple[Mapping[str, str], ...]
    url: str
    checked: date
    source: str


@dataclass(frozen=True, slots=True)
class CrisisBox:
    """What is shown before anything else, the `words` that bring it up, and the ids of its lines, the first one first.

    `reviewed` is False until a clinician has read the text in every language.
    """

    id: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    lines: tuple[str, ...]
    reviewed: bool
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Crisis:
    """All lines and boxes, in the order of the file."""

    lines: tuple[CrisisLine, ...]
    boxes: tuple[CrisisBox, ...]


@cache
def load_crisis() -> Crisis:
    """All crisis lines and boxes. A field that is missing or unknown is a TypeError, never passed over."""
    stated = tomllib.loads(files("data").joinpath("crisis.toml").read_text(encoding="utf-8"))
    return Crisis(
        lines=tuple(_line(**line) for line in stated["lines"]),
        boxes=tuple(_box(id, **box) for id, box in stated["boxes"].items()),
    )


def _line(*, how: list[str], languages: list[str], options: list[dict[str, str]] | None = None, **rest: Any) -> CrisisLine:
    """One line from its table."""
    return CrisisLine(how=tuple(how), languages=tuple(languages), options=tuple(options or ()), **rest)


def _box(id: str, *, lines: list[str], words: dict[str, list[str]], **rest: Any) -> CrisisBox:
    """One box from its table."""
    return CrisisBox(id=id, lines=tuple(lines), words={tongue: tuple(said) for tongue, said in words.items()}, **rest)
