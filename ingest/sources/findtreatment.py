"""SAMHSA's FindTreatment.gov: the answers of its API, version 2, a search at a time, as JSON whose services are labels in words.

An input is the API's address (with a search: `sAddr`, `limitType`, `limitValue`, ...; without one: every state, substance use and mental
health apart), whose pages are followed to the last, or a file that holds an answer, or a list of answers.

Nothing in an answer is dated: not the answer, not its rows (SAMHSA's API guide, version 1.9, names no field for it). A file's name can
hold its date (`locator_listing_2019-05-23.json`); all else is taken for the survey of the year before the run, which is counted as a
repair: facilities answer once a year, and the locator shows what they said last.

There is no id: the identity is the directories' (names, address, survey), so the ledger knows a facility again. The guide speaks of
"the approved user": write to the address that it names before a nightly crawl. The territories have no number in its search by state.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import scrapy
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

from data.gazetteer import gazetteer
from data.samhsa import SURVEYS, load_codebooks
from data.samhsa.labels import load_labels, load_state_ids
from finder.claim import Basis, Claim, Origin, Scope
from finder.codebook import Codebook, CodeReader, evidence_of
from finder.listing import Care, Listing, Phone, PhoneKind
from finder.place import Address, Point, on_grid
from finder.source import Expectations, Source
from ingest.errors import SourceError
from ingest.names import claims_of_name
from ingest.phones import read_phone
from ingest.settings import MEGABYTE
from ingest.sources.samhsa_directory import read_codes, read_state, read_zip, source_id
from ingest.spider import SourceSpider, name_of, public_address
from ingest.tally import Tally

SA, MH = SURVEYS["sa"], SURVEYS["mh"]

SOURCE = Source(
    id="findtreatment",
    title="FindTreatment.gov, the locator of substance use and mental health treatment facilities",
    publisher="SAMHSA",
    address="https://findtreatment.gov",
    licence="US Government work, in the public domain; the API's guide is for approved users: FindTreatment@samhsa.hhs.gov",
    credit="Substance Abuse and Mental Health Services Administration (SAMHSA), FindTreatment.gov",
    forms=(SA, MH),
    expects=Expectations(
        # An answer may be a town's, or one survey's only, so there is no least number for either form: a run that keeps nothing is refused
        # in any case. The whole country has one, THE_COUNTRY, which the spider holds it to.
        listings={SA: 0, MH: 0},
        fill={"zip": 0.95, "point": 0.9, "phones": 0.9, "claims": 0.9},
        dropped=0.9,  # asked without sType, most rows are health centres and prescribers: 98,000 rows, 21,000 of them facilities
        unknown_codes=25,  # labels change without notice (63 of 2019's are others today); more than that is another form
    ),
    inputs=("https://findtreatment.gov/locator/exportsAsJson/v2",),
)

THE_COUNTRY = {SA: 10_000, MH: 7_500}
"""The least that SAMHSA's own address must give for all states, by form: as for its directories, 12,176 and 9,037 in 2022."""

TYPES = {"SA": SA, "SU": SA, "MH": MH}
"""The survey that a row's type stands for. The others are health centres, prescribers, opioid treatment programs: no survey of ours."""

N_SUMHSS = "2021"
"""The year from which an empty box means what `codes.toml` says. Earlier surveys had other boxes."""

PAGE_SIZE = 500
"""Rows asked for at once, 2 MB or so; the API gives up to 2,000, and 30 unless told."""

BEGINNINGS = 3
"""How often a search is begun whose count changes while its pages are fetched; facilities are added by day."""

Row = dict[str, Any]

_API = re.compile(r"/exportsasjson(/v\d+)?/*$", re.IGNORECASE)
_DATE = re.compile(r"(?<!\d)(20\d\d)(?:([-_]?)(0[1-9]|1[0-2])(?:\2(0[1-9]|[12]\d|3[01]))?)?(?!\d)")
_WEBSITE = re.compile(r"(?:https?://)?[^\s/:@]+\.[^\s/:@]+(?:[/:?#]\S*)?", re.IGNORECASE)
_PHONES = {"phone": PhoneKind.MAIN, "intake1": PhoneKind.INTAKE, "intake2": PhoneKind.INTAKE, "hotline1": PhoneKind.HOTLINE}
_OF_THE_ANSWER = ("_irow", "frid", "miles")
"""Fields that speak of the answer, not of the facility: its rows' numbers, an id that came and went, the distance from `sAddr`."""


