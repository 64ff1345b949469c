"""The pages about care and about this site: what the catalogue says, with the works that it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.references import load_references
from data.words import load_about

WHERE = {
    "iop": "/about/iop",
    "steps": "/about/before-and-after",
    "choices": "/about/choices",
    "ranking": "/about/ranking",
    "known": "/about/known",
    "sources": "/sources",
    "privacy": "/about/privacy",
}
"""The address of each page, in the order in which they are listed."""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with a name, what is said of it, and where it is found ("" where that is nowhere)."""

    name: str
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A work that facts are from, and how we know what it says."""

    title: str
    publisher: str
    year: int
    seen: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a page: paragraphs, things with a name, a list, and the works behind them."""

    title: str
    text: tuple[str, ...]
    named: tuple[Named, ...]
    items: tuple[str, ...]
    works: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A page of words."""

    title: str
    lead: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page as the list of pages names it."""

    path: str
    title: str
    summary: str


def make_list(language: str) -> tuple[Listed, ...]:
    """All pages about care and this site."""
    said = load_about(language)
    return tuple(Listed(path, said[name]["title"], said[name]["summary"]) for name, path in WHERE.items())


def make_told(name: str, language: str, numbers: Mapping[str, object] | None = None) -> Told:
    """A page of words; `numbers` stand where its list has places for them."""
    said = load_about(language)[name]
    return Told(said["title"], said["lead"], tuple(_part(p, language, numbers or {}) for p in said["parts"]))


def _part(said: Mapping[str, Any], language: str, numbers: Mapping[str, object]) -> Part:
    return Part(
        title=said["title"],
        text=tuple(said.get("text", ())),
        named=tuple(Named(**n) for n in said.get("named", ())),
        items=tuple(item.format(**numbers) for item in said.get("items", ())),
        works=tuple(_works(said.get("sources", ()), language)),
    )


def _works(ids: Sequence[str], language: str) -> list[Work]:
    known = load_references()
    return [Work(w.title, w.publisher, w.year, w.seen[language]) for w in (known[id] for id in ids)]
