"""What a form changes in a search."""

from __future__ import annotations

import pytest

from api.root import understand
from api.web.asked import Asked, from_text, read_fields, to_link, to_text
from api.web.changes import change
from data.vocabulary import load_vocabulary
from finder.errors import BadParameter
from finder.plan import question_of
from search.request import SearchRequest
from search.written import read_wish

V = load_vocabulary()


def changed(asked: Asked, text: str = "", **fields: str | list[str]) -> Asked:
    given = {n.replace("__", "."): v if isinstance(v, list) else [v] for n, v in fields.items()}
    return change(asked, given, understand(text), lambda wish: question_of(read_wish(wish, "prefer", V), V))


SOME = Asked(
    SearchRequest(
        near="Denver, CO",
        radius=12.5,
        age=15,
        prefer=("therapy:dbt", "hours_per_week:9..12"),
        rule_out=("insurer:aetna",),
        require=("condition:eating_disorders",),
        avoid=("approach:twelve_step_facilitation",),
        weights={"cost": 2.0},
        tiers=("listed", "ask_first", "maybe"),
    ),
    "other",
    ("suicide",),
)


def test_a_search_goes_from_page_to_page_unchanged() -> None:
    assert from_text(to_text(SOME)) == SOME
    assert "suicide" not in to_link(SOME) and from_text(to_link(SOME)).request == SOME.request
    assert from_text("") == Asked()
    with pytest.raises(BadParameter):
        from_text("near=Denver&text=secret")


def test_the_fields_that_are_there_count_and_no_other() -> None:
    assert changed(SOME) == SOME
    assert changed(SOME, near="Limon, CO").request.radius == 12.5
    assert changed(SOME, near="", age="").request.near == "" and changed(SOME, near="").request.radius is None
    assert changed(SOME, near="x", choice="Springfield, IL").request.near == "Springfield, IL"


def test_words_add_to_the_search_and_never_change_what_it_says() -> None:
    heard = changed(Asked(), "DBT for my 16 year old near Boulder CO, we have Medicaid")
    assert (heard.request.near, heard.request.age, heard.request.prefer) == ("Boulder CO", 16, ("therapy:dbt",))
    assert changed(SOME, "near Boulder CO, alcohol, dbt").request.near == "Denver, CO"
    assert changed(SOME, "alcohol").request.require == ("condition:eating_disorders", "condition:alcohol")
    assert changed(Asked(), "I want to die").boxes == ("suicide",)


def test_a_chip_is_taken_away() -> None:
    assert changed(SOME, remove="age").request.age is None
    assert changed(SOME, remove="near").request.radius is None
    assert changed(SOME, remove="prefer therapy:dbt").request.prefer == ("hours_per_week:9..12",)


def test_filters_of_a_group_are_one_must_for_each_question() -> None:
    ticked = changed(SOME, group="payment", tick=["payment:medicaid", "payment:medicare", "payment:sliding_scale"])
    assert ticked.request.require == ("condition:eating_disorders", "payment:medicaid,medicare", "payment:sliding_scale")
    were = ["payment:medicaid", "payment:medicare", "payment:sliding_scale", "condition:eating_disorders"]
    assert changed(ticked, group=["payment", "condition"], ticked=were).request.require == ()
    assert changed(SOME, group="therapy", tick="therapy:dbt").request.prefer == ("hours_per_week:9..12",)


def test_filters_that_nobody_touched_change_nothing() -> None:
    """Every button of the list sends them along: two musts that were said one by one must not become either of the two."""
    both = changed(SOME, "alcohol")
    terms = ["condition:alcohol", "condition:eating_disorders"]
    assert both.request.require == tuple(reversed(terms))
    assert changed(both, group="condition", tick=terms, ticked=terms) == both
    assert changed(both, group="condition", tick=terms, ticked=terms, remove="require condition:alcohol").request.require == (terms[1],)


def test_what_matters() -> None:
    must = changed(SOME, matters__insurance="must", shown__insurance="some", matters__stay="not", shown__stay="not")
    assert must.request.require == ("condition:eating_disorders", "insurer:aetna") and "stay" not in must.request.weights
    assert changed(must, matters__insurance="very", shown__insurance="must").request.weights == {"cost": 2.0, "insurance": 2.0}
    assert changed(SOME, matters__ages="some", shown__ages="must").request.age is None
    assert changed(SOME, matters__distance="not", shown__distance="some").request.weights == {"cost": 2.0, "distance": 0.0}


def test_a_must_is_let_go() -> None:
    relaxed = changed(SOME, relax="condition:eating_disorders").request
    assert relaxed.require == () and relaxed.prefer[-1] == "condition:eating_disorders"
    assert changed(SOME, relax="level_of_care:iop").request.level == "any"
    assert changed(SOME, relax="age:15..15").request.age is None


def test_fields_are_read_as_a_browser_sends_them() -> None:
    assert read_fields("a=1&a=2&b=%C3%A9+x&c=") == {"a": ["1", "2"], "b": ["é x"], "c": [""]}
