"""What a seeker asked for, as it goes from page to page: in a hidden field, or by choice in an address line. It is kept nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from pydantic import ValidationError

from api.http.parameters import Search, to_request
from api.http.reading import repeatable
from data.crisis import load_crisis
from finder.errors import BadParameter
from search.intent.heard import STRENGTHS
from search.request import SearchRequest

Fields = Mapping[str, list[str]]
"""What a form sent: the values of each name, in order."""

WHO = ("self", "other", "patient")
OWN = ("near", "radius", "age", "name", "level")


@dataclass(frozen=True, slots=True)
class Asked:
    """The search; for whom it is ("" where nobody said); and the crisis boxes that the seeker's words brought up: the words
    themselves are not handed on."""

    request: SearchRequest = field(default_factory=SearchRequest)
    who: str = ""
    boxes: tuple[str, ...] = ()


def read_fields(text: str) -> Fields:
    """What an encoded form or the part of an address behind the `?` holds."""
    fields: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors="replace"):
        fields.setdefault(name, []).append(value)
    return fields


def first(fields: Fields, name: str) -> str:
    """The field's first value without white space around it, "" where there is none."""
    return fields.get(name, [""])[0].strip()


def to_text(asked: Asked) -> str:
    """The search as one text, with the names that `/v1/search` has as well."""
    return urlencode([*_pairs(asked.request), *([("who", asked.who)] if asked.who else []), *(("box", b) for b in asked.boxes)])


def to_link(asked: Asked) -> str:
    """What may stand in an address line: without what the seeker's own words brought up."""
    return to_text(replace(asked, boxes=()))


def from_text(text: str) -> Asked:
    """The search that a text of ours means. Raises BadParameter where it is none."""
    given = dict(read_fields(text))
    who, boxes = given.pop("who", [""])[0], tuple(given.pop("box", ()))
    weights = dict(w.partition("=")[::2] for w in given.pop("weight", ()))
    several = repeatable(Search)
    try:
        parameters = Search.model_validate({"weight": weights, **{n: v if n in several else v[-1] for n, v in given.items() if v != [""]}})
    except ValidationError as e:
        raise BadParameter("link", "holds what no search has") from e
    if who not in ("", *WHO) or not {b.id for b in load_crisis().boxes}.issuperset(boxes):
        raise BadParameter("link", "holds what no search has")
    return Asked(to_request(parameters), who, boxes)


def _pairs(r: SearchRequest) -> Iterator[tuple[str, str]]:
    for name in OWN:
        value = getattr(r, name)
        if value not in (None, ""):
            yield name, f"{value:g}" if isinstance(value, float) else str(value)
    for name in STRENGTHS:
        yield from ((name, wish) for wish in getattr(r, name))
    yield from (("weight", f"{id}={weight:g}") for id, weight in weights_of(r).items())
    if r.tiers:
        yield "tiers", ",".join(r.tiers)


def weights_of(r: SearchRequest) -> dict[str, float]:
    """The weights by question: a search that we carry has no other form of them."""
    assert isinstance(r.weights, Mapping)
    return dict(r.weights)
