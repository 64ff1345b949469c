"""FHIR directories: a server's Bundles, files, and what is refused."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import SourceError
from ingest.snapshot import newest_good
from tests.ingest.feeds.served import nothing_stored, read, saved, served

RESOURCES = [entry["resource"] for entry in saved("plan-net", "bundle.json")["entry"]]
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "too-costly", "diagnostics": "Ask for less"}]}
PATIENT = {"resourceType": "Patient", "id": "made-up"}


def service(number: int) -> dict[str, Any]:
    return {**copy.deepcopy(RESOURCES[2]), "id": f"s{number}", "name": f"Made-up IOP {number}"}


def bundle(resources: list[Any], following: str = "", kind: str = "searchset") -> dict[str, Any]:
    link = [{"relation": "self", "url": "x"}, *([{"relation": "next", "url": following}] if following else [])]
    return {"resourceType": "Bundle", "type": kind, "link": link, "entry": [{"resource": r} for r in resources]}


def test_a_search_is_followed_by_its_next_links_and_read_when_it_is_whole(tmp_path: Path) -> None:
    def answer(path: str, query: dict[str, str]) -> tuple[int, object]:
        number = int(query.get("page", "1"))
        place = [RESOURCES[0], RESOURCES[1]] if number == 3 else []  # what services refer to may come later
        return 200, bundle([service(number), *place], f"?page={number + 1}" if number < 3 else "")

    with served(answer) as (address, asked):
        result = read("plan-net", tmp_path, f"{address}/fhir/HealthcareService?_lastUpdated=gt2025-01-01")
    assert result.shortfalls == () and result.report.kept == 3 and len(asked) == 3
    assert "_lastUpdated=gt2025-01-01" in asked[0] and "_include=HealthcareService%3Alocation" in asked[0]
    snapshot = newest_good(tmp_path, "plan-net")
    assert snapshot and {x.name for x in snapshot.listings()} == {"Made-up IOP 1", "Made-up IOP 2", "Made-up IOP 3"}


@pytest.mark.parametrize(
    ("faulty", "said"),
    [
        (bundle([service(1)], "/fhir/HealthcareService?page=again"), "run in a circle"),
        (bundle([service(1)], "https://elsewhere.example/fhir?page=2"), "leads to another server, elsewhere.example"),
        (OUTCOME, "the server reports: Ask for less"),
        (bundle([service(1), OUTCOME]), "the server reports: Ask for less"),
        (bundle([PATIENT]), "holds no HealthcareService, but Patient"),
        (bundle([]), "holds no HealthcareService, but nothing"),
        (bundle([service(1)], kind="transaction"), "not a Bundle of a search, but a Bundle of another type"),
        (PATIENT, "not a Bundle of a search, but Patient"),
        ([], "not a FHIR resource"),
        (b"<Bundle/>", "no JSON"),
    ],
)
def test_what_is_no_search_is_refused_and_nothing_is_stored(tmp_path: Path, faulty: object, said: str) -> None:
    with served(lambda path, query: (200, faulty)) as (address, _), pytest.raises(SourceError, match=said):
        read("plan-net", tmp_path, f"{address}/fhir")
    assert nothing_stored(tmp_path)


def lines(*resources: object) -> bytes:
    return b"".join(json.dumps(r).encode() + b"\n" for r in resources)


@pytest.mark.parametrize("body", [lines(*RESOURCES), json.dumps(bundle(RESOURCES, kind="collection"), indent=1).encode()])
def test_lines_and_bundles_are_read_alike(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "directory").write_bytes(body)
    assert read("plan-net", tmp_path, tmp_path / "directory").report.kept == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (lines(*RESOURCES) + b'{"resourceType": "Org', "line 6 of directory: no JSON"),
        (lines(*RESOURCES, 7), "line 6 of directory: not a FHIR resource"),
        (lines(RESOURCES[2], {"id": "x"}), "line 2 of directory: no FHIR resource"),
        (json.dumps(bundle(RESOURCES, "?page=2")).encode(), "one Bundle of several"),
        (json.dumps(bundle(RESOURCES, kind="message")).encode(), "a Bundle of type message"),
        ('{"resourceType": "Clínica"}'.encode("latin-1"), "no JSON in UTF-8"),
        (json.dumps(bundle([PATIENT], kind="collection")).encode(), "holds no HealthcareService, but Patient"),
    ],
)
def test_a_file_that_is_no_directory_is_refused_in_a_sentence(tmp_path: Path, body: bytes, said: str) -> None:
    (tmp_path / "directory").write_bytes(body)
    with pytest.raises(SourceError, match=said):
        read("plan-net", tmp_path, tmp_path / "directory")
    assert nothing_stored(tmp_path)


def test_what_nobody_takes_is_counted(tmp_path: Path) -> None:
    odd = service(1) | {"newElement": 1, "type": [{"text": "Basket weaving"}]}
    body = lines(*RESOURCES[:2], odd, service(2) | {"active": False}, service(3) | {"location": []}, PATIENT)
    (tmp_path / "directory").write_bytes(body)
    report = read("plan-net", tmp_path, tmp_path / "directory").report
    assert {*report.unread} == {"newElement", "a resource of type Patient"} and [*report.unknown_codes] == ["type: Basket weaving"]
    assert {*report.dropped} == {"a service that is not active", "at no place that is in the feed"}
