"""The national directories: a row read, and what is wrong with rows."""

import pytest

from finder.claim import Basis, Says
from finder.listing import Care, PhoneKind
from finder.place import Precision
from ingest.errors import SourceError
from ingest.run import run_source
from ingest.snapshot import newest_good
from ingest.sources.samhsa_directory import as_of, source_id
from tests.ingest.books import NOW, PLAIN, directory, expect_little, facility


def read(tmp_path, *rows, survey="SA", **book):
    return run_source("samhsa-directory", [directory(tmp_path, survey, rows, **book)], tmp_path, now=NOW, dry_run=True, progress=False)


def says(listing):
    return {c.term: c.says for c in listing.claims}


def test_a_row_becomes_a_listing(tmp_path):
    row = facility(name2="Evening Program", street2="Suite 5", intake1="303-555-0143 x12", intake2a="303-555-01GO")
    (x,) = read(tmp_path, row).listings
    assert (x.name, x.organization, x.care) == ("Made-up Recovery Center, Evening Program", "Made-up Recovery Center", Care.ADDICTION)
    assert (x.address.street, x.address.city, x.address.county) == ("1200 Main Street, Suite 5", "Boulder", "Boulder County")
    assert x.point is not None and x.point.precision is Precision.ZIP
    assert [(p.number, p.extension, p.kind) for p in x.phones] == [
        ("+13035550142", "", PhoneKind.MAIN),
        ("+13035550143", "12", PhoneKind.INTAKE),
        ("+13035550146", "", PhoneKind.INTAKE),
    ]
    assert says(x)["level_of_care:iop"] is Says.YES and says(x)["payment:medicaid"] is Says.YES
    o = x.origin
    assert (o.form, o.as_of, o.retrieved, o.url) == ("n-sumhss-sa", "2021", "2026-01-05", "National_Directory_SA_Facilities_2022.xlsx")


def test_a_book_of_the_other_survey_is_of_the_other_care(tmp_path):
    (x,) = read(tmp_path, facility(service_code_info="MH * PHDT OP"), survey="MH").listings
    assert (x.care, x.origin.form, x.source_id[:3]) == (Care.MENTAL_HEALTH, "n-sumhss-mh", "mh-")
    assert "level_of_care:iop" not in says(x), "the mental-health survey never asks about it"


def test_a_name_that_says_iop_is_a_claim_of_its_own(tmp_path):
    named, plain = read(tmp_path, facility(name2="IOP", service_code_info="MH * OP"), facility(), survey="MH").listings
    (c,) = (c for c in named.claims if c.term == "level_of_care:iop_in_name")
    assert (c.says, c.basis, c.evidence, c.origin) == (Says.YES, Basis.NAMED, "Made-up Recovery Center, IOP", named.origin)
    assert says(named)["level_of_care:outpatient"] is Says.YES, "beside what was ticked"
    assert "level_of_care:iop_in_name" not in says(plain)


def test_a_name_outlasts_an_empty_row_and_the_checks_that_follow(tmp_path):
    result = read(tmp_path, facility(name1="Made-up Intensive Outpatient", service_code_info=None))
    assert [c.term for c in result.listings[0].claims] == ["level_of_care:iop_in_name"]
    assert not [repair for repair in result.report.repairs if "unknown term" in repair]


def test_identity_outlives_phones_answers_and_spelling(tmp_path):
    rows = facility(), facility(phone="720-555-0100", service_code_info="SA"), facility(name1="  MADE-UP Recovery  Center ")
    assert len({x.source_id for x in read(tmp_path, *rows).listings}) == 1
    others = facility(zip="80301"), facility(street1="1 Elm"), facility(street2="Suite 5"), facility(name2="Teens")
    assert len({x.source_id for x in read(tmp_path, *rows, *others).listings}) == 5
    assert source_id("sa", ["A", "B"], ["C"], "80302") != source_id("mh", ["A", "B"], ["C"], "80302")


def test_rows_without_name_or_state_are_dropped_and_counted(tmp_path):
    report = read(tmp_path, facility(), facility(name1=None), facility(state=None), facility(state="XX")).report
    assert (report.read, report.kept) == (4, 1)
    assert {what: c.count for what, c in report.dropped.items()} == {"no name": 1, "no state, or none that there is": 2}
    assert report.dropped["no name"].example == "row 3 of National_Directory_SA_Facilities_2022.xlsx"


def test_a_row_without_zip_is_placed_by_its_city(tmp_path):
    result = read(tmp_path, facility(zip=None), facility(zip="none"), facility(zip=2139, city="Cambridge", state="MA"))
    a, b, c = result.listings
    assert a.point is not None and a.point.precision is b.point.precision is Precision.CITY
    assert (a.address.zip, b.address.zip, c.address.zip, c.address.county) == ("", "", "02139", "Middlesex County")
    assert {"no ZIP", "not a ZIP", "ZIP without its leading zeros"} <= result.report.repairs.keys()


