"""What people ask, and what a good social worker would want them to be told: on the sample, and on the real directories."""

from __future__ import annotations

import pytest

from tests.scenarios.scenario import Expected, Scenario, failures, in_words, load_scenarios, tell
from tests.sync import SyncFinder

SCENARIOS = load_scenarios()


def check(scenario: Scenario, expected: Expected | None, finder: SyncFinder) -> None:
    """Fails with all that does not hold, and the first ten results in words."""
    assert expected is not None
    told = tell(scenario, finder)
    if failed := list(failures(expected, told, finder)):
        pytest.fail("\n".join(["does not hold:", *(f"  - {f}" for f in failed), "", in_words(scenario, told, finder)]), pytrace=False)


@pytest.mark.parametrize("scenario", [pytest.param(s, id=s.id) for s in SCENARIOS if s.sample])
def test_on_the_sample(scenario: Scenario, sample_finder: SyncFinder) -> None:
    check(scenario, scenario.sample, sample_finder)


@pytest.mark.parametrize("scenario", [pytest.param(s, id=s.id) for s in SCENARIOS if s.real])
def test_on_the_real_directories(scenario: Scenario, real_finder: SyncFinder) -> None:
    check(scenario, scenario.real, real_finder)


def test_an_expectation_can_fail(sample_finder: SyncFinder) -> None:
    told = tell(SCENARIOS[0], sample_finder)
    there = told.results[0].program.name
    wrong = Expected(
        first=("Nobody",),
        maybe=("Nobody",),
        nowhere=(there, "Nobody"),
        before=(("Nobody", there),),
        holds=("at most 0 shown", "none shown are within 500 miles", "searched within 1 miles"),
    )
    assert len(list(failures(wrong, told, sample_finder))) == 8


@pytest.mark.parametrize("sentence", ["most listed say yes to payment:medicaid", "all listed are good", "listed that are good"])
def test_a_sentence_that_is_not_understood_is_an_error(sentence: str, sample_finder: SyncFinder) -> None:
    with pytest.raises(ValueError, match="not understood"):
        list(failures(Expected(holds=(sentence,)), tell(SCENARIOS[0], sample_finder), sample_finder))
