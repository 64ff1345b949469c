"""The labels of FindTreatment.gov: each means one code, or says why it means none."""

from __future__ import annotations

import csv
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from data.gazetteer import gazetteer
from data.samhsa import load_codebooks
from data.samhsa.labels import Label, Labels, load_labels, load_state_ids
from finder.tokens import squash

RAW: dict[str, Any] = tomllib.loads((files("data.samhsa") / "labels.toml").read_text("utf-8"))
ENTRIES = [(kind, category, text) for kind in ("labels", "unread") for category, own in RAW[kind].items() for text in own]
CODES = {code.code: code for book in load_codebooks().values() for code in book.codes.values()}
LABELS = load_labels()


def read(category: str, text: str, labels: Labels = LABELS) -> list[tuple[str, str | None]]:
    return [(h.text, h.meaning.code if h.meaning else None) for h in labels.read(category, text)]


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_name_of_today_means_its_code(code: str) -> None:
    category, name = CODES[code].category, CODES[code].name
    assert read(category, f" {name.upper()} ") == [(" ".join(name.upper().split()), code)]


@pytest.mark.parametrize(("kind", "category", "text"), ENTRIES)
def test_a_label_of_another_year_means_a_code_or_says_why_not(kind: str, category: str, text: str) -> None:
    entry = RAW[kind][category][text]
    assert entry["seen"] in RAW["editions"]
    if kind == "labels":
        assert entry.keys() == {"code", "seen"} and entry["code"] in CODES
    else:
        assert entry.keys() == {"why", "seen"} and entry["why"].endswith(".")
    meaning = LABELS.find(category, text)
    assert meaning and meaning.code == entry.get("code", "")
    assert meaning.old == RAW["editions"][entry["seen"]]["old"]


def test_no_label_stands_twice() -> None:
    own = [(LABELS.category(category), squash(text)) for _, category, text in ENTRIES]
    assert len(own) == len(set(own))
    assert not set(own) & {(code.category, squash(code.name)) for code in CODES.values()}, "today's names need no synonym"


def test_renamed_categories_lead_to_todays() -> None:
    categories = {code.category for code in CODES.values()}
    for sent, entry in RAW["categories"].items():
        assert sent not in categories and entry["code"] in categories and entry["seen"] in RAW["editions"]
    assert read("SN", "Female; Male") == [("Female", "FEM"), ("Male", "MALE")]


def test_spaces_case_and_signs_do_not_matter() -> None:
    assert read("PHR", "disulfiram (Antabuse);  ACAMPROSATE (Campral®) ;") == [
        ("disulfiram (Antabuse)", "DSF"),
        ("ACAMPROSATE (Campral®)", "ACM"),
    ]
    assert read("TAP", "") == read("TAP", " ; ;") == []


def test_the_longest_label_wins_where_one_holds_a_semicolon() -> None:
    labels = Labels({("C", "one"): Label("A"), ("C", "one; two"): Label("B"), ("C", "three"): Label("D")}, {})
    assert read("C", "one; two; three; one", labels) == [("one; two", "B"), ("three", "D"), ("one", "A")]
    assert read("C", "two; one;two", labels) == [("two", None), ("one;two".replace(";", "; "), "B")]


def test_a_label_is_read_in_its_own_category_only() -> None:
    assert read("AS", "Housing services") == [("Housing services", "HS")]
    assert read("TAP", "Housing services") == [("Housing services", None)]
    assert read("NEW", "Adults") == [("Adults", None)]


def test_every_label_that_was_ever_seen_is_known(real_data: Path) -> None:
    with (real_data / "samhsa/findtreatment-api/api_values.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 338
    for row in rows:
        meaning = LABELS.find(row["f2"], row["value"])
        assert meaning, row
        assert not row["code_2023"] or meaning.code == row["code_2023"].rpartition("/")[2]
        assert not (meaning.old and int(row["rows_2026_or_wa_of_274"])), "what is seen today is not old"


def test_states_have_the_guides_numbers(real_data: Path) -> None:
    with (real_data / "samhsa/findtreatment-api/api_state_ids.csv").open(encoding="utf-8", newline="") as file:
        guide = {row["state"]: int(row["limitValue_id"]) for row in csv.DictReader(file)}
    named = {state.name: number for code, number in load_state_ids().items() if (state := gazetteer().state(code))}
    assert named == guide and len(named) == 51
