"""The wire's objects as DESIGN section 9 writes them, and a check of a value: further keys are allowed, missing ones are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Shape = Any
"""A type; a set of values; a tuple of alternatives; `[shape]` of a list; a dict of the keys that must be there; None for null."""


@dataclass(frozen=True)
class Each:
    """An object of any keys whose values have the shape."""

    shape: Shape


def fits(value: Any, shape: Shape, path: str = "$") -> None:
    """Nothing. Raises AssertionError that names the first place where the value has not the shape."""
    match shape:
        case tuple():
            if not any(_fits(value, s) for s in shape):
                fits(value, shape[0], path)  # says what is wrong
        case None:
            assert value is None, f"{path}: {value!r} is not null"
        case set() | frozenset():
            assert value in shape, f"{path}: {value!r} is none of {sorted(shape)}"
        case list():
            assert isinstance(value, list), f"{path}: no list"
            for i, each in enumerate(value):
                fits(each, shape[0], f"{path}[{i}]")
        case Each(inner):
            assert isinstance(value, dict), f"{path}: no object"
            for key, each in value.items():
                fits(each, inner, f"{path}.{key}")
        case Mapping():
            assert isinstance(value, dict), f"{path}: no object"
            assert shape.keys() <= value.keys(), f"{path}: lacks {sorted(shape.keys() - value.keys())}"
            for key, inner in shape.items():
                fits(value[key], inner, f"{path}.{key}")
        case _:
            number = shape is float and isinstance(value, int) and not isinstance(value, bool)
            assert number or type(value) is shape, f"{path}: {value!r} is no {shape.__name__}"


def _fits(value: Any, shape: Shape) -> bool:
    try:
        fits(value, shape)
    except AssertionError:
        return False
    return True


VERDICT = {"yes", "partly", "no", "disputed", "unknown"}
ORIGIN = {"source": str, "form": str, "scope": {"facility", "program"}, "url": str, "as_of": str, "retrieved": str}
CLAIM = {"term": str, "says": {"yes", "no"}, "evidence": str, **ORIGIN}
RANGE = {"low": float, "high": (float, None), "claims": [CLAIM]}
ADDRESS = {"street": (str, None), "city": str, "county": (str, None), "state": str, "zip": str, "hidden": bool}
PRECISION = {"site", "zip", "city", "county", "state"}
POINT = {"lat": float, "lon": float, "precision": PRECISION}
PHONE = {"number": str, "extension": (str, None), "kind": {"main", "intake", "hotline"}, "shared_by": int}
WHERE = {"address": ADDRESS, "point": (POINT, None), "phones": [PHONE], "website": (str, None)}
CARE = {"name": str, "organization": str, "care": {"addiction", "mental_health"}, **WHERE}
SUMMARY = {"id": str, **CARE}
PROGRAM = {
    **SUMMARY,
    "facts": Each(Each({"says": {"yes", "no", "disputed"}, "claims": [CLAIM]})),
    "measures": Each([RANGE]),
    "siblings": [str],
    "sources": [ORIGIN],
    "replaced_by": (str, None),
    "closed": ({"date": str, "source": str, "how": {"gone", "said"}}, None),
}
LISTING = {"source": str, "source_id": str, "origin": ORIGIN, **CARE, "claims": [CLAIM], "measures": Each([RANGE])}
PART = {"wanted": dict, "verdict": VERDICT, "sentence": str, "reason": ({"not_asked", "left_blank"}, None), "claims": [CLAIM]}
ANSWER = {"question": str, "title": str, "asked": bool, "verdict": VERDICT, "weight": float, "value": float, "parts": [PART]}
READ = {
    "tier": {"listed", "ask_first", "maybe", "removed"},
    "fit": float,
    "known": float,
    "distance": ({"metres": float, "miles": float, "precision": PRECISION}, None),
    "program": SUMMARY,
    "answers": [ANSWER],
}
RESULT = {"rank": int, **READ}
WISH = {"about": str, "strength": {"prefer", "rule_out", "require", "avoid"}, "asked": bool}
FACET = {"term": str, "label": str, "count": int, "unknown": int, "selected": bool}
REPAIR = ({"relax": WISH, "listed": int}, {"farther": [RESULT]})
CRISIS = {"lines": [{"id": str, "name": str, "number": str}]}
SEARCH = {
    "generation": str,
    "query": dict,
    "area": {"radius_miles": (float, None), "widened": bool},
    "total": {"listed": int, "ask_first": int, "maybe": int, "removed": int},
    "results": [RESULT],
    "facets": Each([FACET]),
    "virtual": [RESULT],
    "repair": [REPAIR],
    "next": (str, None),
    "notices": [{"id": str, "text": str}],
    "crisis": CRISIS,
}
