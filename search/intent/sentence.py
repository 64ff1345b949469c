"""A sentence while it is read: its words, what was found among them, and which words are taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from finder.lexicon import Cut, parted
from finder.vocabulary import Vocabulary
from search.intent.heard import Said, Strength


@dataclass(slots=True)
class Found:
    """A phrase among the words: from the word `first` to before `last`. `name` is a wish, a relation ("~men"), a level, or nothing."""

    first: int
    last: int
    name: str
    strength: Strength | None = None
    refused: bool = False

    @property
    def dimension(self) -> str:
        """The part before the colon."""
        return self.name.partition(":")[0]


@dataclass
class Sentence:
    """One sentence while it is read: each word is taken once, by what understands the longest run of words."""

    text: str
    words: Sequence[Cut]
    vocabulary: Vocabulary
    found: list[Found] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)

    @cached_property
    def line(self) -> str:
        """The words with one space between."""
        return " ".join(w.word for w in self.words)

    @cached_property
    def at(self) -> Mapping[int, int]:
        """The word that begins at a place of `line`."""
        places, position = {}, 0
        for i, word in enumerate(self.words):
            places[position] = i
            position += len(word.word) + 1
        return places

    def slice(self, first: int, last: int) -> tuple[str, int, int]:
        """The original text of some words, and where it stands."""
        start, end = self.words[first].start, self.words[last - 1].end
        return self.text[start:end], start, end

    def said(self, value: str, first: int, last: int) -> Said:
        """A value with its words, which are taken now."""
        self.taken.update(range(first, last))
        return Said(value, *self.slice(first, last))

    def matches(self, pattern: str | re.Pattern[str], shared: bool = False) -> Iterator[tuple[re.Match[str], int, int]]:
        """Each match of a pattern in `line` that takes whole words which nobody has taken; `shared` ones may be."""
        for match in re.finditer(pattern, self.line):
            start = match.start() + (len(match[0]) - len(match[0].lstrip()))
            if (first := self.at.get(start)) is None or not match[0].strip():
                continue
            last = first + len(match[0].split())
            if (shared or not self.taken.intersection(range(first, last))) and not any(self.words[i].stop for i in range(first + 1, last)):
                yield match, first, last

    def take(self, phrases: Iterable[Found]) -> None:
        """Takes the phrases that were found in the words, but for those that were taken before."""
        for found in phrases:
            if not self.taken.intersection(range(found.first, found.last)):
                self.found.append(found)
                self.taken.update(range(found.first, found.last))
        self.found.sort(key=lambda f: f.first)

    def ends(self, last: int) -> bool:
        """Whether a clause ends before the word `last`."""
        return last >= len(self.words) or bool(parted(self.words[last]))
