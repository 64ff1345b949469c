"""Corrections and availability, from an operator's file to the program: taken whole or not at all, and never silently."""

from datetime import timedelta
from pathlib import Path

import pytest

from finder.claim import Says
from finder.program import Program
from ingest.errors import SourceError
from ingest.merge_all import Summary, merge_all, read_programs
from ingest.run import run_source
from ingest.snapshot import stored_sources
from tests.ingest.books import NOW, directory, expect_little, facility


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    expect_little(monkeypatch)
    run_source("samhsa-directory", [directory(tmp_path, "SA", [facility()])], tmp_path, now=NOW, progress=False)
    return tmp_path


def built(home: Path, later: int = 0) -> tuple[Summary, Program]:
    summary = merge_all(home, now=NOW + timedelta(days=later))
    (program,) = read_programs(home)
    return summary, program


def corrected(home: Path, text: str) -> None:
    (home / "corrections.toml").write_text(text, "utf-8")
    run_source("corrections", [str(home / "corrections.toml")], home, now=NOW, progress=False)


def correction(program: str, what: str) -> str:
    return f'[[corrections]]\nprogram = "{program}"\n{what}\nwho = "Made-up desk"\nwhen = 2025-12-01\nwhy = "They wrote so."\n'


def available(home: Path, *lines: str) -> None:
    (home / "availability.csv").write_text("\n".join(("program,status,date,expires,who", *lines)), "utf-8")
    run_source("availability", [str(home / "availability.csv")], home, now=NOW, progress=False)


@pytest.mark.parametrize(("settle", "says"), [("", Says.DISPUTED), ("\nsettle = true", Says.NO)])
def test_a_correction_disputes_or_settles_and_show_says_who_and_why(
    home: Path, settle: str, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = built(home)[1].id
    corrected(home, correction(id, f'term = "payment:medicaid"\nsays = "no"{settle}'))
    summary, program = built(home)
    assert program.facts["payment:medicaid"].says is says and program.name == "Made-up Recovery Center"
    assert {c.origin.publisher for c in program.facts["payment:medicaid"].claims} == {"SAMHSA", "Made-up desk"}
    assert summary.nowhere == () and summary.programs == 1


def test_a_correction_can_name_a_listing_and_hide_an_address(home: Path) -> None:
    (key,) = built(home)[1].listings
    corrected(home, correction(key, "hide = true"))
    assert built(home)[1].address.hidden and not built(home)[1].address.street


def test_a_correction_of_nothing_there_is_is_told(home: Path) -> None:
    corrected(home, correction("pzzzzzzzzzz", 'measure = "age"\nright = "13-17"'))
    assert built(home)[0].nowhere == ("pzzzzzzzzzz",)


def test_a_correction_that_is_taken_back_is_gone(home: Path) -> None:
    id = built(home)[1].id
    before = built(home)[1]
    corrected(home, correction(id, 'term = "payment:medicaid"\nsays = "no"\nsettle = true'))
    assert built(home)[1] != before
    for nothing in ("", "# none now\n", "corrections = []\n"):
        corrected(home, nothing)
        summary, program = built(home)
        assert program == before and summary.nowhere == () and summary.closed == 0, nothing


def test_availability_that_is_taken_back_is_gone(home: Path) -> None:
    id = built(home)[1].id
    available(home, f"{id},waitlist,2026-01-02,2026-01-10,Made-up desk")
    available(home)
    summary, program = built(home)
    assert "availability:waitlist" not in program.facts and summary.closed == 0


def test_availability_holds_to_its_last_day(home: Path) -> None:
    id = built(home)[1].id
    available(home, f"{id},waitlist,2026-01-02,2026-01-10,Made-up desk")
    for later, says in ((0, Says.YES), (5, Says.YES), (6, None)):
        fact = built(home, later)[1].facts.get("availability:waitlist")
        assert (fact and fact.says) == says, later
    assert "availability:accepting" not in built(home, 6)[1].facts


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("[[corrections]]\n", ["correction 1: program: Field required", "correction 1: who: Field required"]),
        (correction("p", 'term = "payment:medicaid"\nsays = "no"'), ["correction 1: program"]),
        (correction("pabcdefghij", 'term = "payment:gold"\nsays = "no"'), ["correction 1: payment:gold is no term"]),
        (correction("pabcdefghij", 'term = "payment:medicaid"'), ['correction 1: says must be "yes" or "no"']),
        (correction("pabcdefghij", 'measure = "age"\nright = "teens"'), ["correction 1: measure wants one of"]),
        (correction("pabcdefghij", ""), ["correction 1: wants one of term, measure and hide"]),
        (correction("pabcdefghij", "hide = true").replace("2025-12-01", "2031-01-01"), ["correction 1: when is still to come"]),
        (correction("pabcdefghij", 'name = "Another"'), ["correction 1: name: nothing that can be corrected"]),
        (correction("pabcdefghij", 'phone = "303-555-0100"'), ["names, addresses and telephones carry no claims"]),
        ("x = 1", ["holds [[corrections]] and nothing else"]),
        ("[[", ["no TOML"]),
    ],
)
def test_a_wrong_correction_is_told_and_the_file_refused_whole(home: Path, text: str, messages: list[str]) -> None:
    good = correction("pabcdefghij", "hide = true")
    with pytest.raises(SourceError) as told:
        corrected(home, text if "[[corrections]]" not in text else f"{text}\n{good}")
    assert all(message in str(told.value) for message in messages), told.value
    assert stored_sources(home) == ["samhsa-directory"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("pabcdefghij,full,2026-01-02,2026-01-10,Desk", "line 3: status is one of accepting"),
        ("pabcdefghij,waitlist,02.01.2026,2026-01-10,Desk", "line 3: date and expires are days"),
        ("pabcdefghij,waitlist,2026-01-02,2026-01-01,Desk", "line 3: expires before it was said"),
        ("pabcdefghij,waitlist,2027-01-02,2027-02-01,Desk", "line 3: date is still to come"),
        ("somewhere,waitlist,2026-01-02,2026-01-10,Desk", "line 3: program is an id"),
        ("pabcdefghij,waitlist,2026-01-02,,Desk", "line 3: lacks expires"),
        ("pabcdefghij,waitlist,2026-01-02,2026-01-10,Desk,of,three", "more cells than columns"),
    ],
)
def test_a_wrong_line_of_availability_is_told_and_the_file_refused_whole(home: Path, line: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        available(home, "pabcdefghij,accepting,2026-01-02,2026-01-10,Desk", line)
    assert stored_sources(home) == ["samhsa-directory"]
