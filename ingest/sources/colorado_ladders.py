"""Colorado's provider directory (LADDERS): the state's licensed substance-use and designated mental-health sites, one row a site.

A row speaks of both kinds of care of a site and becomes a listing for each; where the register hides the address, so do we. A row's date is
that of the provider's form, else the file's, which its name holds ("ladders_2022-07-14.csv"). Hours are the site's, not its groups'.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from scrapy.http import Response

from data.colorado import FORMS, load_codebooks
from data.gazetteer import gazetteer
from finder.claim import Basis, Claim, Origin, Says, Scope
from finder.codebook import CodeReader
from finder.listing import Care, Listing, Phone
from finder.place import Address
from finder.source import Expectations, Source
from ingest.errors import SourceError
from ingest.names import claims_of_name
from ingest.opening import WEEK, hints_of, read_hours
from ingest.phones import read_phone
from ingest.settings import MEGABYTE
from ingest.sources.findtreatment.row import read_point, read_website
from ingest.spider import SourceSpider, name_of, public_address
from ingest.table import open_table
from ingest.tally import Tally
from ingest.workbook import Row

SUD, MH = FORMS["sud"], FORMS["mh"]

SOURCE = Source(
    id="colorado-ladders",
    title="Colorado's directory of licensed substance-use and designated mental-health providers (LADDERS)",
    publisher="Colorado Behavioral Health Administration",
    address="https://bha.colorado.gov",
    licence="CC0 1.0",
    credit="Colorado Behavioral Health Administration, LADDERS provider directory",
    forms=(SUD, MH),
    expects=Expectations(  # of July 2022: 652 and 202 listings of 724 sites; shares are what it has, less a few percent
        listings={SUD: 500, MH: 120},
        fill={"street": 0.9, "zip": 0.9, "point": 0.9, "phones": 0.95, "payment": 0.6, "level_of_care": 0.7},
        unknown_codes=5,
    ),
)

LISTS = ("SubstanceUseServices", "MentalHealthSettings", "Fees", "PopulationServed", "LanguagesSpoken", "Accessibility")
FLAGS = (
    "ActiveSUDLicense",
    "ActiveMHDesignation",
    "CommunityMentalHealthCenter",
    "CommunityMentalHealthClinic",
    "DUIDWI",
    "OpioidTreatmentPrograms",
)
NEEDED = ("accountid", "accountname", "hideaddress", "providerlocationdisplaylabel", "phone", *(c.lower() for c in (*LISTS, *FLAGS)))
EVERY_LANGUAGE = 12
"""Languages on the form's list; 46 of 724 sites tick all: an interpreter's line, perhaps. Kept, and said with the claim."""

_DATE = re.compile(r"(?<!\d)20\d\d-\d\d-\d\d(?!\d)")
_PLACE = re.compile(r"(?P<city>.*?)[,. ]*\b(?:CO|Colorado)[., ]+(?P<zip>\d{5})(?:-\d{4})?", re.IGNORECASE)
_NUMBERS = re.compile(r"\s+or\s+|\s{2,}|[;/]|,(?!\s*(?:x|ext))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Site:
    """What both listings of a row share: its labels by column, and everything but claims."""

    id: str
    name: str
    organization: str
    labels: frozenset[str]
    address: Address
    phones: tuple[Phone, ...]
    hints: dict[str, str]


class Spider(SourceSpider):
    """Reads the register's files."""

    name = SOURCE.id
    source = SOURCE
    custom_settings = {"DOWNLOAD_MAXSIZE": 50 * MEGABYTE}

    def read(self, response: Response) -> Iterator[Listing]:
        """A listing for each kind of care of each site."""
        name = name_of(response.url)
        edition = edition_of(name, self.retrieved)
        readers = Readers(public_address(response.url), self.retrieved)
        with open_table(name, response.body, self.tally) as table:
            if missing := [column for column in NEEDED if column not in table.columns]:
                raise SourceError(f"{name}: not the register: it lacks the columns {', '.join(missing)}")
            for number, row in table.rows:
                self.tally.read += 1
                yield from self.listings(row, edition, readers, f"line {number} of {name}")

    def listings(self, row: Row, edition: str, readers: Readers, where: str) -> Iterator[Listing]:
        """The row's listings: one, or two that are siblings."""
        as_of = read_date(row.pop("providerdirectoryformmodifieddate", ""), edition, self.tally, where)
        site = read_site(row, self.tally, where)
        at = {"latitude": row.pop("lat", ""), "longitude": row.pop("lon", "")}
        point = None if site.address.hidden else read_point(at, self.tally, where)
        website = read_website(row, self.tally, where)
        for column in row:
            self.tally.unread.add(column, where)
        forms = forms_of(site.labels)
        if not site.id or not site.name or not forms:
            self.tally.dropped.add("no id" if not site.id else "no name" if not site.name else "neither kind of care", where)
            return
        a = site.address
        place = gazetteer().place_of(a.city, a.state, a.zip)
        for form in forms:
            reader, origin = readers.of(form, as_of)
            claims = (*claims_of(site, form, reader, origin, self.tally, where), *claims_of_name(site.name, origin))
            yield Listing(
                source_id=f"{site.id}-{'sud' if form == SUD else 'mh'}",
                origin=origin,
                name=site.name,
                organization=site.organization,
                care=Care.ADDICTION if form == SUD else Care.MENTAL_HEALTH,
                address=replace(a, county=place.county),
                point=point or place.point,
                phones=site.phones,
                website=website,
                claims=claims,
            )


