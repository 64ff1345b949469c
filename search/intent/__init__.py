"""A sentence as people type it, to wishes that they can see and take away: rules and lists only, so every reading can be explained.

Nothing here is stored, logged or sent anywhere, and no error repeats a word of the sentence.
"""

from __future__ import annotations

from data.crisis import Crisis
from data.cues import load_cues
from data.gazetteer import Gazetteer, gazetteer
from finder.lexicon import Lexicon, cut
from search.intent.ages import read_age
from search.intent.asked import to_request
from search.intent.danger import find_crisis
from search.intent.heard import Heard, Intent, Said
from search.intent.numbers import read_measures
from search.intent.phrases import find_phrases
from search.intent.places import read_place
from search.intent.sentence import Sentence
from search.intent.spelling import spelled
from search.intent.wishes import read_level, read_rest, read_wishes

__all__ = ["LONGEST", "Heard", "Intent", "Said", "find_crisis", "read_sentence", "to_request"]

LONGEST = 2_000
"""Characters read for wishes: some rules look at all pairs of phrases, and nobody's question is longer."""


def read_sentence(text: str, lexicon: Lexicon, crisis: Crisis, places: Gazetteer | None = None) -> Intent:
    """What the sentence asks for, in English or Spanish. Crisis words are found whatever else they mean, also where they are denied
    and however long the text is; wishes in its first 2,000 characters."""
    words = spelled(cut(text[:LONGEST]), lexicon)
    s = Sentence(text, words, lexicon.vocabulary)
    read_measures(s)
    s.take(find_phrases(words, lexicon))
    near, radius = read_place(s, places or gazetteer())
    age = read_age(s)
    boxes = find_crisis(text, crisis)
    wishes = tuple(h for h in read_wishes(s, age) if "overdose" not in boxes or h.words.lower() not in load_cues().plain.swallowed)
    return Intent(wishes, age, near, radius, read_level(s), boxes, read_rest(s))
