"""What /openapi.json says of each route: its parameters, its reply by example, its problems."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from fastapi import FastAPI

from api.http.accept import JSON
from api.http.examples import EXAMPLES
from api.http.parameters import Parameters
from api.http.problems import Kind, kind_of
from api.http.reading import forms, repeatable
from api.http.shapes import REF, components, schema_of
from api.http.specimen import specimen
from finder.errors import FinderError, IndexUnavailable
from finder.formats.exchange import Format

THEIRS = "HTTPValidationError"
"""What FastAPI says a wrong request is answered with, where nothing else was said. Nothing is."""
EVERYWHERE = (406, 422, 429, IndexUnavailable)
BARE = {301: "Merged into another program: Location leads there.", 304: "What the caller has still holds."}
"""Replies without a body."""


class Described(FastAPI):
    """FastAPI whose description also holds what replies look like, and the examples as they are: its own way drops what is null."""

    def openapi(self) -> dict[str, Any]:
        """The description."""
        if self.openapi_schema:
            return self.openapi_schema
        described = super().openapi()
        for operation in (o for path in described["paths"].values() for o in path.values()):
            if str(operation["responses"].get("422", "")).count(THEIRS):
                del operation["responses"]["422"]
            for media, good in operation["responses"]["200"]["content"].items():
                good["example"] = EXAMPLES[good["example"]] if good["example"] else specimen(media)
        described["components"] = {"schemas": components()}
        return described


def asks(model: type[Parameters], but: Collection[str] = ()) -> dict[str, Any]:
    """The parameters of an address line, but for some."""
    return {"parameters": [_parameter(model, name) for name in forms(model) if name not in but]}


def sends(model: type[Parameters]) -> dict[str, Any]:
    """The parameters as a JSON body."""
    schema = model.model_json_schema()
    examples = {name: p["examples"][0] for name, p in schema["properties"].items() if "examples" in p}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema, "example": examples}}}}


def replies(name: str | None, *others: int | type[FinderError], forms: Iterable[Format] = ()) -> dict[int | str, dict[str, Any]]:
    """The reply of a name and in exchange formats, and what can come in its place: statuses, or errors of ours."""
    own = {JSON: {"schema": schema_of(name), "example": name}} if name else {}
    good = {"description": "Found.", "content": {**own, **{f.media_type: _file(f) for f in forms}}}
    bare: dict[int | str, dict[str, Any]] = {o: {"description": BARE[o]} for o in others if isinstance(o, int) and o in BARE}
    kinds = [kind_of(o) for o in (*EVERYWHERE, *others) if o not in BARE]
    return {200: good, **bare, **{k.status: _problem(k) for k in sorted(kinds, key=lambda k: k.status)}}


def _parameter(model: type[Parameters], name: str) -> dict[str, Any]:
    schema = dict(forms(model)[name])
    examples = schema.pop("examples", [])
    about = {"name": name, "in": "query", "required": model.model_fields[name].is_required(), "description": schema.pop("description", "")}
    return {**about, "schema": schema, **({"example": examples[0]} if examples else {}), **_form(model, name)}


def _form(model: type[Parameters], name: str) -> dict[str, Any]:
    return {"style": "form", "explode": True} if name in repeatable(model) else {}


def _file(form: Format) -> dict[str, Any]:
    """A file of a form; its example is made when it is asked for."""
    known = {"hsds": schema_of("hsds_file")}
    return {"schema": known.get(form.id, {"type": "string" if isinstance(specimen(form.media_type), str) else "object"}), "example": ""}


def _problem(kind: Kind) -> dict[str, Any]:
    schema = {"$ref": REF.format(model="Problem")}
    return {"description": kind.title, "content": {"application/problem+json": {"schema": schema}}}
