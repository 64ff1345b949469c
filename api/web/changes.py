"""What a form changes in a search: its fields in, the search as it then is out. Pure but for the reading of words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from api.web.asked import OWN, WHO, Asked, Fields, first, weights_of
from finder.errors import BadParameter
from finder.plan import DISTANCE
from search.intent.asked import to_request
from search.intent.heard import STRENGTHS, Intent
from search.request import SHOWN, TIERS, SearchRequest

MATTERS = {"not": 0.0, "some": 1.0, "very": 2.0}
"""What a question weighs, by the words people choose from; "must" is no weight: its wishes become musts."""

FREE = ("text", "insurance")
"""Fields that are read as a sentence and then forgotten."""

QuestionOf = Callable[[str], str]
"""The id of the question that hears a wish, from the wish as it is written."""


def change(asked: Asked, fields: Fields, heard: Intent, question_of: QuestionOf) -> Asked:
    """The search after a form: what it says in fields of its own, what its words say, what is taken away, ticked, weighed or let go."""
    request = _place(asked.request, fields)
    request = _worded(_wished(request, fields), heard)
    request = _ticked(request, fields, question_of)
    request = _weighed(request, fields, question_of)
    for wish in fields.get("relax", []):
        request = _relaxed(request, wish)
    for name in fields.get("remove", []):
        request = _removed(request, name)
    if "show" in fields:
        request = replace(request, tiers=TIERS if first(fields, "show") == "maybe" else SHOWN)
    who = first(fields, "who") or asked.who
    if who not in ("", *WHO):
        raise BadParameter("who", "is not one of those allowed", WHO)
    return Asked(request, who, tuple(dict.fromkeys((*asked.boxes, *heard.crisis))))


def _place(r: SearchRequest, fields: Fields) -> SearchRequest:
    """A field that is there counts, also when it is empty; one that is not there changes nothing."""
    given: dict[str, Any] = {name: first(fields, name) for name in ("near", "name", "level") if name in fields}
    if "choice" in fields:
        given["near"] = first(fields, "choice")
    if "age" in fields:
        given["age"] = _number("age", first(fields, "age"), int)
    if "radius" in fields:
        given["radius"] = _number("radius", first(fields, "radius"), float)
    if not given.get("near", r.near):
        given["radius"] = None
    return replace(r, **given)


def _number(name: str, text: str, kind: type[int] | type[float]) -> float | None:
    try:
        return kind(text) if text else None
    except ValueError as e:
        raise BadParameter(name, "must be a number") from e


def _wished(r: SearchRequest, fields: Fields) -> SearchRequest:
    """With the wishes that were ticked on the guided path, each by itself."""
    more: dict[str, list[str]] = {name: [w for w in fields.get(name, []) if w not in getattr(r, name)] for name in STRENGTHS}
    return _with(r, {name: (*getattr(r, name), *wishes) for name, wishes in more.items() if wishes})


def _worded(r: SearchRequest, heard: Intent) -> SearchRequest:
    """With what was heard, except what the search already says."""
    own: dict[str, Any] = {name: getattr(r, name) for name in (*OWN, *STRENGTHS, "weights", "tiers")}
    merged = to_request(heard, **own)
    return _with(merged, {name: dict.fromkeys(getattr(merged, name)) for name in STRENGTHS})


def _ticked(r: SearchRequest, fields: Fields, question_of: QuestionOf) -> SearchRequest:
    """With the musts of the groups of filters that were shown as they are ticked now: any of a group's terms will do. Unchanged where
    nothing was ticked or unticked: musts that were said one by one stay so."""
    before, now = set(fields.get("ticked", [])), set(fields.get("tick", []))
    groups = {t.partition(":")[0] for t in before ^ now} & set(fields.get("group", []))
    if not groups:
        return r
    kept = tuple(w for w in r.require if w.partition(":")[0] not in groups)
    together: dict[tuple[str, str], list[str]] = {}
    for term in fields.get("tick", []):
        dimension, _, name = term.partition(":")
        if dimension in groups:
            together.setdefault((dimension, question_of(term)), []).append(name)
    musts = tuple(f"{dimension}:{','.join(names)}" for (dimension, _), names in together.items())
    said = {f"{dimension}:{name}" for (dimension, _), names in together.items() for name in names}
    others: dict[str, Iterable[str]] = {n: [w for w in getattr(r, n) if not said & set(terms_of(w))] for n in STRENGTHS}
    return _with(r, {**others, "require": (*kept, *musts)})


def _weighed(r: SearchRequest, fields: Fields, question_of: QuestionOf) -> SearchRequest:
    """With the weight of each question that was shown; "must" turns its wishes to musts, anything else turns its musts to wishes."""
    weights = weights_of(r)
    for id in (f.removeprefix("matters.") for f in fields if f.startswith("matters.")):
        chosen, shown = first(fields, f"matters.{id}"), first(fields, f"shown.{id}")
        if chosen == shown:
            continue
        if chosen == "must":
            r = _moved(r, id, "require", question_of)
        elif shown == "must":
            r = _moved(r if r.age is None or id != "ages" else _relaxed(r, f"age:{r.age}"), id, "prefer", question_of)
        if chosen in MATTERS:
            weights[id] = MATTERS[chosen]
        else:
            weights.pop(id, None)
    return replace(r, weights=weights)


def _moved(r: SearchRequest, question: str, strength: str, question_of: QuestionOf) -> SearchRequest:
    """With all wishes of a question of one strength; what is to be avoided stays."""
    if question == DISTANCE:
        return r
    lists: dict[str, list[str]] = {n: list(getattr(r, n)) for n in STRENGTHS}
    for name in ("prefer", "rule_out", "require"):
        for wish in [w for w in lists[name] if question_of(w) == question]:
            lists[name].remove(wish)
            lists[strength].append(wish)
    return _with(r, lists)


def _relaxed(r: SearchRequest, wish: str) -> SearchRequest:
    """With a must that is only a wish."""
    if wish.startswith("level_of_care:"):
        return replace(r, level="any")
    kept: dict[str, list[str]] = {n: [w for w in getattr(r, n) if w != wish] for n in STRENGTHS}
    kept["prefer"].append(wish)
    return _with(replace(r, age=None) if wish.startswith("age:") else r, kept)


def _removed(r: SearchRequest, name: str) -> SearchRequest:
    """Without one thing: a place, an age, a level, or a wish ("require payment:medicaid")."""
    empty: dict[str, Any] = {"near": "", "radius": None, "age": None, "level": "", "name": ""}
    if name == "near":
        return replace(r, near="", radius=None)
    if name in empty:
        return replace(r, **{name: empty[name]})
    strength, _, wish = name.partition(" ")
    if strength not in STRENGTHS:
        raise BadParameter("remove", "there is nothing of this name in the search")
    return _with(r, {strength: [w for w in getattr(r, strength) if w != wish]})


def _with(r: SearchRequest, wishes: Mapping[str, Iterable[str]]) -> SearchRequest:
    """With these wishes by strength; the other strengths' stay."""
    given: dict[str, Any] = {name: tuple(w) for name, w in wishes.items()}
    return replace(r, **given)


def terms_of(wish: str) -> Iterable[str]:
    """The terms of a wish as it is written: "payment:medicaid,medicare" has two."""
    about, _, names = wish.partition(":")
    return (f"{about}:{name.strip()}" for name in names.split(","))
