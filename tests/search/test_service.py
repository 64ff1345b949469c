"""Locate, plan, run, evaluate: how far is looked, what is shown, what keeps a program out."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import pytest

from finder.errors import IndexUnavailable, UnknownProgram
from finder.evaluate import Tier
from finder.listing import Closed, Closing
from finder.place import MILE
from finder.predicate import In, Within, Words
from search.embedded.engine import EmbeddedEngine
from search.engine import Ask, Found
from search.request import TIERS, SearchRequest
from tests.builders import program
from tests.search.embedded.built import IOP, at, finder_over, ids


@pytest.mark.parametrize(
    ("near", "far", "farther", "radius", "found"),
    [
        (10, 5, 5, 30.0, 10),
        (9, 1, 5, 60.0, 10),
        (9, 0, 1, 150.0, 10),
        (0, 0, 12, 150.0, 12),
        (2, 1, 1, 150.0, 4),
    ],
)
def test_widening_until_ten_are_found(over, near: int, far: int, farther: int, radius: float, found: int) -> None:
    service = over([*at(5, near), *at(45, far), *at(140, farther), *at(160, 20)])
    page = service.search(SearchRequest(near="Denver, CO"))
    assert (page.radius, page.widened, page.total[Tier.LISTED]) == (radius, radius > 30, found)
    assert len(page.results) == min(found, 20) and page.next == ""
    fixed = service.search(SearchRequest(near="Denver, CO", radius=30.0))
    assert (fixed.radius, fixed.widened, len(fixed.results)) == (30.0, False, near)


def test_widening_counts_those_to_ask_and_not_the_rest(over) -> None:
    asks, no, silent = at(6, 5, yes="level_of_care:php"), at(7, 20, yes="", no=IOP), at(8, 20, yes="therapy:cbt")
    page = over([*at(5, 5), *asks, *no, *silent, *at(45, 1)]).search(SearchRequest(near="Denver, CO"))
    assert (page.radius, page.total[Tier.LISTED], page.total[Tier.ASK_FIRST]) == (30.0, 5, 5)
    page = over([*at(5, 9), *no, *silent, *at(45, 1)]).search(SearchRequest(near="Denver, CO"))
    assert (page.radius, page.widened) == (60.0, True)
    assert page.total == {Tier.LISTED: 10, Tier.ASK_FIRST: 0, Tier.MAYBE: 20, Tier.REMOVED: 20}


def test_pages_stay_within_the_radius_that_was_found(over) -> None:
    service = over([*at(5, 4), *at(45, 7), *at(140, 9)])
    first = service.search(SearchRequest(near="Denver, CO", size=4))
    second = service.search(SearchRequest(near="Denver, CO", size=4, cursor=first.next))
    third = service.search(SearchRequest(near="Denver, CO", size=4, cursor=second.next))
    assert [p.radius for p in (first, second, third)] == [60.0] * 3 and all(p.widened for p in (first, second, third))
    assert [r.rank for p in (first, second, third) for r in p.results] == list(range(1, 12)) and third.next == ""
    assert len({*ids(first), *ids(second), *ids(third)}) == 11
    larger = service.search(SearchRequest(near="Denver, CO", size=100, cursor=first.next))
    assert ids(larger) == [*ids(second), *ids(third)]


def test_a_last_page_that_is_full_has_no_next(over) -> None:
    page = over(at(5, 10)).search(SearchRequest(near="Denver, CO", size=10))
    assert len(page.results) == 10 and page.next == ""


def test_the_nearer_of_equals_comes_first(over) -> None:
    page = over([*at(20, 3), *at(3, 3), *at(12, 3), *at(1, 3)]).search(SearchRequest(near="Denver, CO"))
    miles = [r.evaluation.metres / MILE for r in page.results]
    assert miles == sorted(miles) and miles[0] == pytest.approx(1, abs=0.01)


def test_a_county_is_searched_whole_and_still_has_distances(over) -> None:
    service = over([*at(5, 3), *at(6, 3, county="Jefferson County"), *at(200, 2)])
    page = service.search(SearchRequest(near="Denver County, CO"))
    assert (page.radius, page.widened, page.plan.filters) == (None, False, (In("CO/Denver County"),))
    assert len(page.results) == 5 and all(0 < r.evaluation.metres < inf for r in page.results)
    assert ids(service.search(SearchRequest(near="Denver County, CO", radius=100.0)))[:3] == ids(page)[:3]


def test_a_state_is_searched_whole_and_has_no_distances(over) -> None:
    nowhere = program("nowhere", yes=IOP, at=None)
    service = over([*at(5, 3), *at(300, 3), *at(6, 3, state="WY"), nowhere])
    page = service.search(SearchRequest(near="Colorado"))
    assert (page.radius, page.widened, page.plan.filters, page.plan.near) == (None, False, (In("CO"),), None)
    assert len(page.results) == 7 and all(r.evaluation.metres == inf for r in page.results)
    assert len(service.search(SearchRequest()).results) == 10
    assert "nowhere" not in ids(service.search(SearchRequest(near="Denver, CO"))), "it has no place, so it is not near one"


def test_a_name_filters_by_all_of_its_words(over) -> None:
    named = {"a": "Harbor House", "b": "Harbor View", "c": "The House by the Harbor", "d": "Elsewhere"}
    service = over([program(id, yes=IOP, name=name) for id, name in named.items()])
    for text, found in (("harbor house", ["a", "c"]), ("HARBOR", ["a", "b", "c"]), ("harbor zebra", []), ("elsewhere", ["d"])):
        assert sorted(ids(service.search(SearchRequest(name=text)))) == found, text


def test_a_name_is_looked_for_in_all_that_there_is(over) -> None:
    said = {"a": (IOP, ""), "b": ("level_of_care:php", ""), "c": ("therapy:cbt", ""), "d": ("", IOP)}
    service = over([program(id, yes=yes, no=no, name=f"Harbor {id}") for id, (yes, no) in said.items()])
    assert ids(service.search(SearchRequest())) == ["a", "b"], "without a name: IOP, listed or to ask first"
    assert sorted(ids(service.search(SearchRequest(name="harbor")))) == [*"abcd"], "whatever level it has"
    strict = service.search(SearchRequest(name="harbor", level="iop"))
    assert [(r.program.id, r.evaluation.tier) for r in strict.results] == [("a", Tier.LISTED), ("b", Tier.ASK_FIRST), ("c", Tier.MAYBE)]
    assert ids(service.search(SearchRequest(name="harbor", level="iop", tiers=("maybe",)))) == ["c"]
    assert strict.total[Tier.REMOVED] == 1 and service.why("d", SearchRequest(name="harbor", level="iop")).kept_out_by == ()


def test_why_names_each_filter_that_keeps_a_program_out(over) -> None:
    service = over([*at(5, 12), *at(400, 1, state="WY", name="Alpha")])
    far, near = "m400-00", "m5-00"

    def kept_out(id: str, **given: Any) -> list[type]:
        return [type(f) for f in service.why(id, SearchRequest(**given)).kept_out_by]

    assert kept_out(far, near="Denver, CO") == [Within] and kept_out(near, near="Denver, CO") == []
    assert kept_out(far, near="Colorado") == [In] and kept_out(far, near="Wyoming") == []
    assert kept_out(far, name="beta") == [Words] and kept_out(far, name="alpha") == []
    assert kept_out(far, near="Denver, CO", name="beta") == [Within, Words]
    assert kept_out(near, near="Denver, CO", radius=4.0) == [Within] and kept_out(near, near="Denver, CO", radius=6.0) == []


def test_why_reads_the_radius_that_the_search_ended_with(over) -> None:
    service = over([*at(5, 12), *at(100, 1)])
    request = SearchRequest(near="Denver, CO")
    assert "m100-00" not in ids(service.search(request))
    assert service.why("m100-00", request).kept_out_by


def test_why_says_what_was_said_in_the_list(over) -> None:
    service = over([*at(5, 3, yes=f"{IOP} payment:medicaid"), *at(9, 9), *at(12, 2, yes=IOP, no="payment:medicaid")])
    request = SearchRequest(near="Denver, CO", require=("payment:medicaid",))
    page = service.search(request)
    for r in page.results:
        assert service.why(r.program.id, request).evaluation == r.evaluation
    removed = service.why("m12-00", request)
    assert removed.evaluation.tier is Tier.REMOVED and removed.kept_out_by == ()
    assert page.total[Tier.REMOVED] == 2 and "m12-00" not in ids(page)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Ask]:
    """What the index is asked from now on."""
    asked: list[Ask] = []
    find = EmbeddedEngine.find

    def counted(engine: EmbeddedEngine, ask: Ask) -> Found:
        asked.append(ask)
        return find(engine, ask)

    monkeypatch.setattr(EmbeddedEngine, "find", counted)
    return asked


@pytest.mark.parametrize(("online", "asked"), [("", 1), ("delivery:virtual", 1), ("delivery:virtual serves_state:co", 2)])
def test_the_index_is_not_asked_what_nobody_says(over, looks: list[Ask], online: str, asked: int) -> None:
    page = over([*at(5, 12), program("online", yes=f"{IOP} {online}", at=None)]).search(SearchRequest(near="Denver, CO"))
    assert (len(page.results), len(page.virtual), len(looks)) == (12, asked - 1, asked)


def test_several_programs_are_read_by_one_look_at_the_index(over, looks: list[Ask]) -> None:
    service = over([*at(5, 4), *at(45, 7)])
    read, _ = service.compare(["m5-00", "m45-00", "m5-01"], SearchRequest(near="Denver, CO"), ["level"])
    assert {w.plan for w in read} == {service.search(SearchRequest(near="Denver, CO")).plan}  # of the radius that the list has
    del looks[:]
    service.compare(["m5-00", "m45-00"], SearchRequest(near="Denver, CO", radius=30.0), ["level"])
    service.compare(["m5-00", "m45-00"], SearchRequest(), ["level"])
    assert looks == []


def test_an_id_that_was_merged_away_leads_to_its_successor(over) -> None:
    last, other = at(5, 2)
    middle = replace(at(6, 1)[0], replaced_by=last.id)
    first = replace(at(7, 1)[0], replaced_by=middle.id)
    service = over([last, other, middle, first])
    assert [service.get(id).id for id in (first.id, middle.id, last.id)] == [last.id] * 3
    assert service.why(first.id, SearchRequest()).program.id == last.id
    read, _ = service.compare([first.id, other.id], SearchRequest(), ["level"])
    assert [w.program.id for w in read] == [last.id, other.id]


def test_a_closed_program_leaves_searches_and_can_be_looked_up(over) -> None:
    open_, gone = at(5, 2)
    closed = replace(gone, closed=Closed("2026-01-05", "samhsa-directory", Closing.GONE))
    service = over([open_, closed])
    page = service.search(SearchRequest(near="Denver, CO", tiers=TIERS))
    assert ids(page) == [open_.id] and sum(page.total.values()) == 1
    assert service.get(closed.id) == closed and service.why(closed.id, SearchRequest()).program.closed


def test_unknown_programs_and_no_index(over, tmp_path: Path) -> None:
    service = over(at(5, 1))
    for call in (
        lambda: service.get("x"),
        lambda: service.why("x", SearchRequest()),
        lambda: service.compare(["m5-00", "x"], SearchRequest(), []),
    ):
        with pytest.raises(UnknownProgram, match="no program has this id: take one from a search"):
            call()
    with pytest.raises(IndexUnavailable, match="no index yet"):
        finder_over(tmp_path / "none").search(SearchRequest())


def test_compare_has_each_question_once_and_the_differing_first(over) -> None:
    service = over([*at(5, 1, yes=f"{IOP} payment:medicaid"), *at(6, 1), *at(7, 1)])
    order = ["level", "insurance", "therapies"]
    read, rows = service.compare(["m5-00", "m6-00", "m7-00"], SearchRequest(prefer=("payment:medicaid",)), order)
    assert [w.program.id for w in read] == ["m5-00", "m6-00", "m7-00"]
    assert [(row.question, row.differs) for row in rows] == [("insurance", True), ("level", False), ("therapies", False)]
