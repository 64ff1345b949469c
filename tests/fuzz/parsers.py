"""The parsers, each as a function of bytes with examples to begin from. Only an error of ours may come out, whatever goes in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from data.crisis import load_crisis
from data.gazetteer import gazetteer
from data.samhsa import load_codebooks
from data.samhsa.labels import load_labels
from data.vocabulary import load_vocabulary
from finder.claim import Origin, Scope
from finder.codebook import CodeReader
from finder.errors import FinderError
from finder.formats.records import from_lines, to_lines
from finder.lexicon import Lexicon
from ingest.extract import extract, read_page
from ingest.mapping.model import Mapping, load_mapping
from ingest.mapping.row import read_row
from ingest.sources.hsds.feed import read_feed
from ingest.sources.hsds.service import read_service as read_hsds
from ingest.sources.plan_net.bundle import Directory, resources_in
from ingest.sources.plan_net.service import read_service as read_fhir
from ingest.sources.samhsa_directory import read_codes
from ingest.table import open_table
from ingest.tally import Tally
from search.cursor import Cursor, from_text, to_text
from search.engine import Place, generation_name
from search.intent import read_sentence
from search.places import find_places, locate
from search.written import read_wish
from tests.builders import program

SAVED = Path(__file__).parent.parent / "ingest" / "saved"
NOW = datetime(2026, 1, 5, tzinfo=UTC)
ORIGIN = Origin("fuzz", "Fuzz", "form", Scope.FACILITY, "https://fuzz.example/", "2025", "2026-01-05")


@dataclass(frozen=True)
class Parser:
    """What reads bytes, the errors that it may raise beside ours, and examples."""

    read: Callable[[bytes], object]
    examples: tuple[bytes, ...]
    allowed: tuple[type[Exception], ...] = (FinderError,)

    def __call__(self, data: bytes) -> bool:
        """Whether the bytes could be read. Raises what no caller expects."""
        try:
            self.read(data)
        except self.allowed:
            return False
        return True


@cache
def readers() -> tuple[CodeReader, ...]:
    """Of each survey, made once."""
    return tuple(book.reader(ORIGIN) for book in load_codebooks().values())


def codes(data: bytes) -> None:
    """SAMHSA's codes of a row, and labels of FindTreatment.gov."""
    text, tally = data.decode("utf-8", "replace"), Tally()
    ticked = read_codes(text, tally, "")
    for reader in readers():
        reader.read(ticked)
    category, _, said = text.partition(":")
    list(load_labels().read(category, said))


def places(data: bytes) -> None:
    """A place as it is typed."""
    text = data.decode("utf-8", "replace")
    find_places(text, gazetteer())
    locate(text)


@cache
def lexicon() -> Lexicon:
    """The lexicon, made once."""
    return Lexicon(load_vocabulary())


def sentences(data: bytes) -> None:
    """A sentence, in any language."""
    read_sentence(data.decode("utf-8", "replace"), lexicon(), load_crisis())


def wishes(data: bytes) -> None:
    """A wish as it is written."""
    read_wish(data.decode("utf-8", "replace"), "prefer", load_vocabulary())


def cursors(data: bytes) -> None:
    """A cursor: what comes out of one is what went in."""
    cursor = from_text(data.decode("utf-8", "surrogateescape"), "s")
    assert (
        from_text(to_text(cursor), "s") == cursor or cursor.place.score != cursor.place.score or cursor.place.metres != cursor.place.metres
    )


def pages(data: bytes) -> None:
    """A page of a program, with its structured data: every quotation stands on it."""
    extract(read_page(data, "https://fuzz.example/program"))


@cache
def mapping() -> Mapping:
    """The mapping of the saved list."""
    return load_mapping(SAVED / "csv" / "mapping.toml")


def lists(data: bytes) -> None:
    """A list, by a mapping."""
    tally = Tally()
    with open_table("list.csv", data, tally) as table:
        for number, row in table.rows:
            list(read_row(row, mapping(), ORIGIN, tally, f"row {number}"))


def hsds(data: bytes) -> None:
    """An HSDS feed."""
    for service, where in read_feed(data, "feed"):
        list(read_hsds(service, Tally(), where))


def fhir(data: bytes) -> None:
    """A Bundle of Plan-Net."""
    held = Directory()
    for resource in resources_in(data, "bundle"):
        held.add(resource)
    for service in held.services.values():
        list(read_fhir(service, held, Tally(), "bundle"))


def records(data: bytes) -> None:
    """Lines of a snapshot, or of an export."""
    list(from_lines(data.decode("utf-8", "replace").splitlines()))


CURSOR = to_text(Cursor(generation_name(NOW), "s", 30.0, Place(1.5, 1200.0, "pabcdefghij"), 20)).encode()
PAGE = b"""<html lang=en><title>North Clinic</title><script type="application/ld+json">{"@type": "MedicalClinic", "name": "North",
"address": {"streetAddress": "1 Main St", "postalCode": "80301"}, "openingHours": ["Mo-Fr 09:00-17:00"],
"dateModified": "2025-03-01"}</script>
<h1>Intensive Outpatient Program</h1><p>Three hours a day, Monday to Thursday, for 8-12 weeks. We accept Medicaid and Aetna; not Cigna.
Ages 13 to 17. DBT, CBT and EMDR groups. $150 per session. <table><tr><th>Level<th>Hours<tr><td>IOP<td>9 hours per week</table>"""
PARSERS: dict[str, Parser] = {
    "codes": Parser(codes, (b"SA OIT CBT MD SF AD ADLT", b"MH OP DBT * SI", b"Type of Care: Substance use treatment; Detoxification")),
    "places": Parser(
        places, (b"80301", b"Boulder, CO", b"St. Louis County, Missouri", b"40.01,-105.27", b"New York, NY", "Cañon City".encode())
    ),
    "sentences": Parser(
        sentences,
        (
            b"DBT group for my 15 year old near Boulder CO, we have Medicaid, no 12 step, evenings, 9 to 12 hours a week",
            "Busco un programa para mi hija de 16 años cerca de Denver, que acepte Medicaid y hable español".encode(),
            b"I want to die and I drink every day, is there help in 80301 within 20 miles?",
        ),
    ),
    "wishes": Parser(wishes, (b"payment:medicaid", b"payment:medicaid,medicare", b"hours_per_week:9..12", b"age:..17")),
    "cursors": Parser(cursors, (CURSOR,)),
    "pages": Parser(pages, (PAGE,)),
    "lists": Parser(lists, ((SAVED / "csv" / "list.csv").read_bytes(),)),
    "hsds": Parser(hsds, ((SAVED / "hsds" / "services.json").read_bytes(),)),
    "fhir": Parser(fhir, ((SAVED / "plan-net" / "bundle.json").read_bytes(),)),
    "records": Parser(
        records, ("\n".join(to_lines([program("p1", yes="payment:medicaid", no="therapy:dbt")])).encode(),), (FinderError, ValueError)
    ),
}


def is_json(data: bytes) -> bool:
    """Whether it is one JSON value."""
    try:
        json.loads(data)
    except ValueError:
        return False
    return True