class Readers:
    """Origins and readers, one for each form and date."""

    def __init__(self, url: str, retrieved: str) -> None:
        self._url, self._retrieved = url, retrieved
        self._made: dict[tuple[str, str], tuple[CodeReader, Origin]] = {}

    def of(self, form: str, as_of: str) -> tuple[CodeReader, Origin]:
        """The reader of a form's labels, and where its claims come from."""
        if (form, as_of) not in self._made:
            origin = Origin(SOURCE.id, SOURCE.publisher, form, Scope.FACILITY, self._url, as_of, self._retrieved)
            self._made[form, as_of] = load_codebooks()[form].reader(origin), origin
        return self._made[form, as_of]


def edition_of(name: str, today: str) -> str:
    """The date in the file's name. Raises SourceError for a name without one, or with one that is none or still to come."""
    found: list[str] = _DATE.findall(name)
    try:
        if len(found) == 1 and date.fromisoformat(found[0]).isoformat() <= today:
            return found[0]
    except ValueError:
        pass
    raise SourceError(f"{name}: the file's name must hold the day it was published, as in ladders_2022-07-14.csv: it dates its answers")


def read_date(text: str, edition: str, tally: Tally, where: str) -> str:
    """The day on which the provider last filled in the form; the file's where there is none, or one after it."""
    if not text:
        return edition
    try:
        day = datetime.strptime(text.split()[0], "%m/%d/%Y").date().isoformat()
    except ValueError:
        day = "9"
    if day <= edition:
        return day
    tally.repairs.add("a form's date that is none or after the file's, the file's taken", where)
    return edition


def read_site(row: Row, tally: Tally, where: str) -> Site:
    """The row's site, its columns taken out of the row."""
    labels = frozenset(f"{c}: {label}" for c in LISTS for part in row.pop(c.lower(), "").split(";") if (label := part.strip()))
    labels |= {f"{c}: {value}" for c in FLAGS if (value := row.pop(c.lower(), ""))}
    name = row.pop("accountname", "")
    address = read_address(row, tally, where)
    return Site(
        id=row.pop("accountid", ""),
        name=name,
        organization=name.rpartition(" - ")[0] or name,  # the register tells an organisation's sites apart behind a dash
        labels=labels,
        address=address,
        phones=read_phones(row.pop("phone", ""), tally, where),
        hints=read_week(row, tally, where),
    )


def read_address(row: Row, tally: Tally, where: str) -> Address:
    """The site's address; hidden, and nothing of it but the state, where the register hides it."""
    label, hidden = row.pop("providerlocationdisplaylabel", ""), row.pop("hideaddress", "") not in ("", "0")
    street, _, rest = label.partition("_BR_ENCODED_")
    place = _PLACE.fullmatch(rest.strip())
    if hidden or not place:
        if not hidden:
            tally.repairs.add("an address that cannot be read, left out", where)
        return Address("", "", "", "CO", "", hidden)
    return Address(street.strip(), place["city"].strip(), "", "CO", place["zip"])


def read_phones(text: str, tally: Tally, where: str) -> tuple[Phone, ...]:
    """The telephones that the text names, once each."""
    found = {phone: None for part in _NUMBERS.split(text) if (phone := read_phone(part.strip(), "CO"))}
    if text and not found:
        tally.repairs.add("not a telephone number, left out", where)
    return tuple(found)


def read_week(row: Row, tally: Tally, where: str) -> dict[str, str]:
    """By term that the site's hours hint at, the words of it: "open Tuesday 9:00AM - 8:30PM (hours of the site)"."""
    texts = {day: text for day in WEEK if (text := row.pop(f"hoursofoperation{day}", ""))}
    week = {day: hours for day, text in texts.items() if (hours := read_hours(text))}
    for day in texts.keys() - week.keys():
        tally.repairs.add("hours that end before they begin, or are none, left out", f"{where}, {day}")
    hints = hints_of(week)
    return {term: f"{', '.join(f'{d.title()} {texts[d]}' for d in days)} (hours of the site)" for term, days in hints.items()}


def forms_of(labels: Iterable[str]) -> list[str]:
    """The forms of the kinds of care that a site has: those of whose own columns it has more than a 0."""
    columns = {form: {c.category for c in load_codebooks()[form].codes.values()} for form in (SUD, MH)}
    own = {SUD: columns[SUD] - columns[MH], MH: columns[MH] - columns[SUD]}
    said = {column for label in labels for column, _, value in [label.partition(": ")] if value != "0"}
    return [form for form in (SUD, MH) if own[form] & said]


def claims_of(site: Site, form: str, reader: CodeReader, origin: Origin, tally: Tally, where: str) -> Iterator[Claim]:
    """What the site's labels and hours say about one kind of its care."""
    other = load_codebooks()[MH if form == SUD else SUD].codes
    claims, unknown = reader.read(site.labels)
    for label in sorted(unknown - other.keys()):
        tally.unknown_codes.add(label, where)
    every = sum(label.startswith("LanguagesSpoken: ") for label in site.labels) >= EVERY_LANGUAGE
    if every:
        tally.repairs.add("every language ticked (kept, and said with each)", where)
    for c in claims:
        yield replace(c, evidence=f"{c.evidence} (all {EVERY_LANGUAGE} languages ticked)") if every and c.term[:8] == "language" else c
    yield from (Claim(term, Says.YES, words, Basis.LISTED, origin) for term, words in site.hints.items())
