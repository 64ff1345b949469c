"""Saved answers: their dates, and what is no answer."""

import json

import pytest

from ingest.errors import SourceError
from ingest.run import run_source
from ingest.sources.findtreatment.answer import as_of
from tests.ingest.books import NOW
from tests.ingest.findtreatment.made import counts, page, read, rows, run, write


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
