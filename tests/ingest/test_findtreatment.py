"""FindTreatment.gov: a row read, what is wrong with rows and files, and its API on the wire, which is respx's."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import httpx
import pytest
import respx

from data.samhsa import load_codebooks
from data.samhsa.labels import load_state_ids
from finder.claim import Basis, Says
from finder.listing import Care
from finder.place import Precision
from ingest.errors import SourceError
from ingest.run import Memory, run_source
from ingest.sources import findtreatment, samhsa_directory
from ingest.sources.findtreatment import SOURCE, as_of, searches_of
from ingest.sources.samhsa_directory import source_id
from ingest.tally import Tally
from ingest.workbook import open_workbook
from tests.ingest.books import NOW

API = "https://findtreatment.gov/locator/exportsAsJson/v2"
COLORADO = f"{API}?sAddr=0,0&limitType=0&limitValue=24&sType=sa"

PLAIN: dict[str, Any] = {
    "_irow": 1,
    "name1": "Made-up Recovery Center",
    "name2": None,
    "street1": "1200 Main Street",
    "street2": None,
    "city": "Boulder",
    "state": "CO",
    "zip": "80302",
    "phone": "303-555-0142",
    "intake1": None,
    "hotline1": None,
    "website": "https://made-up.example",
    "latitude": "40.0176",
    "longitude": "-105.2797",
    "miles": 1.2,
    "typeFacility": "SA",
    "services": [
        {"f1": "Type of Care", "f2": "TC", "f3": "Substance use treatment"},
        {"f1": "Service Setting", "f2": "SET", "f3": "Outpatient; Intensive outpatient treatment"},
        {"f1": "Payment", "f2": "PAY", "f3": "Medicaid"},
    ],
}


def row(**fields: Any) -> dict[str, Any]:
    """The plain row with other fields."""
    return {**PLAIN, **fields}


def services(**labels: str) -> list[dict[str, str]]:
    return [{"f1": category, "f2": category, "f3": text} for category, text in labels.items()]


def rows(count: int, begin: int = 0, **fields: Any) -> list[dict[str, Any]]:
    return [row(name1=f"Made-up Center {n}", **fields) for n in range(begin, begin + count)]


def page(own: list[dict[str, Any]], number: int = 1, pages: int = 1, records: int | None = None) -> dict[str, Any]:
    return {"page": number, "totalPages": pages, "recordCount": len(own) if records is None else records, "rows": own}


def write(folder, body: Any, name: str = "saved_2025-06-30.json") -> str:
    path = folder / name
    path.write_bytes(body if isinstance(body, bytes) else json.dumps(body).encode())
    return str(path)


def run(folder, *places: str, **more):
    return run_source("findtreatment", places, folder / "home", now=NOW, dry_run=True, progress=False, **more)


def read(folder, *own: dict[str, Any], **more):
    return run(folder, write(folder, page(list(own)), **more))


def says(listing) -> dict[str, Says]:
    return {c.term: c.says for c in listing.claims}


def counts(counted) -> dict[str, int]:
    return {what: c.count for what, c in counted.items()}


# Rows


def test_a_row_becomes_a_listing(tmp_path):
    result = read(tmp_path, row(name2="Evening Program", street2="Suite 5", intake1="303-555-0143 x12", hotline1="303-555-0146"))
    (x,) = result.listings
    assert (x.name, x.organization, x.care) == ("Made-up Recovery Center, Evening Program", "Made-up Recovery Center", Care.ADDICTION)
    assert (x.address.street, x.address.county, x.website) == ("1200 Main Street, Suite 5", "Boulder County", "https://made-up.example")
    assert x.point is not None and x.point.precision is Precision.SITE
    assert [f"{p.kind} {p.number} {p.extension}" for p in x.phones] == [
        "main +13035550142 ",
        "intake +13035550143 12",
        "hotline +13035550146 ",
    ]
    assert says(x)["level_of_care:iop"] is Says.YES and says(x)["payment:medicare"] is Says.NO
    o = x.origin
    assert (o.source, o.publisher, o.form, o.as_of, o.retrieved) == ("findtreatment", "SAMHSA", "n-sumhss-sa", "2025-06-30", "2026-01-05")
    assert o.url == "saved_2025-06-30.json"
    assert not result.report.repairs and not result.report.unread and not result.report.dropped and not result.shortfalls


def test_the_identity_is_the_directories(tmp_path):
    (x,) = read(tmp_path, row(name2="Teens", zip="80302-1234")).listings
    assert x.source_id == source_id("sa", ["Made-up Recovery Center", "Teens"], ["1200 Main Street"], "80302")


@pytest.mark.parametrize("key", ["typeFacility", "type_facility"])
@pytest.mark.parametrize(("type_", "form"), [("SA", "n-sumhss-sa"), ("su", "n-sumhss-sa"), (" MH ", "n-sumhss-mh")])
def test_the_type_has_two_spellings_of_its_name(tmp_path, key, type_, form):
    other = {"typeFacility", "type_facility"} - {key}
    (x,) = read(tmp_path, row(**{key: type_, other.pop(): ""})).listings
    assert x.origin.form == form and x.source_id[:2] == form[-2:]


def test_rows_of_other_types_are_refused_by_count(tmp_path):
    others = [row(typeFacility=t, unheard="of", services=services(ZZ="Zebra")) for t in ("BUPREN", "OTP", "HRSA", "BUPREN")]
    result = read(tmp_path, row(), *({**x, "name1": f"Made-up {n}"} for n, x in enumerate(others)))
    assert result.report.kept == 1 and not result.report.unread and not result.report.unknown_codes
    assert counts(result.report.dropped) == {
        f"of type {t}, which is neither survey's": n for t, n in [("BUPREN", 2), ("HRSA", 1), ("OTP", 1)]
    }


@pytest.mark.parametrize(
    ("care", "form"),
    [
        ("Substance use treatment; Detoxification", "n-sumhss-sa"),
        ("Mental health treatment; Substance use treatment", "n-sumhss-mh"),
        ("Mental health treatment; Detoxification", None),
        ("", None),
    ],
)
def test_a_row_without_type_is_told_by_its_care_or_refused(tmp_path, care, form):
    result = read(tmp_path, row(typeFacility=None, services=services(TC=care, PAY="Medicaid")))
    assert [x.origin.form for x in result.listings] == ([form] if form else [])
    told = "no type, told by its types of care" if form else "no type, and its types of care do not tell"
    assert {**counts(result.report.repairs), **counts(result.report.dropped)}[told] == 1


@pytest.mark.parametrize(
    ("lat", "lon", "counted"),
    [
        (40.0176, -105.2797, None),
        (" 40.0176 ", "-105.2797", None),
        (None, None, "no coordinates, placed by its ZIP or town"),
        ("", None, "no coordinates, placed by its ZIP or town"),
        ("40.0176", None, "coordinates that are no numbers, not used"),
        ("N 40", "W 105", "coordinates that are no numbers, not used"),
        ("-105.2797", "40.0176", "swapped coordinates, not used"),
        ("0", "0", "impossible coordinates, not used"),
        ("NaN", "1e999", "impossible coordinates, not used"),
        ("40.0176", "105.2797", "impossible coordinates, not used"),
        ("34.05", "-118.24", "point far from its own ZIP area or town left out"),
    ],
)
def test_a_point_is_its_own_or_its_zips(tmp_path, lat, lon, counted):
    result = read(tmp_path, row(latitude=lat, longitude=lon))
    point = result.listings[0].point
    assert point is not None and point.precision is (Precision.ZIP if counted else Precision.SITE)
    assert counts(result.report.repairs) == ({counted: 1} if counted else {})


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("http://", ""),
        ("https://", ""),
        ("www.made-up.example", "http://www.made-up.example"),
        ("made-up.example/go?to=http://x.example", "http://made-up.example/go?to=http://x.example"),
        ("HTTPS://made-up.example:8443/iop", "HTTPS://made-up.example:8443/iop"),
        (None, ""),
    ],
)
def test_websites(tmp_path, sent, kept):
    result = read(tmp_path, row(website=sent))
    assert result.listings[0].website == kept and not result.report.repairs


@pytest.mark.parametrize("sent", ["javascript:alert(1)", "none", "ask us", "ftp://made-up.example", "http://user@made-up.example", "//x"])
def test_what_is_no_web_address_is_left_out(tmp_path, sent):
    result = read(tmp_path, row(website=sent))
    assert result.listings[0].website == "" and counts(result.report.repairs) == {"not a web address, left out": 1}


def test_fields_that_are_no_text(tmp_path):
    odd = row(name2=["a", "b"], street2={"floor": 2}, zip=80302, phone=3035550142, website=True, name1="Made-up\x00 Cen\u200bter \ud800")
    (x,) = (result := read(tmp_path, odd)).listings
    assert (x.name, x.address.street, x.address.zip, x.website) == ("Made-up Center", "1200 Main Street", "80302", "")
    assert [p.number for p in x.phones] == ["+13035550142"]
    assert counts(result.report.repairs) == {f"{n} is no text, left out": 1 for n in ("name2", "street2", "website")}


def test_rows_without_name_or_state_and_repeated_rows_are_dropped_and_counted(tmp_path):
    result = read(tmp_path, row(), row(_irow=2, miles=7), row(name1=" "), row(state="XX"), row(phone="303-555-0199"))
    assert counts(result.report.dropped) == {"no name": 1, "no state, or none that there is": 1, "the same row again": 1}
    assert result.report.dropped["the same row again"].example == "row 2 of saved_2025-06-30.json"
    assert len(result.listings) == 2, "two rows of one facility that differ are both kept, as the directories' are"


def test_what_nobody_takes_is_reported(tmp_path):
    own = row(email="x", services=[{"f1": "a", "f2": "TC", "f3": "Substance use treatment", "f4": "?"}])
    report = run(tmp_path, write(tmp_path, {**page([own]), "took": 3})).report
    assert counts(report.unread) == {"took (of the answer)": 1, "email": 1, "services.f4": 1}


# Labels


def test_no_services_say_nothing(tmp_path):
    odd = [None, [], "SA", [None, 5]]
    result = read(tmp_path, *(row(name1=f"Made-up {n}", services=s) for n, s in enumerate(odd)))
    assert all(x.claims == () for x in result.listings) and len(result.listings) == 4
    assert counts(result.report.repairs) == {
        "no answers at all": 4,
        "services are no list, left out": 1,
        "a service that is no object, left out": 2,
    }


def test_an_unknown_label_is_counted_and_makes_its_category_silent(tmp_path):
    result = read(tmp_path, row(services=services(TC="Substance use treatment", PAY="Medicaid; Barter", SET="Outpatient", ZZ="Zebra")))
    said = says(result.listings[0])
    assert said["payment:medicaid"] is Says.YES and "payment:medicare" not in said, "Barter may be a new name of Medicare"
    assert said["level_of_care:iop"] is Says.NO
    assert counts(result.report.unknown_codes) == {"PAY: Barter": 1, "ZZ: Zebra": 1}
    assert result.report.unknown_codes["PAY: Barter"].example == "row 1 of saved_2025-06-30.json"
    assert not result.shortfalls, "labels drift: a few unknown ones are reported, and the run is good"


def test_only_one_sex_is_said_where_both_boxes_were_understood(tmp_path):
    both = [row(name1=f"Made-up {n}", services=services(SN=text, AGE="Adults")) for n, text in enumerate(["Female", "Female; Men"])]
    a, b = read(tmp_path, *both).listings
    assert says(a)["serves_only:women"] is Says.YES and "serves_only:women" not in says(b)


def test_labels_of_an_older_form_say_yes_and_never_no(tmp_path):
    old = services(TC="Substance use treatment", PAY="Military insurance (e.g., TRICARE)", SET="Intensive outpatient treatment")
    result = read(tmp_path, row(services=old))
    assert says(result.listings[0])["payment:military_insurance"] is Says.YES
    assert {c.basis for c in result.listings[0].claims} == {Basis.TICKED}
    (x,) = read(tmp_path, row(), name="locator_2019-05-23.json").listings
    assert {c.basis for c in x.claims} == {Basis.TICKED}, "of that date, even where every label is today's"


def test_what_only_the_other_survey_asks_today_is_kept(tmp_path):
    result = read(tmp_path, row(services=services(TAP="Dialectical behavior therapy; Matrix Model")))
    said = says(result.listings[0])
    assert said["therapy:dbt"] is said["approach:matrix"] is Says.YES and "therapy:emdr" not in said
    assert said["therapy:cbt"] is Says.NO
    assert result.report.repairs["an answer that only the other survey asks for today, kept"].count == 1
    assert not result.report.unknown_codes


def test_a_name_that_says_iop(tmp_path):
    (x,) = read(tmp_path, row(name1="Made-up IOP", typeFacility="MH", services=None)).listings
    assert says(x) == {"level_of_care:iop_in_name": Says.YES}


# Dates


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("locator_listing_2019-05-23.json", "2019-05-23"),
        ("findtreatment_20190523T1000.json", "2019-05-23"),
        ("FindTreatment_2025-06.json", "2025-06"),
        ("co-2025.json", "2025"),
        ("developer_guide_v1.9_sample_response.json", ""),
        ("page12345.json", ""),
        ("v2", ""),
    ],
)
def test_a_files_name_dates_it(name, date):
    assert as_of(name, "2026-01-05") == date


@pytest.mark.parametrize(
    ("name", "words"),
    [("2024-01-01_2025-01-01.json", "more than one"), ("x_2025-02-30.json", "is no date"), ("x_2026-01-06.json", "still to come")],
)
def test_a_date_that_cannot_be_meant_is_refused(name, words):
    with pytest.raises(SourceError, match=words):
        as_of(name, "2026-01-05")


def test_without_a_date_the_year_before_is_assumed_and_counted(tmp_path):
    result = read(tmp_path, *rows(3), name="saved.json")
    assert {x.origin.as_of for x in result.listings} == {"2025"}
    assert counts(result.report.repairs) == {"edition assumed: 2025": 3}


# Files


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!DOCTYPE html><p>Please log in", "a web page, not JSON"),
        (b"", "cut short"),
        (json.dumps(page(rows(3))).encode()[:-40], "cut short"),
        (b'{"rows": [}, {"name1": "Made-up Center"}]}', "damaged"),
        (b'{"rows": [{"name1": "\xff\xfe"}]}', "UnicodeDecodeError"),
        (b"[" * 200_000, "no JSON that can be read|cut short"),
        (b'{"facilities": []}', r"rows: Field required"),
        (b'{"rows": {"name1": "x"}}', r"rows: Input should be a valid list"),
        (b'{"rows": ["x"]}', r"rows\.0: Input should be a valid dictionary"),
        (b'{"rows": [], "totalPages": "many"}', "totalPages"),
        (b'"rows"', "not an answer of FindTreatment.gov"),
    ],
)
def test_a_file_that_is_no_answer_is_refused_clearly(tmp_path, body, words):
    with pytest.raises(SourceError, match=rf"^saved_2025-06-30\.json: .*({words})"):
        run(tmp_path, write(tmp_path, body))


def test_a_bad_file_among_good_ones_stores_nothing(tmp_path):
    good, bad = write(tmp_path, page(rows(3))), write(tmp_path, b'{"rows": [', name="bad_2025.json")
    with pytest.raises(SourceError, match=r"bad_2025\.json"):
        run_source("findtreatment", [good, bad], tmp_path / "home", now=NOW, progress=False)
    assert not list((tmp_path / "home").rglob("*.gz"))


def test_a_file_may_hold_several_pages_and_other_encodings(tmp_path):
    pages = [page(rows(2), 1, 2, 3), page(rows(1, 2), 2, 2, 3)]
    result = run(tmp_path, write(tmp_path, json.dumps(pages).encode("utf-8-sig")))
    assert result.report.kept == 3 and not result.report.repairs


def test_pages_and_rows_that_are_missing_from_a_file_are_counted(tmp_path):
    one, few = write(tmp_path, page(rows(2), 2, 2, 31), name="a_2025.json"), write(tmp_path, page(rows(2, 5), 1, 1, 9), name="b_2025.json")
    repairs = run(tmp_path, one, few).report.repairs
    assert counts(repairs) == {"one page of several: the others are not in the file": 1, "fewer rows than the answer counts": 1}
    assert [c.example for c in repairs.values()] == ["b_2025.json", "a_2025.json"]


def test_an_empty_answer_is_no_good_run(tmp_path):
    result = run(tmp_path, write(tmp_path, page([])))
    assert result.shortfalls == ("nothing kept of 0 read: is this the right file?",)


# The wire


@pytest.fixture
def wire(monkeypatch) -> Iterator[respx.MockRouter]:
    for name, value in {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "RETRY_TIMES": 2}.items():
        monkeypatch.setitem(findtreatment.Spider.custom_settings, name, value)
    with respx.mock(assert_all_called=False) as mock:
        mock.get("https://findtreatment.gov/robots.txt").respond(404)
        yield mock


class Server:
    """The API over some rows; `faults` are given, in turn, instead of answers to requests of a page."""

    def __init__(self, mock: respx.MockRouter, own: list[dict[str, Any]], size: int | None = None) -> None:
        self.rows, self.size = own, size
        self.asked: list[dict[str, str]] = []
        self.faults: dict[str, list[httpx.Response | Exception]] = {}
        mock.get(url__startswith=API).mock(side_effect=self.answer)

    def found(self, query: dict[str, str]) -> list[dict[str, Any]]:
        return [r for r in self.rows if query.get("sType", "both") in ("both", r["typeFacility"].lower())]

    def answer(self, request: httpx.Request) -> httpx.Response:
        query = dict(request.url.params)
        self.asked.append(query)
        if faults := self.faults.get(query["page"]):
            fault = faults.pop(0)
            if isinstance(fault, Exception):
                raise fault
            return fault
        found, number, size = self.found(query), int(query["page"]), self.size or int(query["pageSize"])
        return httpx.Response(200, json=page(found[(number - 1) * size : number * size], number, -(-len(found) // size), len(found)))


def test_pages_are_followed_to_the_last(tmp_path, wire):
    server = Server(wire, rows(1_203))
    result = run(tmp_path, COLORADO)
    assert [q["page"] for q in server.asked] == ["1", "2", "3"] and {q["pageSize"] for q in server.asked} == {"500"}
    assert {(q["sAddr"], q["limitType"], q["limitValue"], q["sType"]) for q in server.asked} == {("0,0", "0", "24", "sa")}
    assert result.report.kept == 1_203 and len({x.source_id for x in result.listings}) == 1_203
    assert {x.origin.url for x in result.listings} == {COLORADO} and result.report.as_of == ("2025",)
    assert counts(result.report.repairs) == {"edition assumed: 2025": 1_203}


def test_a_search_may_begin_at_a_later_page(tmp_path, wire):
    server = Server(wire, rows(25))
    result = run(tmp_path, f"{API}?sAddr=38.03,-78.48&limitType=2&limitValue=20000&pageSize=10&page=2")
    assert [q["page"] for q in server.asked] == ["2", "3"] and result.report.kept == 15


def test_a_saved_answer_at_another_address_is_read_as_a_file(tmp_path, wire):
    place = "https://mirror.example/saved_2025-06-30.json"
    wire.get("https://mirror.example/robots.txt").respond(404)
    wire.get(place).respond(200, json=page(rows(2)))
    assert {x.origin.as_of for x in run(tmp_path, place).listings} == {"2025-06-30"}


def test_without_inputs_every_state_is_asked_for_both_surveys(tmp_path, wire, monkeypatch):
    monkeypatch.setattr(findtreatment, "THE_COUNTRY", {"n-sumhss-sa": 3, "n-sumhss-mh": 2})
    server = Server(wire, [*rows(3), *rows(2, typeFacility="MH")])
    result = run(tmp_path)
    assert {(q["limitType"], int(q["limitValue"]), q["sType"]) for q in server.asked} == {
        ("0", number, kind) for number in load_state_ids().values() for kind in ("sa", "mh")
    }
    assert len(server.asked) == 102 and result.report.forms == {"n-sumhss-mh": 2, "n-sumhss-sa": 3}
    assert counts(result.report.dropped) == {"the same row again": 50 * 5}


def test_a_country_that_is_too_small_is_refused(tmp_path, wire):
    Server(wire, [*rows(3), *rows(2, typeFacility="MH")])
    with pytest.raises(SourceError, match="not the whole country: 3 of n-sumhss-sa, at least 10,000 expected; 2 of n-sumhss-mh"):
        run(tmp_path)


def test_a_search_of_ones_own_is_asked_as_it_is():
    (own,) = searches_of(f"{API}?sAddr=%2239.14,-77.2%22&limitType=1&limitValue=1119&page=3")
    assert (own.first, own.size) == (3, 30) and own.address == f"{API}?sAddr=%2239.14,-77.2%22&limitType=1&limitValue=1119"
    assert [dict(httpx.URL(s.address).params)["sType"] for s in searches_of(f"{API}?sType=mh")] == ["mh"] * 51


@pytest.mark.parametrize(
    "fault",
    [
        httpx.Response(429, headers={"retry-after": "1"}),
        httpx.Response(500),
        httpx.Response(200, html="<p>Down for maintenance"),
        httpx.Response(200, content=json.dumps(page(rows(10), 2, 3, 25)).encode()[:-9]),
        httpx.Response(200, json={"error": "timeout"}),
        httpx.Response(200, json=page(rows(10), 1, 3, 25)),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("peer closed connection without sending complete message body"),
    ],
)
def test_what_goes_wrong_once_is_asked_for_again(tmp_path, wire, fault):
    server = Server(wire, rows(25), size=10)
    server.faults = {"2": [fault]}
    result = run(tmp_path, COLORADO)
    assert [q["page"] for q in server.asked] == ["1", "2", "2", "3"] and result.report.kept == 25


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (httpx.Response(429), "answered with status 429"),
        (httpx.Response(500), "answered with status 500"),
        (httpx.Response(404), "answered with status 404"),
        (httpx.Response(200, html="<p>Please log in"), "a web page, not JSON"),
        (httpx.Response(200, content=b'{"rows": [{"name1": "Made-'), "cut short"),
        (httpx.Response(200, json={"rows": []}), "lacks page, totalPages or recordCount"),
        (httpx.Response(200, json=[page(rows(1))] * 2), "lacks page, totalPages or recordCount"),
        (httpx.Response(200, json=page(rows(10), 1, 3, 25)), "page 1 came instead"),
        (httpx.RemoteProtocolError("closed"), "could not be fetched: closed"),
    ],
)
def test_what_stays_wrong_ends_the_run_and_stores_nothing(tmp_path, wire, fault, words):
    server = Server(wire, rows(25), size=10)
    server.faults = {"2": [fault] * 9}
    with pytest.raises(SourceError, match=words):
        run_source("findtreatment", [COLORADO], tmp_path / "home", now=NOW, progress=False)
    assert not list((tmp_path / "home").rglob("*.gz"))


def test_after_a_failure_nothing_more_is_asked(tmp_path, wire):
    server = Server(wire, rows(3))
    server.faults = {"1": [httpx.Response(404)] * 102}
    with pytest.raises(SourceError, match="status 404"):
        run(tmp_path)
    assert len(server.asked) < 20, "only what was under way"


class Growing(Server):
    """A facility is added before each answer, or for the first `until` of them."""

    until = 99

    def found(self, query: dict[str, str]) -> list[dict[str, Any]]:
        if len(self.asked) <= self.until:
            self.rows = [*self.rows, row(name1=f"Made-up Newcomer {len(self.asked)}")]
        return super().found(query)


def test_a_count_that_changes_while_paging_begins_the_search_again(tmp_path, wire):
    server = Growing(wire, rows(25), size=10)
    server.until = 2
    result = run(tmp_path, COLORADO)
    assert [q["page"] for q in server.asked] == ["1", "2", "1", "2", "3"]
    assert result.report.read == result.report.kept == 27, "what came before is not kept twice"
    assert result.report.repairs["a count that changed or was wrong, search begun again"].count == 1


def test_a_count_that_goes_on_changing_ends_the_run(tmp_path, wire):
    server = Growing(wire, rows(25), size=10)
    with pytest.raises(SourceError, match="its count changes while its pages are fetched, or is wrong"):
        run(tmp_path, COLORADO)
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([page(rows(10), 1, 1, 25)], "10 rows came, 25 of 25 were to come on 1 pages"),
        ([page(rows(10), 1, 2, 12), page([], 2, 2, 12)], "10 rows came, 12 of 12"),
        ([page(rows(10), 1, 9_999, 12), page([], 2, 9_999, 12)], "10 rows came"),
        ([page(rows(10), 1, 9_999, 12), page(rows(10, 10), 2, 9_999, 12)], "20 rows came, 12 of 12"),
    ],
)
def test_fewer_or_more_rows_than_counted_end_the_run(tmp_path, wire, answers, words):
    wire.get(url__startswith=API).mock(side_effect=[httpx.Response(200, json=a) for a in answers * 3])
    with pytest.raises(SourceError, match=words):
        run(tmp_path, COLORADO)


def test_a_search_that_finds_nothing_is_counted(tmp_path, wire):
    Server(wire, [])
    assert counts(run(tmp_path, COLORADO).report.repairs) == {"a search that found nothing": 1}


def test_robots_are_obeyed(tmp_path, monkeypatch):
    with respx.mock(assert_all_called=False) as mock:
        mock.get("https://findtreatment.gov/robots.txt").respond(200, text="User-agent: *\nDisallow: /locator\n")
        server = Server(mock, rows(1))
        with pytest.raises(SourceError, match=r"robots\.txt asks us not to"):
            run(tmp_path, COLORADO)
    assert not server.asked


# What SAMHSA really sent


ON_PURPOSE = "label left out on purpose: "


def left_out(report) -> dict[str, int]:
    return {what.removeprefix(ON_PURPOSE): n for what, n in counts(report.repairs).items() if what.startswith(ON_PURPOSE)}


def test_the_locators_answer_of_2019(real_data, tmp_path):
    saved = str(real_data / "samhsa/findtreatment-api/locator_listing_2019-05-23.json")
    result = run_source("findtreatment", [saved], tmp_path, now=NOW, progress=False)
    report = result.report
    assert result.shortfalls == () and result.path is not None
    assert (report.read, report.kept, report.as_of) == (25, 25, ("2019-05-23",))
    assert not report.dropped and not report.unread and not report.unknown_codes
    assert left_out(report) == {
        "EXCL: All Clients in Opioid Treatment Program": 4,
        "OTHR: Treatment for internet use disorder": 4,
        "SET: Computerized treatment/telemedicine": 3,
        "TAP: Rational emotive behavioral therapy": 4,
    }
    dry = run(tmp_path, saved)
    assert sum(says(x).get("level_of_care:iop") is Says.YES for x in dry.listings) == 8
    assert all(c.basis is not Basis.UNTICKED for x in dry.listings for c in x.claims)
    assert all(x.point and x.point.precision is Precision.SITE and x.website for x in dry.listings)


def test_the_guides_sample(real_data, tmp_path):
    result = run(tmp_path, str(real_data / "samhsa/findtreatment-api/developer_guide_v1.9_sample_response.json"))
    report = result.report
    assert [x.care for x in result.listings] == [Care.MENTAL_HEALTH, Care.ADDICTION] and report.as_of == ("2025",)
    assert not report.dropped and not report.unread and not report.unknown_codes and not result.shortfalls
    assert left_out(report) == {
        "FOP: Private (for-profit/non-profit) organization": 1,
        "PAY: Access to Recovery (ATR) voucher": 1,
        "SET: Computerized treatment": 1,
        "SL: Services for the hearing-impaired": 1,
    }
    assert report.repairs["edition assumed: 2025"].count == 2
    assert says(result.listings[1])["payment:state_plan"] is Says.YES


CODES = {code.code: code for book in load_codebooks().values() for code in book.codes.values()}


def as_sent(cells: dict[str, str], kind: str) -> dict[str, Any]:
    """A directory's row as the API would send it: labels for codes, null for what is empty."""
    labels: dict[str, list[str]] = {}
    for code in cells.pop("service_code_info", "").replace("*", " ").split():
        labels.setdefault(CODES[code].category, []).append(CODES[code].name)
    told = services(**{category: "; ".join(own) for category, own in labels.items()})
    return {**dict.fromkeys(PLAIN), "intake2": None, **cells, "type_facility": kind, "services": told}


