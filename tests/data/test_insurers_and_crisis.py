"""The insurers' names and the crisis file, as a person would check them: by reading the files."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from data.crisis import CrisisBox, CrisisLine, load_crisis
from finder.tokens import squash

LANGUAGES = {"en", "es"}
MEDICAID = "payment:medicaid"
KINDS = {"payment:private_insurance", "payment:military_insurance", "payment:medicare", MEDICAID}
# How long a crisis number may stand unlooked at.
STALE = timedelta(days=365)


def read(path: str) -> dict[str, Any]:
    """The file's content as TOML has it."""
    return tomllib.loads(files("data").joinpath(path).read_text(encoding="utf-8"))


INSURER = read("vocabulary/insurer.toml")
TERMS: dict[str, dict[str, Any]] = INSURER["terms"]
CRISIS = load_crisis()
LINES = {line.id: line for line in CRISIS.lines}


def words(term: str) -> set[str]:
    """All words of one insurer, as they are compared."""
    return {squash(word) for said in TERMS[term]["words"].values() for word in said}


def test_there_are_many_insurers_and_each_has_words_and_a_label_in_both_languages() -> None:
    assert len(TERMS) >= 60
    assert set(INSURER["label"]) == LANGUAGES
    for name, term in TERMS.items():
        assert set(term) == {"label", "words", "broader"}, name
        assert set(term["label"]) == LANGUAGES, name
        assert all(term["label"].values()), name
        assert term["words"]["en"], name


def test_labels_are_unique() -> None:
    for language in LANGUAGES:
        counted = Counter(term["label"][language] for term in TERMS.values())
        assert [label for label, times in counted.items() if times > 1] == []


def test_no_word_stands_under_two_insurers_or_twice_under_one() -> None:
    counted = Counter(squash(word) for term in TERMS.values() for said in term["words"].values() for word in said)
    assert [word for word, times in counted.items() if times > 1] == []


def test_words_are_lower_case_and_none_is_a_level_of_care_or_a_payment() -> None:
    every = {word for term in TERMS.values() for said in term["words"].values() for word in said}
    assert [word for word in every if word != word.lower().strip()] == []
    assert not every & {"php", "iop", "medicaid", "medicare", "medi-cal", "private insurance", "united", "insurance", "none"}


def test_each_insurer_names_its_kind_of_payment_and_only_what_exists() -> None:
    for name, term in TERMS.items():
        broader = set(term["broader"])
        assert broader & KINDS, name
        assert broader - KINDS <= {f"insurer:{other}" for other in TERMS} - {f"insurer:{name}"}, name


@pytest.mark.parametrize(
    ("medicaid", "commercial"),
    [
        ("aetna_better_health", "aetna"),
        ("unitedhealthcare_community_plan", "unitedhealthcare"),
        ("anthem_medicaid", "anthem"),
        ("humana_healthy_horizons", "humana"),
        ("bcbs_texas_medicaid", "bcbs_texas"),
        ("blue_cross_complete_michigan", "bcbs_michigan"),
        ("horizon_nj_health", "horizon"),
        ("amerihealth_caritas", "amerihealth"),
        ("upmc_for_you", "upmc"),
        ("molina", "molina_marketplace"),
        ("sunshine_health", "ambetter"),
    ],
)
def test_a_medicaid_plan_is_not_the_commercial_brand(medicaid: str, commercial: str) -> None:
    assert TERMS[medicaid]["broader"] == [MEDICAID]
    assert MEDICAID not in TERMS[commercial]["broader"]
    assert not words(medicaid) & words(commercial)


def test_aetna_better_health_is_a_name_of_the_medicaid_plan_alone() -> None:
    assert [name for name in TERMS if "aetna better health" in words(name)] == ["aetna_better_health"]


def test_words_that_say_medicaid_stand_under_a_medicaid_plan() -> None:
    said = {name for name in TERMS if any(MEDICAID.partition(":")[2] in word.split() for word in words(name))}
    assert [name for name in said if MEDICAID not in TERMS[name]["broader"]] == []


@pytest.mark.parametrize(
    ("word", "insurer"),
    [
        ("BCBS of Texas", "bcbs_texas"),
        ("Blue Shield CA", "blue_shield_california"),
        ("Blue Cross & Blue Shield", "blue_cross_blue_shield"),
        ("UHC", "unitedhealthcare"),
        ("United Behavioral Health", "optum"),
        ("Beacon Health Options", "carelon"),
        ("TriCare Prime", "tricare"),
        ("L.A. Care", "la_care"),
        ("Horizon BCBSNJ", "horizon"),
    ],
)
def test_names_as_people_write_them(word: str, insurer: str) -> None:
    assert [name for name in TERMS if squash(word) in words(name)] == [insurer]


