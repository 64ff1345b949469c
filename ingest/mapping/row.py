"""One row of a list as listings: its identity, its place, its claims. One for each kind of care that it has."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf

from data.gazetteer import gazetteer
from finder.claim import Origin, Range
from finder.listing import Care, Listing, Phone, PhoneKind
from finder.place import Address, Point
from ingest.mapping.cell import CellReader
from ingest.mapping.model import Column, plain
from ingest.mapping.model import Mapping as Meaning
from ingest.names import claims_of_name
from ingest.phones import read_phone
from ingest.sources.findtreatment.row import read_point, read_website
from ingest.sources.samhsa_directory import read_state, read_zip, source_id
from ingest.tally import Tally
from ingest.workbook import Row

_TOWN = re.compile(r"(?P<city>.*?)[,. ]+(?P<state>[A-Za-z]{2}|[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+)?)\.?[, ]+(?P<zip>\d{5})(?:-\d{4})?")
_NUMBERS = re.compile(r"\s+or\s+|\s*[;/\n]\s*|,\s*(?=[(+\d])", re.IGNORECASE)
_DATES = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d %H:%M:%S", "%Y")


@dataclass(frozen=True, slots=True)
class Cells:
    """A row sorted by what its columns mean: fields by their name, and all others with column and text."""

    fields: Mapping[str, tuple[str, ...]]
    others: tuple[tuple[str, Column, str], ...]

    def text(self, field: str) -> str:
        """The field's cells, joined."""
        return ", ".join(self.fields.get(field, ()))


def read_row(row: Row, meaning: Meaning, origin: Origin, tally: Tally, where: str) -> Iterator[Listing]:
    """The row's listings. What is not mapped, not understood or missing is counted."""
    cells = sort_cells(row, meaning, tally, where)
    origin = replace(origin, as_of=read_date(cells.text("as_of"), origin, tally, where))
    reader = CellReader(meaning.words, origin, tally)
    kinds = {k for name, c, text in cells.others if c.care for k in reader.care(name, c, text, where)}
    if not kinds and meaning.source.care:
        kinds = {meaning.source.care}
    address = read_address(cells, meaning, reader, tally, where)
    name = cells.text("name")
    lacks = "no name" if not name else "no state, or none that there is" if not address.state else "no kind of care" if not kinds else ""
    if lacks:
        tally.dropped.add(lacks, where)
        return
    place = gazetteer().place_of(address.city, address.state, address.zip)
    claims = tuple(c for n, column, text in cells.others for c in reader.claims(n, column, text, where))
    whole = Listing(
        source_id=cells.text("id") or source_id("row", [name], [address.street], address.zip).removeprefix("row-"),
        origin=origin,
        name=name,
        organization=cells.text("organization") or name,
        care=Care.ADDICTION,
        address=replace(address, county=address.county or place.county),
        point=own_point(cells, tally, where) or place.point,
        phones=read_phones(cells, address.state, tally, where),
        website=read_website({"website": cells.text("website")}, tally, where),
        claims=tuple(dict.fromkeys((*claims, *claims_of_name(name, origin)))),
        measures=measures_of(cells, reader, tally, where),
    )
    for kind in sorted(kinds):
        yield replace(whole, care=kind, source_id=f"{whole.source_id}-{kind.value}" if len(kinds) > 1 else whole.source_id)


def sort_cells(row: Row, meaning: Meaning, tally: Tally, where: str) -> Cells:
    """The row's cells by what their columns mean; those of columns that are not mapped are counted."""
    fields: dict[str, list[str]] = defaultdict(list)
    others = []
    for column, text in row.items():
        known = meaning.by_column.get(plain(column))
        if known is None:
            tally.unread.add(column, where)
        elif known[1].field:
            fields[known[1].field].append(text)
        elif known[1].ignore is None:
            others.append((*known, text))
    return Cells({name: tuple(texts) for name, texts in fields.items()}, tuple(others))


def read_address(cells: Cells, meaning: Meaning, reader: CellReader, tally: Tally, where: str) -> Address:
    """The row's address, of its own columns, or of one that holds several parts."""
    street = ", ".join(t for t in (cells.text("street"), cells.text("street2")) if t)
    city, state, zip_code = cells.text("city"), cells.text("state"), cells.text("zip")
    joined = cells.text("city_state_zip") or cells.text("address")
    if joined and (found := _TOWN.fullmatch(joined)):
        state, zip_code, before = found["state"], found["zip"], found["city"]
        head, _, city = before.rpartition(",") if cells.text("address") else ("", "", before)
        street, city = street or head.strip(), city.strip()
    elif joined:
        tally.repairs.add("an address that cannot be read, left out", where)
    hidden = reader.hides(cells.text("hidden"), where)
    zip_code = read_zip(zip_code, tally, where) if zip_code else ""
    return Address(street, city, cells.text("county"), read_state(state or meaning.source.state), zip_code, hidden)


def read_phones(cells: Cells, state: str, tally: Tally, where: str) -> tuple[Phone, ...]:
    """The row's telephones, once each, the main one first."""
    found: dict[str, Phone] = {}
    for field, kind in (("phone", PhoneKind.MAIN), ("phone_intake", PhoneKind.INTAKE)):
        for part in (p for text in cells.fields.get(field, ()) for p in _NUMBERS.split(text) if p.strip()):
            if phone := read_phone(part.strip(), state, kind):
                found.setdefault(phone.number, phone)
            else:
                tally.repairs.add("not a telephone number, left out", where)
    return tuple(found.values())


def own_point(cells: Cells, tally: Tally, where: str) -> Point | None:
    """The row's own point; None where the list has none."""
    at: Row = {"latitude": cells.text("latitude"), "longitude": cells.text("longitude")}
    return read_point(at, tally, where) if any(at.values()) else None


def measures_of(cells: Cells, reader: CellReader, tally: Tally, where: str) -> dict[str, tuple[Range, ...]]:
    """The row's stated ranges, by measure; of one whose ends stand in two columns, what both say together."""
    found: dict[str, tuple[Range, ...]] = {}
    ends: dict[str, Range] = {}
    for name, column, text in cells.others:
        if column.measure and (ranges := reader.ranges(name, column.measure, text, where)):
            if column.end:
                ends[column.measure] = narrowed(ends.get(column.measure, Range(0.0, inf, ())), column.end, ranges)
            else:
                found[column.measure] = (*found.get(column.measure, ()), *ranges)
    for measure, own in ends.items():
        if own.low <= own.high:
            found[measure] = (*found.get(measure, ()), own)
        else:
            tally.repairs.add("a range that ends before it begins, left out", where)
    return found


def narrowed(whole: Range, end: str, said: tuple[Range, ...]) -> Range:
    """The range with the end that a column says, and its claims."""
    claims = (*whole.claims, *said[0].claims)
    return Range(said[0].low, whole.high, claims) if end == "from" else Range(whole.low, said[-1].high, claims)


def read_date(text: str, origin: Origin, tally: Tally, where: str) -> str:
    """The row's own date, the list's where it has none, or none that there is, or one after the day it was read."""
    if not text:
        return origin.as_of
    for form in _DATES:
        try:
            day = datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
        if day <= origin.retrieved:
            return day[:4] if form == "%Y" else day
    tally.repairs.add("a row's date that is none or to come, the list's taken", where)
    return origin.as_of
