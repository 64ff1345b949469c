"""Slips of the pen, mended where only one known word can be meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from data.cues import load_cues
from finder.lexicon import Cut, Lexicon, cut
from search.intent.phrases import own_phrases

_PLAIN = load_cues().plain
_SPELLED = {"condition", "therapy", "payment", "insurer", "program_type", "approach", "schedule"}
"""Dimensions whose words are mended."""


def spelled(words: Sequence[Cut], lexicon: Lexicon) -> list[Cut]:
    """The words, each mended that is one slip from a word of the vocabulary."""
    speller = _speller(lexicon)
    return [replace(w, word=speller.mend(w.word)) for w in words]


@lru_cache(maxsize=4)
def _speller(lexicon: Lexicon) -> Speller:
    terms = lexicon.vocabulary.terms.values()
    said = [(t.dimension, s) for t in terms for s in (*t.label.values(), *(w for words in t.words.values() for w in words))]
    known = frozenset(w.word for s in (*(s for _, s in said), *(phrase for phrase, _ in own_phrases())) for w in cut(s))
    return Speller((w.word for dimension, s in said if dimension in _SPELLED for w in cut(s)), known)


class Speller:
    """Mends a word that is one slip (a letter more, less, other, or two changed about) from a known word of six letters or more,
    if all words that it may be begin alike."""

    def __init__(self, words: Iterable[str], also: frozenset[str] = frozenset()) -> None:
        targets = frozenset(words)
        self._known = targets | also
        self._near: dict[str, set[str]] = {}
        for word in targets:
            if len(word) >= 6 and word.isalpha():
                for form in (word, *_shorter(word)):
                    self._near.setdefault(form, set()).add(word)

    def mend(self, word: str) -> str:
        """The known word that is meant, or the word itself. One more letter at the end is no slip: "relapsed" is not "relapse"."""
        if len(word) < 6 or word in self._known or word in _PLAIN.empty or word in _PLAIN.not_slips or not word.isalpha():
            return word
        near = {
            k
            for form in (word, *_shorter(word))
            for k in self._near.get(form, ())
            if k[0] == word[0] and word[:-1] != k and _one_slip(word, k)
        }
        return min(near) if len({known[:5] for known in near}) == 1 else word


def _shorter(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))


def _one_slip(a: str, b: str) -> bool:
    if len(a) == len(b):
        differ = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
        swapped = len(differ) == 2 and differ[1] == differ[0] + 1 and a[differ[0]] == b[differ[1]] and a[differ[1]] == b[differ[0]]
        return len(differ) == 1 or swapped
    return abs(len(a) - len(b)) == 1 and min(a, b, key=len) in _shorter(max(a, b, key=len))
