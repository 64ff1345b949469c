"""What /openapi.json says of /fhir: the parameters of each type, and its replies. What FHIR knows of them is /fhir/metadata."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.http.fhir_asked import COMMON, COUNT, DATE, FORMS, INCLUDES, NEAR, PAGE, PARAMETERS, SEVERAL
from api.http.outcome import FHIR_JSON
from api.http.problems import BAD, kind_of
from api.http.shapes import REF, schema_of
from api.http.specimen import RESOURCES
from finder.errors import IndexUnavailable

TEXT = {"type": "string", "pattern": SEVERAL.pattern}
AROUND = {"type": "string", "pattern": f"^{NEAR}(,{NEAR})*$"}
SCHEMAS: dict[str, dict[str, Any]] = {
    "_lastUpdated": {"type": "string", "pattern": f"^{DATE.pattern}$"},
    "_count": {"type": "integer", "minimum": 0},
    "_format": {"type": "string", "enum": [*FORMS]},
    "_page": {"type": "string", "pattern": f"^{PAGE.pattern}$"},
    "near": AROUND,
    "location.near": AROUND,
}
"""Of all but texts."""
MEANINGS = {
    "_id": "Ids; parted by commas, one of them.",
    "_lastUpdated": "When the generation was built, after eq, ne, gt, lt, ge or le; the same for all resources of it.",
    "_include": "What comes along with each.",
    "_count": f"Resources a page; {COUNT} at most, more is answered with so many (the link `self` says how many). 0: only the total.",
    "_format": "The form, before Accept.",
    "_page": "Of a Bundle's links: the generation and where its page begins.",
    "name": "How the name begins; case, accents and punctuation do not count.",
    "name:exact": "The whole name.",
    "name:contains": "What is in the name.",
    "service-category": "A code of Plan-Net's; all are `behav`.",
    "specialty": "A code of the NUCC's.",
    "organization": "Who runs it.",
    "location": "Where it is.",
    "location.near": "LATITUDE|LONGITUDE|DISTANCE|UNIT; km where no unit is named, 50 km where no distance is.",
    "near": "LATITUDE|LONGITUDE|DISTANCE|UNIT; km where no unit is named, 50 km where no distance is.",
    "participating-organization": "Who runs it.",
    "service": "The program.",
}
STATED = {"_lastUpdated": "ge2020", "_count": 2, "_format": "json", "service-category": "behav", "specialty": "261QR0405X"}
STATED |= dict.fromkeys(("near", "location.near"), "39.74|-104.99|20|mi") | {"name": "sample", "name:contains": "network"}
TARGETS = {"organization": "Organization", "participating-organization": "Organization"}
TARGETS |= {"location": "Location", "service": "HealthcareService"}
LENIENT = {"name": "Prefer", "in": "header", "required": False, "schema": {"type": "string"}, "example": "handling=strict"}
LENIENT |= {"description": "With handling=lenient a parameter that is not known is left out, and an OperationOutcome says so."}


def searches(kind: str) -> dict[str, Any]:
    """The parameters of a search of a type."""
    names = [n for n in (*PARAMETERS[kind], *COMMON) if n not in ("_include", "_page")]
    names += [f"name:{modifier}" for modifier in ("exact", "contains") if "name" in names]
    return {"parameters": [*(_parameter(kind, name) for name in names), *_include(kind), _parameter(kind, "_page"), LENIENT]}


def reads() -> dict[str, Any]:
    """The parameters of a read."""
    return {"parameters": [_parameter("", "_format")]}


def resources(name: str, *statuses: int) -> dict[int | str, dict[str, Any]]:
    """The reply of a name, and the OperationOutcomes that can come in its place."""
    good = {"description": "Found.", "content": {FHIR_JSON: {"schema": schema_of(f"fhir_{name}"), "example": f"fhir_{name}"}}}
    same: dict[int | str, Any] = {304: {"description": "What the caller has still holds."}} if 304 in statuses else {}
    return {200: good, **same, **{s: _outcome(s) for s in sorted({400, 406, 429, 503, *statuses} - {304})}}


def _parameter(kind: str, name: str) -> dict[str, Any]:
    about = {"name": name, "in": "query", "required": False, "description": MEANINGS[name], "schema": SCHEMAS.get(name, TEXT)}
    example = RESOURCES[kind]["id"] if name == "_id" else _target(name) if name in TARGETS else STATED.get(name)
    return {**about, **({} if example is None else {"example": example})}


def _target(name: str) -> str:
    return f"{TARGETS[name]}/{RESOURCES[TARGETS[name]]['id']}"


def _include(kind: str) -> Iterator[dict[str, Any]]:
    """`_include`, of a type that refers to others."""
    if allowed := [f"{kind}:{name}" for name in INCLUDES[kind]]:
        schema = {"type": "array", "items": {"type": "string", "enum": allowed}}
        about = {"name": "_include", "in": "query", "required": False, "description": MEANINGS["_include"], "schema": schema}
        yield {**about, "style": "form", "explode": True, "example": allowed[:1]}


def _outcome(status: int) -> dict[str, Any]:
    kind = BAD if status == 400 else kind_of(IndexUnavailable if status == 503 else status)
    return {"description": kind.title, "content": {FHIR_JSON: {"schema": {"$ref": REF.format(model="FhirOperationOutcome")}}}}
