"""A request is used as it was written, or refused with the parameter's name and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.vocabulary import load_vocabulary
from finder.errors import AmbiguousPlace, BadParameter, PlaceNotFound
from finder.evaluate import Tier
from finder.place import MILE
from finder.plan import DISTANCE
from finder.predicate import In, Within, Words
from finder.query import Level, Strength, Wish
from finder.questions import all_questions
from search.places import locate
from search.request import WIDENING, Checked, SearchRequest, check
from search.written import read_wish

VOCABULARY = load_vocabulary()


def checked(**given: Any) -> Checked:
    """The request of these parameters, checked."""
    return check(SearchRequest(**given), VOCABULARY, all_questions())


@pytest.mark.parametrize(
    ("given", "parameter", "allowed"),
    [
        ({"near": "nowhere at all"}, "near", ()),
        ({"near": "80301", "radius": 0.99}, "radius", ("1..500",)),
        ({"near": "80301", "radius": 500.01}, "radius", ("1..500",)),
        ({"near": "80301", "radius": nan}, "radius", ("1..500",)),
        ({"near": "80301", "radius": -inf}, "radius", ("1..500",)),
        ({"near": "Oregon", "radius": 30.0}, "radius", ()),
        ({"radius": 30.0}, "radius", ()),
        ({"near": "  ", "radius": 30.0}, "radius", ()),
        ({"name": "?!"}, "name", ()),
        ({"age": -1}, "age", ("0..120",)),
        ({"age": 121}, "age", ("0..120",)),
        ({"size": 0}, "size", ("1..100",)),
        ({"size": 101}, "size", ("1..100",)),
        ({"level": "detox"}, "level", tuple(Level)),
        ({"level": "IOP"}, "level", tuple(Level)),
        ({"level": "detox", "name": "harbor"}, "level", tuple(Level)),
        ({"tiers": ("removed",)}, "tiers", ("listed", "ask_first", "maybe")),
        ({"tiers": ("listed", "")}, "tiers", ("listed", "ask_first", "maybe")),
        ({"tiers": ("",)}, "tiers", ("listed", "ask_first", "maybe")),
        ({"facet": ("colour",)}, "facet", tuple(VOCABULARY.dimensions)),
        ({"facet": ("payment", "payment:medicaid")}, "facet", tuple(VOCABULARY.dimensions)),
        ({"facet": ("hours_per_week",)}, "facet", tuple(VOCABULARY.dimensions)),
        ({"weights": {"ages": 3.01}}, "weight", ("0..3",)),
        ({"weights": {"ages": -0.01}}, "weight", ("0..3",)),
        ({"weights": {"ages": nan}}, "weight", ("0..3",)),
        ({"weights": {"payment": 1.0}}, "weight", (*(q.id for q in all_questions()), DISTANCE)),
        ({"rule_out": ("payment:gold",)}, "rule_out", None),
        ({"avoid": ("payment:",)}, "avoid", None),
        ({"require": ("age_group:adolescnts",)}, "require", ("age_group:adolescents",)),
    ],
)
def test_what_cannot_be_used(given: Mapping[str, Any], parameter: str, allowed: tuple[str, ...] | None) -> None:
    with pytest.raises(BadParameter) as caught:
        checked(**given)
    assert caught.value.parameter == parameter and caught.value.message
    if allowed is None:
        assert caught.value.allowed and all(a.startswith("payment:") for a in caught.value.allowed)
    else:
        assert caught.value.allowed[: len(allowed) or None] == allowed


def test_place_errors_are_bad_parameters_of_their_own_kind() -> None:
    with pytest.raises(PlaceNotFound):
        checked(near="nowhere at all")
    with pytest.raises(AmbiguousPlace) as caught:
        checked(near="Portland")
    assert caught.value.choices[0] == "Portland, OR" and all(locate(c) for c in caught.value.choices)


@given(st.text(), st.sampled_from(["near", "level", "require", "tiers"]))
def test_a_refusal_never_repeats_the_seeker(text: str, parameter: str) -> None:
    sent = f"qwzx{text}qwzx"
    with pytest.raises(BadParameter) as caught:
        checked(**{parameter: (sent,) if parameter in ("require", "tiers") else sent})
    assert caught.value.parameter == parameter
    assert "qwzx" not in str(caught.value) + "".join(caught.value.allowed) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("payment:medicaid", Wish("payment", frozenset({"payment:medicaid"}))),
        (" payment : medicaid , medicare ", Wish("payment", frozenset({"payment:medicaid", "payment:medicare"}))),
        ("payment:medicaid,medicaid", Wish("payment", frozenset({"payment:medicaid"}))),
        ("hours_per_week:9..12", Wish("hours_per_week", span=(9, 12))),
        ("hours_per_week:9", Wish("hours_per_week", span=(9, 9))),
        ("hours_per_week:9..", Wish("hours_per_week", span=(9, inf))),
        ("hours_per_week:..12", Wish("hours_per_week", span=(0, 12))),
        ("weeks:2.5..8", Wish("weeks", span=(2.5, 8))),
    ],
)
def test_wishes_as_they_are_written(text: str, wish: Wish) -> None:
    assert read_wish(text, "prefer", VOCABULARY) == wish


def test_every_term_can_be_wished_and_every_strength_is_kept() -> None:
    for term in VOCABULARY.terms:
        assert read_wish(term, "require", VOCABULARY).terms == {term}
    for strength in Strength:
        (wish,) = checked(**{strength.value: ("therapy:cbt",)}).wishes
        assert wish.strength is strength and wish.asked


@pytest.mark.parametrize(
    ("age", "strength"), [(0, Strength.REQUIRE), (17, Strength.REQUIRE), (18, Strength.RULE_OUT), (120, Strength.RULE_OUT)]
)
def test_an_age_is_a_must_under_18_and_rules_out_from_then_on(age: int, strength: Strength) -> None:
    assert checked(age=age).wishes == (Wish("age", span=(age, age), strength=strength),)


def test_what_is_not_said_has_its_default() -> None:
    c = checked()
    assert (c.place, c.radii, c.name, c.wishes, c.level, c.weights) == (None, (), "", (), Level.IOP, {})
    assert c.tiers == {Tier.LISTED, Tier.ASK_FIRST}
    assert c.facets == ()
    query = c.query(None)
    assert (query.filters, query.near) == ((), None)


@pytest.mark.parametrize(
    ("given", "level", "tiers"),
    [
        ({}, Level.IOP, {Tier.LISTED, Tier.ASK_FIRST}),
        ({"name": "  "}, Level.IOP, {Tier.LISTED, Tier.ASK_FIRST}),
        ({"name": "harbor"}, Level.ANY, {Tier.LISTED, Tier.ASK_FIRST, Tier.MAYBE}),
        ({"name": "harbor", "level": "php"}, Level.PHP, {Tier.LISTED, Tier.ASK_FIRST, Tier.MAYBE}),
        ({"name": "harbor", "tiers": ("listed",)}, Level.ANY, {Tier.LISTED}),
        ({"level": "any", "tiers": ("maybe",)}, Level.ANY, {Tier.MAYBE}),
    ],
    ids=str,
)
def test_a_program_is_looked_for_by_name_at_any_level_and_in_all_tiers(given: Mapping[str, Any], level: Level, tiers: set[Tier]) -> None:
    c = checked(**given)
    assert c.level is level and c.tiers == tiers


@pytest.mark.parametrize("parameter", ["prefer", "rule_out", "require", "avoid"])
def test_terms_of_one_wish_answer_one_question(parameter: str) -> None:
    with pytest.raises(BadParameter, match=r"different questions \(cost, insurance\): say each by itself") as caught:
        checked(**{parameter: ("payment:medicaid,sliding_scale",)})
    assert caught.value.parameter == parameter
    apart = checked(**{parameter: ("payment:medicaid,medicare", "payment:sliding_scale,free_care")})
    assert [{VOCABULARY.terms[t].question for t in w.terms} for w in apart.wishes] == [{"insurance"}, {"cost"}]


@pytest.mark.parametrize(
    ("near", "radius", "radii"),
    [
        ("Denver, CO", None, WIDENING),
        ("80301", None, WIDENING),
        ("40.015,-105.2705", None, WIDENING),
        ("Hartford County, CT", None, WIDENING),  # no address lies in it any more
        ("Denver, CO", 1.0, (1.0,)),
        ("Denver, CO", 500.0, (500.0,)),
        ("Boulder County, CO", None, ()),
        ("Boulder County, CO", 20.0, (20.0,)),
        ("Colorado", None, ()),
    ],
)
def test_radii(near: str, radius: float | None, radii: tuple[float, ...]) -> None:
    assert checked(near=near, radius=radius).radii == radii


def test_what_a_place_filters_and_where_distance_is_measured_from() -> None:
    city, county, state = (checked(near=near) for near in ("Denver, CO", "Boulder County, CO", "Colorado"))
    assert city.place and county.place and state.place
    assert city.query(30).filters == (Within(city.place.point, 30 * MILE),) and city.query(30).near == city.place.point
    assert county.query(None).filters == (In("CO/Boulder County"),) and county.query(None).near == county.place.point
    assert county.query(20).filters == (Within(county.place.point, 20 * MILE),)
    assert state.query(None).filters == (In("CO"),) and state.query(None).near is None
    assert checked(name="  Harbor House ").query(None).filters == (Words(frozenset({"harbor", "house"})),)


def test_contradictory_wishes_name_the_term() -> None:
    with pytest.raises(BadParameter, match="payment:medicaid") as caught:
        checked(require=("payment:medicaid,medicare",), avoid=("payment:medicaid",))
    assert caught.value.parameter == "avoid"
    assert len(checked(require=("payment:medicaid",), avoid=("payment:self_pay",)).wishes) == 2
