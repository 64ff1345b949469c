"""Small directory workbooks in SAMHSA's form, with facilities that do not exist, and the means to run them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from finder.source import Expectations
from ingest.sources import samhsa_directory

_PHONES = ("phone", "intake1", "intake2", "intake1a", "intake2a")
COLUMNS = ("name1", "name2", "street1", "street2", "city", "state", "zip", *_PHONES, "service_code_info")
REFERENCE = {"SA": ("SA", "DT", "OIT", "OP", "NP", "MD"), "MH": ("MH", "PHDT", "OP", "CMHC")}
NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)

PLAIN: dict[str, object] = {
    "name1": "Made-up Recovery Center",
    "street1": "1200 Main Street",
    "city": "Boulder",
    "state": "CO",
    "zip": "80302",
    "phone": "303-555-0142",
    "service_code_info": "SA * OIT OP * MD",
}


def facility(**cells: object) -> dict[str, object]:
    """The plain facility with other cells; None empties one."""
    return {**PLAIN, **cells}


def directory(
    folder: Path,
    survey: str = "SA",
    rows: Iterable[Mapping[str, object]] = (PLAIN,),
    *,
    name: str | None = None,
    columns: tuple[str, ...] = COLUMNS,
    sheets: tuple[str, str] = ("Facilities List", "Service Code Reference"),
) -> str:
    """The path of a directory workbook with these rows."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(sheets[0])
    sheet.append(columns)
    for row in rows:
        sheet.append([row.get(column) for column in columns])
    sheet = book.create_sheet(sheets[1])
    sheet.append(("category_code", "category_name", "service_code", "service_name", "service_description"))
    for code in REFERENCE[survey]:
        sheet.append(("", "", code, "", ""))
    path = folder / (name or f"National_Directory_{survey}_Facilities_2022.xlsx")
    folder.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return str(path)


def expect_little(monkeypatch: pytest.MonkeyPatch, **expected: object) -> None:
    """Lets a run of a row or two pass for good."""
    expects = Expectations(**({"listings": {"n-sumhss-sa": 1}, "dropped": 1.0} | expected))  # type: ignore[arg-type]
    monkeypatch.setattr(samhsa_directory, "SOURCE", replace(samhsa_directory.SOURCE, expects=expects))
