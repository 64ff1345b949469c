"""A row read, and what is wrong with rows."""

import pytest

from finder.claim import Says
from finder.listing import Care
from finder.place import Precision
from ingest.sources.samhsa_directory import source_id
from tests.ingest.findtreatment.made import counts, page, read, row, run, says, services, write


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
