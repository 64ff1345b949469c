"""Texts as parameters write them - a wish, a weight, a list - and what each means. Raises BadParameter, which never holds what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from math import inf, isfinite

from finder.errors import BadParameter
from finder.plan import DISTANCE
from finder.query import Strength, Wish
from finder.question import Question
from finder.vocabulary import Vocabulary

WEIGHT = (0.0, 3.0)
AGE = (0, 120)
ADULT = 18
"""From this age on a program that ticks no fitting box is only ruled out by a plain no: a third of adult programs tick no adult box."""

STRENGTHS = {"prefer": Strength.PREFER, "rule_out": Strength.RULE_OUT, "require": Strength.REQUIRE, "avoid": Strength.AVOID}


def read_wish(text: str, parameter: str, vocabulary: Vocabulary) -> Wish:
    """The wish that a text means. Raises BadParameter."""
    about, _, value = (part.strip() for part in text.partition(":"))
    strength = STRENGTHS[parameter]
    if about in vocabulary.measures:
        return Wish(about, span=_span(value, parameter, about, vocabulary.measures[about].most), strength=strength)
    if about not in vocabulary.dimensions:
        raise BadParameter(
            parameter, "a wish is written DIMENSION:TERM or MEASURE:LOW..HIGH", (*vocabulary.dimensions, *vocabulary.measures)
        )
    names = [v.strip() for v in value.split(",") if v.strip()]
    for name in names or [""]:
        if f"{about}:{name}" not in vocabulary.terms:
            own = [t.partition(":")[2] for t in vocabulary.terms if t.startswith(f"{about}:")]
            near = get_close_matches(name, own, n=5, cutoff=0.6)
            raise BadParameter(parameter, f"{about} has no such term", tuple(f"{about}:{n}" for n in near or own))
    terms = frozenset(f"{about}:{n}" for n in names)
    if len(heard := {vocabulary.terms[t].question for t in terms}) > 1:
        raise BadParameter(parameter, f"these terms answer different questions ({', '.join(sorted(heard))}): say each by itself")
    return Wish(about, terms, strength=strength)


def age_wish(age: int) -> Wish:
    """The wish for programs that take an age."""
    within("age", age, *AGE)
    return Wish("age", span=(age, age), strength=Strength.REQUIRE if age < ADULT else Strength.RULE_OUT)


def _span(text: str, parameter: str, measure: str, most: float) -> tuple[float, float]:
    low, dots, high = text.partition("..")
    try:
        span = (float(low or 0), float(high) if high else inf if dots else float(low))
    except ValueError:
        span = (1.0, 0.0)
    if not (0 <= span[0] <= span[1]) or not isfinite(span[0]) or span[0] > most or most < span[1] < inf:
        raise BadParameter(
            parameter, f"{measure} wants a number or a range LOW..HIGH from 0 to {most:g}", (f"{measure}:9..12", f"{measure}:..12")
        )
    return span


def refuse_contradiction(wishes: Iterable[Wish]) -> None:
    """Nothing where no term is wished in two ways."""
    seen: dict[str, Strength] = {}
    for wish in wishes:
        for term in wish.terms or (f"{wish.about}:{wish.span}",):
            if seen.setdefault(term, wish.strength) is not wish.strength:
                raise BadParameter(wish.strength, f"{term if wish.terms else wish.about} is also wished as {seen[term]}: say it once")


def parted(text: str) -> tuple[str, ...]:
    """The values of a list that is written with commas; none of an empty text."""
    return tuple(value.strip() for value in text.split(",")) if text else ()


def read_weights(given: Mapping[str, float] | Iterable[str], questions: Iterable[Question]) -> Mapping[str, float]:
    """Weights by question, of an object or of texts ID=NUMBER."""
    weights = dict(given) if isinstance(given, Mapping) else _weights(given)
    allowed = [*(q.id for q in questions), DISTANCE]
    for id, weight in weights.items():
        one_of("weight", id, allowed)
        within("weight", weight, *WEIGHT)
    return weights


def _weights(texts: Iterable[str]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for text in texts:
        id, _, number = (part.strip() for part in text.partition("="))
        if id in weights:
            raise BadParameter("weight", "the same question has two weights: give one")
        try:
            weights[id] = float(number)
        except ValueError as e:
            raise BadParameter("weight", "is written ID=NUMBER", ("ages=2", "distance=0")) from e
    return weights


def within(parameter: str, value: float, low: float, high: float) -> None:
    """Nothing where a number is within bounds."""
    if not low <= value <= high:
        raise BadParameter(parameter, f"must be from {low:g} to {high:g}", (f"{low:g}..{high:g}",))


def one_of(parameter: str, value: str, allowed: Iterable[str]) -> str:
    """The value, if it is one of those allowed."""
    known = tuple(allowed)
    if value not in known:
        raise BadParameter(parameter, "is not one of those allowed", known)
    return value
