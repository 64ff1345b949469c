"""Drift between runs: what is refused for it, what a person's word changes, and what becomes of listings that are gone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from finder.listing import Closed, Closing
from finder.source import Expectations
from ingest.drift import Fall, judge_drift, make_drift
from ingest.run import run_source
from ingest.snapshot import last_refusal, newest_good
from tests.ingest.books import NOW, directory, expect_little, facility
from tests.ingest.findtreatment.made import page, rows, write

LAST = {"as_of": ["2021", "2024-06"], "fill": {"phones": 0.95, "zip": 1.0}, "dimensions": {"payment": 0.5}}
ID = "samhsa-directory"


def drift(before, now, as_of="2024-06-30", **rates):
    report = {"as_of": [as_of], "fill": {"phones": 0.95, "zip": 1.0} | rates, "dimensions": {"payment": 0.5}}
    return make_drift("r", LAST, set(before), report, set(now))


def test_what_went_and_what_came():
    d = drift("abcd", "cdef")
    assert (d.since, d.before, d.lost, d.gained, d.lost_share, d.gained_share, d.fell) == ("r", 4, 2, 2, 0.5, 0.5, {})


@pytest.mark.parametrize(
    ("found", "expects", "words"),
    [
        (drift("abcde", "abcd"), Expectations({}, lost=0.2), ""),
        (drift("abcde", "abc"), Expectations({}, lost=0.2), "2 of the 5 listings of run r are missing (40.0%), at most 20% expected"),
        (drift("a", "a", phones=0.86), Expectations({}), ""),
        (drift("a", "a", phones=0.8), Expectations({}), "phones: filled in 80.0% of the listings, 95.0% in run r"),
        (drift("a", "a", phones=0.8), Expectations({}, fell=0.2), ""),
        (drift("a", "abcdefgh"), Expectations({}), ""),
        (drift("a", "a", as_of="2024"), Expectations({}), ""),
        (
            drift("a", "a", as_of="2023-12"),
            Expectations({}),
            "its newest answers are of 2023-12, those of run r of 2024-06: an older edition",
        ),
    ],
)
def test_drift_is_judged_by_what_the_source_promises(found, expects, words):
    said = judge_drift(found, expects)
    assert len(said) == bool(words) and words in "".join(said)


def test_only_falls_worth_telling_are_told():
    assert drift("a", "a", phones=0.945).fell == {} and drift("a", "a", phones=0.9).fell == {"phones": Fall(0.95, 0.9)}


def run(tmp_path, day, names, **more):
    book = directory(tmp_path / str(day), rows=[facility(name2=name) for name in names])
    return run_source(ID, [book], tmp_path / "home", now=NOW + timedelta(days=day), progress=False, **more)


def gone(tmp_path):
    snapshot = newest_good(tmp_path / "home", ID)
    assert snapshot
    return {x.name.rpartition(", ")[2]: x.closed for x in snapshot.gone()}


def test_a_few_rows_do_not_replace_a_whole_run(tmp_path, monkeypatch):
    expect_little(monkeypatch)
    good = run(tmp_path, 0, "ABCDEFGHIJ")
    few = run(tmp_path, 1, "AB")
    assert few.path is None and "8 of the 10 listings" in few.shortfalls[0]
    snapshot = newest_good(tmp_path / "home", ID)
    assert snapshot and snapshot.folder == good.path
    refused = last_refusal(tmp_path / "home", ID)
    assert refused and refused["shortfalls"] == list(few.shortfalls) and refused["report"]["drift"]["lost"] == 8


def test_a_persons_word_takes_a_drifting_run_and_closes_nothing(tmp_path, monkeypatch):
    expect_little(monkeypatch)
    run(tmp_path, 0, "ABCDEFGHIJ")
    taken = run(tmp_path, 1, "AB", accept=True)
    snapshot = newest_good(tmp_path / "home", ID)
    assert snapshot and snapshot.folder == taken.path and not taken.shortfalls
    assert "8 of the 10 listings" in snapshot.report["accepted"][0] and gone(tmp_path) == {}


def test_nobodys_word_takes_an_empty_run(tmp_path, monkeypatch):
    expect_little(monkeypatch)
    assert run(tmp_path, 0, "", accept=True).path is None


def test_what_a_whole_run_has_no_longer_is_kept_as_closed(tmp_path, monkeypatch):
    expect_little(monkeypatch)
    run(tmp_path, 0, "ABCDEFGHIJ")
    report = run(tmp_path, 1, "ABCDEFGHI").report
    assert report.gone == 1 and gone(tmp_path) == {"J": Closed("2026-01-06", ID, Closing.GONE)}
    run(tmp_path, 2, "ABCDEFGH")
    assert gone(tmp_path) == {"J": Closed("2026-01-06", ID, Closing.GONE), "I": Closed("2026-01-07", ID, Closing.GONE)}
    assert run(tmp_path, 3, "ABCDEFGHIJ").report.gone == 0 and gone(tmp_path) == {}, "who comes back is open"


def test_a_file_of_25_rows_does_not_replace_the_whole_of_findtreatment(tmp_path):
    def ingest(folder, count, day):
        folder.mkdir()
        place = write(folder, page(rows(count)), name="saved_2025-06-30.json")
        return run_source("findtreatment", [place], tmp_path / "home", now=NOW + timedelta(days=day), progress=False)

    national = ingest(tmp_path / "a", 400, 0)
    few = ingest(tmp_path / "b", 25, 1)
    assert few.path is None and "375 of the 400 listings of run 20260105T093000.000000Z are missing (93.8%)" in few.shortfalls[0]
    snapshot = newest_good(tmp_path / "home", "findtreatment")
    assert snapshot and snapshot.folder == national.path


def test_sources_may_expect_other_drifts(tmp_path, monkeypatch):
    from ingest.sources import samhsa_directory

    expect_little(monkeypatch)
    run(tmp_path, 0, "ABCDEFGHIJ")
    expects = replace(samhsa_directory.SOURCE.expects, lost=0.9)
    monkeypatch.setattr(samhsa_directory, "SOURCE", replace(samhsa_directory.SOURCE, expects=expects))
    assert run(tmp_path, 1, "AB").path
