"""Names as words that can be compared: spelled out, without what says nothing, each with its weight."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from data.spelling import load_spelling
from finder.tokens import squash

COMMON = 0.25
"""The weight of a word that half of all names have ("center", "health"), and of one that only repeats the town or the street."""
MISSPELLED = 0.75
"""What is left of a word's weight where it is written with a slip, or cut short, in one of two names."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two names compare. `share` is 1 for the same words and 0 for none in common; `left` and `right` are the words that only one
    of them has, those of the place left out."""

    share: float
    left: tuple[str, ...]
    right: tuple[str, ...]


@lru_cache(maxsize=65_536)
def words_of_name(name: str) -> tuple[str, ...]:
    """The name's words once each, in their order: singular, spelled out, without "Inc" and "of the"."""
    table = load_spelling()
    words = (word if word in table.names else _singular(word) for word in squash(name).split())
    spelled = (w for word in words for w in table.names.get(word, word).split())
    joined = " ".join(w for w in spelled if w not in table.empty).replace("health care", "healthcare")
    return tuple(dict.fromkeys(joined.split()))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") and not word.endswith("us") else word


def likeness(a: Sequence[str], b: Sequence[str], of_the_place: Collection[str] = ()) -> Likeness:
    """How two names' words compare, in any order. Words of the place count for little: "Foo - Denver" is Foo in Denver."""
    only_a, only_b = _unjoined(a, b), _unjoined(b, a)
    both = sum(weight(w, of_the_place) for w in a if w not in only_a)
    for word in only_a[:]:
        if like := next((w for w in (*only_b, *b) if _same(word, w)), None):
            both += MISSPELLED * min(weight(word, of_the_place), weight(like, of_the_place))
            only_a.remove(word)
            only_b = [w for w in only_b if w != like]
    only_b = [w for w in only_b if not any(_same(w, like) for like in a)]
    alone = sum(weight(w, of_the_place) for w in (*only_a, *only_b))
    left, right = (tuple(w for w in own if w in load_spelling().telling or w not in of_the_place) for own in (only_a, only_b))
    return Likeness(2 * both / (2 * both + alone or 1.0), left, right)


def _unjoined(a: Sequence[str], b: Sequence[str]) -> list[str]:
    """The words of one name that the other does not have, not even written as one or as two ("AllHealth", "All Health")."""
    joined = {f"{x}{y}": {x, y} for x, y in pairwise(b)}
    split = {w for x, y in pairwise(a) if f"{x}{y}" in b for w in (x, y)}
    return [w for w in a if w not in b and w not in joined and w not in split]


def weight(word: str, of_the_place: Collection[str] = ()) -> float:
    """How much a word says about who it is."""
    return COMMON if word in load_spelling().common or word in of_the_place else 1.0


def tells(word: str) -> bool:
    """True for a word, or a number, that tells one program of an organisation from another."""
    return word in load_spelling().telling or word.isdigit()


@lru_cache(maxsize=65_536)
def _same(a: str, b: str) -> bool:
    """True where one is the beginning of the other, or a slip away from it. Numbers have no slips, nor have words that tell apart."""
    telling = load_spelling().telling
    short = min(len(a), len(b))
    if short < 3 or a[0] != b[0] or {a, b} <= telling or not (a + b).isalpha():
        return False
    if a.startswith(b) or b.startswith(a):
        return True
    return short >= 4 and (OSA.distance(a, b, score_cutoff=2) <= (2 if short >= 8 else 1) or _cut_short(*sorted((a, b), key=len)))


def _cut_short(short: str, long: str) -> bool:
    """True for a common word cut short with a slip: "seerv" and "service"."""
    begins = (long[: len(short)], long[: len(short) - 1])
    return long in load_spelling().common and any(OSA.distance(short, b, score_cutoff=2) <= 1 for b in begins)