def test_out_of_network_repeats_the_insurers() -> None:
    twin = read("vocabulary/insurer_out_of_network.toml")
    assert (twin["same_as"], twin["general"], twin["question"]) == ("insurer", False, INSURER["question"])
    assert "terms" not in twin
    assert all(twin["label_pattern"][language].count("{}") == 1 for language in LANGUAGES)


@pytest.mark.parametrize("line", CRISIS.lines, ids=lambda line: line.id)
def test_a_crisis_line_says_everything_in_both_languages(line: CrisisLine) -> None:
    for text in (line.name, line.hours, line.says, *line.options):
        assert set(text) == LANGUAGES
        assert all(text.values())
    assert line.number
    assert line.how
    assert set(line.how) <= {"call", "text", "chat"}
    assert line.languages
    assert line.url.startswith("https://")
    assert type(line.checked) is date
    assert line.source


@pytest.mark.parametrize("line", CRISIS.lines, ids=lambda line: line.id)
def test_a_crisis_line_was_checked_within_a_year(line: CrisisLine) -> None:
    """Reads the clock on purpose: a stale crisis number is a defect, even though no line of code has changed."""
    today = date.today()
    assert line.checked <= today, f"{line.id}: checked on {line.checked}, which is still to come"
    assert today - line.checked <= STALE, f"{line.id}: checked on {line.checked}; see {line.url}, then change data/crisis.toml"


def test_the_lines_that_are_on_every_page_are_there() -> None:
    assert len(LINES) == len(CRISIS.lines)
    assert LINES["988"].number == "988"
    assert LINES["988"].how == ("call", "text", "chat")
    assert LINES["samhsa"].number == "1-800-662-4357"
    assert any("1-800-487-4889" in option["en"] for option in LINES["samhsa"].options)
    for said in ("AYUDA", "838255", "988 and press 1", "988 and press 2", "American Sign Language"):
        assert any(said in option["en"] for option in LINES["988"].options), said


@pytest.mark.parametrize("box", CRISIS.boxes, ids=lambda box: box.id)
def test_a_box_speaks_both_languages_names_lines_and_has_words(box: CrisisBox) -> None:
    for text in (box.title, box.text):
        assert set(text) == LANGUAGES
        assert all(text.values())
    assert box.lines
    assert set(box.lines) <= LINES.keys()
    assert set(box.words) == LANGUAGES
    for said in box.words.values():
        squashed = [squash(word) for word in said]
        assert len(squashed) >= 15
        assert len(set(squashed)) == len(squashed)
        assert all(len(word) > 2 for word in squashed)


def test_no_word_brings_up_two_boxes() -> None:
    counted = Counter(w for box in CRISIS.boxes for w in {squash(word) for said in box.words.values() for word in said})
    assert [word for word, times in counted.items() if times > 1] == []


@pytest.mark.parametrize(
    ("box", "lines", "english", "spanish"),
    [
        ("suicide", ("988", "911"), ["988", "can still look", "many programs treat"], ["988", "seguir buscando"]),
        ("withdrawal", ("911", "samhsa"), ["Do not stop suddenly on your own", "911"], ["No los deje de golpe", "911"]),
        ("overdose", ("911", "988"), ["911", "naloxone"], ["911", "naloxona"]),
        ("eating_disorder_danger", ("911", "988"), ["fainting", "chest pain", "911"], ["desmayo", "dolor en el pecho", "911"]),
    ],
)
def test_a_box_says_what_matters(box: str, lines: tuple[str, ...], english: list[str], spanish: list[str]) -> None:
    found = next(b for b in CRISIS.boxes if b.id == box)
    assert found.lines == lines
    assert [said for said in english if said not in found.text["en"]] == []
    assert [said for said in spanish if said not in found.text["es"]] == []


def test_nothing_promises_more_than_confidential_and_the_ended_option_is_not_printed() -> None:
    text = files("data").joinpath("crisis.toml").read_text(encoding="utf-8").casefold()
    for said in ("anonymous", "anónim", "anonim", "press 3", "oprima 3", "marque 3", "pride"):
        assert said not in text, said
