"""What must hold for any programs and any search."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.claim import Says
from finder.evaluate import Tier, evaluate, sort_key
from finder.listing import Listing, Phone
from finder.merge import merge
from finder.plan import Plan
from finder.program import Program
from finder.query import Strength, Wish
from tests.builders import PAGE, TERMS, claim, listing, listings, plan_of, plans, program, programs, wish

GOOD = [t for t in TERMS if not t.startswith(("serves_only", "availability"))]
WANTED = (Strength.PREFER, Strength.RULE_OUT, Strength.REQUIRE)


@settings(max_examples=300, deadline=None)
@given(plans())
def test_silence_never_removes(plan: Plan) -> None:
    assert evaluate(plan, program("silent")).tier is not Tier.REMOVED


@settings(max_examples=300, deadline=None)
@given(programs(4), plans())
def test_only_a_no_removes(some: list[Program], plan: Plan) -> None:
    for p in some:
        e = evaluate(plan, p)
        said_no = any(part.verdict == "no" for a in e.answers for part in a.parts if part.clause.removes)
        assert (e.tier is Tier.REMOVED) == said_no


@settings(max_examples=500, deadline=None)
@given(listings(), plans(WANTED), st.sampled_from(GOOD))
def test_a_yes_never_lowers(x: Listing, plan: Plan, term: str) -> None:
    before = merge("p", [x])
    after = merge("p", [x, replace(x, source_id="b", origin=PAGE, claims=(claim(term, Says.YES, PAGE),), measures={})])
    same_form = any(o.form == PAGE.form for o in before.origins)  # a later page replaces an earlier one, and its words with it
    if not same_form:
        assert sort_key(evaluate(plan, after), after) <= sort_key(evaluate(plan, before), before)


IOP, AETNA, KIND = "level_of_care:iop", "insurer:aetna", "payment:private_insurance"
EITHER = wish("condition:bulimia condition:anorexia", Strength.REQUIRE)


@pytest.mark.parametrize(
    ("wished", "yes", "denied"),
    [
        (wish(KIND), AETNA, KIND),
        (wish(AETNA), "insurer_out_of_network:aetna", AETNA),
        (wish("insurer:aetna insurer:cigna"), KIND, AETNA),
        (wish("schedule:evening"), "level_of_care:iop_in_name", IOP),
        (EITHER, "condition:eating_disorders", "condition:bulimia"),  # even from ask_first to maybe
    ],
)
def test_a_yes_that_contradicts_a_no_never_lowers(wished: Wish, yes: str, denied: str) -> None:
    """What drawn programs seldom come upon."""
    plan, x = plan_of(wished), listing("a", yes, denied)
    before = merge("p", [x])
    after = merge("p", [x, listing("b", denied, origin=PAGE)])
    assert sort_key(evaluate(plan, after), after) <= sort_key(evaluate(plan, before), before)


@settings(max_examples=200, deadline=None)
@given(programs(5), plans())
def test_who_owns_or_publishes_never_counts(some: list[Program], plan: Plan) -> None:
    plan = replace(plan, filters=())
    sold = [
        replace(p, name="Best Center", organization="Big Group", phones=(Phone("+18005550199"),) * 3, website="https://big.example")
        for p in some
    ]
    orders = [sorted(sort_key(evaluate(plan, p), p) for p in group) for group in (some, sold)]
    assert orders[0] == orders[1]


@settings(max_examples=200, deadline=None)
@given(st.lists(listings(), min_size=1, max_size=4), st.randoms())
def test_merging_knows_no_order(some: list[Listing], random: object) -> None:
    some = [replace(x, source_id=str(i)) for i, x in enumerate(some)]
    shuffled = list(some)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge("p", some) == merge("p", shuffled)


def test_a_yes_never_lowers_how_soon_one_can_start() -> None:
    """Of the question's general form: to have a waiting list is partly, and "accepting", denied by one and said by another, is no less."""
    plan, x = plan_of(), listing("a", "availability:waitlist", "availability:accepting")
    before, after = merge("p", [x]), merge("p", [x, listing("b", "availability:accepting", origin=PAGE)])
    assert sort_key(evaluate(plan, after), after) <= sort_key(evaluate(plan, before), before)
