"""The boxes that a facility ticks: drawn by the real directories' shares, as its kind bends them, then made to fit together."""

from __future__ import annotations

from math import exp, log
from random import Random

from data.sample.tables import Category, Profile, load_categories, load_rules

MOOD = 0.7
"""Spread of how readily a facility ticks boxes, in logits. It gives medians near the real ones (about 70 codes and 50)."""


def draw_codes(rng: Random, survey: str, profile: Profile) -> frozenset[str]:
    """The codes of one facility in one survey."""
    mood = rng.gauss(0, MOOD)
    drawn = frozenset[str]().union(*(_draw(rng, category, profile, mood) for category in load_categories(survey)))
    return _fit(drawn, profile.always)


def format_codes(survey: str, codes: frozenset[str]) -> str:
    """A cell's text: codes in the order of the key, categories parted by ` * `.

    >>> format_codes("sa", frozenset({"VAPN", "SMON", "PVTN"}))
    'PVTN * SMON * VAPN'
    """
    groups = ([code for code in category.ticked if code in codes] for category in load_categories(survey))
    return " * ".join(" ".join(group) for group in groups if group)


def _draw(rng: Random, category: Category, profile: Profile, mood: float) -> frozenset[str]:
    rates = {code: profile.rates.get(code, rate) for code, rate in category.ticked.items() if code not in profile.never}
    always = profile.always & rates.keys()
    if always and category.one:
        return always
    if not always and rng.random() * 100 >= profile.filled.get(category.code, category.filled):
        return frozenset()
    if category.one:
        return frozenset(rng.choices(list(rates), list(rates.values())))
    return always | {code for code, rate in rates.items() if rng.random() < _chance(rate, mood)}


def _chance(percent: int, mood: float) -> float:
    """The share, moved by the mood in logits; never and always stay so.

    >>> _chance(50, 0), _chance(0, 2), _chance(100, -2)
    (0.5, 0.0, 1.0)
    """
    if percent in (0, 100):
        return percent / 100
    return 1 / (1 + exp(-mood - log(percent / (100 - percent))))


def _fit(codes: frozenset[str], always: frozenset[str]) -> frozenset[str]:
    """The codes less those that others rule out or that lack what they need; what a kind always ticks stays."""
    needs, excludes = load_rules()
    for code, ruled_out in excludes:
        if code in codes:
            codes -= {code} if ruled_out & always else ruled_out
    while dropped := frozenset[str]().union(*(boxes & codes - always for boxes, when in needs if not when & codes)):
        codes -= dropped
    return codes
