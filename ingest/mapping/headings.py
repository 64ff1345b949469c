"""What people write above the columns of their lists: the file of headings, loaded."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from finder.tokens import squash

_TOGETHER = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True)
class Headings:
    """By folded heading, the field, the measure, or why it has no place; by folded value, the kind of care, the terms.

    `filler` and `offers` are words that say nothing, in headings and around terms.
    """

    filler: frozenset[str]
    offers: frozenset[str]
    fields: dict[str, str]
    measures: dict[str, str]
    none: dict[str, str]
    care: dict[str, str]
    values: dict[str, tuple[str, ...]]
    answers: dict[str, str]
    short: dict[str, str]

    @cached_property
    def idle(self) -> frozenset[str]:
        """Words that change nothing around a term."""
        return self.filler | self.offers

    def spelled(self, heading: str) -> str:
        """The heading folded, words written together taken apart ("zipCode", "Line1"), its short forms spelled out."""
        return " ".join(self.short.get(word, word) for word in squash(_TOGETHER.sub(" ", heading)).split())

    def key(self, heading: str) -> str:
        """The heading folded and spelled out; without words that say nothing, where it is not known with them."""
        for key in (squash(heading), self.spelled(heading)):
            if any(key in table for table in (self.fields, self.measures, self.none)):
                return key
        return " ".join(word for word in self.spelled(heading).split() if word not in self.filler)

    def within(self, heading: str, table: Mapping[str, str]) -> str | None:
        """What the longest phrase of a table in the heading means, filler words of the heading aside; None where there is none."""
        words = self.spelled(heading).split()
        spans = [" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)]
        found = max((span for span in spans if span in table and span not in self.filler), key=len, default=None)
        return table[found] if found else None

    def kind(self, value: str) -> str | None:
        """The kind of care that a value names: "addiction", "mental_health", "both"."""
        key = squash(value)
        return self.care.get(key) or self.care.get(" ".join(w for w in key.split() if w not in self.idle and w not in ("bh", "only")))


@cache
def headings() -> Headings:
    """What headings most often mean."""
    raw = tomllib.loads((files(__package__) / "headings.toml").read_text("utf-8"))

    def turned(table: str) -> dict[str, str]:
        return {squash(said): meaning for meaning, own in raw[table].items() for said in own}

    return Headings(
        filler=frozenset(raw["filler"]),
        offers=frozenset(raw["offers"]),
        fields=turned("fields"),
        measures=turned("measures"),
        none=turned("none"),
        care=turned("care"),
        values={said: tuple(terms) for said, terms in raw["values"].items()},
        answers=raw["answers"],
        short=raw["short"],
    )
