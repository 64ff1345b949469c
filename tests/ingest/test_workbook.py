"""Workbooks: cells as text, and files that are none."""

import pytest

from ingest import workbook
from ingest.errors import SourceError
from ingest.workbook import open_workbook, text_of
from tests.ingest.books import directory, facility


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), ("  two   words ", "two words"), (80302, "80302"), (80302.0, "80302"), (1.5, "1.5"), ("\n", ""), (0, "0")],
)
def test_a_cell_as_text(cell, text):
    assert text_of(cell) == text


def test_rows_have_excels_numbers_and_empty_ones_are_left_out(tmp_path):
    path = directory(tmp_path, rows=[facility(), {}, facility(zip=80302, name2=None)])
    with open(path, "rb") as file, open_workbook("book.xlsx", file.read()) as book:
        rows = list(book.rows(book.sheets[0]))
    assert [number for number, _ in rows] == [2, 4]
    assert rows[1][1]["zip"] == "80302" and "name2" not in rows[1][1]


def whole(tmp_path):
    with open(directory(tmp_path, rows=[facility()] * 50), "rb") as file:
        return file.read()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda body: b"", "not an Excel workbook"),
        (lambda body: b"<html>Access denied</html>", "not an Excel workbook"),
        (lambda body: body[: len(body) // 2], "cut short"),
        (lambda body: body[:-30], "cut short"),
        (lambda body: b"PK\x03\x04" + b"\x00" * 500, "not an Excel workbook"),
    ],
)
def test_a_file_that_is_no_workbook_is_called_so(tmp_path, spoil, words):
    with pytest.raises(SourceError, match=words) as caught, open_workbook("book.xlsx", spoil(whole(tmp_path))):
        pass
    assert str(caught.value).startswith("book.xlsx: ")


def test_any_byte_of_a_workbook_may_be_wrong(tmp_path):
    """Whatever is garbled, it is read, or called damaged; never another error."""
    body = whole(tmp_path)
    for at in range(0, len(body), 97):
        garbled = bytearray(body)
        garbled[at : at + 8] = b"\xff\x00garble"
        try:
            with open_workbook("book.xlsx", bytes(garbled)) as book:
                list(book.rows(book.sheets[0]))
        except SourceError as e:
            assert "book.xlsx" in str(e)


def test_a_workbook_that_unpacks_to_too_much_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_BYTES", 1_000)
    with pytest.raises(SourceError, match="unpacks to more than 1,000 bytes"), open_workbook("book.xlsx", whole(tmp_path)):
        pass
