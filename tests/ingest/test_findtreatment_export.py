"""FindTreatment.gov's export: what its columns mean, which rows are no answers, and files that are none. No real export was at hand."""

import csv
from pathlib import Path

import openpyxl
import pytest

from finder.claim import Basis
from ingest.errors import SourceError
from ingest.run import run_source
from ingest.snapshot import stored_sources
from ingest.sources.findtreatment_export import code_of, edition_of, field_of, known_codes
from tests.ingest.books import NOW
from tests.ingest.findtreatment.made import counts, says

SAVED = Path(__file__).parent / "saved" / "findtreatment-export" / "FindTreament_Facility_listing_2025_08_19_204912.csv"
with SAVED.open(newline="", encoding="utf-8") as lines:
    HEAD, *ROWS = csv.reader(lines)


def run(path: Path, *, dry_run: bool = True):
    return run_source("findtreatment-export", [str(path)], path.parent, now=NOW, dry_run=dry_run, progress=False)


def written(folder: Path, head: list[str], rows: list[list[str]], delimiter: str = ",") -> Path:
    with (folder / SAVED.name).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows([head, *rows])
    return folder / SAVED.name


def test_prescribers_and_rows_with_nearly_every_box_are_no_facilities():
    report = run(SAVED).report
    assert (report.read, report.kept) == (5, 2)
    assert counts(report.dropped) == {
        "of type BUPREN, whose boxes are no answers": 1,
        "of type OTP, whose boxes are no answers": 1,
        "nearly every box ticked: no answers": 1,
    }


def test_the_number_of_a_row_is_no_id_and_odd_names_are_counted(tmp_path):
    numbered = [[str(900 + n), *row[1:]] for n, row in enumerate(ROWS)]
    assert [x.source_id for x in run(written(tmp_path, HEAD, numbered)).listings] == [x.source_id for x in run(SAVED).listings]
    assert {"a column's odd name, read as oit": 1, "a column's odd name, read as street2": 1}.items() <= counts(
        run(SAVED).report.repairs
    ).items()


def test_every_code_is_known_by_its_column():
    assert {code_of(code.lower()) for code in known_codes()} == known_codes()
    assert [code_of(c) for c in ("oit: intensive outpatient treatment", "oit - iop", "iop", "county", "oit treatment")] == [
        "OIT",
        "OIT",
        "",
        "",
        "",
    ]
    assert [field_of(c) for c in ("type_facility", "typefacility", "street 1", "op")] == ["type_facility", "type_facility", "street1", ""]


def test_a_box_that_was_not_there_denies_nothing(tmp_path):
    without = [n for n, name in enumerate(HEAD) if name not in ("mc", "male")]
    cut = [[row[n] for n in without] for row in [HEAD, *(ROWS[:1])]]
    before, after = (says(run(path).listings[0]) for path in (SAVED, written(tmp_path, cut[0], cut[1:])))
    assert before.keys() - after.keys() == {"payment:medicare"} and not after.keys() - before.keys()


def test_a_cell_that_is_neither_makes_its_category_unsure(tmp_path):
    odd = [cell if name != "mc" else "perhaps" for name, cell in zip(HEAD, ROWS[0], strict=True)]
    result = run(written(tmp_path, HEAD, [odd]))
    assert counts(result.report.unknown_codes) == {"MC: neither 1 nor empty": 1}
    assert not any(c.term.startswith("payment:") and c.basis is Basis.UNTICKED for c in result.listings[0].claims)


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("FindTreament_Facility_listing_2026_01_02_204912.csv", "2025"),  # saved then: the survey of the year before
        ("Substance_Use_FindTreament_Facility_listing_2023_01_24_172855.csv", "2022"),
        ("FindTreatment_2025-06.xlsx", "2025-06"),
        ("export.csv", "2025"),
    ],
)
def test_a_file_is_dated_by_its_name(name, date):
    assert edition_of(name, name, "2026-01-05").date == date


def test_a_stamp_to_come_is_refused():
    with pytest.raises(SourceError, match="still to come"):
        edition_of("FindTreament_Facility_listing_2027_01_02_204912.csv", "", "2026-01-05")


def test_a_workbook_is_read_whichever_sheet_holds_the_facilities(tmp_path):
    book = openpyxl.Workbook(write_only=True)
    for title, rows in (("service code reference", [["service_code"], ["OIT"]]), ("Sheet1", [HEAD, *ROWS])):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([cell or None for cell in row])
    book.save(tmp_path / "FindTreatment_2025-06.xlsx")
    assert [x.source_id for x in run(tmp_path / "FindTreatment_2025-06.xlsx").listings] == [x.source_id for x in run(SAVED).listings]


def test_another_delimiter_is_read(tmp_path):
    assert run(written(tmp_path, HEAD, ROWS, ";")).report.kept == 2


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ([c for c in HEAD if c != "type_facility"], "lacks the columns type_facility"),
        (HEAD[:80], "has 61 columns of service codes"),
        (["name1"], "one column only"),
    ],
)
def test_another_list_is_refused_and_nothing_stored(tmp_path, head, says):
    with pytest.raises(SourceError, match=says):
        run(written(tmp_path, head, [["x"] * len(head)]), dry_run=False)
    assert stored_sources(tmp_path) == []
