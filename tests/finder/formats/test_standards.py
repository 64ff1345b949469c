"""What others' validators and readers say of what we write: the standards' own schemas, and libraries that know nothing of us.

Programs of the real directories, every 200th; IOP_FINDER_TEST_EVERY says which share (1: all, which takes minutes).
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import fhirkit
import jsonschema_rs
import pytest
import shapely.geometry
from fhir.resources.R4B import get_fhir_model_class
from pyld import jsonld

from data.vocabulary import load_vocabulary
from finder.formats.losses import without
from finder.formats.registry import FORMATS
from finder.program import Program
from search.embedded.generation import STORE, current
from search.embedded.store import Store
from tests.finder.formats.exports import READ, STRANGE, about

EVERY = int(os.environ.get("IOP_FINDER_TEST_EVERY", "200"))
VOCABULARY = load_vocabulary()


@pytest.fixture(scope="module")
def drawn(real_home: Path) -> list[Program]:
    """A share of the real programs."""
    store = Store(current(real_home / "index") / STORE)
    found = list(islice(store.all(), 0, None, EVERY))
    store.close()
    assert found
    return found


def text_of(name: str, some: list[Program]) -> str:
    return "".join(FORMATS[name].write(some, about(len(some)), VOCABULARY))


@pytest.mark.parametrize("name", FORMATS)
def test_real_programs_come_back_without_any_loss_but_the_declared(drawn: list[Program], name: str) -> None:
    found = READ[name](text_of(name, drawn))
    for back, program in zip(found, drawn, strict=True):
        assert back == without(program, FORMATS[name].loses)


def test_services_are_valid_hsds_3(drawn: list[Program], real_data: Path) -> None:
    folder = real_data / "hsds" / "specification-3.0" / "schema"

    def schema(address: str) -> Any:
        return json.loads((folder / address.rpartition("/")[2]).read_text("utf-8"))

    validator = jsonschema_rs.Draft202012Validator(
        schema("service.json"), base_uri="https://hsds.test/service.json", retriever=schema, validate_formats=True
    )
    services = json.loads(text_of("hsds", [*drawn, STRANGE]))["contents"]
    faults = [(e.message, list(e.instance_path)) for s in services for e in validator.iter_errors(s)]
    assert faults == [] and len(services) == len(drawn) + 1
    del services[0]["organization"]["description"], services[0]["service_at_locations"][0]["location"]["addresses"][0]["city"]
    assert len(list(validator.iter_errors(services[0]))) == 2, "the schemas of what is nested are looked at, too"


def resources(some: list[Program]) -> Iterator[dict[str, Any]]:
    return map(json.loads, text_of("fhir", some).split("\n")[:-1])


def test_resources_are_valid_r4(drawn: list[Program]) -> None:
    count = 0
    for resource in resources([*drawn, STRANGE]):
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
        fhirkit_says(resource)
        count += 1
    assert count == 4 * (len(drawn) + 1) + 1


def fhirkit_says(resource: dict[str, Any]) -> None:
    """Returns nothing. Fails where fhirkit finds an error."""
    found = fhirkit.validate(json.dumps(resource))
    assert not found, found


def test_points_are_where_shapely_looks_for_them(drawn: list[Program]) -> None:
    america = shapely.geometry.box(-180, -15, -64, 72).union(shapely.geometry.box(130, -15, 180, 72))
    features = json.loads(text_of("geojson", drawn))["features"]
    shapes = [shapely.geometry.shape(f["geometry"]) for f in features if f["geometry"]]
    assert len(shapes) > 0.9 * len(drawn) and all(america.contains(shape) for shape in shapes)


def test_words_are_schema_org_words(drawn: list[Program]) -> None:
    def stub(address: str, _: object) -> dict[str, Any]:
        assert address == "https://schema.org"
        return {"contextUrl": None, "documentUrl": address, "document": {"@context": {"@vocab": "https://schema.org/"}}}

    some = drawn[:20]
    graph = jsonld.expand(json.loads(text_of("jsonld", some)), {"documentLoader": stub})
    clinics = [n for n in graph if n["@type"] == ["https://schema.org/MedicalClinic"]]
    assert len(clinics) == len(some) and len(graph) == len(some) + 1
    assert all(n["https://schema.org/name"][0]["@value"] and n["@id"].startswith("urn:iop-finder:program:") for n in clinics)


def test_a_table_is_read_by_the_csv_module_and_runs_nothing(drawn: list[Program]) -> None:
    rows = list(csv.DictReader(io.StringIO(text_of("csv", [*drawn, STRANGE]), newline=""), strict=True))
    risky = [(c, v) for row in rows for c, v in row.items() if v.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert len(rows) == len(drawn) + 1 and {c for c, _ in risky} <= {"latitude", "longitude"}
    assert all(float(v) < 0 for _, v in risky)
