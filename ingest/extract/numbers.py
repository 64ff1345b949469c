"""Numbers as pages write them: in figures and words, alone, from one to another, at least and at most."""

from __future__ import annotations

import re
from math import inf

_EN = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty
"""
_ES = """
cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte
"""
_VALUE = {word: n for names in (_EN, _ES) for n, word in enumerate(names.split())} | {
    **{"una": 1, "twice": 2, "thirty": 30, "forty-five": 45, "sixty": 60, "ninety": 90, "twenty-one": 21, "twenty-four": 24},
    **{"treinta": 30, "sesenta": 60, "noventa": 90},
}
_WORDS = "|".join(sorted((re.escape(word) for word, n in _VALUE.items() if n), key=len, reverse=True))
NUMBER = rf"(?:\d{{1,3}}(?:\.\d{{1,2}}| ?½| 1/2)?|(?:{_WORDS})(?: and a half| y media)?)(?![\d,])"
_LEAST = (
    "at least|a minimum of|minimum of|minimum|no fewer than|no less than|more than|starting at|from a minimum of"
    "|al menos|por lo menos|minimo de|minimo|mas de"
)
_MOST = "up to|at most|no more than|not more than|a maximum of|maximum of|maximum|hasta|maximo de|maximo|un maximo de|as many as"


def span(name: str = "") -> str:
    """A pattern of a number or a range of two; its groups bear the name as prefix. `read_span` reads what it found."""
    n = name
    return (
        rf"(?:(?P<{n}least>{_LEAST}) |(?P<{n}most>{_MOST}) |(?:between|from|approximately|about|around|roughly|an average of|de"
        rf"|entre|unas|unos|aproximadamente) )?"
        rf"(?<![\w$.:/])(?P<{n}low>{NUMBER})(?P<{n}plus>\+)?"
        rf"(?:(?: ?\(\d{{1,2}}\))? ?(?:-|to|or|and|a|o|y|hasta|and up to) ?(?P<{n}high>{NUMBER})(?: ?\(\d{{1,2}}\))?)?(?: ?\(\d{{1,2}}\))?"
    )


def read_span(found: re.Match[str], name: str = "") -> tuple[float, float] | None:
    """The numbers that `span` found, ends included; None where they make no range."""
    low = value_of(found[f"{name}low"])
    high = value_of(found[f"{name}high"]) if found[f"{name}high"] else low
    if low > high:
        return None
    if found[f"{name}least"] or found[f"{name}plus"]:
        return (low, high if high > low else inf)
    return (0.0, high) if found[f"{name}most"] and high == low else (low, high)


def value_of(text: str) -> float:
    """The number that a text says: "3", "three", "3.5", "three and a half"."""
    half = text.endswith(("½", " 1/2", " and a half", " y media"))
    plain = re.sub(r" ?(?:½| 1/2| and a half| y media)$", "", text).strip()
    return (float(_VALUE[plain]) if plain in _VALUE else float(plain)) + (0.5 if half else 0.0)
