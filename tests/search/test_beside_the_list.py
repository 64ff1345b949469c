"""What stands beside the list: filters with their counts, virtual programs, and what helps where nothing is listed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.vocabulary import load_vocabulary
from finder.evaluate import Tier
from finder.plan import level_wish
from finder.program import Program
from finder.query import Level, SearchQuery, Strength, Wish
from search.facets import COUNTED, FacetValue, facet_terms, without_requirement
from search.page import Page
from search.repair import FARTHER, relaxations
from search.request import SearchRequest, check
from search.service import VIRTUAL
from search.written import read_wish
from tests.builders import DENVER, PAGE, listing, program, wishes
from tests.search.embedded.built import IOP, at, ids, south
from tests.sync import SyncFinder

MEDICAID, MEDICARE, CBT = "payment:medicaid", "payment:medicare", "therapy:cbt"
NEAR = "Denver, CO"


def counts(page: Page, dimension: str = "payment") -> dict[str, tuple[int, int]]:
    """Of each term that is shown, how many say yes and of how many it is not known."""
    return {v.term: (v.count, v.unknown) for v in page.facets[dimension]}


def chosen(page: Page, dimension: str = "payment") -> set[str]:
    """The terms that are ticked."""
    return {v.term for v in page.facets[dimension] if v.selected}


def payers() -> list[Program]:
    """Six programs that are listed or to be asked, and four that are not; what they take as payment can be counted by hand."""
    return [
        program("both", yes=f"{IOP} {MEDICAID} {MEDICARE} {CBT}"),
        program("one", yes=f"{IOP} {MEDICAID}", no=MEDICARE),
        program("self", yes=f"{IOP} payment:self_pay {CBT}", no=MEDICAID),
        program("silent", yes=f"{IOP} {CBT}"),
        program("day", yes=f"level_of_care:php {MEDICAID}"),
        program("disputed", listing("d", f"{IOP} {MEDICAID}"), listing("d", IOP, MEDICAID, origin=PAGE)),
        program("no-iop", yes=MEDICAID, no=IOP),
        program("maybe", yes=f"{MEDICAID} {CBT}"),
        *at(400, 2, yes=f"{IOP} {MEDICAID}"),
    ]


BY_HAND = (
    FacetValue(MEDICAID, 3, 2, False),  # both, one, day; not known of silent and disputed
    FacetValue(MEDICARE, 1, 4, False),  # both; one says no
    FacetValue("payment:self_pay", 1, 5, False),
)


def test_facets_are_counted_over_those_listed_and_those_to_ask(over) -> None:
    page = over(payers()).search(SearchRequest(near=NEAR, facet=("payment",)))
    assert page.facets == {"payment": BY_HAND}
    assert sum(page.total[t] for t in COUNTED) == 6 and page.total[Tier.MAYBE] == page.total[Tier.REMOVED] == 1


@pytest.mark.parametrize("tiers", [("listed",), ("maybe",), ("listed", "ask_first", "maybe")])
def test_facets_do_not_depend_on_what_part_of_the_list_is_shown(over, tiers: tuple[str, ...]) -> None:
    page = over(payers()).search(SearchRequest(near=NEAR, facet=("payment",), tiers=tiers, size=1))
    assert page.facets == {"payment": BY_HAND}


def test_ticking_one_leaves_its_group_as_it_was_and_narrows_the_others(over) -> None:
    service = over(payers())
    plain = service.search(SearchRequest(near=NEAR, facet=("payment", "therapy")))
    ticked = service.search(SearchRequest(near=NEAR, facet=("payment", "therapy"), require=(MEDICAID,)))
    assert counts(ticked) == counts(plain) and (chosen(plain), chosen(ticked)) == (set(), {MEDICAID})
    assert counts(plain, "therapy") == {CBT: (4, 3)}, "a maybe that says yes to what is needed counts: ticked, it is one to ask"
    assert counts(ticked, "therapy") == {CBT: (3, 3)}, "who says no to Medicaid is not counted any more"
    assert ids(plain) != ids(ticked) and ticked.total[Tier.REMOVED] == 2
    either = service.search(SearchRequest(near=NEAR, facet=("payment",), require=(f"{MEDICAID},medicare",)))
    assert counts(either) == counts(plain) and chosen(either) == {MEDICAID, MEDICARE}


def test_only_a_requirement_is_a_tick(over) -> None:
    service = over(payers())
    for strength in ("prefer", "rule_out", "avoid"):
        wished: Any = {strength: (MEDICAID,)}
        page = service.search(SearchRequest(near=NEAR, facet=("payment",), **wished))
        assert chosen(page) == set(), strength
    assert counts(service.search(SearchRequest(near=NEAR, facet=("payment",), rule_out=(MEDICAID,)))) == {
        MEDICAID: (3, 2),
        MEDICARE: (1, 3),
    }


def test_what_is_ticked_comes_back_even_at_0(over) -> None:
    page = over(payers()).search(SearchRequest(near=NEAR, facet=("payment",), require=("payment:state_plan",)))
    assert page.facets["payment"] == (*BY_HAND, FacetValue("payment:state_plan", 0, 6, True))
    nobody = over(at(400, 1)).search(SearchRequest(near=NEAR, facet=("payment", "therapy"), require=(MEDICAID,)))
    assert nobody.facets == {"payment": (FacetValue(MEDICAID, 0, 0, True),), "therapy": ()}


def test_facets_come_when_they_are_asked_for_and_with_the_first_page(over) -> None:
    service = over(payers())
    assert service.search(SearchRequest(near=NEAR)).facets == {}
    first = service.search(SearchRequest(near=NEAR, facet=("payment", "payment"), size=2))
    second = service.search(SearchRequest(near=NEAR, facet=("payment",), size=2, cursor=first.next))
    assert list(first.facets) == ["payment"] and second.results and second.facets == {}


@given(st.lists(wishes(), max_size=4))
def test_a_group_is_counted_as_if_nothing_of_it_were_required(some: list[Wish]) -> None:
    for dimension in ("payment", "age_group", "therapy"):
        left = without_requirement(SearchQuery(wishes=tuple(some)), dimension).wishes
        assert left == tuple(w for w in some if w.about != dimension or w.strength is not Strength.REQUIRE)
        assert all(t.startswith(f"{dimension}:") for t in facet_terms(dimension, load_vocabulary()))


# Virtual programs


def online(id: str, *states: str, said: str = "") -> Program:
    """A program that is held online for the people of some states; its office is elsewhere."""
    serves = " ".join(f"serves_state:{s}" for s in states)
    return program(id, yes=f"{IOP} delivery:virtual {serves} {said}", state="NY", at=south(900))


def virtual(service: SyncFinder, near: str, **given: Any) -> list[str]:
    """The ids of the virtual section."""
    return [r.program.id for r in service.search(SearchRequest(near=near, **given)).virtual]


@pytest.mark.parametrize(
    ("near", "found"),
    [
        ("Denver, CO", ["both", "co"]),
        ("Colorado", ["both", "co"]),
        ("Denver County, CO", ["both", "co"]),
        ("39.7392,-104.9903", ["both", "co"]),
        ("80301", ["both", "co"]),
        ("Cheyenne, WY", ["both"]),
        ("Wyoming", ["both"]),
        ("New York, NY", []),
    ],
)
def test_virtual_programs_of_the_seekers_state(over, near: str, found: list[str]) -> None:
    telehealth = program("tele", yes=f"{IOP} delivery:telehealth serves_state:co")
    anywhere = program("unsaid", yes=f"{IOP} delivery:virtual")
    service = over([online("co", "co"), online("both", "co", "wy"), telehealth, anywhere, *at(5, 1)])
    assert virtual(service, near) == found


def test_virtual_programs_are_read_against_the_wishes(over) -> None:
    service = over([online("no", "co"), online("yes", "co", said=f"{MEDICAID} {CBT}"), online("php", "co"), program("here", yes=IOP)])
    refuses = program("refuses", yes=f"{IOP} delivery:virtual serves_state:co", no=MEDICAID, at=None)
    assert virtual(service, NEAR, prefer=(CBT,)) == ["yes", "no", "php"]
    page = over([refuses, online("yes", "co", said=MEDICAID), *at(5, 1)]).search(SearchRequest(near=NEAR, require=(MEDICAID,)))
    assert [(r.rank, r.program.id, r.evaluation.tier) for r in page.virtual] == [(1, "yes", Tier.LISTED)]
    assert "yes" not in ids(page), "its office is far away"


def test_virtual_programs_are_few_and_come_with_the_first_page(over) -> None:
    service = over([*(online(f"v{i}", "co") for i in range(VIRTUAL + 3)), *at(5, 3)])
    first = service.search(SearchRequest(near=NEAR, size=2))
    assert [r.program.id for r in first.virtual] == [f"v{i}" for i in range(VIRTUAL)]
    assert service.search(SearchRequest(near=NEAR, size=2, cursor=first.next)).virtual == ()
    assert service.search(SearchRequest()).virtual == (), "nobody said which state"


# Repair


def nothing_listed() -> list[Program]:
    """Near Denver nobody says yes to an IOP, Medicaid and CBT; far away four do."""
    three = [program(f"three-{i}", yes=f"{IOP} {MEDICAID}") for i in range(3)]
    two = [program(f"two-{i}", yes=f"level_of_care:php {MEDICAID} {CBT}") for i in range(2)]
    one = program("one", yes=f"{IOP} {CBT}", no=MEDICAID)
    far = [p for miles in (700, 400, 600, 500) for p in at(miles, 1, yes=f"{IOP} {MEDICAID} {CBT}")]
    return [*three, *two, one, *far, *at(300, 1, yes=f"{IOP} {MEDICAID}"), *at(310, 1, yes=f"{IOP} {CBT}", no=MEDICAID)]


def test_what_to_let_go_most_helpful_first(over) -> None:
    page = over(nothing_listed()).search(SearchRequest(near=NEAR, require=(MEDICAID, CBT)))
    assert page.total == {Tier.LISTED: 0, Tier.ASK_FIRST: 5, Tier.MAYBE: 0, Tier.REMOVED: 1}
    vocabulary = load_vocabulary()
    assert [(r.wish, r.listed) for r in page.relaxed] == [
        (read_wish(CBT, "require", vocabulary), 3),
        (level_wish(Level.IOP)[0], 2),
        (read_wish(MEDICAID, "require", vocabulary), 1),
    ]


def test_what_is_let_go_gives_as_many_as_were_promised(over) -> None:
    service = over(nothing_listed())
    for softer, listed in (
        (SearchRequest(near=NEAR, require=(MEDICAID,), prefer=(CBT,)), 3),
        (SearchRequest(near=NEAR, require=(MEDICAID, CBT), level="any"), 2),
        (SearchRequest(near=NEAR, require=(CBT,), prefer=(MEDICAID,)), 1),
    ):
        assert service.search(softer).total[Tier.LISTED] == listed


def test_programs_farther_away_that_say_yes_to_everything(over) -> None:
    service = over(nothing_listed())
    page = service.search(SearchRequest(near=NEAR, require=(MEDICAID, CBT)))
    assert [(r.rank, r.program.id) for r in page.farther] == [(1, "m400-00"), (2, "m500-00"), (3, "m600-00")] and FARTHER == 3
    assert {r.evaluation.tier for r in page.farther} == {Tier.LISTED}
    whole = service.search(SearchRequest(near="Wyoming", require=(MEDICAID, CBT)))
    assert len(whole.farther) == FARTHER and whole.relaxed == ()


def test_what_does_not_help_alone_is_not_offered(over) -> None:
    page = over(nothing_listed()).search(SearchRequest(near=NEAR, require=(MEDICAID, CBT, "schedule:evening")))
    assert page.relaxed == () and page.farther == ()
    alone = over([program("no", yes=IOP, no=MEDICAID)]).search(SearchRequest(near=NEAR, rule_out=(MEDICAID,)))
    assert [(r.wish.strength, r.listed) for r in alone.relaxed] == [(Strength.RULE_OUT, 1)]


def test_nothing_is_repaired_where_something_is_listed(over) -> None:
    service = over([*nothing_listed(), program("fits", yes=f"{IOP} {MEDICAID} {CBT}")])
    page = service.search(SearchRequest(near=NEAR, require=(MEDICAID, CBT)))
    assert (page.relaxed, page.farther) == ((), ())
    none = over(nothing_listed())
    first = none.search(SearchRequest(near=NEAR, require=(MEDICAID, CBT), size=2))
    second = none.search(SearchRequest(near=NEAR, require=(MEDICAID, CBT), size=2, cursor=first.next))
    assert first.relaxed and second.results and (second.relaxed, second.farther) == ((), ())


def test_no_requirement_no_repair(over) -> None:
    page = over([program("far", yes=IOP, at=south(400))]).search(SearchRequest(near=NEAR, level="any"))
    assert (page.results, page.relaxed, page.farther) == ((), (), ())


@given(st.lists(wishes(), max_size=4), st.sampled_from(Level))
def test_one_requirement_is_let_go_at_a_time(some: list[Wish], level: Level) -> None:
    query = SearchQuery(near=DENVER, wishes=tuple(some), level=level)
    musts = [w for w in some if w.strength in (Strength.REQUIRE, Strength.RULE_OUT)]
    found = relaxations(query)
    assert [w for w, _ in found] == [*level_wish(level), *musts]
    for wish, softer in found:
        if wish.about == "level_of_care" and softer.level is not level:
            assert softer == replace(query, level=Level.ANY)
            continue
        changed = [(a, b) for a, b in zip(query.wishes, softer.wishes, strict=True) if a != b]
        assert changed == [(wish, replace(wish, strength=Strength.PREFER))]
        assert replace(softer, wishes=query.wishes) == query


def test_a_virtual_search_asks_for_the_state_in_lower_case() -> None:
    checked = check(SearchRequest(near="Wyoming"), load_vocabulary(), ())
    terms = [t for f in checked.virtual("WY").filters for t in getattr(f, "terms", ())]
    assert terms == ["delivery:virtual", "serves_state:wy"] and checked.virtual("WY").near is None


def test_what_each_must_alone_keeps_out(over) -> None:
    service = over(payers())
    refused = service.refusals(service.search(SearchRequest(near=NEAR, require=(MEDICAID, MEDICARE))))
    assert [(r.wish.terms, r.count) for r in refused] == [({IOP}, 1), ({MEDICAID}, 1), ({MEDICARE}, 1)]
    assert service.refusals(service.search(SearchRequest(near=NEAR, level="any"))) == ()


def test_those_that_a_must_alone_keeps_out_are_shown_with_their_no(over) -> None:
    service = over(payers())
    page = service.search(SearchRequest(near=NEAR, require=(MEDICAID, MEDICARE)))
    refused = [service.refused(page, r.wish) for r in service.refusals(page)]
    assert [[r.program.id for r in results] for results in refused] == [["no-iop"], ["self"], ["one"]]
    assert {r.evaluation.tier for results in refused for r in results} == {Tier.REMOVED}
    assert service.refused(page, read_wish(CBT, "require", load_vocabulary())) == ()


def test_facets_are_the_same_on_every_page(over) -> None:
    service = over(payers())
    first = service.search(SearchRequest(near=NEAR, require=(MEDICAID,), facet=("payment",), size=2))
    second = service.search(SearchRequest(near=NEAR, require=(MEDICAID,), facet=("payment",), size=2, cursor=first.next))
    assert second.results and not second.facets and service.facets(second) == first.facets == service.facets(first)


def test_a_tick_on_what_somebody_is_here_for_keeps_its_count(over) -> None:
    """A maybe that treats it is one to ask as soon as it is a must: whoever reads the count beside the tick finds as many on the list."""
    programs = [
        program("iop", yes=f"{IOP} condition:eating_disorders"),
        program("silent", yes=IOP),
        program("other", yes=IOP, no="condition:eating_disorders"),
        *(program(f"maybe-{i}", yes="condition:eating_disorders") for i in range(3)),
        program("nobody-asked", yes=CBT),
    ]
    service, eating = over(programs), "condition:eating_disorders"
    before = service.search(SearchRequest(near=NEAR, facet=("condition",)))
    ticked = service.search(SearchRequest(near=NEAR, require=(eating,), facet=("condition",)))
    assert before.total[Tier.MAYBE] == 4 and ticked.total[Tier.MAYBE] == 1
    assert counts(before, "condition")[eating] == counts(ticked, "condition")[eating] == (4, 1)
    assert sum(ticked.total[t] for t in COUNTED) == 4 + 1
