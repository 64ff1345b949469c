"""The age of whom the search is for."""

from __future__ import annotations

import re

from data.cues import load_cues
from finder.lexicon import parted
from search.intent.heard import Said
from search.intent.numbers import NUMBER, value_of
from search.intent.sentence import Sentence

_RELATIVE = "|".join(sorted(load_cues().whom.relatives))
_SELF = "i am|im|i m|soy|tengo"
_NOT_YEARS = (
    "years?|yrs?|months?|weeks?|hours?|minutes?|mins?|miles?|days?|anos|meses|semanas|dias|percent|steps?|of|times?|pills?|beers?|drinks?"
    "|lbs?|pounds|st|th|dollars|bucks|kids|children|hijos|ninos"
)
_NOT_AGED = r"bebiendo|tomando|consumiendo|usando|sin\b|con\b|en (?:recup|trat)|limpi|sobri|de (?!edad)"
_AGES = (
    rf"\b(?P<n>{NUMBER}) ?(?:years?|yrs?) ?olds?\b",
    rf"\b(?P<n>{NUMBER}) years? of age\b",
    rf"\b(?P<n>{NUMBER}) ?(?:yo|y o)s?\b",
    rf"\b(?:age|aged|edad|edad de) (?:of )?(?P<n>{NUMBER})\b(?! (?:to|through|or|and|a|y) \d)",
    r"\b(?P<n>[1-9]\d)(?:f|m)\b|\b[fm](?P<n2>[1-9]\d)\b",
    rf"\b(?:de|tiene|tengo|tienen|cumplio) (?P<n>{NUMBER}) an(?:os|itos)\b(?! (?:{_NOT_AGED}))",
    rf"\b(?:{_RELATIVE}) (?:de )?(?P<n>{NUMBER}) an(?:os|itos)\b",
    rf"\b(?:{_SELF}|(?:{_RELATIVE})(?: is| s| just turned| turned| turning| turns| tiene| de)?|is|turned|turning|tiene) (?P<n>{NUMBER})\b"
    rf"(?! (?:{_NOT_YEARS})\b)",
)
_AGE_THEN = re.compile(
    r"\b(?:since|when|started at|began at|from age|desde los|cuando|was|ago|at age|at the age of"
    r"|copay|budget|cost|costs|deductible|price|limit|fee|adiccion|sobriedad|matrimonio|experiencia)(?: \w+){0,3} ?$"
)
_THEIR_CHILD = re.compile(r"\b(?:my|our|mi|nuestr[ao]) (?:\w+ )?(?:son|daughter|kid|child|teen|teenager|boy|girl|hijo|hija)\b")
AGES = (5, 110)
"""Years that can be a patient's: a two-year-old is why someone needs child care."""


def read_age(s: Sentence) -> Said | None:
    """The age of whom the search is for: of several, someone else's rather than the writer's own."""
    ages: list[tuple[int, int, int, str]] = []
    for pattern in _AGES:
        for match, first, last in s.matches(pattern, shared=True):
            number = next(i for i in range(first, last) if re.search(rf"\d|^(?:{NUMBER})", s.words[i].word))
            if number in s.taken:
                continue
            years = value_of(match["n"] or match.groupdict().get("n2") or "0")
            before = s.line[: match.start()]
            if AGES[0] <= years <= AGES[1] and not _AGE_THEN.search(before):
                own = bool(re.match(rf"(?:{_SELF})\b", match[0])) or bool(re.search(rf"\b(?:{_SELF})(?: an?)?\s*$", before))
                ages.append((own, first, last, str(years)))
    for i, word in enumerate(s.words):
        alone = (i == 0 or parted(word)) and s.ends(i + 1) and i not in s.taken
        if alone and re.fullmatch(r"[1-9]\d", word.word):
            ages.append((False, i, i + 1, word.word))
    for match, first, last in s.matches(rf"\b(?P<n>{NUMBER}) (?:anos|years)\b"):
        if (first == 0 or parted(s.words[first])) and s.ends(last) and AGES[0] <= value_of(match["n"]) <= AGES[1]:
            ages.append((False, first, last, str(value_of(match["n"]))))
    if _THEIR_CHILD.search(s.line):
        ages = [a for a in ages if not a[0]]  # "our daughter has anorexia. I am 52": a wrong age would remove what is right
    if not ages:
        return None
    _, first, last, value = min(ages, key=lambda a: a[0])
    return s.said(value, first, last)
