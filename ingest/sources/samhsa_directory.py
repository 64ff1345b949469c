"""SAMHSA's national directories: two Excel workbooks a year, one row a facility, its answers to N-SUMHSS as codes.

Each workbook is one half of the survey: substance use (`National_Directory_SA_...`) or mental health (`..._MH_...`). The sheet
"Service Code Reference" tells which. There is no id, no point, no county, no website. What is
known to be wrong in a row is counted as a repair, with the row's number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar

from scrapy.http import Response

from data.gazetteer import gazetteer
from data.samhsa import load_codebooks
from finder.claim import Origin, Scope
from finder.codebook import Codebook, CodeReader
from finder.listing import Care, Listing, Phone, PhoneKind
from finder.place import Address
from finder.source import Expectations, Source
from finder.tokens import squash
from ingest.errors import SourceError
from ingest.names import claims_of_name
from ingest.phones import read_phone
from ingest.settings import MEGABYTE
from ingest.spider import SourceSpider, name_of, public_address
from ingest.tally import Tally
from ingest.workbook import Row, Workbook, open_workbook

SOURCE = Source(
    id="samhsa-directory",
    title="National Directories of Drug and Alcohol Use (SA) and Mental Health (MH) Treatment Facilities",
    publisher="SAMHSA",
    address="https://www.samhsa.gov/data/data-we-collect/n-sumhss-national-substance-use-and-mental-health-services-survey",
    licence="US Government work, in the public domain; may not be distributed for a fee without SAMHSA's written authorization",
    credit="Substance Abuse and Mental Health Services Administration (SAMHSA), National Directories of Treatment Facilities",
    forms=("n-sumhss-sa", "n-sumhss-mh"),
    expects=Expectations(  # of the edition of 2022: 12,176 and 9,037 listings; all shares are what it has, less a few percent
        listings={"n-sumhss-sa": 10_000, "n-sumhss-mh": 7_500},
        fill={"street": 0.98, "zip": 0.98, "county": 0.95, "point": 0.95, "phones": 0.98, "payment": 0.95, "therapy": 0.9},
    ),
)

SURVEYED: Mapping[str, str] = {"2022": "2021"}
"""By edition, as its file's name has it, the year of the survey: the answers' date. An edition that is not here is not read: guessing
would make old answers young. Add it when the directory's preface has been looked at."""

_COLUMNS = ("name1", "name2", "street1", "street2", "city", "state", "zip", "phone", "service_code_info")
_PHONES = {
    "phone": PhoneKind.MAIN,
    "intake1": PhoneKind.INTAKE,
    "intake2": PhoneKind.INTAKE,
    "intake1a": PhoneKind.INTAKE,
    "intake2a": PhoneKind.INTAKE,
}
_BILLED = frozenset({"MC", "MD", "MI", "PI", "SF", "SI"})
"""Ways to be paid by a patient or an insurer; grants (FSA, SAMF) and payment help go well with "no payment accepted" (NP)."""
_REFERENCE = "service code reference"
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Directory:
    """One workbook's survey, and what all its rows share."""

    care: Care
    prefix: str
    book: Codebook
    reader: CodeReader
    origin: Origin


class Spider(SourceSpider):
    """Reads any number of directory workbooks; which survey each holds is in it."""

    name = SOURCE.id
    source = SOURCE
    custom_settings = {"DOWNLOAD_MAXSIZE": 50 * MEGABYTE, "DOWNLOAD_TIMEOUT": 300}  # a workbook of one year has 2 MB
    surveyed: ClassVar[Mapping[str, str]] = SURVEYED

    def read(self, response: Response) -> Iterator[Listing]:
        """One listing for each row that has a name and a state."""
        with open_workbook(name_of(response.url), response.body) as workbook:
            directory = self.directory(workbook, public_address(response.url))
            for number, row in workbook.rows(workbook.sheets[0]):
                self.tally.read += 1
                where = f"row {number} of {workbook.name}"
                listing = read_row(row, directory, self.tally, where)
                for column in row:
                    self.tally.unread.add(column, where)
                if listing:
                    yield listing

    def directory(self, workbook: Workbook, url: str) -> Directory:
        """What the workbook's rows share. Raises SourceError where it is not a directory that we know."""
        check_columns(workbook)
        book = survey_of(workbook)
        care, prefix = (Care.ADDICTION, "sa") if book.form == "n-sumhss-sa" else (Care.MENTAL_HEALTH, "mh")
        origin = Origin(
            source=self.source.id,
            publisher=self.source.publisher,
            form=book.form,
            scope=Scope.FACILITY,
            url=url,
            as_of=as_of(workbook.name, self.surveyed),
            retrieved=self.retrieved,
        )
        return Directory(care, prefix, book, book.reader(origin), origin)


def check_columns(workbook: Workbook) -> None:
    """Returns nothing. Raises SourceError unless the first sheet has a directory's columns."""
    sheet = workbook.sheets[0]
    if missing := [column for column in _COLUMNS if column not in workbook.columns(sheet)]:
        raise SourceError(f'{workbook.name}: not a directory: its first sheet, "{sheet}", lacks the columns {", ".join(missing)}')


