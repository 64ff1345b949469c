"""What /openapi.json says of each route: its parameters, its reply by example, its problems."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from fastapi import FastAPI

from api.http.accept import JSON
from api.http.examples import EXAMPLES
from api.http.parameters import Parameters
from api.http.problems import OF_ERROR, OF_STATUS, Fault, Problem
from api.http.reading import forms, repeatable
from api.http.specimen import specimen
from finder.formats.exchange import Format

PROBLEM = "#/components/schemas/{model}"
EVERYWHERE = (406, 422, 429, 503)
BARE = {301: "Merged into another program: Location leads there.", 304: "What the caller has still holds."}
"""Replies without a body."""


class Described(FastAPI):
    """FastAPI whose description also holds our problem, and the examples as they are: its own way drops what is null."""

    def openapi(self) -> dict[str, Any]:
        """The description."""
        if self.openapi_schema:
            return self.openapi_schema
        described = super().openapi()
        for operation in (o for path in described["paths"].values() for o in path.values()):
            for media, good in operation["responses"]["200"]["content"].items():
                good["example"] = EXAMPLES[good["example"]] if media == JSON and good["example"] else specimen(media)
        schemas = described.setdefault("components", {}).setdefault("schemas", {})
        for model in (Problem, Fault):
            schema = model.model_json_schema(ref_template=PROBLEM)
            schema.pop("$defs", None)
            schemas[model.__name__] = schema
        return described


def asks(model: type[Parameters], but: Collection[str] = ()) -> dict[str, Any]:
    """The parameters of an address line, but for some."""
    return {"parameters": [_parameter(model, name) for name in forms(model) if name not in but]}


def sends(model: type[Parameters]) -> dict[str, Any]:
    """The parameters as a JSON body."""
    schema = model.model_json_schema()
    examples = {name: p["examples"][0] for name, p in schema["properties"].items() if "examples" in p}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema, "example": examples}}}}


def replies(name: str | None, *statuses: int, forms: Iterable[Format] = ()) -> dict[int | str, dict[str, Any]]:
    """The reply of a name and in exchange formats, and the problems that can come in its place."""
    content: dict[str, dict[str, Any]] = {
        f.media_type: {"schema": {"type": "string" if isinstance(specimen(f.media_type), str) else "object"}} for f in forms
    }
    if name:
        schema = {"type": "array", "items": {"type": "object"}} if isinstance(EXAMPLES[name], list) else {"type": "object"}
        content = {JSON: {"schema": schema}, **content}
    good = {"description": "Found.", "content": {media: {**c, "example": name or ""} for media, c in content.items()}}
    problems = {s for s in (*EVERYWHERE, *statuses) if s >= 400}
    return {200: good, **{s: {"description": BARE[s]} for s in statuses if s in BARE}, **{s: _problem(s) for s in sorted(problems)}}


def _parameter(model: type[Parameters], name: str) -> dict[str, Any]:
    schema = dict(forms(model)[name])
    examples = schema.pop("examples", [])
    about = {"name": name, "in": "query", "required": model.model_fields[name].is_required(), "description": schema.pop("description", "")}
    return {**about, "schema": schema, **({"example": examples[0]} if examples else {}), **_form(model, name)}


def _form(model: type[Parameters], name: str) -> dict[str, Any]:
    return {"style": "form", "explode": True} if name in repeatable(model) else {}


def _problem(status: int) -> dict[str, Any]:
    kind = next(k for k in (*OF_ERROR.values(), *OF_STATUS.values()) if k.status == status)
    schema = {"$ref": PROBLEM.format(model="Problem")}
    return {"description": kind.title, "content": {"application/problem+json": {"schema": schema}}}
