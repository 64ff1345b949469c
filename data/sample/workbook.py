"""A directory as a workbook: the facilities, and the key of the codes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from openpyxl import Workbook

from data.sample.row import CELLS, Row
from data.sample.tables import load_categories
from data.sample.ticks import format_codes

REFERENCE = ("category_code", "category_name", "service_code", "service_name", "service_description")


def write_workbook(path: Path, survey: str, rows: list[Row]) -> Path:
    """The path, where the workbook now is: sheets, columns and cells as in the national directories of 2022."""
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = "IOP Finder", "Synthetic facilities: none of them exists"
    book.properties.created = datetime(2022, 5, 6)  # that of the real books
    sheet = book.create_sheet("Facilities List")
    sheet.append((*CELLS, "service_code_info"))
    for row in rows:
        sheet.append((*(row.cells.get(name) for name in CELLS), format_codes(survey, row.codes)))
    sheet = book.create_sheet("Service Code Reference")
    sheet.append(REFERENCE)
    for line in _key(survey):
        sheet.append(line)
    book.save(path)
    return path


def _key(survey: str) -> Iterator[tuple[str, str, str, str, None]]:
    """Category, its name, code, its name, and no description; names are those of the checked dictionary."""
    raw = tomllib.loads((files("data.samhsa") / "codes.toml").read_text("utf-8"))
    for category in load_categories(survey):
        for code in category.ticked:
            yield category.code, raw["categories"][category.code]["name"], code, raw["codes"][code]["name"], None
