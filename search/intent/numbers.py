"""Numbers in words and figures, and the hours, days and weeks of a program."""

from __future__ import annotations

import re

from search.intent.sentence import Found, Sentence

_NUMBERS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_NUMEROS = """
cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve
"""
_VALUE = {word: n for names in (_NUMBERS, _NUMEROS) for n, word in enumerate(names.split())}
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(w for w in _VALUE if _VALUE[w] > 1)})"


_LOW = "at least|minimum|minimum of|min|more than|over|por lo menos|al menos|minimo|mas de"
_HIGH = "up to|at most|no more than|not more than|max|maximum|less than|under|hasta|maximo|menos de|no mas de"
_SPAN = rf"(?:(?P<low>{_LOW}) |(?P<high>{_HIGH}) )?(?P<n>{NUMBER})(?:(?: (?:to|a|or|o|and|y))? (?P<to>{NUMBER}))? ?"
_AFTER = r"(?: (?P<high2>max|maximum|tops|or less|at most|maximo|o menos)| (?P<low2>or more|minimum|at least|o mas|minimo))?\b"
_A_WEEK = r" ?(?:a|per|por|a la|each|every|x)? ?(?:week|wk|weekly|semana|semanales)"
_A_DAY = r" ?(?:a|per|al|por|each|every)? ?(?:day|dia|session|sesion)"
_MEASURES = {
    "days_per_week": rf"\b{_SPAN}(?:days?|dias?|x|times?|veces|nights?|evenings?|sessions?|noches){_A_WEEK}{_AFTER}",
    "hours_per_week": rf"\b{_SPAN}(?:hours?|hrs?|hr|horas?){_A_WEEK}{_AFTER}",
    "hours_per_day": rf"\b{_SPAN}(?:hours?|hrs?|hr|horas?){_A_DAY}{_AFTER}",
    "weeks": rf"\b{_SPAN}weeks? (?:long|program|iop)\b|\b(?:programa? (?:of|de)) (?P<n2>{NUMBER}) (?:weeks|semanas)\b",
}
_NOT_SCHEDULE = re.compile(
    r"\b(?:drink|drinks|drinking|use|uses|using|smoke|smokes|smoking|work|works|working|bebe|bebo|toma|tomo|trabajo|trabaja|fuma)"
    r"(?: \w+)? ?$"
)
_EVENING = re.compile(
    r"\b(?:after|despues de las|a partir de las) [4-8] ?(?:[03]0)?(?: ?p ?m| de la tarde)?\b"
    r"(?! (?:years?|months?|weeks?|days?|hours?|beers?|drinks?|min|miles?|anos))"
)


def read_measures(s: Sentence) -> None:
    """Takes hours, days and weeks, and "after 5 pm"."""
    for name, pattern in _MEASURES.items():
        for match, first, last in s.matches(pattern):
            if _NOT_SCHEDULE.search(s.line[: match.start()]):
                s.take([Found(first, last, "")])
            elif value := _span(match, s.vocabulary.measures[name].most):
                evening = [Found(first, last, "schedule:evening")] if re.search("night|evening|noche", match[0]) else []
                s.take([Found(first, last, f"{name}:{value}")])
                s.found += evening
    for _, first, last in s.matches(_EVENING):
        s.take([Found(first, last, "schedule:evening")])


def value_of(word: str) -> int:
    """The number that a word says: "15", "fifteen", "quince"."""
    return _VALUE[word] if word in _VALUE else int(word)


def _span(match: re.Match[str], most: float) -> str:
    """ "3", "9..12", "9.." or "..12"; empty if it makes no sense."""
    said = match.groupdict()
    low = value_of(said["n"] or said.get("n2") or "0")
    high = value_of(said["to"]) if said.get("to") else low
    if not 0 < low <= high <= most:
        return ""
    if said.get("low") or said.get("low2"):
        return f"{low}.."
    if said.get("high") or said.get("high2"):
        return f"..{high}"
    return f"{low}..{high}" if low != high else str(low)
