"""What programs' pages say beside the vocabulary's own words: one file a language, read together.

`en.toml` says beside each list what it is for. A phrase stands for itself as whole words; "..." in it for up to three words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "es")
_NOTHING = re.compile(r"(?!)")
_ACCENTS = str.maketrans("áéíóúüñàèç", "aeiouunaec")


@dataclass(frozen=True)
class PageCues:
    """All lists: `patterns` by name, ready to search folded text; `said`: more phrases that name a term, by term;
    `unsaid`: those of the vocabulary that on a page mean something else too often."""

    patterns: Mapping[str, re.Pattern[str]]
    said: Mapping[str, tuple[str, ...]]
    unsaid: Mapping[str, tuple[str, ...]]

    def __getitem__(self, name: str) -> re.Pattern[str]:
        """The list's pattern. Raises KeyError for a list that no file has: a typing mistake must not become silence."""
        return self.patterns[name]


@cache
def load_page_cues() -> PageCues:
    """All cues of all languages."""
    lists: dict[str, list[str]] = {}
    named: dict[str, dict[str, tuple[str, ...]]] = {"said": {}, "unsaid": {}}
    for language in LANGUAGES:
        table = tomllib.loads((files(__name__) / f"{language}.toml").read_text("utf-8"))
        for kind, terms in named.items():
            for term, phrases in table.pop(kind, {}).items():
                terms[term] = (*terms.get(term, ()), *phrases)
        for name, phrases in table.items():
            lists.setdefault(name, []).extend(phrases)
    return PageCues({name: pattern_of(phrases) for name, phrases in lists.items()}, named["said"], named["unsaid"])


def pattern_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the phrases as whole words in folded text; every repetition in it is bounded."""
    ordered = sorted({_expression(phrase) for phrase in phrases}, key=lambda said: (-len(said), said))
    return re.compile(rf"(?<!\w)(?:{'|'.join(ordered)})(?!-?\w)") if ordered else _NOTHING


def _expression(phrase: str) -> str:
    words = phrase.lower().translate(_ACCENTS).replace("...", " ... ").split()
    parts = [
        r"(?:[^\s.;:]{1,30} ){0,3}" if word == "..." else re.escape(word) + (" " if i < len(words) - 1 else "")
        for i, word in enumerate(words)
    ]
    return "".join(parts)