class Page(BaseModel):
    """One answer of the API, or one page of it. The old locator's have rows only."""

    model_config = ConfigDict(extra="allow")

    rows: list[Row]
    page: int | None = None
    pages: int | None = Field(None, alias="totalPages", ge=0)
    records: int | None = Field(None, alias="recordCount", ge=0)


@dataclass(slots=True)
class Search:
    """One search of the API while its pages are fetched. Its rows are kept back until all are there: `rows` with where each stands."""

    address: str
    first: int
    size: int
    rows: list[tuple[Row, str]] = field(default_factory=list)
    totals: tuple[int, int] | None = None
    begun: int = 1

    @property
    def wanted(self) -> int:
        """How many rows there must be from the first page asked for to the last."""
        return max((self.totals or (0, 0))[1] - (self.first - 1) * self.size, 0)


class Spider(SourceSpider):
    """Asks for every page of every search, reads each when it is whole, and saved answers as they are."""

    name = SOURCE.id
    source = SOURCE
    custom_settings = {"DOWNLOAD_MAXSIZE": 50 * MEGABYTE, "DOWNLOAD_TIMEOUT": 120, "RETRY_TIMES": 4}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._facts = FactsOf(self.retrieved)
        self._seen: set[bytes] = set()
        self._kept: Counter[str] = Counter()
        self._left = len(SURVEYS) * len(load_state_ids()) if tuple(self.inputs) == self.source.inputs else None

    def requests_of(self, place: str) -> Iterator[scrapy.Request]:
        """The first page of each search that an address of the API means; anything else is a saved answer."""
        if place.startswith("file:") or not _API.search(urlsplit(place).path):
            yield self.ask(place)
            return
        for search in searches_of(place):
            yield self.ask_page(search, search.first)

    def ask_page(self, search: Search, number: int, **meta: Any) -> scrapy.Request:
        """The request for one page of a search."""
        return self.ask(with_query(search.address, page=number, pageSize=search.size), search=search, number=number, **meta)

    def read(self, response: Response) -> Iterator[Listing | scrapy.Request]:
        """A saved answer's listings; or, of a search, the next page's request, and at its end the listings of all of it."""
        search: Search | None = response.meta.get("search")
        if search is None:
            yield from self.read_saved(response)
            return
        request = self.read_page(response, search, response.meta["number"])
        if request is not None:
            yield request
            return
        if not search.rows:
            self.tally.repairs.add("a search that found nothing", search.address)
        yield from self.listings(search.rows, Edition(search.address, "", self.retrieved))
        self.check_the_country()

    def read_saved(self, response: Response) -> Iterator[Listing]:
        """The listings of a file, or of one at another address."""
        name, pages = name_of(response.url), parse_pages(response.body, name_of(response.url))
        edition = Edition(public_address(response.url), as_of(name, self.retrieved), self.retrieved)
        for number, page in enumerate(pages, 1):
            where = f"page {number} of {name}" if len(pages) > 1 else name
            self.count_page(page, where)
            if page.records is not None and len(page.rows) < page.records and len(pages) < (page.pages or 1):
                self.tally.repairs.add("one page of several: the others are not in the file", where)
            yield from self.listings([(row, f"row {n} of {where}") for n, row in enumerate(page.rows, 1)], edition)
        records = max((page.records or 0 for page in pages), default=0)
        if len(pages) >= max((page.pages or 1 for page in pages), default=1) and sum(len(page.rows) for page in pages) < records:
            self.tally.repairs.add("fewer rows than the answer counts", name)

    def read_page(self, response: Response, search: Search, number: int) -> scrapy.Request | None:
        """What to ask for next: the next page, this one again, all from the beginning; None where the search is whole."""
        where = f"page {number} of {search.address}"
        try:
            page = one_page(parse_pages(response.body, where), number, where)
        except SourceError as e:
            return self.ask_again(response, e, where)
        totals = (page.pages or 0, page.records or 0)
        wrong = search.totals not in (None, totals) or (not page.rows and number < totals[0])
        search.totals = totals
        search.rows += [(row, f"row {n} of {where}") for n, row in enumerate(page.rows, 1)]
        self.count_page(page, where)
        more = number < totals[0]
        if wrong or len(search.rows) > search.wanted or (not more and len(search.rows) < search.wanted):
            return self.begin_again(search)
        return self.ask_page(search, number + 1) if more else None

    def ask_again(self, response: Response, error: SourceError, where: str) -> scrapy.Request:
        """The same request, for what went wrong may be gone by then. Raises the error once that has been tried often enough."""
        assert response.request is not None
        again = get_retry_request(response.request, spider=self, reason="unreadable")
        if again is None:
            raise error
        self.tally.repairs.add("an answer that could not be read, asked for again", where)
        again.meta["dont_cache"] = True
        return again

    def begin_again(self, search: Search) -> scrapy.Request:
        """The first page's request once more. Raises SourceError where the search has been begun often enough."""
        pages, records = search.totals or (0, 0)
        if search.begun == BEGINNINGS:
            found = f"{len(search.rows):,} rows came, {search.wanted:,} of {records:,} were to come on {pages:,} pages"
            raise SourceError(f"{search.address}: its count changes while its pages are fetched, or is wrong: {found}")
        self.tally.repairs.add("a count that changed or was wrong, search begun again", search.address)
        search.rows, search.totals, search.begun = [], None, search.begun + 1
        return self.ask_page(search, search.first, dont_cache=True)

    def count_page(self, page: Page, where: str) -> None:
        """Counts the answer's fields that nobody takes."""
        for name in page.model_extra or {}:
            self.tally.unread.add(f"{name} (of the answer)", where)

    def listings(self, rows: Iterable[tuple[Row, str]], edition: Edition) -> Iterator[Listing]:
        """One listing for each row of the two surveys; rows that came before, word for word, are counted and left out."""
        for row, where in rows:
            self.tally.read += 1
            same = fingerprint(row)
            if same in self._seen:
                self.tally.dropped.add("the same row again", where)
                continue
            self._seen.add(same)
            listing = read_row(row, edition, self._facts, self.tally, where)
            for name in row:
                self.tally.unread.add(name, where)
            if listing:
                self._kept[listing.origin.form] += 1
                yield listing

    def check_the_country(self) -> None:
        """Returns nothing. Raises SourceError at the end of a crawl of the whole country that gave too little of it."""
        if self._left is None:
            return
        self._left -= 1
        thin = [
            f"{self._kept[form]:,} of {form}, at least {least:,} expected"
            for form, least in THE_COUNTRY.items()
            if self._kept[form] < least
        ]
        if not self._left and thin:
            raise SourceError(f"{self.source.address}: not the whole country: {'; '.join(thin)}")


