"""What people read in English can be read after eight years of school."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from textstat import textstat

from data.crisis import load_crisis
from finder.questions import all_questions

GRADE = 8.0
"""Years of school, by Flesch and Kincaid."""
SHORT = 8
"""Fewer words than these are a label or half a sentence: the formula means nothing there, but they count in the whole."""
NO_WORDS = ("sources", "link")
"""Keys whose values nobody reads."""

textstat.cmu_dict = defaultdict(list, textstat.cmu_dict)  # a word that it does not know is cut into syllables, instead of a KeyError


def leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every text by its path."""
    if isinstance(value, str):
        yield path, re.sub(r"\{\w+\}", "this", value)
        return
    for name, each in value.items() if isinstance(value, dict) else enumerate(value):
        if name not in NO_WORDS:
            yield from leaves(each, f"{path}.{name}")


def texts(name: str) -> dict[str, str]:
    """Every text of one of our files of words."""
    return dict(leaves(tomllib.loads(files("data.words").joinpath(f"{name}.toml").read_text("utf-8")), name))


SAID = {
    **texts("en"),
    **texts("page.en"),
    **texts("about.en"),
    **{f"box.{b.id}": b.text["en"] for b in load_crisis().boxes},
    **{f"line.{line.id}": line.says["en"] for line in load_crisis().lines},
    **{f"why.{q.id}": q.why for q in all_questions()},
}


def test_every_sentence_is_easy_to_read() -> None:
    grades = {path: textstat.flesch_kincaid_grade(text) for path, text in SAID.items() if len(text.split()) >= SHORT}
    assert len(grades) > 200
    assert {path: (grade, SAID[path]) for path, grade in grades.items() if grade > GRADE} == {}


@pytest.mark.parametrize("name", ["en", "page.en", "about.en", "box", "why"])
def test_the_whole_is_easier_still(name: str) -> None:
    whole = " ".join(
        text if text.endswith((".", "?")) else f"{text}." for path, text in SAID.items() if path.partition(".")[0] == name.partition(".")[0]
    )
    assert textstat.flesch_kincaid_grade(whole) <= GRADE - 1
