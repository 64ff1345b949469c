"""The gold set holds what is promised of the extraction; `make eval` prints it."""

from __future__ import annotations

import pytest

from data.vocabulary import load_vocabulary
from tests.ingest.gold.evaluate import HALVES, Case, judge, load_cases

CASES = {half: load_cases(half) for half in HALVES}


@pytest.mark.parametrize(("half", "precision", "recall"), [("tuned", 0.97, 0.95), ("held", 0.92, 0.83)])
def test_precision_and_recall(half: str, precision: float, recall: float) -> None:
    score = judge(CASES[half])
    found = f"{score.precision():.3f}, {score.recall():.3f}; worst: {sorted(score.fields, key=score.precision)[:3]}"
    assert score.precision() >= precision, found
    assert score.recall() >= recall, found


def test_the_set_is_as_large_as_promised() -> None:
    cases = [case for half in HALVES for case in CASES[half]]
    assert sum(len(c.pages) == 1 and c.pages[0][0] == "/" for c in cases) >= 150
    assert sum(" site " in c.name for c in cases) >= 15


@pytest.mark.parametrize("half", HALVES)
def test_each_line_speaks_of_what_there_is(half: str) -> None:
    vocabulary = load_vocabulary()
    known = {*vocabulary.terms, *vocabulary.measures}
    unknown = {line for case in CASES[half] for line in case.expect if bare(line) not in known}
    assert not unknown


def bare(line: str) -> str:
    return line.rpartition(": ")[2].removeprefix("no ").partition(" ")[0]


def test_a_case_is_judged_as_the_readme_says() -> None:
    pages = (("/", "<p>Our IOP uses CBT. Nine hours per week.</p>"),)
    score = judge([Case("x", "tuned", pages, frozenset({"level_of_care:iop", "therapy:cbt", "weeks 6"}))])
    assert (score.right.total(), score.missed["weeks"], score.wrong["hours_per_week"], score.wrong.total()) == (2, 1, 1, 1)
