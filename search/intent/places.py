"""Where the search is, and within how many miles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from data.cues import load_cues
from data.gazetteer import Gazetteer
from finder.lexicon import Cut, parted
from search.found import FoundPlace
from search.intent.heard import Said
from search.intent.sentence import Sentence
from search.places import find_places
from search.request import RADIUS

_CUES = load_cues().place
_EMPTY = load_cues().plain.empty
_RELATIVES = load_cues().whom.relatives
LARGE, TOWN = 100_000, 20_000
"""People in a place that counts without any word before it, and after a loose one ("in", "en")."""
_RADIUS = re.compile(
    r"\b(?:within|under|less than|up to|a menos de|menos de|dentro de|max)? ?(?P<n>\d{1,3}) ?(?:miles?|mi|millas)\b(?! (?:per|away))"
)
_ZIP = re.compile(r"\d{5}(?:\d{4})?")


def read_place(s: Sentence, places: Gazetteer) -> tuple[Said | None, Said | None]:
    """Where, and within how many miles: a ZIP, else what follows "near" or "in", else a town with its state, or a large one alone."""
    radius = next(((m["n"], i, j) for m, i, j in s.matches(_RADIUS) if RADIUS[0] <= int(m["n"]) <= RADIUS[1]), None)
    near = _zip(s, places) or _placed(s, places) or _stated(s, places) or _alone(s, places)
    if not near:
        return None, None
    (first, last), kinds = near
    s.found = [f for f in s.found if f.last <= first or f.first >= last]
    words, _, _ = s.slice(first, last)
    place = s.said(" ".join(words.split()), first, last)
    return place, s.said(*radius) if radius and kinds != {"state"} else None


def _zip(s: Sentence, places: Gazetteer) -> tuple[tuple[int, int], set[str]] | None:
    for i, word in enumerate(s.words):
        if _ZIP.fullmatch(word.word) and not s.text[: word.start].endswith("$") and places.zip(word.word[:5]):
            for first in range(max(0, i - 4), i):
                free = not s.taken.intersection(range(first, i)) - _states(s, first, i)
                if free and _find(s, first, i + 1, places) and any(p.kind == "city" for p in _find(s, first, i, places)):
                    return (first, i + 1), {"zip"}
            more = i + 1 < len(s.words) and bool(re.match(r"-\d{4}\b", s.text[word.end :]))
            return (i, i + 1 + more), {"zip"}
    return None


def _placed(s: Sentence, places: Gazetteer) -> tuple[tuple[int, int], set[str]] | None:
    for loose in (False, True):
        for i in range(1, len(s.words)):
            for count in (2, 1):
                before = " ".join(w.word for w in s.words[max(0, i - count) : i])
                if before in _CUES.placed and (before in _CUES.loose) == loose and not parted(s.words[i]):
                    if before == "from" and i > 1 and s.words[i - 2].word in _CUES.lengths:
                        break
                    if found := _named(s, i, i - count, loose, places):
                        return found
                    break
    return None


def _named(s: Sentence, i: int, preposition: int, loose: bool, places: Gazetteer) -> tuple[tuple[int, int], set[str]] | None:
    """The longest place from the word i on, perhaps after "the" or "downtown"."""
    for first in range(i, min(i + 4, len(s.words))):
        for last in range(min(first + 6, len(s.words)), first, -1):
            if s.words[first].word == "the" or not _free(s, preposition, first, last):
                continue
            found = _find(s, first, last, places)
            if found and (not loose or _sure(s, first, last, found)) and not (last - first == 1 and _ordinary(s, first, found)):
                return (first, last), {p.kind for p in found}
        if s.words[first].word not in _CUES.before_names:
            return None
    return None


def _free(s: Sentence, preposition: int, first: int, last: int) -> bool:
    """Whether no phrase reaches into these words that is as long as they are, with the preposition."""
    return not any(
        f.first < last and f.last > first and (f.name or f.first < first) and f.last - f.first >= last - preposition - (f.last > last)
        for f in s.found
        if not f.name.startswith("~") and f.dimension != "level_of_care"
    ) and not any(f.dimension == "level_of_care" and f.first < last and f.last > first for f in s.found)


def _find(s: Sentence, first: int, last: int, places: Gazetteer) -> list[FoundPlace]:
    """The places that the words mean; none where they reach over a stop, or over a comma that no state or ZIP follows."""
    words = s.words[first:last]
    if any(w.stop for w in words[1:]) or (words[-1].word in _EMPTY and not places.state(words[-1].word)):
        return []
    if words[-1].word in ("area", "region"):
        return []
    commas = [i for i, w in enumerate(words) if i and w.comma]
    if len(words) > 1 and words[-1].word in _CUES.weak_codes and not s.ends(last) and _lower(s, last - 1):
        return []
    if commas and (len(commas) > 1 or not _state_or_zip(s, words[commas[0] :], places)):
        return []
    name, _, _ = s.slice(first, last)
    if (words[0].word in _EMPTY and len(words) == 1) or (words[0].word.isdigit() and len(words[0].word) != 5):
        return []
    return find_places(" ".join(name.split()), places)


def _state_or_zip(s: Sentence, words: Sequence[Cut], places: Gazetteer) -> bool:
    names = [w.word for w in words if not _ZIP.fullmatch(w.word)]
    return not names or places.state(" ".join(names)) is not None


def _lower(s: Sentence, i: int) -> bool:
    """Whether a word is written small, or everything is written large."""
    word = s.text[s.words[i].start : s.words[i].end]
    return not word.isupper() or s.text.isupper()


def _ordinary(s: Sentence, first: int, found: list[FoundPlace]) -> bool:
    word = s.words[first].word
    small = not s.text[s.words[first].start].isupper()
    return (word in _CUES.ordinary and (small or found[0].population < LARGE)) or (found[0].kind == "county" and small)


def _sure(s: Sentence, first: int, last: int, found: list[FoundPlace]) -> bool:
    capital = s.text[s.words[first].start].isupper() and not s.text.isupper()
    return capital or last - first > 1 or found[0].population >= TOWN or found[0].kind in ("zip", "state")


def _stated(s: Sentence, places: Gazetteer) -> tuple[tuple[int, int], set[str]] | None:
    """A town and its state, wherever they stand: "boulder co", "Fort Collins, Colorado"."""
    for last in range(2, len(s.words) + 1):
        for count in (2, 1):
            if last - count < 1 or not places.state(" ".join(w.word for w in s.words[last - count : last])):
                continue
            for first in range(max(0, last - count - 3), last - count):
                if any(f.name and f.first < last and f.last > first and (f.first < first or f.last > last) for f in s.found):
                    continue
                found = _find(s, first, last, places)
                if found and found[0].kind in ("city", "neighbourhood", "county"):
                    return (first, last), {p.kind for p in found}
    return None


def _states(s: Sentence, first: int, last: int) -> set[int]:
    return {i for f in s.found if f.dimension == "serves_state" for i in range(f.first, f.last) if first <= i < last}


def _alone(s: Sentence, places: Gazetteer) -> tuple[tuple[int, int], set[str]] | None:
    """A large town or a state that is a clause by itself, or begins or ends the sentence, or stands beside "iop" or "area"."""
    beside = {f.last for f in s.found if f.name.startswith("level_of_care")} | {
        i + 1 for i, w in enumerate(s.words) if w.word in _CUES.served
    }
    ahead = {f.first for f in s.found if f.name.startswith("level_of_care")} | {
        i for i, w in enumerate(s.words) if w.word in ("area", "programs")
    }
    for count in (3, 2, 1):
        for first in range(len(s.words) - count, -1, -1):
            last = first + count
            starts = first == 0 or bool(parted(s.words[first]))
            ends = s.ends(last)
            capital = first > 0 and s.text[s.words[first].start].isupper() and not s.text.isupper()
            named = capital and not starts and not (count == 1 and s.words[first].word in _CUES.first_names)
            if not (named or (starts and ends) or (last == len(s.words)) or first == 0 or first in beside or last in ahead):
                continue
            if s.taken.intersection(range(first, last)) - _states(s, first, last) or (
                count == 1 and s.words[first].word in _CUES.ordinary | _EMPTY
            ):
                continue
            if first and s.words[first].word in _CUES.first_names and s.words[first - 1].word in _RELATIVES:
                continue
            found = _find(s, first, last, places)
            county = bool(found) and found[0].kind == "county" and s.words[last - 1].word in ("county", "parish")
            if found and (
                county
                or found[0].population >= LARGE
                or (starts and ends and found[0].kind in ("city", "state") and found[0].population >= TOWN)
            ):
                return (first, last), {p.kind for p in found}
    return None
