"""The request that a sentence and a form make together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from search.intent.heard import STRENGTHS, Intent
from search.request import SearchRequest


def to_request(intent: Intent, **fixed: Any) -> SearchRequest:
    """The request that an intent and explicit parameters make together; where both speak of one thing, the parameter is taken.

    `fixed` are SearchRequest's fields; None, empty texts and empty lists count as not given. A radius needs a place of the same hand.
    """
    given = {name: value for name, value in fixed.items() if value is not None and value not in ("", (), [], {})}
    names = {f.name for f in fields(SearchRequest)}
    if unknown := given.keys() - names:
        raise TypeError(f"not a parameter of a search: {', '.join(sorted(unknown))}")
    heard: dict[str, Any] = {}
    if intent.age and "age" not in given:
        heard["age"] = int(intent.age.value)
    if intent.near and "near" not in given:
        heard["near"] = intent.near.value
        if intent.radius:
            heard["radius"] = float(intent.radius.value)
    if intent.level:
        heard["level"] = intent.level.value
    explicit = {part for name in STRENGTHS for wish in given.get(name, ()) for part in _parts(wish)}
    for name in STRENGTHS:
        own = tuple(given.get(name, ()))
        heard[name] = own + tuple(h.wish for h in intent.wishes if h.strength == name and _free(h.wish, explicit, "age" in given))
        given.pop(name, None)
    return SearchRequest(**{**heard, **given})


def _parts(wish: str) -> Iterator[str]:
    """The terms of a wish, or its measure: what two wishes can contradict each other about."""
    about, _, value = wish.partition(":")
    yield from ([about] if ".." in value or value[:1].isdigit() else (f"{about}:{name.strip()}" for name in value.split(",")))


def _free(wish: str, explicit: set[str], aged: bool) -> bool:
    return not explicit.intersection(_parts(wish)) and not (aged and wish.startswith("age_group:"))
