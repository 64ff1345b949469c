"""Lists as people save them, in whatever encoding and with whatever delimiter; and those that are none."""

import csv
import io
import zipfile

import openpyxl
import pytest

from ingest.errors import SourceError
from ingest.table import open_table
from ingest.tally import Tally
from ingest.workbook import MOST_BYTES

ROWS = [["Name", "Street", "Town"], ["Made-up Peña House", "9 Oak Lane, Suite 5", "Cañon City"], ["Other, Inc", "1 Elm", "Reno"]]
READ = [
    {"name": "Made-up Peña House", "street": "9 Oak Lane, Suite 5", "town": "Cañon City"},
    {"name": "Other, Inc", "street": "1 Elm", "town": "Reno"},
]


def text_of(delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(ROWS)
    return out.getvalue()


def read(body: bytes, tally: Tally | None = None) -> list[dict[str, str]]:
    with open_table("list.csv", body, tally or Tally()) as table:
        return [row for _, row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_list_is_read_whatever_its_encoding_and_delimiter(encoding, delimiter):
    assert read(text_of(delimiter).encode(encoding)) == READ


def test_a_workbook_is_a_list_too(tmp_path):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("list")
    for row in ROWS:
        sheet.append(row)
    book.save(tmp_path / "x.xlsx")
    assert read((tmp_path / "x.xlsx").read_bytes()) == READ


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "one column only"),
        (b"Name\nA\nB\n", "one column only"),
        (text_of().encode("utf-16-le"), "UTF-16 without its mark"),
        (b"Name,Town\n\x81\x8d,x\n", "no encoding that we know"),
        (b'Name,Town\n"A,x\nB,y\n', "begins on line 2"),
        (b'Name,Town\n"A"b,x\n', "quotation marks"),
        (b"PK\x03\x04 not a workbook", "not an Excel workbook"),
    ],
)
def test_what_is_no_list_is_refused_in_words(body, says):
    with pytest.raises(SourceError, match=says):
        read(body)


def test_a_workbook_that_unpacks_to_a_mountain_is_not_unpacked(monkeypatch):
    monkeypatch.setattr("ingest.workbook.MOST_BYTES", MOST_BYTES // 1_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b"0" * (MOST_BYTES // 900))
    with pytest.raises(SourceError, match="unpacks to more than"):
        read(packed.getvalue())


def test_rows_that_do_not_fit_are_counted():
    tally = Tally()
    assert read(b"a,b,c\n1,2,3\n4,5\n\n6,7,8,9\n1,2,3,,\n", tally) == [{"a": "1", "b": "2", "c": "3"}, {"a": "4", "b": "5"}, READ_ALIKE]
    assert tally.dropped.first == {"more cells than columns": "line 5 of list.csv"}
    assert list(tally.repairs.number.values()) == [1]


READ_ALIKE = {"a": "1", "b": "2", "c": "3"}


def test_columns_of_one_name_and_of_none_are_kept_apart():
    with open_table("list.csv", b"phone,,phone\n1,2,3\n", Tally()) as table:
        assert table.columns == ("phone", "column 2", "phone (2)")
        assert [row for _, row in table.rows] == [{"phone": "1", "column 2": "2", "phone (2)": "3"}]
