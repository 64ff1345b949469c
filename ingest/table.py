"""Rows of lists as people save them: CSV in any of the usual encodings and delimiters, or the first sheet of an Excel workbook."""

from __future__ import annotations

import csv
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from ingest.errors import SourceError
from ingest.tally import Tally
from ingest.workbook import Row, heading, open_workbook, text_of, titles

DELIMITERS = ",;\t|"
LOOKED_AT = 100
"""Rows by which the delimiter is told."""


@dataclass(frozen=True, slots=True)
class Table:
    """A list's column names, each once, as written and in lower case; its rows with the numbers that a spreadsheet shows for them."""

    name: str
    titles: tuple[str, ...]
    columns: tuple[str, ...]
    rows: Iterator[tuple[int, Row]]


@contextmanager
def open_table(name: str, body: bytes, tally: Tally) -> Iterator[Table]:
    """The list that the bytes hold; rows that do not fit its columns are counted. Raises SourceError where they hold none."""
    if body[:2] == b"PK":
        with open_workbook(name, body) as book:
            sheet = book.sheets[0]
            yield Table(name, book.titles(sheet), book.columns(sheet), book.rows(sheet))
        return
    text = decode(name, body)
    lines = _lines(name, text, delimiter_of(name, text))
    first = tuple(next(lines, (0, []))[1])
    columns = heading(first)
    yield Table(name, titles(first), columns, _rows(name, columns, lines, tally))


def decode(name: str, body: bytes) -> str:
    """The text: UTF-8, UTF-16 with its mark, or Windows-1252. Raises SourceError for bytes that are none of these."""
    if body.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in body[:4096]:
        raise SourceError(f"{name}: not a text file, or one in UTF-16 without its mark; save it as CSV in UTF-8")
    else:
        encodings = ["utf-8-sig"] if body.startswith(BOM_UTF8) else ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError(f"{name}: in no encoding that we know (UTF-8, UTF-16, Windows-1252), or damaged; save it as CSV in UTF-8")


def delimiter_of(name: str, text: str) -> str:
    """The delimiter by which most rows have as many cells as the first. Raises SourceError where there is but one column."""
    ranked = []
    for delimiter in DELIMITERS:
        try:
            widths = [len(cells) for cells in islice(csv.reader(StringIO(text), delimiter=delimiter), LOOKED_AT) if cells]
        except csv.Error:
            continue
        if widths and widths[0] > 1:
            ranked.append((sum(w == widths[0] for w in widths) / len(widths), widths[0], delimiter))
    if not ranked:
        raise SourceError(f"{name}: has one column only, or none: a list has its columns parted by a comma, semicolon, tab or |")
    return max(ranked)[2]


def _lines(name: str, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The line on which each row begins, and its cells; empty rows are left out."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as e:
            raise SourceError(f"{name}: the row that begins on line {number:,} cannot be read ({e}): look at its quotation marks") from e
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield number, cells


def _rows(name: str, columns: tuple[str, ...], lines: Iterator[tuple[int, list[str]]], tally: Tally) -> Iterator[tuple[int, Row]]:
    for number, cells in lines:
        where = f"line {number} of {name}"
        if any(cell.strip() for cell in cells[len(columns) :]):
            tally.read += 1
            tally.dropped.add("more cells than columns", where)
            continue
        if len(cells) < len(columns):
            tally.repairs.add("fewer cells than columns, the last ones taken as empty", where)
        yield number, {column: text for column, cell in zip(columns, cells, strict=False) if (text := text_of(cell))}
