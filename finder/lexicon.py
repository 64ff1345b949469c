"""Which terms a text names, and where: one matcher for seekers' sentences and for programs' pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from unicodedata import combining

from finder.tokens import fold
from finder.vocabulary import Vocabulary

_WORD = re.compile(r"[a-z0-9]+")
_STOP = re.compile(r"[.!?…:][\"'”’)\]]*\s|[;|•·¿¡]|\n\s*\n")
_COMMA = re.compile(r"[,，、]")


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a text: `text` is the original's `start` to `end`. Of a phrase that means several terms there are several."""

    term: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """One word of a text, folded, and where it stands in the original. What parts it from the word before: `comma`, or `stop` for the end
    of a sentence, a colon, a bullet or an empty line."""

    word: str
    start: int
    end: int
    comma: bool
    stop: bool


def cut(text: str) -> list[Cut]:
    """The words of a text in their order, as `finder.tokens.squash` has them, with their places."""
    whole = text.isascii() and "'" not in text  # each letter folds to one
    letters: Sequence[str] = text.lower() if whole else [_fold(letter) for letter in text]
    places: Sequence[int] = range(len(text)) if whole else [i for i, folded in enumerate(letters) for _ in folded]
    cuts: list[Cut] = []
    last = 0
    for found in _WORD.finditer("".join(letters)):
        start, end = places[found.start()], places[found.end() - 1] + 1
        while end < len(text) and combining(text[end]):
            end += 1
        between = text[last:start]
        if cuts and len(cuts[-1].word) == 1:
            between = between.removeprefix(".")  # "U.S. plan" is one sentence
        plain = between in _PLAIN
        cuts.append(Cut(found[0], start, end, not plain and bool(_COMMA.search(between)), not plain and bool(_STOP.search(between))))
        last = end
    return cuts


def parted(word: Cut) -> str:
    """What parts a word from the one before: "." for a stop, "," for a comma, nothing."""
    return "." if word.stop else "," if word.comma else ""


class Phrases:
    """Phrases, each a name for something, found as whole words whatever their case, accents, apostrophes and hyphens.

    A phrase reaches over a comma or the end of a sentence only where it was written with one: "depression, screening" is not
    "depression screening".
    """

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._root = _Node()
        for phrase, name in phrases:
            words = cut(phrase)
            if [w.word.isdigit() for w in words] != [True]:  # "65+" must not be found in "65 miles"
                self._add([w.word for w in words], name)
                self._add([step for i, w in enumerate(words) for step in ((parted(w), w.word) if i else (w.word,)) if step], name)

    def among(self, words: Sequence[Cut], overlapping: bool = False) -> Iterator[tuple[int, int, tuple[str, ...]]]:
        """From left to right the longest phrase at each place: its first word, the word after its last, and its names; `overlapping` also
        those that begin within another."""
        i = 0
        while i < len(words):
            count, names = self._longest(words, i)
            if names:
                yield i, i + count, names
            i += 1 if overlapping or not names else count

    def _add(self, path: list[str], name: str) -> None:
        node = self._root
        for step in path:
            node = node.after.setdefault(step, _Node())
        if path and name not in node.names:
            node.names = (*node.names, name)

    def _longest(self, words: Sequence[Cut], first: int) -> tuple[int, tuple[str, ...]]:
        """How many words the longest phrase has that begins with the word `first`, and its names; (0, ()) if none does."""
        node = self._root.after.get(words[first].word)
        longest: tuple[int, tuple[str, ...]] = (0, ())
        i = first
        while node is not None:
            i += 1
            if node.names:
                longest = (i - first, node.names)
            if i == len(words):
                break
            step = node.after.get(mark) if (mark := parted(words[i])) else node
            node = step.after.get(words[i].word) if step else None
        return longest


class Lexicon:
    """All labels and lay words of a vocabulary, English and Spanish together. Built once (0.1 s); finding changes nothing."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.phrases = Phrases(_names(vocabulary))

    def find(self, text: str) -> tuple[Match, ...]:
        """Every term that the text names, from left to right, the longest phrase at each place; one of several terms gives all of them."""
        words = cut(text)
        spans = ((words[i].start, words[end - 1].end, names) for i, end, names in self.phrases.among(words))
        return tuple(Match(name, start, end, text[start:end]) for start, end, names in spans for name in names)


@dataclass(slots=True)
class _Node:
    """What may follow the words so far, and the names that end here."""

    after: dict[str, _Node] = field(default_factory=dict)
    names: tuple[str, ...] = ()


_PLAIN = frozenset({"", " ", "-", "\n", "/"})
"""What most often stands between two words, and parts none."""


def _names(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    for term in vocabulary.terms.values():
        for said in (*term.label.values(), *(word for words in term.words.values() for word in words)):
            yield said, term.id


@lru_cache(maxsize=4096)
def _fold(letter: str) -> str:
    return fold(letter)