def searches_of(place: str) -> Iterator[Search]:
    """The searches that an address of the API means: its own, or, where it limits nothing, every state's, one for each survey.

    `sAddr` is where distances are measured from; a search by state wants one and does not use it.
    """
    query = {name.lower(): value for name, value in parse_qsl(urlsplit(place).query)}  # without those that are empty
    if {"limittype", "limitvalue", "saddr", "statecode"} & query.keys():
        first = int(query["page"]) if query.get("page", "").isdecimal() else 1
        size = int(query["pagesize"]) if query.get("pagesize", "").isdecimal() else 30 if first > 1 else PAGE_SIZE
        yield Search(without_pages(place), max(first, 1), min(max(size, 1), 2_000))
        return
    kinds = [query["stype"]] if "stype" in query else list(SURVEYS)
    for number in load_state_ids().values():
        for kind in kinds:
            yield Search(with_query(without_pages(place), sAddr="0,0", limitType=0, limitValue=number, sType=kind), 1, PAGE_SIZE)


def without_pages(address: str) -> str:
    """The address without its page and page size, which every request says anew."""
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name.lower() not in ("page", "pagesize")]
    return urlunsplit(parts._replace(query=urlencode(kept, safe=","), fragment=""))


def with_query(address: str, **more: object) -> str:
    """The address with these parameters, instead of those of the same names."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query)) | {name: str(value) for name, value in more.items()}
    return urlunsplit(parts._replace(query=urlencode(query, safe=",")))


def parse_pages(body: bytes, where: str) -> list[Page]:
    """The answer that the bytes hold, or the list of answers. Raises SourceError, which says what they hold instead."""
    if body.lstrip()[:1] == b"<":
        raise SourceError(f"{where}: a web page, not JSON; the API or its address has changed, or something stands before it")
    try:
        held = json.loads(body)
    except json.JSONDecodeError as e:
        cut = "cut short on its way" if e.pos >= len(e.doc.rstrip()) - 8 or e.msg.startswith("Unterminated") else "damaged"
        raise SourceError(f"{where}: no JSON, or {cut} (character {e.pos:,}); fetch it again") from e
    except (ValueError, RecursionError) as e:  # not UTF-8; numbers of thousands of digits; brackets within brackets within ...
        raise SourceError(f"{where}: no JSON that can be read ({type(e).__name__}); fetch it again") from e
    try:
        return [Page.model_validate(page) for page in (held if isinstance(held, list) else [held])]
    except ValidationError as e:
        first = e.errors()[0]
        what = ".".join(map(str, first["loc"])) or "all of it"
        raise SourceError(f'{where}: not an answer of FindTreatment.gov ({what}: {first["msg"]}): rows of facilities under "rows"') from e


def one_page(pages: list[Page], number: int, where: str) -> Page:
    """The one page that was asked for. Raises SourceError where it is another, or does not say which it is, of how many."""
    if len(pages) != 1 or None in (pages[0].page, pages[0].pages, pages[0].records):
        raise SourceError(f"{where}: not an answer of FindTreatment.gov: it lacks page, totalPages or recordCount")
    if pages[0].page != number:
        raise SourceError(f"{where}: page {pages[0].page} came instead")
    return pages[0]


def as_of(name: str, today: str) -> str:
    """The date in a file's name, as much of it as there is; empty for none. Raises SourceError for two, an impossible one, one to come."""
    found = {"-".join(part for part in (year, month, day) if part) for year, _, month, day in _DATE.findall(name)}
    if len(found) > 1:
        raise SourceError(f"{name}: the file's name holds more than one date: {', '.join(sorted(found))}")
    when = "".join(found)
    try:
        if len(when) == 10:
            date.fromisoformat(when)
    except ValueError as e:
        raise SourceError(f"{name}: {when}, in the file's name, is no date") from e
    if when > today:
        raise SourceError(f"{name}: {when}, in the file's name, is still to come")
    return when


