"""Words that speak of danger, to the boxes shown first."""

from __future__ import annotations

from functools import lru_cache

from data.crisis import Crisis
from finder.lexicon import Cut, Phrases, cut
from search.intent.spelling import Speller


def find_crisis(text: str, crisis: Crisis) -> tuple[str, ...]:
    """The ids of the boxes whose words the text has, in the file's order. Wide on purpose: a slip of the pen and a denial count too."""
    phrases, speller = _crisis_phrases(crisis)
    words = cut(text)
    mended = [Cut(speller.mend(w.word), w.start, w.end, False, w.stop and i == 0) for i, w in enumerate(words)]
    plain = [Cut(w.word, w.start, w.end, False, w.stop) for w in words]
    found = {name for said in (plain, mended) for _, _, names in phrases.among(said, overlapping=True) for name in names}
    return tuple(box.id for box in crisis.boxes if box.id in found)


def _crisis_phrases(crisis: Crisis) -> tuple[Phrases, Speller]:
    return _spelled_crisis(tuple((word, box.id) for box in crisis.boxes for said in box.words.values() for word in said))


@lru_cache(maxsize=4)
def _spelled_crisis(phrases: tuple[tuple[str, str], ...]) -> tuple[Phrases, Speller]:
    return Phrases(phrases), Speller(w.word for phrase, _ in phrases for w in cut(phrase))
