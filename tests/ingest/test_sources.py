"""Every source, found by its file: it declares itself fully, and reads its saved input as `expected.json` beside it says.

`saved/<source>/` holds inputs written by us (a folder named *.xlsx is a workbook, its CSV files are the sheets in order) and
`expected.json` (of lists `mapping.toml` too): by source_id, the fields that must come out; of its claims, under "says", those that
matter, null for silence.
"""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from finder.listing import Listing
from ingest.run import run_source
from ingest.sources import all_sources
from tests.ingest.books import NOW

SAVED = Path(__file__).parent / "saved"
SOURCES = all_sources()


@pytest.mark.parametrize("id", SOURCES)
def test_a_source_declares_itself(id):
    module = SOURCES[id]
    source, spider = module.SOURCE, module.Spider
    assert source.id == spider.name == id and spider.source is source
    assert source.title and source.publisher and source.address and source.licence and source.credit and source.forms
    assert source.expects.listings.keys() <= set(source.forms) and source.expects.listings, "what a good run must hold"


def pack(saved: Path, folder: Path) -> Path:
    """The saved input as the publisher would send it."""
    if saved.is_file():
        return Path(shutil.copy(saved, folder))
    book = openpyxl.Workbook(write_only=True)
    for sheet in sorted(saved.glob("*.csv")):
        with sheet.open(newline="", encoding="utf-8") as lines:
            rows = list(csv.reader(lines))
        page = book.create_sheet(sheet.stem.partition(" ")[2])
        for row in rows:
            page.append([cell or None for cell in row])
    book.save(folder / saved.name)
    return folder / saved.name


def plain(x: Listing) -> dict[str, Any]:
    """The listing as `expected.json` writes it."""
    return {
        "name": x.name,
        "organization": x.organization,
        "care": str(x.care),
        "address": [x.address.street, x.address.city, x.address.county, x.address.state, x.address.zip],
        "point": x.point and str(x.point.precision),
        "phones": [f"{p.kind} {p.number} {p.extension}".strip() for p in x.phones],
        "says": {c.term: str(c.says) for c in x.claims},
    }


@pytest.mark.parametrize("id", SOURCES)
def test_a_source_reads_its_saved_input(id, tmp_path):
    inputs = sorted(p for p in (SAVED / id).iterdir() if p.name not in ("expected.json", "mapping.toml"))
    mapping = SAVED / id / "mapping.toml"
    expected = json.loads((SAVED / id / "expected.json").read_text("utf-8"))
    result = run_source(
        id,
        [str(pack(p, tmp_path)) for p in inputs],
        tmp_path,
        now=NOW,
        dry_run=True,
        progress=False,
        mapping=mapping if mapping.exists() else None,
    )
    found = {x.source_id: plain(x) for x in result.listings}
    assert found.keys() == expected.keys()
    for source_id, wanted in expected.items():
        got = found[source_id]
        assert {term: got["says"].get(term) for term in wanted["says"]} == wanted["says"], source_id
        assert {k: got[k] for k in wanted if k != "says"} == {k: v for k, v in wanted.items() if k != "says"}, source_id
    assert not result.report.unread and not result.report.unknown_codes