def fingerprint(row: Row) -> bytes:
    """What is the same for two rows that say the same, wherever they stand in an answer."""
    said = {name: value for name, value in row.items() if name not in _OF_THE_ANSWER}
    return sha256(json.dumps(said, sort_keys=True).encode()).digest()


@dataclass(frozen=True, slots=True)
class Edition:
    """What all rows of one answer share. `as_of` is empty where nothing tells: then the year before the run's is assumed."""

    address: str
    as_of: str
    retrieved: str

    @property
    def date(self) -> str:
        """The date of its claims."""
        return self.as_of or str(int(self.retrieved[:4]) - 1)


@dataclass(frozen=True, slots=True)
class Services:
    """A row's answers: today's codes; the categories in which something was not understood; whether the form is older than today's."""

    codes: frozenset[str]
    unsure: frozenset[str]
    old: bool


def read_row(row: Row, edition: Edition, facts: FactsOf, tally: Tally, where: str) -> Listing | None:
    """The facility's listing, every field that it needs taken out of the row; None where it is none of ours, or has no name or state."""
    for name in _OF_THE_ANSWER:
        row.pop(name, None)
    kind = read_type(row, tally, where)
    if kind and kind not in TYPES:
        tally.dropped.add(f"of type {kind[:40]}, which is neither survey's", where)
        row.clear()
        return None
    services = read_services(row, tally, where)
    form = TYPES.get(kind) or form_by_care(services, tally, where)
    if not form:
        row.clear()
        return None
    names, streets = ([t for n in own if (t := read_text(row, n, tally, where))] for own in (("name1", "name2"), ("street1", "street2")))
    city, state, zip_code = (read_text(row, name, tally, where) for name in ("city", "state", "zip"))
    state, zip_code = read_state(state), read_zip(zip_code, tally, where)
    if not names or not state:
        tally.dropped.add("no name" if not names else "no state, or none that there is", where)
        row.clear()
        return None
    if not edition.as_of:
        tally.repairs.add(f"edition assumed: {edition.date}", where)
    place = gazetteer().place_of(city, state, zip_code)
    if place.reason:
        tally.repairs.add(f"placed without its ZIP: {place.reason.replace('_', ' ')}", where)
    name, origin = ", ".join(names), facts.origin(form, edition)
    return Listing(
        source_id=source_id("sa" if form == SA else "mh", names, streets, zip_code),
        origin=origin,
        name=name,
        organization=names[0],
        care=Care.ADDICTION if form == SA else Care.MENTAL_HEALTH,
        address=Address(", ".join(streets), city, place.county, state, zip_code),
        point=read_point(row, tally, where) or place.point,
        phones=read_phones(row, state, tally, where),
        website=read_website(row, tally, where),
        claims=(*facts.claims(services, form, edition, tally, where), *claims_of_name(name, origin)),
    )


