"""Some cases of each parser, always the same, and every input that ever made one fail."""

from __future__ import annotations

import json

import pytest

from ingest.sources.plan_net.service import CATEGORY
from tests.fuzz.mutate import mutated
from tests.fuzz.parsers import PARSERS

CASES = {"pages": 40, "hsds": 60, "fhir": 60, "lists": 60, "sentences": 60}
PLACE = {"resourceType": "Location", "id": "1"}
SERVICE = {"resourceType": "HealthcareService", "id": "2", "location": [{"reference": "Location/1"}]}


def bundle(place: object = None, **service: object) -> bytes:
    """A Bundle of one service at one place."""
    there = {**PLACE, **place} if isinstance(place, dict) else PLACE
    entries = [{"resource": r} for r in (there, {**SERVICE, **service})]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()


FAILED: dict[str, tuple[bytes, ...]] = {
    "places": (b'B>lder, " CO', b'"', b"!, CO", b"City of !, CO", b"\", ', TX"),
    "fhir": (
        b'{"resourceType": "Bundle", "type": "collection", "entry": 7}',
        b'{"resourceType": "Bundle", "type": "collection", "entry": [], "link": 7}',
        b'{"resourceType": "Bundle", "type": "collection", "entry": [], "link": null}',
        *(bundle({key: value}) for key in ("address", "position", "telecom") for value in (7, ["x"], {"line": 7})),
        bundle(availableTime=[{"daysOfWeek": 3}, {"daysOfWeek": [{}]}]),
        bundle(category=[{"coding": [{"code": {}, "system": CATEGORY}]}]),
        bundle(specialty=[{"coding": [{"code": {}, "system": "http://nucc.org/provider-taxonomy"}]}]),
        bundle(meta=7, location=7, extension=[{"extension": [{"valueCodeableConcept": 7}]}]),
    ),
}


@pytest.mark.parametrize("name", PARSERS)
def test_nothing_but_our_errors(name: str) -> None:
    parser = PARSERS[name]
    assert all(parser(example) for example in parser.examples)
    assert [parser(mutated(parser.examples[n % len(parser.examples)], n)) for n in range(CASES.get(name, 300))]


@pytest.mark.parametrize(("name", "data"), [(name, data) for name, inputs in FAILED.items() for data in inputs])
def test_what_once_failed(name: str, data: bytes) -> None:
    PARSERS[name](data)


def test_a_number_gives_the_same_input_for_ever() -> None:
    assert mutated(b'{"a": [1, 2]}', 7) == mutated(b'{"a": [1, 2]}', 7)
