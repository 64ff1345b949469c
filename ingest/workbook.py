"""Rows of Excel workbooks, read one at a time, and clear words for files that are none."""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from ingest.errors import SourceError

MOST_BYTES = 500_000_000
"""Unpacked; a directory of 12,000 facilities is 13 MB. More is a mistake or a trap."""

Row = dict[str, str]
"""By column, in lower case, the text of each cell that is not empty."""

# What openpyxl and the standard library raise on files that were cut, garbled or never were workbooks.
_DAMAGED = (zlib.error, EOFError, SyntaxError, KeyError, IndexError, TypeError, ValueError, AttributeError, OSError, RuntimeError)


class Workbook:
    """An open workbook; `name` is the file's, without folders, for messages. Every method raises SourceError where it is damaged."""

    def __init__(self, name: str, book: Any) -> None:
        self.name = name
        self._book = book
        self.sheets: tuple[str, ...] = tuple(book.sheetnames)

    def columns(self, sheet: str) -> tuple[str, ...]:
        """The sheet's column names, from its first row, in lower case."""
        return heading(next(self._lines(sheet), ()))

    def titles(self, sheet: str) -> tuple[str, ...]:
        """The sheet's column names as they are written."""
        return titles(next(self._lines(sheet), ()))

    def rows(self, sheet: str) -> Iterator[tuple[int, Row]]:
        """The number of each row, as Excel shows it, and its cells; rows without any are left out."""
        lines = self._lines(sheet)
        columns = heading(next(lines, ()))
        for number, cells in enumerate(lines, 2):
            row = {column: text for column, cell in zip(columns, cells, strict=False) if (text := text_of(cell))}
            if row:
                yield number, row

    def _lines(self, sheet: str) -> Iterator[tuple[object, ...]]:
        with _reading(self.name):
            lines = self._book[sheet].iter_rows(values_only=True)
        while True:
            with _reading(self.name):
                cells = next(lines, None)
            if cells is None:
                return
            yield cells


@contextmanager
def open_workbook(name: str, body: bytes) -> Iterator[Workbook]:
    """The workbook that the bytes hold. Raises SourceError where they hold none."""
    with _reading(name):
        with zipfile.ZipFile(BytesIO(body)) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > MOST_BYTES:
            raise SourceError(f"{name}: unpacks to more than {MOST_BYTES:,} bytes; not read")
        book = load_workbook(BytesIO(body), read_only=True, data_only=True)
    try:
        yield Workbook(name, book)
    finally:
        book.close()


def text_of(cell: object) -> str:
    """A cell as text with single spaces, none around it; whole numbers without ".0", empty cells as ""."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split()) if cell is not None else ""


def heading(cells: tuple[object, ...]) -> tuple[str, ...]:
    """Column names in lower case, each once: one that has none is called by its number, one that comes again "phone (2)": none is lost."""
    return tuple(name.lower() for name in titles(cells))


def titles(cells: tuple[object, ...]) -> tuple[str, ...]:
    """Column names as they are written, each once in whatever case."""
    seen: Counter[str] = Counter()
    names = []
    for number, cell in enumerate(cells, 1):
        name = text_of(cell) or f"column {number}"
        seen[name.lower()] += 1
        names.append(name if seen[name.lower()] == 1 else f"{name} ({seen[name.lower()]})")
    return tuple(names)


@contextmanager
def _reading(name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, InvalidFileException) as e:
        raise SourceError(f"{name}: not an Excel workbook (.xlsx), or cut short on its way; fetch it again") from e
    except _DAMAGED as e:
        raise SourceError(f"{name}: a damaged workbook ({type(e).__name__}); fetch it again") from e