def read_text(row: Row, name: str, tally: Tally, where: str) -> str:
    """The field's text, spaces single and nothing invisible; a number as it stands; empty for null and, counted, for what is no text."""
    value = row.pop(name, None)
    if isinstance(value, list | dict | bool):
        tally.repairs.add(f"{name} is no text, left out", where)
        return ""
    text = str(value) if value is not None else ""
    return " ".join((text if text.isprintable() else "".join(c for c in text if c.isprintable() or c.isspace())).split())


def read_services(row: Row, tally: Tally, where: str) -> Services:
    """What the row's labels say. Unknown labels, and those that we leave out on purpose, are counted."""
    listed = row.pop("services", None)
    if not isinstance(listed, list):
        if listed is not None:
            tally.repairs.add("services are no list, left out", where)
        return Services(frozenset(), frozenset(), False)
    codes, unsure, old, labels = set(), set(), False, load_labels()
    for service in listed:
        if not isinstance(service, dict):
            tally.repairs.add("a service that is no object, left out", where)
            continue
        category, text = read_text(service, "f2", tally, where).upper(), read_text(service, "f3", tally, where)
        service.pop("f1", None)  # the category in words
        for name in service:
            tally.unread.add(f"services.{name}", where)
        for heard in labels.read(category, text):
            what = f"{category}: {heard.text}"[:200]
            if heard.meaning is None:
                tally.unknown_codes.add(what, where)
            elif not heard.meaning.code:
                tally.repairs.add(f"label left out on purpose: {what}", where)
            else:
                codes.add(heard.meaning.code)
            old = old or (heard.meaning is not None and heard.meaning.old)
            if heard.meaning is None or not heard.meaning.code:
                unsure.add(labels.category(category))
    return Services(frozenset(codes), frozenset(unsure), old)


def read_type(row: Row, tally: Tally, where: str) -> str:
    """The row's type as the API has it, under either name of the field; empty where it has none."""
    named = [read_text(row, key, tally, where).upper() for key in ("typeFacility", "type_facility")]
    return next((name for name in named if name), "")


def form_by_care(services: Services, tally: Tally, where: str) -> str:
    """The form of the survey that the types of care in a row's answers belong to; empty where they do not tell, which is counted.

    Of the directories' rows of 2022, those of mental health tick MH (9,010 of 9,037), those of substance use never.
    """
    care = services.codes & {"SA", "MH", "DT", "HH"}
    form = MH if care in ({"MH"}, {"MH", "SA"}) else SA if care and "MH" not in care else ""
    if form:
        tally.repairs.add("no type, told by its types of care", where)
    else:
        tally.dropped.add("no type, and its types of care do not tell", where)
    return form


def read_point(row: Row, tally: Tally, where: str) -> Point | None:
    """The row's own point; None where it has none or an impossible one, which is counted."""
    texts = [read_text(row, name, tally, where) for name in ("latitude", "longitude")]
    if not any(texts):
        tally.repairs.add("no coordinates, placed by its ZIP or town", where)
        return None
    try:
        lat, lon = map(float, texts)
    except ValueError:
        tally.repairs.add("coordinates that are no numbers, not used", where)
        return None
    if in_the_states(lat, lon):
        return on_grid(lat, lon)
    swapped = in_the_states(lon, lat)
    tally.repairs.add("swapped coordinates, not used" if swapped else "impossible coordinates, not used", where)
    return None