def test_a_zip_of_another_state_is_not_used(tmp_path):
    result = read(tmp_path, facility(zip="10001"))
    (x,) = result.listings
    assert x.point is not None and x.point.precision is Precision.CITY and x.address.county == "Boulder County"
    assert result.report.repairs["placed without its ZIP: zip in other state"].count == 1


def test_a_place_that_cannot_be_found_is_left_open(tmp_path):
    (x,) = read(tmp_path, facility(city="Nowhereville", zip="00001")).listings
    assert x.point is None and x.address.county == ""


def test_unknown_codes_are_counted_and_their_row_is_kept(tmp_path):
    result = read(tmp_path, facility(service_code_info="SA * OIT QQQ * ZZZ"), facility(service_code_info="QQQ"))
    assert {code: c.count for code, c in result.report.unknown_codes.items()} == {"QQQ": 2, "ZZZ": 1}
    assert len(result.listings) == 2 and says(result.listings[0])["level_of_care:iop"] is Says.YES
    assert any("unknown codes" in sentence for sentence in result.shortfalls)


def test_a_row_without_answers_is_kept_and_says_nothing(tmp_path):
    result = read(tmp_path, facility(service_code_info=None))
    assert result.listings[0].claims == () and result.report.repairs["no answers at all"].count == 1


def test_contradictions_are_counted_and_kept(tmp_path):
    result = read(tmp_path, facility(service_code_info="SA * NP MD * PVTP PVTN"), facility(service_code_info="SA * NP FSA"))
    assert sorted(c.count for c in result.report.repairs.values()) == [1, 1]
    assert says(result.listings[0])["payment:medicaid"] is Says.YES


def test_wrong_numbers_are_counted_and_left_out(tmp_path):
    result = read(tmp_path, facility(phone="999-999-9999", intake1="303-555-0143"))
    assert [p.number for p in result.listings[0].phones] == ["+13035550143"]
    assert result.report.repairs["not a telephone number, left out"].count == 1


def test_columns_that_nobody_takes_are_reported(tmp_path):
    columns = (*PLAIN, "name2", "street2", "website", "Email  Address")
    report = read(tmp_path, facility(website="https://program.example"), facility(), columns=columns).report
    assert {column: c.count for column, c in report.unread.items()} == {"website": 1}


@pytest.mark.parametrize(
    ("book", "words"),
    [
        ({"columns": ("facility", "town")}, "lacks the columns name1"),
        ({"columns": tuple(c for c in PLAIN if c != "zip")}, "lacks the columns name2, street2, zip"),
        ({"sheets": ("Facilities List", "Notes")}, 'no sheet "Service Code Reference"'),
        ({"name": "directory.xlsx"}, "must hold the directory's edition"),
        ({"name": "National_Directory_1998.xlsx"}, "must hold the directory's edition"),
    ],
)
def test_a_workbook_that_is_no_directory_is_refused_clearly(tmp_path, book, words):
    with pytest.raises(SourceError, match=words):
        read(tmp_path, facility(), **book)


def test_the_edition_dates_the_answers():
    assert as_of("National_Directory_SA_Facilities_2022.xlsx", {"2022": "2021"}) == "2021"
    with pytest.raises(SourceError, match="one of 2022"):
        as_of("directory-20220101.xlsx", {"2022": "2021"})


def test_a_corrupt_file_among_good_ones_ends_the_run(tmp_path, monkeypatch):
    expect_little(monkeypatch)
    good, bad = directory(tmp_path), tmp_path / "National_Directory_MH_Facilities_2022.xlsx"
    bad.write_bytes(b"PK not really")
    with pytest.raises(SourceError, match=r"MH_Facilities_2022\.xlsx: not an Excel workbook"):
        run_source("samhsa-directory", [good, str(bad)], tmp_path / "home", now=NOW, progress=False)
    assert not list((tmp_path / "home").rglob("*.gz"))


def test_the_real_directories(real_home):
    run = newest_good(real_home, "samhsa-directory")
    assert run is not None
    report = run.report
    assert report["forms"] == {"n-sumhss-sa": 12_176, "n-sumhss-mh": 9_037}
    assert [report[k] for k in ("read", "kept", "dropped", "unknown_codes", "unread")] == [21_213, 21_213, {}, {}, {}]
    assert report["as_of"] == ["2021"] and report["fill"]["point"] > 0.999 and report["fill"]["phones"] > 0.999
