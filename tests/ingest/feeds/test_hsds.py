"""HSDS feeds: an API's pages, files and tables, and what is refused."""

from __future__ import annotations

import copy
import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import SourceError
from ingest.snapshot import newest_good
from ingest.sources.hsds import tables
from tests.ingest.feeds.served import nothing_stored, read, saved, served

SERVICE = saved("hsds", "services.json")["contents"][0]


def service(number: int) -> dict[str, Any]:
    return {**copy.deepcopy(SERVICE), "id": f"{SERVICE['id'][:-4]}{number:04}", "name": f"Made-up IOP {number}"}


def page(services: list[Any], number: int, total: int) -> dict[str, Any]:
    return {"total_items": 9, "total_pages": total, "page_number": number, "last_page": number == total, "contents": services}


def short(whole: dict[str, Any]) -> dict[str, Any]:
    return {k: whole[k] for k in ("id", "name", "status", "organization")}


def test_an_api_is_followed_to_its_last_page_and_short_services_are_fetched_whole(tmp_path: Path) -> None:
    def answer(path: str, query: dict[str, str]) -> tuple[int, object]:
        if path != "/v3/services":
            return 200, service(int(path[-4:]))
        number = int(query["page"])
        return 200, page([short(service(2 * number)), service(2 * number + 1)], number, 3)

    with served(answer) as (address, asked):
        result = read("hsds", tmp_path, f"{address}/v3?profile=all")
    assert result.shortfalls == () and (result.report.read, result.report.kept) == (6, 6)
    assert len(asked) == 6 and all("profile=all" in a for a in asked if "page=" in a)
    snapshot = newest_good(tmp_path, "hsds")
    assert snapshot and {x.origin.publisher for x in snapshot.listings()} == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("faulty", "said"),
    [
        (lambda n: page([service(1)], 1, 5), "page 1 came instead of page 2"),
        (lambda n: page([service(1)], n, 5), "runs in a circle"),
        (lambda n: {"services": []}, "not a page of an HSDS 3 API"),
        (lambda n: b"<html>", "no JSON"),
        (lambda n: page(["a service"], n, 2), "no object"),
    ],
)
def test_a_feed_that_loops_or_is_none_is_refused_and_nothing_is_stored(tmp_path: Path, faulty: Any, said: str) -> None:
    with served(lambda path, query: (200, faulty(int(query["page"])))) as (address, _), pytest.raises(SourceError, match=said):
        read("hsds", tmp_path, address)
    assert nothing_stored(tmp_path)


def zipped(**named: list[dict[str, str]]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, rows in named.items():
            text = io.StringIO()
            writer = csv.DictWriter(text, [*dict.fromkeys(k for r in rows for k in r)])
            writer.writeheader()
            writer.writerows(rows)
            packed.writestr(f"data/{name}.csv", "\ufeff" + text.getvalue())
    return held.getvalue()


TABLES: dict[str, list[dict[str, str]]] = {
    "services": [{"id": "s", "organization_id": "o", "name": "Made-up IOP", "status": "active", "description": SERVICE["description"]}],
    "organizations": [{"id": "o", "name": "Made-up Recovery"}],
    "service_at_location": [{"id": "x", "service_id": "s", "location_id": "l"}],
    "locations": [{"id": "l", "location_type": "physical", "latitude": "40.0166", "longitude": "-105.2817"}],
    "addresses": [{"location_id": "l", "address_1": "1 Main St", "city": "Boulder", "state_province": "CO", "postal_code": "80302"}],
    "phones": [{"id": "p", "service_id": "s", "number": "303-555-0142", "type": "voice"}],
    "attributes": [{"id": "t", "link_id": "s", "taxonomy_term_id": "v"}],
    "taxonomy_terms": [{"id": "v", "name": "Veterans", "description": "Veterans"}],
}


def test_tables_in_a_zip_are_nested(tmp_path: Path) -> None:
    (tmp_path / "hsds.zip").write_bytes(zipped(**TABLES))
    assert read("hsds", tmp_path, tmp_path / "hsds.zip").shortfalls == ()
    snapshot = newest_good(tmp_path, "hsds")
    assert snapshot
    (found,) = snapshot.listings()
    assert (found.organization, found.address.city, found.phones[0].number) == ("Made-up Recovery", "Boulder", "+13035550142")
    assert {"population:veterans", "level_of_care:iop"} <= {c.term for c in found.claims}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (zipped(**TABLES)[:-30], "damaged"),
        (zipped(organizations=TABLES["organizations"]), "no table services.csv"),
        ('{"id": "x", "name": "Clínica"}'.encode("latin-1"), "no JSON in UTF-8"),
        (b"[" * 100_000, "no JSON"),
        (b'{"resourceType": "Bundle"}', "no services of HSDS"),
        (b"[7]", "no object"),
        (b'{"id": "x", "name": "y", "iop_finder": {}}', "not a service of ours"),
    ],
)
def test_what_is_no_feed_is_refused_in_a_sentence(tmp_path: Path, body: bytes, said: str) -> None:
    (tmp_path / "feed").write_bytes(body)
    with pytest.raises(SourceError, match=said):
        read("hsds", tmp_path, tmp_path / "feed")
    assert nothing_stored(tmp_path)


def test_a_zip_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_BYTES", 10_000)
    bomb = zipped(**{**TABLES, "organizations": [{"id": "o", "name": "x" * 100_000}]})
    assert len(bomb) < 10_000
    (tmp_path / "bomb.zip").write_bytes(bomb)
    with pytest.raises(SourceError, match="unpacks to more than"):
        read("hsds", tmp_path, tmp_path / "bomb.zip")
    assert nothing_stored(tmp_path)


def test_what_nobody_takes_is_counted(tmp_path: Path) -> None:
    odd = service(1) | {"capacities": [1]}
    odd["attributes"] = [{"taxonomy_term": {"name": "Basket weaving"}}]
    (tmp_path / "feed.json").write_text(json.dumps([odd, service(1), service(2) | {"status": "defunct"}]), "utf-8")
    report = read("hsds", tmp_path, tmp_path / "feed.json").report
    assert [*report.unread] == ["capacities"] and [*report.unknown_codes] == ["attribute: Basket weaving"]
    assert {what: c.count for what, c in report.dropped.items()} == {"the same service again": 1, "a service that is defunct": 1}
