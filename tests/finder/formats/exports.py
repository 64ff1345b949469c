"""Programs that are hard to write, and how each format is read back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from math import inf
from typing import Any

from data.vocabulary import load_vocabulary
from finder.claim import Basis
from finder.formats.csv import from_csv
from finder.formats.exchange import About, Credit
from finder.formats.fhir import from_fhir
from finder.formats.geojson import from_geojson
from finder.formats.hsds import from_hsds
from finder.formats.jsonld import from_jsonld
from finder.formats.records import from_lines
from finder.listing import Care, Closed, Closing, Phone, PhoneKind
from finder.place import Precision, on_grid
from finder.program import Program
from tests.builders import OLD_PAGE, PAGE, claim, listing, program

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


QUOTED = replace(
    claim("therapy:dbt", origin=PAGE, basis=Basis.QUOTED), evidence="We offer DBT skills groups every Tuesday", heading="Our skills groups"
)
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
    closed=Closed("2026-01-05", "s", Closing.SAID),
)
HIDDEN = replace(program("p2", listing("h")), address=replace(listing("h").address, hidden=True, county=""))
DISPUTED = program(
    "p3",
    listing("a", "payment:medicaid", ranges={"age": [(18, 60)]}),
    listing("b", no="payment:medicaid", origin=PAGE, ranges={"age": [(3, 9)]}),
)
