"""Answers of the API with facilities that do not exist, and the means to read them."""

import json
from typing import Any

from data.samhsa import load_codebooks
from finder.claim import Says
from ingest.run import run_source
from tests.ingest.books import NOW

API = "https://findtreatment.gov/locator/exportsAsJson/v2"
COLORADO = f"{API}?sAddr=0,0&limitType=0&limitValue=24&sType=sa"

PLAIN: dict[str, Any] = {
    "_irow": 1,
    "name1": "Made-up Recovery Center",
    "name2": None,
    "street1": "1200 Main Street",
    "street2": None,
    "city": "Boulder",
    "state": "CO",
    "zip": "80302",
    "phone": "303-555-0142",
    "intake1": None,
    "hotline1": None,
    "website": "https://made-up.example",
    "latitude": "40.0176",
    "longitude": "-105.2797",
    "miles": 1.2,
    "typeFacility": "SA",
    "services": [
        {"f1": "Type of Care", "f2": "TC", "f3": "Substance use treatment"},
        {"f1": "Service Setting", "f2": "SET", "f3": "Outpatient; Intensive outpatient treatment"},
        {"f1": "Payment", "f2": "PAY", "f3": "Medicaid"},
    ],
}


def row(**fields: Any) -> dict[str, Any]:
    """The plain row with other fields."""
    return {**PLAIN, **fields}


def services(**labels: str) -> list[dict[str, str]]:
    return [{"f1": category, "f2": category, "f3": text} for category, text in labels.items()]


def rows(count: int, begin: int = 0, **fields: Any) -> list[dict[str, Any]]:
    return [row(name1=f"Made-up Center {n}", **fields) for n in range(begin, begin + count)]


def page(own: list[dict[str, Any]], number: int = 1, pages: int = 1, records: int | None = None) -> dict[str, Any]:
    return {"page": number, "totalPages": pages, "recordCount": len(own) if records is None else records, "rows": own}


def write(folder, body: Any, name: str = "saved_2025-06-30.json") -> str:
    path = folder / name
    path.write_bytes(body if isinstance(body, bytes) else json.dumps(body).encode())
    return str(path)


def run(folder, *places: str, **more):
    return run_source("findtreatment", places, folder / "home", now=NOW, dry_run=True, progress=False, **more)


def read(folder, *own: dict[str, Any], **more):
    return run(folder, write(folder, page(list(own)), **more))


def says(listing) -> dict[str, Says]:
    return {c.term: c.says for c in listing.claims}


def counts(counted) -> dict[str, int]:
    return {what: c.count for what, c in counted.items()}


CODES = {code.code: code for book in load_codebooks().values() for code in book.codes.values()}


def as_sent(cells: dict[str, str], kind: str) -> dict[str, Any]:
    """A directory's row as the API would send it: labels for codes, null for what is empty."""
    labels: dict[str, list[str]] = {}
    for code in cells.pop("service_code_info", "").replace("*", " ").split():
        labels.setdefault(CODES[code].category, []).append(CODES[code].name)
    sent = {name: value for name, value in cells.items() if name not in ("intake1a", "intake2a")}
    told = services(**{category: "; ".join(own) for category, own in labels.items()})
    return {**dict.fromkeys(PLAIN), "intake2": None, **sent, "type_facility": kind, "services": told}
