"""FindTreatment.gov's own export: a wide sheet, Excel or CSV, a row a facility and a column for each service code, 1 where it is ticked.

Written from what is known of such files (the code reference of the export of 2023, programs of others that read them: columns `name1` to
`type_facility` and the codes in lower case), never tried on one. Rows of the types BUPREN and OTP have nearly every box ticked, whatever
they offer: prescribers and opioid treatment programs, not answers to a survey. Only SU and MH rows are read. `_irow` counts rows.

A file is named by the second in which it was saved ("FindTreament_Facility_listing_2025_07_31_190629.csv"; the slip is the publisher's).
That is no survey's date: the survey of the year before is taken, as for the API, unless the name holds another date. Publisher, forms and
identity are the directories': a later edition replaces an earlier one, and the ledger knows a facility again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache

from scrapy.http import Response

from data.samhsa import load_codebooks
from finder.listing import Listing
from finder.source import Source
from ingest.errors import SourceError
from ingest.settings import MEGABYTE
from ingest.sources.findtreatment import declaration
from ingest.sources.findtreatment.answer import OF_THE_ANSWER, Edition, as_of
from ingest.sources.findtreatment.facts import FactsOf
from ingest.sources.findtreatment.row import TYPES, read_row
from ingest.sources.findtreatment.services import Services
from ingest.spider import SourceSpider, name_of, public_address
from ingest.table import Table, open_table
from ingest.tally import Tally
from ingest.workbook import Row, open_workbook

SOURCE: Source = replace(
    declaration.SOURCE,
    id="findtreatment-export",
    title="FindTreatment.gov, its export of facilities as a sheet",
    licence="US Government work, in the public domain",
    inputs=(),
)

IDENTITY = (
    *("name1", "name2", "street1", "street2", "city", "state", "zip", "phone", "intake1", "intake2", "intake1a", "intake2a", "hotline1"),
    *("website", "latitude", "longitude", "type_facility"),
)
LEFT_OUT = (*OF_THE_ANSWER, "zip4", "county")
"""Columns that say nothing more: they number the rows, or tell what the gazetteer knows of the ZIP."""
NEEDED = ("name1", "street1", "city", "state", "zip", "type_facility")
FEWEST = 100
"""Columns of service codes, at least; an export has some 316."""
TOO_MANY = 0.6
"""The share of the boxes above which a row is no answer: BUPREN and OTP rows tick 270 of 316, the fullest facility of 2022 158."""

TICKED, EMPTY = ("1", "yes", "y", "true", "x"), ("0", "no", "n", "false", "")
_STAMPED = re.compile(r"(?<!\d)(20\d\d)_([01]\d)_([0-3]\d)_\d{6}(?!\d)")


class Spider(SourceSpider):
    """Reads any number of exports."""

    name = SOURCE.id
    source = SOURCE
    custom_settings = {"DOWNLOAD_MAXSIZE": 200 * MEGABYTE, "DOWNLOAD_TIMEOUT": 300}

    def read(self, response: Response) -> Iterator[Listing]:
        """One listing for each row of the two surveys."""
        name, facts = name_of(response.url), FactsOf(self.retrieved, SOURCE)
        edition = edition_of(name, public_address(response.url), self.retrieved)
        with open_sheet(name, response.body, self.tally) as table:
            heads = read_heads(table, self.tally)
            for number, row in table.rows:
                self.tally.read += 1
                where = f"row {number} of {name}"
                cells = sort_cells(row, heads, self.tally, where)
                listing = read_row(cells, edition, facts, self.tally, where) if cells else None
                if listing:
                    yield listing


@dataclass(frozen=True, slots=True)
class Heads:
    """What the sheet's columns are: fields of the identity, service codes, or nothing that we know, each by its column."""

    fields: Mapping[str, str]
    codes: Mapping[str, str]
    absent: frozenset[str]


