"""A cursor comes back as it went out, belongs to its search, and whatever else is sent in its place is refused."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import replace
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.vocabulary import load_vocabulary
from finder.errors import BadParameter
from finder.questions import all_questions
from search.cursor import Cursor, cursor_of, from_text, search_name, to_text
from search.engine import Place
from search.request import SearchRequest, check

scores = st.floats(0, 6, width=32)
places = st.builds(Place, scores, st.one_of(st.floats(0, 2e7), st.just(inf)), st.text(min_size=1))
cursors = st.builds(Cursor, st.text(), st.text(), st.one_of(st.none(), st.floats(1, 500)), places, st.integers(0, 10**6))


@given(cursors)
def test_there_and_back(cursor: Cursor) -> None:
    text = to_text(cursor)
    assert text.isascii() and not set(text) & set("=/+&?# "), "it must stand in an address and on a command line as it is"
    assert from_text(text, cursor.search) == cursor


@given(cursors)
def test_another_search_refuses_it(cursor: Cursor) -> None:
    with pytest.raises(BadParameter, match="another search") as caught:
        from_text(to_text(cursor), cursor.search + "x")
    assert caught.value.parameter == "cursor"


@given(st.text())
def test_garbage_is_refused(text: str) -> None:
    with pytest.raises(BadParameter) as caught:
        from_text(text, "s")
    assert caught.value.parameter == "cursor" and "`next`" in caught.value.message


def text_of(value: object) -> str:
    """A value in the form of our cursors."""
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_infinity=False), st.text(max_size=3)),
    lambda inner: st.one_of(st.lists(inner, max_size=8), st.dictionaries(st.text(max_size=3), inner, max_size=8)),
)


@given(json_values)
def test_any_value_in_our_form_is_refused_or_ours(value: Any) -> None:
    with pytest.raises(BadParameter):
        from_text(text_of(value), "s")


@pytest.mark.parametrize(
    "text",
    [
        text_of(["g", "s", None, 1, 0, "p", inf]),
        urlsafe_b64encode(b"[" * 100_000).decode(),
        text_of(["g", "s", None, nan, 0, "p", 1]),
        text_of(["g", "s", None, inf, 0, "p", 1]),
        text_of(["g", "s", None, 1, nan, "p", 1]),
        text_of(["g", "s", None, 1, -inf, "p", 1]),
        text_of(["g", "s", None, 1, 0, "p", -5]),
        text_of(["g", "s", None, 1, 0, "p", 10**400]),
    ],
)
def test_forged_values_are_refused_like_others(text: str) -> None:
    with pytest.raises(BadParameter):
        from_text(text, "s")


@pytest.mark.parametrize("radius", [nan, inf, -5.0, 0.0, 0.5, 31.0, 1e308, None])
def test_a_radius_that_the_search_has_not_is_refused(radius: float | None) -> None:
    checked = check(SearchRequest(near="Denver, CO"), load_vocabulary(), all_questions())
    cursor = Cursor("g", search_name(checked), 60.0, Place(1.0, 2.0, "p"), 5)
    assert cursor_of(checked) is None and cursor_of(replace(checked, cursor=to_text(cursor))) == cursor
    with pytest.raises(BadParameter, match="no cursor of ours"):
        cursor_of(replace(checked, cursor=to_text(replace(cursor, radius=radius))))


def name(**given: Any) -> str:
    """The name of a search of these parameters."""
    return search_name(check(SearchRequest(**given), load_vocabulary(), all_questions()))


BASE: dict[str, Any] = {
    "near": "Denver, CO",
    "age": 16,
    "require": ("payment:medicaid",),
    "prefer": ("therapy:cbt,dbt",),
    "weights": {"ages": 2.0},
}


@pytest.mark.parametrize(
    "other",
    [
        {"near": "Boulder, CO"},
        {"near": ""},
        {"near": "Denver County, CO"},
        {"radius": 30.0},
        {"name": "house"},
        {"age": 17},
        {"age": None},
        {"require": ()},
        {"require": (), "rule_out": ("payment:medicaid",)},
        {"prefer": ("therapy:cbt",)},
        {"prefer": ("hours_per_week:9..12",)},
        {"weights": {"ages": 1.0}},
        {"weights": {}},
        {"level": "php"},
        {"tiers": ("listed",)},
    ],
    ids=str,
)
def test_what_changes_the_list_changes_the_name(other: dict[str, Any]) -> None:
    assert name(**BASE) != name(**{**BASE, **other})


def test_what_does_not_change_the_list_keeps_the_name() -> None:
    same = {
        "size": 7,
        "cursor": "x",
        "near": " denver , colorado",
        "prefer": ("therapy:dbt,cbt",),
        "tiers": ("ask_first", "listed", "listed"),
    }
    for key, value in same.items():
        assert name(**BASE) == name(**{**BASE, key: value}), key
    assert len(name()) == 16


def test_ranges_and_terms_of_one_search_can_be_named_together() -> None:
    wishes = ("hours_per_week:9..12", "hours_per_week:..20", "age:30..40", "age_group:adults", "payment:medicaid", "payment:medicare")
    assert name(prefer=wishes) == name(prefer=wishes[::-1])


def test_a_cursor_says_nothing_of_the_seeker() -> None:
    cursor = Cursor("g", name(**BASE), 30.0, Place(4.5, 12.0, "p1"), 10)
    for text in (to_text(cursor), to_text(replace(cursor, radius=None))):
        assert from_text(text, cursor.search).search == cursor.search
    assert "Denver" not in str(cursor) and "medicaid" not in str(cursor)
