"""The labels in FindTreatment.gov's answers as codes: today's names from `codes.toml`, those of other years from `labels.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from data.samhsa import load_codebooks
from finder.tokens import squash


@dataclass(frozen=True, slots=True)
class Label:
    """What one label of one category means: a code of today, or none, and then `why`. `seen`: when, empty for today's own names.

    `old`: of a survey before N-SUMHSS, whose boxes were not today's.
    """

    code: str
    seen: str = ""
    old: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """One label of an answer, as it was written. `meaning` is None where no dictionary of ours has it."""

    text: str
    meaning: Label | None


class Labels:
    """All labels that we know, by category as the API writes it."""

    def __init__(self, known: Mapping[tuple[str, str], Label], renamed: Mapping[str, str]) -> None:
        self._known = {(category, squash(text)): label for (category, text), label in known.items()}
        self._renamed = renamed
        self._parts = 1 + max((text.count(";") for _, text in known), default=0)

    def category(self, sent: str) -> str:
        """Today's code of a category ("EDU" is "ECS")."""
        return self._renamed.get(sent, sent)

    def find(self, category: str, text: str) -> Label | None:
        """What the label means in the category that was sent, or in the one that it is today."""
        key = squash(text)
        return self._known.get((category, key)) or self._known.get((self.category(category), key))

    def read(self, category: str, text: str) -> Iterator[Heard]:
        """The labels of a text that joins them by semicolons, longest first: a label may hold a semicolon itself."""
        parts = [part for piece in text.split(";") if (part := " ".join(piece.split()))]
        while parts:
            ends = range(min(self._parts, len(parts)), 0, -1)
            found = ((end, label) for end in ends if (label := self.find(category, "; ".join(parts[:end]))))
            end, meaning = next(found, (1, None))
            yield Heard("; ".join(parts[:end]), meaning)
            del parts[:end]


@cache
def load_labels() -> Labels:
    """Today's names of both surveys, and the labels of other years."""
    raw = _raw()
    known = {(code.category, code.name): Label(code.code) for book in load_codebooks().values() for code in book.codes.values()}
    known |= {(c, text): _label(raw, entry) for kind in ("labels", "unread") for c, own in raw[kind].items() for text, entry in own.items()}
    return Labels(known, {sent: entry["code"] for sent, entry in raw["categories"].items()})


@cache
def load_state_ids() -> Mapping[str, int]:
    """By a state's two letters, its number in the API's search by state."""
    return dict(_raw()["state_ids"])


def _label(raw: Mapping[str, Any], entry: Mapping[str, str]) -> Label:
    return Label(entry.get("code", ""), entry["seen"], raw["editions"][entry["seen"]]["old"], entry.get("why", ""))


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads((files("data.samhsa") / "labels.toml").read_text("utf-8"))
