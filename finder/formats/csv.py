"""CSV (RFC 4180, UTF-8, CRLF): one row a program, the columns of `finder.formats.row`, its sources' licences and credits, the generation.

Lists stand in one cell, parted by "; ". A spreadsheet runs a cell that begins with = + - @, a tab or a carriage return: such a cell gets
an apostrophe before it (and one that begins with an apostrophe gets another), numbers excepted.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from finder.formats.exchange import About, Format, Pieces
from finder.formats.losses import ALWAYS, EVIDENCE
from finder.formats.row import IDENTITY, LINKS, LISTS, ORIGINS, Row, columns_of, from_row, to_row
from finder.program import Program
from finder.vocabulary import Vocabulary

OURS = {
    "source_licence": "on what terms each source may be used",
    "source_credit": "whom to name",
    "generation": "the index that the row was made of",
}
_RISKY = ("=", "+", "-", "@", "\t", "\r", "'")
_PART = re.compile(r"(?:[^;\\]|\\.)*", re.DOTALL)
_SINGLE = (IDENTITY.keys() | LINKS.keys() | OURS.keys()) - LISTS
_NUMBERS = frozenset({"latitude", "longitude"})


def to_csv(programs: Iterable[Program], about: About, vocabulary: Vocabulary) -> Iterator[str]:
    """The lines of the table, with their line ends."""
    return CSV.write(programs, about, vocabulary)


def from_csv(lines: Iterable[str], vocabulary: Vocabulary) -> Iterator[Program]:
    """The programs of a table that we wrote. Raises ValueError naming the first row that is not one."""
    for number, cells in enumerate(csv.DictReader(lines, strict=True), 2):
        try:
            yield from_row(_row(cells, vocabulary), vocabulary)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as e:
            raise ValueError(f"row {number} is not a program of ours: {e}") from e


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet runs."""
    return f"'{text}" if text.startswith(_RISKY) else text


def _pieces(about: About, vocabulary: Vocabulary) -> Pieces:
    columns = [*columns_of(vocabulary), *OURS]
    return Pieces(_line(columns), lambda p: _line(_cells({**to_row(p, vocabulary), **_ours(p, about)}, columns)))


def _ours(p: Program, about: About) -> Mapping[str, Any]:
    credits = about.credit_of(o.source for o in p.origins)
    return {"source_licence": [c.licence for c in credits], "source_credit": [c.credit for c in credits], "generation": about.generation}


def _cells(row: Row, columns: Iterable[str]) -> Iterator[str]:
    for column in columns:
        match row.get(column):
            case None:
                yield ""
            case bool() as flag:
                yield "true" if flag else "false"
            case float() as number:
                yield repr(number)
            case list() as parts:
                yield guarded("; ".join(map(_escaped, parts)))
            case text:
                yield guarded(str(text))


def _escaped(part: str) -> str:
    return part.replace("\\", "\\\\").replace(";", "\\;")


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def _row(cells: Mapping[str, str], vocabulary: Vocabulary) -> Row:
    texts = {c: text.removeprefix("'") for c, text in cells.items()}
    row: Row = {c: text if c in _SINGLE else _parts(text) for c, text in texts.items()}
    row |= {c: float(texts[c]) for c in _NUMBERS if texts[c]}
    return {**row, "hidden": texts["hidden"] == "true", **{c: row[c] or [""] for c in ORIGINS}}


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    at = 0
    while text and at <= len(text):
        found = _PART.match(text, at)
        assert found
        parts.append(re.sub(r"\\(.)", r"\1", found[0].removeprefix(" ") if parts else found[0]))
        at = found.end() + 1
    return parts


CSV = Format("csv", "CSV, one row a program", "text/csv", "csv", _pieces, (*ALWAYS, EVIDENCE), OURS)