@pytest.mark.parametrize("kind", ["SA", "MH"])
def test_a_directorys_rows_say_the_same_in_labels(real_data, tmp_path, kind):
    path = real_data / f"samhsa/national-directory-2022/National_Directory_{kind}_Facilities_2022.xlsx"
    with open_workbook(path.name, path.read_bytes()) as book:
        cells = [row for _, row in islice(book.rows(book.sheets[0]), 400)]
        directory = samhsa_directory.Spider(inputs=(), tally=Tally(), sink=Memory(), now=NOW).directory(book, "")
    sent = [as_sent(dict(row), kind) for row in cells]
    for row in sent:
        row.pop("intake1a", None), row.pop("intake2a", None)
    result = read(tmp_path, *sent, name="labels_2022.json")
    wanted = [samhsa_directory.read_row(row, directory, Tally(), "") for row in cells]
    assert len(result.listings) == 400 and not result.report.unknown_codes and not result.report.unread
    for x, y in zip(result.listings, wanted, strict=True):
        assert y and (x.source_id, x.name, x.address, x.point) == (y.source_id, y.name, y.address, y.point)
        assert [(c.term, c.says, c.evidence, c.basis) for c in x.claims] == [(c.term, c.says, c.evidence, c.basis) for c in y.claims]


def test_a_drifting_api_is_refused(tmp_path, monkeypatch):
    expects = replace(SOURCE.expects, unknown_codes=1)
    monkeypatch.setattr(findtreatment, "SOURCE", replace(SOURCE, expects=expects))
    result = read(tmp_path, row(services=services(PAY="Medicaid; Barter", ZZ="Zebra")))
    assert result.shortfalls == ("2 unknown codes, at most 1 expected",)