def in_the_states(lat: float, lon: float) -> bool:
    """True between American Samoa and Alaska, from the Virgin Islands west to Palau; a swapped pair is never there."""
    return -15.0 <= lat <= 72.0 and (-180.0 <= lon <= -64.0 or 130.0 <= lon <= 180.0)


def read_phones(row: Row, state: str, tally: Tally, where: str) -> tuple[Phone, ...]:
    """The row's telephones, once each, the main one first; numbers that no telephone has are counted and left out."""
    found: dict[tuple[str, str], Phone] = {}
    for name, kind in _PHONES.items():
        text = read_text(row, name, tally, where)
        phone = read_phone(text, state, kind)
        if phone:
            found.setdefault((phone.number, phone.extension), phone)
        elif text:
            tally.repairs.add("not a telephone number, left out", where)
    return tuple(found.values())


def read_website(row: Row, tally: Tally, where: str) -> str:
    """The address of its pages, with its scheme; a bare scheme is none, and what is no web address is counted and left out."""
    text = read_text(row, "website", tally, where)
    if not text or text.lower() in ("http://", "https://"):
        return ""
    if not _WEBSITE.fullmatch(text):
        tally.repairs.add("not a web address, left out", where)
        return ""
    return text if "://" in text.partition("?")[0] else f"http://{text}"


class FactsOf:
    """Origins and claims, each made once for all rows of an edition."""

    def __init__(self, retrieved: str) -> None:
        self._retrieved = retrieved
        self._readers: dict[tuple[str, str, Edition], CodeReader] = {}
        self._origins: dict[tuple[str, Edition], Origin] = {}

    def origin(self, form: str, edition: Edition) -> Origin:
        """Where the claims of the edition's rows of one form come from."""
        key = (form, edition)
        if key not in self._origins:
            self._origins[key] = Origin(SOURCE.id, SOURCE.publisher, form, Scope.FACILITY, edition.address, edition.date, self._retrieved)
        return self._origins[key]

    def claims(self, services: Services, form: str, edition: Edition, tally: Tally, where: str) -> Iterator[Claim]:
        """What the answers say. A label that only the other survey has today is a tick all the same, and denies nothing.

        An empty box says something only in a form of today, and in a category whose every label was understood: one that was not might
        be it. So neither does "Female, without Male" make a program for women there.
        """
        ticked = read_codes(" ".join(sorted(services.codes)), tally, where)
        own, other = load_codebooks()[form], next(book for name, book in load_codebooks().items() if name != form)
        claims, strange = self._reader(form, form, edition).read(ticked)
        silent = services.old or edition.date < N_SUMHSS
        if silent and ticked:
            tally.repairs.add("an older form: its empty boxes say nothing", where)
        unsure = {code.category for code in own.codes.values()} if silent else services.unsure
        yield from (c for c in claims if not empty_boxes(c, own) & unsure)
        if strange:
            tally.repairs.add("an answer that only the other survey asks for today, kept", where)
            yield from (c for c in self._reader(other.form, form, edition).read(strange)[0] if c.basis is Basis.TICKED)

    def _reader(self, book: str, form: str, edition: Edition) -> CodeReader:
        key = (book, form, edition)
        if key not in self._readers:
            self._readers[key] = load_codebooks()[book].reader(self.origin(form, edition))
        return self._readers[key]


def empty_boxes(claim: Claim, book: Codebook) -> frozenset[str]:
    """The categories in which a box had to be empty for the claim to be made; none for plain ticks.

    What is said of children (`age_group:minors`) is true with a program for teens beside it, too: only `serves_only` depends on silence.
    """
    if claim.basis is Basis.UNTICKED:
        return frozenset({category_of(book.form)[claim.evidence]})
    if claim.basis is not Basis.TICKED or not claim.term.startswith("serves_only:") or ", without " not in claim.evidence:
        return frozenset()
    without = (group.none for group in book.together if claim.term in group.yes)
    return frozenset(book.codes[code].category for none in without for code in none)


@cache
def category_of(form: str) -> Mapping[str, str]:
    """By evidence, the category of the code that it names."""
    return {evidence_of(code): code.category for code in load_codebooks()[form].codes.values()}
