"""Each pattern on its worst case, each theme on any words: no text takes long, and none breaks a reader."""

from __future__ import annotations

import re
import time
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ingest.extract
from data.pages import Cue, load_page_cues
from data.vocabulary import load_vocabulary
from ingest.extract import read_page
from ingest.extract.lines import lines_of
from ingest.extract.said import Said
from ingest.extract.scope import Scopes
from ingest.extract.structure import of_sessions, read_sessions

LINE = 1_500
"""The most characters of a line that are read."""

MODULES = [import_module(f"ingest.extract.{found.name}") for found in iter_modules(ingest.extract.__path__)]
THEMES = {theme.__name__: theme for theme in (*ingest.extract.THEMES, *ingest.extract.MEASURED)}


def patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern of the room, those in lists and tables too, and every list of cues."""
    found = {f"{m.__name__}.{name}": p for m in MODULES for name, value in vars(m).items() for p in within(value)}
    return found | {f"cues {name}": cue.pattern for name, cue in load_page_cues().cues.items()}


def within(value: object) -> list[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        return [value] if isinstance(value.pattern, str) else []
    if isinstance(value, dict):
        return [p for one in value.values() for p in within(one)]
    return [p for one in value for p in within(one)] if isinstance(value, (tuple, list)) else []


REPEATED = (
    *(
        "a",
        " ",
        "1",
        "1 ",
        "- ",
        "for ",
        "of the ",
        "not ",
        "3 hours ",
        "3 to 4 ",
        "ages 1 ",
        "mon ",
        "mon, ",
        "9:00 - ",
        "$1,000",
        "$1 to ",
    ),
    *(
        "in ",
        "hours a ",
        "each week we ",
        "group of ",
        "more than ",
        "residents of ",
        "women's ",
        "( ",
        ": ",
        ", and ",
        "refer a b ",
        "<",
        "\n",
    ),
    *("program for a ", "---\n"),
)


@pytest.mark.parametrize(("name", "pattern"), patterns().items())
def test_no_pattern_takes_long_on_its_worst_case(name: str, pattern: re.Pattern[str]) -> None:
    for piece in REPEATED:
        text = (piece * LINE)[:LINE]
        start = time.process_time()
        for _ in pattern.finditer(text):
            pass
        assert time.process_time() - start < 1, f"{name} on {piece!r}"


WORDS = sorted({word for t in load_vocabulary().terms.values() for words in t.words.values() for word in words})
CUES = (
    *(
        "we offer",
        "we do not",
        "is not offered",
        "our",
        "ages",
        "hours",
        "a week",
        "per day",
        "weeks",
        "$",
        "coming soon",
        "in-network with",
    ),
    *(
        "Mon",
        "Fri",
        "9 am",
        "to",
        "-",
        ",",
        ".",
        "?",
        ":",
        "and",
        "12",
        "3",
        "18",
        "+",
        "for",
        "teens",
        "adults",
        "IOP",
        "PHP",
        "no",
        "Yes",
    ),
    *("out of network", "é", "½", "2026"),
)
SENTENCES = st.lists(st.one_of(st.sampled_from(CUES), st.sampled_from(WORDS), st.text(max_size=6)), max_size=20).map(" ".join)


@pytest.mark.parametrize("theme", THEMES)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(heading=SENTENCES, text=SENTENCES)
def test_no_words_break_a_theme(theme: str, heading: str, text: str) -> None:
    broken(THEMES[theme], heading, text)


def broken(theme: object, heading: str, text: str) -> None:
    """Nothing; fails where a theme says what it has no words for, or fails."""
    page = read_page(f"<h2>{heading}</h2><p>{text}</p>".translate(CONTROLS).encode("utf-8", "replace"), "https://clinic.example/")
    scopes, vocabulary = Scopes(page.title), load_vocabulary()
    for line in lines_of(page):
        scopes.note(line)
        said: list[Said] = [*theme(line, scopes), *of_sessions(read_sessions(line, scopes))]  # type: ignore[operator]
        assert all(s.quote in page.text for s in said)
        assert all(s.about in vocabulary.terms or s.about in vocabulary.measures for s in said)
        assert all(0 <= s.low <= s.high for s in said)


CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def test_cues_are_whole_words() -> None:
    cue = Cue(["no", "non-profit", "refer ... out", "don't", "niño"])
    assert all(cue.search(text) for text in ("we say no", "a non-profit house", "we refer you all out", "we refer out", "don't", "nino"))
    assert not any(cue.search(text) for text in ("none", "no-one", "nonprofit", "we refer a b c d out", "dont"))
    assert cue.without("a no b") == "a   b"


def test_an_unknown_list_of_cues_is_an_error() -> None:
    with pytest.raises(KeyError):
        load_page_cues()["no such list"]


def test_terms_of_the_pages_own_words_exist() -> None:
    cues = load_page_cues()
    assert {*cues.said, *cues.unsaid} <= load_vocabulary().terms.keys()
