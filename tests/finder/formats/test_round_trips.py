"""What is written comes back: all but the format's declared losses, whatever the programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from math import inf
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import given, settings

from data.vocabulary import load_vocabulary
from finder.claim import Basis
from finder.formats.csv import from_csv
from finder.formats.exchange import HOME, About, Credit, first_day, uuid_of
from finder.formats.fhir import from_fhir
from finder.formats.geojson import from_geojson
from finder.formats.hsds import from_hsds
from finder.formats.jsonld import from_jsonld
from finder.formats.losses import without
from finder.formats.records import from_lines
from finder.formats.registry import FORMATS
from finder.listing import Care, Phone, PhoneKind
from finder.place import Precision, on_grid
from finder.program import Program
from tests.builders import OLD_PAGE, PAGE, claim, listing, program, programs

VOCABULARY = load_vocabulary()
CREDITS = (Credit("samhsa-directory", "Directories; of treatment", "https://directory.example", "public domain", "=SAMHSA, \\ and more"),)


def about(count: int) -> About:
    return About("20260105t000000000000z", "2026-01-05T00:00:00+00:00", count, CREDITS)


def read_fhir(resources: list[dict[str, Any]]) -> Iterator[Program]:
    for at in range(0, len(resources), 4):
        organization, location, service, _ = resources[at : at + 4]
        yield from_fhir(organization, location, service)


READ: dict[str, Callable[[str], Iterable[object]]] = {
    "csv": lambda text: from_csv(text.splitlines(keepends=True), VOCABULARY),
    "ndjson": lambda text: from_lines(text.splitlines()),
    "geojson": lambda text: (from_geojson(f, VOCABULARY) for f in json.loads(text)["features"]),
    "hsds": lambda text: map(from_hsds, json.loads(text)["contents"]),
    "fhir": lambda text: read_fhir([json.loads(line) for line in text.split(chr(10))[1:-1]]),
    "jsonld": lambda text: (from_jsonld(node) for node in json.loads(text)["@graph"] if node["@type"] == "MedicalClinic"),
}


def there_and_back(name: str, some: list[Program]) -> Iterator[tuple[object, Program]]:
    """Each program as it comes back, with what should."""
    written = FORMATS[name]
    text = "".join(written.write(some, about(len(some)), VOCABULARY))
    return zip(READ[name](text), (without(p, written.loses) for p in some), strict=True)


QUOTED = replace(claim("therapy:dbt", origin=PAGE, basis=Basis.QUOTED), evidence="We offer DBT skills groups every Tuesday")
STRANGE = replace(
    program(
        "p1",
        listing(
            "a",
            "payment:medicaid therapy:cbt",
            "payment:medicare",
            name='=cmd|"/C calc"!A0; Clínica\n"Niño"\t',
            ranges={"weeks": [(8, inf), (2.5, 3)]},
        ),
        replace(
            listing("b", "therapy:cbt", "payment:medicaid", origin=PAGE, ranges={"weeks": [(4, 6)]}),
            claims=(QUOTED, claim("payment:medicaid", origin=PAGE)),
        ),
        listing("c", "therapy:cbt", origin=OLD_PAGE),
    ),
    care=Care.MENTAL_HEALTH,
    organization="'+1; \\ @SUM(A1)",
    point=on_grid(-39.7, -105.1, Precision.ZIP),
    phones=(Phone("+13035550100", "012", PhoneKind.INTAKE, 33), Phone("+13035550101")),
    website="https://clinica.example/ñ?a=1;b=2",
    siblings=("p2", "p3"),
    listings=("samhsa-directory/sa-1", "page/x;y"),
    replaced_by="p9",
)
HIDDEN = replace(program("p2", listing("h")), address=replace(listing("h").address, hidden=True, county=""))
DISPUTED = program(
    "p3",
    listing("a", "payment:medicaid", ranges={"age": [(18, 60)]}),
    listing("b", no="payment:medicaid", origin=PAGE, ranges={"age": [(3, 9)]}),
)


def test_the_cases_hold_what_their_names_say() -> None:
    assert DISPUTED.measures["age"].disputed and DISPUTED.facts["payment:medicaid"].says == "disputed"
    assert any(c.basis is Basis.QUOTED for f in STRANGE.facts.values() for c in f.claims)
    assert HIDDEN.address.street and HIDDEN.point and HIDDEN.point.precision is Precision.SITE


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_lost_but_what_is_declared(name: str) -> None:
    for found, wanted in there_and_back(name, [STRANGE, HIDDEN, DISPUTED, program("silent")]):
        assert found == wanted


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=15, deadline=None)
@given(some=programs(3))
def test_any_programs_come_back(name: str, some: list[Program]) -> None:
    for found, wanted in there_and_back(name, some):
        assert found == wanted


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_tells_nothing_that_is_not_ours_to_tell(name: str) -> None:
    text = "".join(FORMATS[name].write([STRANGE, replace(HIDDEN, point=on_grid(39.12345, -105.54321))], about(2), VOCABULARY))
    assert "skills groups" not in text and "therapy" in text and PAGE.url in text
    assert "h Main Street" not in text and "39.1234" not in text and "105.5432" not in text


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_says_whose_it_is_and_of_what_generation(name: str) -> None:
    text = "".join(FORMATS[name].write([program("p1", listing("a"))], about(1), VOCABULARY))
    assert "public domain" in text and "SAMHSA" in text and "20260105t000000000000z" in text


@pytest.mark.parametrize("name", FORMATS)
def test_of_no_programs_there_is_a_whole_file(name: str) -> None:
    assert list(there_and_back(name, [])) == []


def test_the_uuids_are_those_of_the_standard() -> None:
    assert uuid_of("service", "p1") == str(uuid5(NAMESPACE_URL, f"{HOME}/service/p1"))


@pytest.mark.parametrize(("as_of", "day"), [("2021", "2021-01-01"), ("2021-07", "2021-07-01"), ("2021-07-14T10:00:00", "2021-07-14")])
def test_a_day_is_the_first_that_a_date_can_mean(as_of: str, day: str) -> None:
    assert first_day(as_of) == day
