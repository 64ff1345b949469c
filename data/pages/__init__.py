"""What programs' pages say beside the vocabulary's own words: one file a language, read together.

`en.toml` says beside each list what it is for. A phrase stands for itself as whole words; "..." in it for up to three words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TypeAlias

LANGUAGES = ("en", "es")
BY_TERM = ("said", "unsaid", "joined", "initials")
_WORDS = r"(?:[^\s.;:]{1,30} ){0,3}"
_NOTHING = re.compile(r"(?!)")
_ACCENTS = str.maketrans("áéíóúüñàèç", "aeiouunaec")


Tree: TypeAlias = dict[str, "Tree"]


class Cue:
    """One list of cues, ready to be looked for in folded text: as whole words, in time linear in the text."""

    def __init__(self, phrases: Iterable[str]) -> None:
        tree: Tree = {}
        for phrase in phrases:
            _grow(tree, _steps(phrase))
        self.pattern = re.compile(rf"(?<!\w){_expression(tree)}(?!-?\w)") if tree else _NOTHING
        self._found = lru_cache(maxsize=4096)(self._find)

    def search(self, text: str) -> bool:
        """Whether one of them is in the text."""
        return self._found(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Each of them in the text."""
        return self.pattern.finditer(text)

    def without(self, text: str) -> str:
        """The text with a blank in place of each of them."""
        return self.pattern.sub(" ", text)

    def _find(self, text: str) -> bool:
        return self.pattern.search(text) is not None


@dataclass(frozen=True)
class PageCues:
    """All lists: `cues` by name; the others by term. `said`: more phrases that name it; `unsaid`: those of the vocabulary that on a page
    mean something else too often; `joined`: words that name it with a noun they share; `initials`: names that only capitals tell."""

    cues: Mapping[str, Cue]
    said: Mapping[str, tuple[str, ...]]
    unsaid: Mapping[str, tuple[str, ...]]
    joined: Mapping[str, tuple[str, ...]]
    initials: Mapping[str, tuple[str, ...]]

    def __getitem__(self, name: str) -> Cue:
        """The list. Raises KeyError for one that no file has: a typing mistake must not become silence."""
        return self.cues[name]


@cache
def load_page_cues() -> PageCues:
    """All cues of all languages."""
    lists: dict[str, list[str]] = {}
    named: dict[str, dict[str, tuple[str, ...]]] = {kind: {} for kind in BY_TERM}
    for language in LANGUAGES:
        table = tomllib.loads((files(__name__) / f"{language}.toml").read_text("utf-8"))
        for kind, terms in named.items():
            for term, phrases in table.pop(kind, {}).items():
                terms[term] = (*terms.get(term, ()), *phrases)
        for name, phrases in table.items():
            lists.setdefault(name, []).extend(phrases)
    return PageCues({name: Cue(phrases) for name, phrases in lists.items()}, **named)


def _steps(phrase: str) -> list[str]:
    """The letters of a phrase as parts of a pattern; "..." is one step of up to three words."""
    parts = phrase.lower().translate(_ACCENTS).split("...")
    steps = [[re.escape(letter) for letter in part.strip()] for part in parts]
    return [step for i, own in enumerate(steps) for step in (*((" ", _WORDS) if i else ()), *own)]


def _grow(tree: Tree, steps: list[str]) -> None:
    for step in steps:
        tree = tree.setdefault(step, {})
    tree[""] = {}


def _expression(tree: Tree) -> str:
    """The pattern of a tree: what phrases share stands once, so that no text is read twice; the longest first."""
    branches = [step + _expression(after) if after else step for step, after in sorted(tree.items(), reverse=True) if step]
    whole = branches[0] if len(branches) == 1 and "" not in tree else f"(?:{'|'.join(branches)})" if branches else ""
    return f"{whole}?" if branches and "" in tree else whole