def edition_of(name: str, address: str, today: str) -> Edition:
    """The rows' edition: dated by the file's name, or by its stamp, before which the last survey was answered."""
    stamp = _STAMPED.search(name)
    when = as_of("-".join(stamp.groups()) if stamp else name, today)
    return Edition(address, "", when) if stamp else Edition(address, when, today)


@contextmanager
def open_sheet(name: str, body: bytes, tally: Tally) -> Iterator[Table]:
    """The sheet of facilities: of a workbook the first with their columns, beside which the codes' reference may lie."""
    if body[:2] != b"PK":
        with open_table(name, body, tally) as table:
            yield table
        return
    with open_workbook(name, body) as book:
        sheet = next((s for s in book.sheets if {*map(field_of, book.columns(s))} >= {*NEEDED}), book.sheets[0])
        yield Table(name, book.titles(sheet), book.columns(sheet), book.rows(sheet))


def read_heads(table: Table, tally: Tally) -> Heads:
    """What the columns are; odd spellings are counted. Raises SourceError where they are not an export's."""
    fields = {column: field for column in table.columns if (field := field_of(column))}
    codes = {column: code for column in table.columns if column not in fields and (code := code_of(column))}
    if missing := [field for field in NEEDED if field not in fields.values()]:
        raise SourceError(f"{table.name}: not an export of FindTreatment.gov: it lacks the columns {', '.join(missing)}")
    if len(codes) < FEWEST:
        raise SourceError(f"{table.name}: has {len(codes)} columns of service codes, an export of FindTreatment.gov some 300")
    for column, meaning in (*fields.items(), *codes.items()):
        if column != meaning.lower():
            tally.repairs.add(f"a column's odd name, read as {meaning.lower()}", f"{table.name}, {column}")
    return Heads(fields, codes, known_codes() - {*codes.values()})


def field_of(column: str) -> str:
    """The field of the identity that a column's name means, however it is spaced; empty for any other column."""
    plain = re.sub(r"[^a-z0-9]", "", column)
    return next((f for f in (*IDENTITY, *LEFT_OUT) if f.replace("_", "") == plain), "")


def code_of(column: str) -> str:
    """The service code that a column stands for: "oit", or "oit: intensive outpatient treatment"; empty for any other column."""
    first = re.match(r"[a-z0-9]+", column)
    code = first[0].upper() if first else ""
    return code if code in known_codes() and (column.upper() == code or re.match(r"\s*[-:]", column[len(code) :])) else ""


@cache
def known_codes() -> frozenset[str]:
    """All codes of both surveys."""
    return frozenset(code for book in load_codebooks().values() for code in book.codes)


def sort_cells(row: Row, heads: Heads, tally: Tally, where: str) -> dict[str, object]:
    """The row's fields, and under "services" what its boxes say; empty for a row that is no answer to a survey. All else is counted."""
    cells: dict[str, object] = {}
    ticked, strange = set(), set()
    for column, text in row.items():
        if field := heads.fields.get(column):
            cells |= {field: text} if field not in LEFT_OUT else {}
        elif code := heads.codes.get(column):
            if text.casefold() in TICKED:
                ticked.add(code)
            elif text.casefold() not in EMPTY:
                strange.add(code)
        else:
            tally.unread.add(column, where)
    if not is_answer(str(cells.get("type_facility", "")).upper(), len(ticked), heads, tally, where):
        return {}
    for code in strange:
        tally.unknown_codes.add(f"{code}: neither 1 nor empty", where)
    books = load_codebooks().values()
    unsure = frozenset(book.codes[code].category for book in books for code in strange if code in book.codes)
    return cells | {"services": Services(frozenset(ticked), unsure, False, heads.absent)}


def is_answer(kind: str, ticks: int, heads: Heads, tally: Tally, where: str) -> bool:
    """Whether a row answers a survey; one that does not is counted as dropped."""
    if kind not in TYPES:
        tally.dropped.add(f"of type {kind[:40] or 'unknown'}, whose boxes are no answers", where)
    elif ticks > TOO_MANY * len(heads.codes):
        tally.dropped.add("nearly every box ticked: no answers", where)
    else:
        return True
    return False
