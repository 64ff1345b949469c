"""What replies look like, for the description alone: no reply is made or checked by these. `SHAPES` has one for each example of a reply."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import GenericAlias
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.http.problems import Fault, Problem
from api.http.shapes import fhir, hsds, reference, search
from api.http.shapes.program import ProgramWhole

SHAPES: Mapping[str, Any] = {
    "search": search.SearchPage,
    "program": ProgramWhole,
    "why": search.Why,
    "compare": search.Comparison,
    "questions": list[reference.Question],
    "dimensions": list[reference.Dimension],
    "terms": list[reference.Term],
    "places": list[search.TypedPlace],
    "sources": list[reference.Source],
    "changes": reference.Changes,
    "healthz": reference.Health,
    "readyz": reference.Readiness,
    "hsds": hsds.HsdsRoot,
    "hsds_services": hsds.HsdsServices,
    "hsds_service": hsds.HsdsService,
    "hsds_service_at_locations": hsds.HsdsServicesAtLocations,
    "hsds_service_at_location": hsds.HsdsServiceOfLocation,
    "hsds_organizations": hsds.HsdsOrganizations,
    "hsds_organization": hsds.HsdsOrganizationWhole,
    "hsds_taxonomies": hsds.HsdsTaxonomies,
    "hsds_taxonomy_terms": hsds.HsdsTaxonomyTerms,
    "hsds_file": hsds.HsdsFile,
    "fhir_metadata": fhir.FhirCapabilityStatement,
    **{f"fhir_{kind}": model for kind, model in fhir.RESOURCES.items()},
    **{f"fhir_{kind}_search": fhir.FhirBundle for kind in fhir.RESOURCES},
}
"""By an example's name the model of it, or a list of one."""

REF = "#/components/schemas/{model}"


def schema_of(name: str) -> dict[str, Any]:
    """The schema of a reply: where it stands among the components."""
    shape = SHAPES[name]
    if isinstance(shape, GenericAlias):
        return {"type": "array", "items": _ref(shape.__args__[0])}
    return _ref(shape)


@cache
def components() -> Mapping[str, Any]:
    """The schema of every model by its name, with the problems."""
    models = [s.__args__[0] if isinstance(s, GenericAlias) else s for s in SHAPES.values()]
    _, described = models_json_schema([(m, "validation") for m in (*models, fhir.FhirOperationOutcome, Problem, Fault)], ref_template=REF)
    schemas: dict[str, Any] = described["$defs"]
    return {name: _plain(schema) for name, schema in schemas.items()}


def _ref(model: type[BaseModel]) -> dict[str, Any]:
    return {"$ref": REF.format(model=model.__name__)}


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without titles that repeat its properties' names, and without defaults: what is not there has none."""
    properties = {n: {k: v for k, v in p.items() if k not in ("title", "default")} for n, p in schema.get("properties", {}).items()}
    return {**schema, **({"properties": properties} if properties else {})}
