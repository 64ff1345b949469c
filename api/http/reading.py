"""Reads what was sent into parameters, and names everything in it that cannot be used at once.

FastAPI's own binding is not used: it takes the last of two values in silence, "16" for 16 in JSON, bad UTF-8 as question marks, and
stops before the words are judged.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from json import loads
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from fastapi import Request
from pydantic import ValidationError
from pydantic_core import from_json
from starlette.exceptions import HTTPException

from api.http.parameters import Parameters, Sentence, Wishes, to_request
from api.http.trim import INCLUDE
from api.root import understand
from data.words import LANGUAGES
from finder.errors import BadParameter, faults_of, refusal
from search.intent.heard import NOTHING
from search.request import RADIUS, SIZE
from search.service import Finder
from search.written import AGE

P = TypeVar("P", bound=Parameters)

MESSAGES = {
    "extra": "there is no parameter of this name",
    "missing": "must be given",
    "int": "must be a whole number",
    "float": "must be a number",
    "string": "must be one text, in UTF-8",
    "list": "must be a list of texts",
}
"""By the first part of pydantic's type of an error. pydantic's own words are not used: they may hold what was sent."""
OF_PARAMETER = {
    "id": "name two to four different programs",
    "text": "must be one text, not empty",
    "weight": "must be a list of texts ID=NUMBER, or an object of numbers",
    "tiers": "must be a text, or a list of texts",
    "lang": "there are no words in this language",
    "include": "is not one of those allowed",
    "reread": "is not one of those allowed",
    "since": "must be given",
}
OUT_OF_PLACE = {"text": "a sentence must not stand in an address line, where it may be kept: send it to POST /v1/search as JSON"}
ALLOWED: dict[str, tuple[str, ...]] = {
    name: (f"{low:g}..{high:g}",) for name, (low, high) in {"age": AGE, "radius": RADIUS, "size": SIZE}.items()
}
ALLOWED |= {"lang": LANGUAGES, "include": INCLUDE, "reread": ("true", "false")}
FAULTS = 50
"""That are named at most: there are fewer parameters, and a reply must not grow with nonsense."""
STAND_IN: Mapping[str, Any] = {"near": "40.01,-105.27", "since": "20260101t000000000000z", "id": ["a", "b"], "text": "a"}
"""In place of a value that cannot be used, so that the others are judged as if it were good; elsewhere the default."""

_NAME = re.compile(r"[a-z][a-z_]{0,29}")
"""A name that a program wrote, and that may be said back; anything else may be a seeker's words that lost their `=`."""


def address(model: type[P]) -> Callable[[Request], Awaitable[P]]:
    """A dependency: the parameters in the address line. Raises BadParameter."""

    async def read(request: Request) -> P:
        given: dict[str, list[str]] = {}
        query = request.scope["query_string"].decode("ascii", "surrogateescape")
        for name, value in parse_qsl(query, keep_blank_values=True, errors="surrogateescape"):
            given.setdefault(name, []).append(value)
        garbled = {name: MESSAGES["string"] for name, values in given.items() if not all(map(_is_text, values))}
        several = repeatable(model)
        raw = {name: values if name in several else values[-1] for name, values in given.items()}
        twice = {n: "can be given once only" for n, values in given.items() if len(values) > 1 and n in model.model_fields.keys() - several}
        return await _validated(model, raw, request.app.state.finder, {**garbled, **twice})

    return read


def body(model: type[P]) -> Callable[[Request], Awaitable[P]]:
    """A dependency: the parameters in a JSON body. Raises BadParameter, or HTTPException where it is not said to be JSON."""
    nothing_else = address(Parameters)

    async def read(request: Request) -> P:
        media, _, more = request.headers.get("content-type", "").lower().partition(";")
        charset = more.partition("charset=")[2].strip().strip('"')
        if media.strip() != "application/json" or charset not in ("", "utf-8") or "content-encoding" in request.headers:
            raise HTTPException(415, headers={"Accept-Post": "application/json"})
        await nothing_else(request)
        try:
            raw = from_json(await request.body(), allow_inf_nan=False)
        except ValueError:
            raise BadParameter("body", "must be JSON, in UTF-8") from None
        if not isinstance(raw, dict):
            raise BadParameter("body", "must be a JSON object", tuple(model.model_fields))
        request.state.text, request.state.lang = (v if isinstance(v := raw.get(name), str) else "" for name in ("text", "lang"))
        try:
            loads(await request.body(), object_pairs_hook=_once)
        except ValueError:
            raise BadParameter("body", "holds a name twice, of which one would be left out") from None
        return await _validated(model, raw, request.app.state.finder, {}, strict=True)

    return read


async def _validated(model: type[P], raw: Mapping[str, Any], finder: Finder, wrong: Mapping[str, str], *, strict: bool = False) -> P:
    """The parameters. `wrong`: what is known to be wrong already, by name. Raises BadParameter: with all that the service would refuse."""
    faults = {name: BadParameter(name, message, ALLOWED.get(name, ())) for name, message in wrong.items() if name in model.model_fields}
    try:
        asked = model.model_validate(raw, strict=strict)
    except ValidationError as e:
        for error in e.errors(include_url=False, include_context=False, include_input=False):
            name = str(error["loc"][0])
            faults.setdefault(name, _fault(name, error["type"], model))
    if not faults:
        return asked
    usable = {name: value for name, value in raw.items() if name not in faults}
    stand_ins = {n: STAND_IN[n] for n in faults if n in STAND_IN and n in model.model_fields}
    rest = model.model_validate({**usable, **stand_ins}, strict=strict)
    raise refusal([*faults.values(), *await _judged(rest, finder)][:FAULTS])


async def _judged(asked: Parameters, finder: Finder) -> tuple[BadParameter, ...]:
    """What the service would refuse."""
    try:
        if isinstance(asked, Wishes):
            await finder.check(to_request(asked, understand(asked.text) if isinstance(asked, Sentence) else NOTHING))
    except BadParameter as e:
        return faults_of(e)
    return ()


def _fault(name: str, kind: str, model: type[Parameters]) -> BadParameter:
    if name not in model.model_fields:
        message = OUT_OF_PLACE.get(name) or MESSAGES["extra"]
        return BadParameter(name if _NAME.fullmatch(name) else "?", message, tuple(model.model_fields))
    message = OF_PARAMETER.get(name) or MESSAGES.get(kind.partition("_")[0], "cannot be used")
    return BadParameter(name, message, ALLOWED.get(name, ()))


def _once(pairs: list[tuple[str, Any]]) -> None:
    """Nothing. Raises ValueError where a JSON object holds a name twice: each reader takes another of the two."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError


def _is_text(value: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in value)


@cache
def repeatable(model: type[Parameters]) -> frozenset[str]:
    """The parameters that an address line may hold several times."""
    return frozenset(name for name, schema in forms(model).items() if schema["type"] == "array")


@cache
def forms(model: type[Parameters]) -> Mapping[str, Mapping[str, Any]]:
    """The JSON schema of each parameter as it stands in an address line: of several forms the first."""
    properties = model.model_json_schema().get("properties", {})
    return {name: {**{k: v for k, v in p.items() if k != "anyOf"}, **p.get("anyOf", [{}])[0]} for name, p in properties.items()}