def survey_of(workbook: Workbook) -> Codebook:
    """The codebook of the survey that the workbook's code reference describes: the one that knows more of its codes."""
    sheet = next((s for s in workbook.sheets if s.lower().strip() == _REFERENCE), None)
    if sheet is None:
        raise SourceError(f'{workbook.name}: has no sheet "Service Code Reference", which tells which survey it holds')
    codes = {row.get("service_code", "") for _, row in workbook.rows(sheet)}
    books = sorted(load_codebooks().values(), key=lambda book: len(codes & book.codes.keys()))
    if len(codes & books[-1].codes.keys()) == len(codes & books[-2].codes.keys()):
        raise SourceError(f'{workbook.name}: its sheet "{sheet}" is that of neither survey')
    return books[-1]


def as_of(name: str, surveyed: Mapping[str, str]) -> str:
    """The survey's year, by the edition in the file's name. Raises SourceError for a name without one, and for an unknown edition."""
    years = [year for year in _YEAR.findall(name) if year in surveyed]
    if len(years) != 1:
        known = ", ".join(sorted(surveyed))
        raise SourceError(f"{name}: the file's name must hold the directory's edition, one of {known}: it dates every answer")
    return surveyed[years[0]]


def read_row(row: Row, directory: Directory, tally: Tally, where: str) -> Listing | None:
    """The facility's listing, every column that it needs taken out of the row; None where it has no name or no state."""
    names = [name for column in ("name1", "name2") if (name := row.pop(column, ""))]
    streets = [street for column in ("street1", "street2") if (street := row.pop(column, ""))]
    city, state, zip_code = row.pop("city", ""), read_state(row.pop("state", "")), read_zip(row.pop("zip", ""), tally, where)
    phones = read_phones(row, state, tally, where)
    ticked = read_codes(row.pop("service_code_info", ""), tally, where)
    if not names or not state:
        tally.dropped.add("no name" if not names else "no state, or none that there is", where)
        return None
    place = gazetteer().place_of(city, state, zip_code)
    if place.reason:
        tally.repairs.add(f"placed without its ZIP: {place.reason.replace('_', ' ')}", where)
    claims, unknown = directory.reader.read(ticked)
    name = ", ".join(names)
    for code in sorted(unknown):
        tally.unknown_codes.add(code, where)
    return Listing(
        source_id=source_id(directory.prefix, names, streets, zip_code),
        origin=directory.origin,
        name=name,
        organization=names[0],
        care=directory.care,
        address=Address(", ".join(streets), city, place.county, state, zip_code),
        point=place.point,
        phones=phones,
        website="",
        claims=(*claims, *claims_of_name(name, directory.origin)),
    )


def source_id(prefix: str, names: Iterable[str], streets: Iterable[str], zip_code: str) -> str:
    """What names a facility in one survey, as long as its name and address stay: "sa-0123456789ab". Phones and answers may change."""
    identity = "|".join((prefix, squash(" ".join(names)), squash(" ".join(streets)), zip_code))
    return f"{prefix}-{sha256(identity.encode()).hexdigest()[:12]}"


def read_state(text: str) -> str:
    """The state's two letters; empty for what is none."""
    state = gazetteer().state(text) if text else None
    return state.code if state else ""


def read_zip(text: str, tally: Tally, where: str) -> str:
    """Five digits, with the leading zeros that a spreadsheet took away; empty for what is no ZIP."""
    digits = text.partition("-")[0].strip()
    if not text:
        tally.repairs.add("no ZIP", where)
    elif not digits.isdecimal() or not 3 <= len(digits) <= 5:
        tally.repairs.add("not a ZIP", where)
        return ""
    elif len(digits) < 5:
        tally.repairs.add("ZIP without its leading zeros", where)
    return digits.zfill(5) if digits else ""


def read_phones(row: Row, state: str, tally: Tally, where: str) -> tuple[Phone, ...]:
    """The row's telephones, once each, the main one first; numbers that no telephone has are counted and left out."""
    found: dict[tuple[str, str], Phone] = {}
    for column, kind in _PHONES.items():
        text = row.pop(column, "")
        phone = read_phone(text, state, kind)
        if phone:
            found.setdefault((phone.number, phone.extension), phone)
        elif text:
            tally.repairs.add("not a telephone number, left out", where)
    return tuple(found.values())


def read_codes(text: str, tally: Tally, where: str) -> frozenset[str]:
    """The ticked codes. Those that cannot all be true are counted and kept: which of them is the slip, only the facility knows."""
    ticked = frozenset(text.split()) - {"*"}
    if not ticked:
        tally.repairs.add("no answers at all", where)
    if "NP" in ticked and ticked & _BILLED:
        tally.repairs.add("says that no payment is accepted, and names one (both kept)", where)
    if {"PVTP", "PVTN"} <= ticked:
        tally.repairs.add("says that it is for-profit and non-profit (both kept)", where)
    return ticked
