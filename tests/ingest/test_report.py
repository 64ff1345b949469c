"""The judgement of a run."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from finder.source import Expectations, Source
from ingest.progress import print_report
from ingest.report import Count, judge, make_report, report_record
from ingest.tally import Tally
from tests.ingest.books import NOW

SOURCE = Source("s", "T", "P", "https://s.example", "none", "", ("a", "b"), Expectations({"a": 10}))
GOOD = replace(
    make_report(SOURCE, Tally(), started=NOW, elapsed=1.0, inputs=("x",)),
    read=12,
    kept=12,
    forms={"a": 10, "b": 2},
    fill={"phones": 0.9},
    dimensions={"payment": 0.5},
)


@pytest.mark.parametrize(
    ("report", "expects", "words"),
    [
        (GOOD, Expectations({"a": 10}, {"phones": 0.9, "payment": 0.5}), ""),
        (replace(GOOD, kept=0), Expectations({}), "nothing kept of 12"),
        (GOOD, Expectations({"a": 11}), "a: 10 listings kept, at least 11"),
        (GOOD, Expectations({"c": 1}), "c: 0 listings kept, at least 1"),
        (GOOD, Expectations({}, {"phones": 0.95}), "phones: filled in 90.0%"),
        (GOOD, Expectations({}, {"therapy": 0.01}), "therapy: filled in 0.0%"),
        (replace(GOOD, dropped={"no name": Count(2, "row 2")}), Expectations({}, dropped=0.1), "2 of 12 dropped"),
        (replace(GOOD, dropped={"no name": Count(1, "row 2")}), Expectations({}, dropped=0.1), ""),
        (replace(GOOD, unknown_codes={"QQQ": Count(9, "row 2")}), Expectations({}), "1 unknown codes, at most 0"),
        (replace(GOOD, unknown_codes={"QQQ": Count(9, "row 2")}), Expectations({}, unknown_codes=1), ""),
    ],
)
def test_a_run_is_judged_by_what_its_source_promises(report, expects, words):
    shortfalls = judge(report, expects)
    assert len(shortfalls) == bool(words)
    assert words in "".join(shortfalls)


def test_a_report_as_json_and_as_a_table():
    report = replace(GOOD, repairs={"a [bracket]": Count(1_234, "row 7 of x")})
    assert report_record(report)["repairs"] == {"a [bracket]": {"count": 1234, "example": "row 7 of x"}}
    console = Console(file=io.StringIO(), width=120)
    print_report(report, ("too [thin]",), console)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "repaired: a [bracket]" in shown and "1,234" in shown and "refused: too [thin]" in shown
