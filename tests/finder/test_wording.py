"""How old a fact is, where it stands, and how numbers are said. What the sentences say is in tests/data/test_words.py."""

from __future__ import annotations

from datetime import date, timedelta
from math import inf

import pytest

from data.vocabulary import load_vocabulary
from data.words import LANGUAGES, load_wording
from finder.claim import Basis, Claim, Origin, Says, Scope
from finder.wording import age_note, label, source_phrase, span_text
from tests.builders import MH_SURVEY, OLD_PAGE, PAGE, claim

EN, ES = (load_wording(language) for language in LANGUAGES)
V = load_vocabulary()
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("days", "note"),
    [
        (-30, "from {}"),
        (0, "from {}"),
        (89, "from {}"),
        (90, "from {}: check by phone"),
        (364, "from {}: check by phone"),
        (365, "from 2025: call before you rely on it"),
    ],
)
def test_the_age_of_facts_in_days(days: int, note: str) -> None:
    as_of = (TODAY - timedelta(days)).isoformat()
    assert age_note([as_of], TODAY, EN) == note.format(as_of)


@pytest.mark.parametrize(
    ("dates", "english", "spanish"),
    [
        ([], "", ""),
        (["2021"], "from 2021: call before you rely on it", "dato de 2021: llame antes de confiar en él"),
        (["2026-06"], "from 2026-06: check by phone", "dato de 2026-06: confirme por teléfono"),
        (["2026-09"], "from 2026-09", "dato de 2026-09"),
        (["2021", "2026-11-01"], "from 2026-11-01", "dato de 2026-11-01"),  # the newest counts
        (["2025", "2025-06-30"], "from 2025: check by phone", "dato de 2025: confirme por teléfono"),  # the year ends later than its June
        (["2026-05-01", "2021", "2019-01"], "from 2026-05-01: check by phone", "dato de 2026-05-01: confirme por teléfono"),
    ],
)
def test_the_age_of_facts_as_it_is_said(dates: list[str], english: str, spanish: str) -> None:
    assert age_note(dates, TODAY, EN) == age_note(reversed(dates), TODAY, EN) == english
    assert age_note(dates, TODAY, ES) == spanish


JUNE = Origin("june-page", "the program", "page", Scope.PROGRAM, "https://program.example", "2021-06", "2021-06-02")


def quoted(origin: Origin) -> Claim:
    return claim("payment:medicaid", origin=origin, basis=Basis.QUOTED)


@pytest.mark.parametrize(
    ("claims", "english", "spanish"),
    [
        ([], "", ""),
        ([claim("payment:medicaid")], "2021 survey", "encuesta de 2021"),
        ([claim("payment:medicaid", Says.NO, basis=Basis.UNTICKED)], "2021 survey", "encuesta de 2021"),
        ([quoted(PAGE)], "their page, dated 1 Feb 2022", "su página, fecha 1 feb 2022"),
        ([quoted(OLD_PAGE), quoted(PAGE)], "their page, dated 1 Feb 2022", "su página, fecha 1 feb 2022"),  # the newest
        ([claim("payment:medicaid"), claim("payment:medicaid", origin=MH_SURVEY)], "2021 survey", "encuesta de 2021"),
        ([quoted(OLD_PAGE), claim("payment:medicaid")], "2021 survey", "encuesta de 2021"),
        (
            [claim("payment:medicaid"), quoted(PAGE)],
            "their page, dated 1 Feb 2022",
            "su página, fecha 1 feb 2022",
        ),  # date and kind of the newest claim
        (
            [claim("level_of_care:iop_in_name", basis=Basis.NAMED)],
            "its name, 2021",
            "su nombre, 2021",
        ),  # in SAMHSA's directory, not on a page
        ([claim("payment:medicaid"), quoted(JUNE)], "their page, dated Jun 2021", "su página, fecha jun 2021"),  # of the program itself
    ],
)
def test_where_an_answer_stands(claims: list[Claim], english: str, spanish: str) -> None:
    for order in (claims, claims[::-1]):
        assert (source_phrase(order, EN), source_phrase(order, ES)) == (english, spanish)


def test_a_survey_is_dated_by_its_own_year_and_not_by_the_download() -> None:
    later = Origin("s", "SAMHSA", "n-sumhss-sa", Scope.FACILITY, "", "2023-05", "2026-11-01")
    assert source_phrase([claim("payment:medicaid", origin=later)], EN) == "2023 survey"


@pytest.mark.parametrize(
    ("measure", "low", "high", "english", "spanish"),
    [
        ("hours_per_week", 9, 12, "9-12 hours a week", "9-12 horas por semana"),
        ("hours_per_day", 2.5, 3, "2.5-3 hours a day", "2.5-3 horas por día"),
        ("days_per_week", 3, 3, "3 days a week", "3 días por semana"),
        ("weeks", 8, inf, "8+ weeks", "8+ semanas"),
        ("age", 16, 16, "people aged 16", "personas de 16 años"),
        ("age", 18, inf, "people aged 18+", "personas de 18+ años"),
        ("price_usd", 0, 500, "$0-500", "$0-500"),
    ],
)
def test_how_numbers_are_said(measure: str, low: float, high: float, english: str, spanish: str) -> None:
    assert (span_text(measure, low, high, EN, V), span_text(measure, low, high, ES, V)) == (english, spanish)


def test_a_term_that_the_vocabulary_has_lost_stays_readable() -> None:
    assert label("therapy:dbt", EN, V) == "dialectical behavior therapy (DBT)"
    assert label("therapy:horse_riding", EN, V) == "horse riding"


def test_titles_and_names_are_looked_up_and_a_missing_language_is_refused() -> None:
    assert EN.title("stay") == "How long do people usually stay in the program?"
    assert ES.name("insurance") == "seguro"
    assert EN.say("fit", "some", yes=2, count=3) == "Answers 2 of the 3 things you asked"
    with pytest.raises(KeyError, match="fr"):
        load_wording("fr")
