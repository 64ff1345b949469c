"""A program read against a plan: its tier, its score, how much is known, and why there is no answer."""

from __future__ import annotations

from math import inf
from struct import pack, unpack

import pytest

from data.vocabulary import load_vocabulary
from finder.answer import blend
from finder.evaluate import Evaluation, Tier, evaluate, reason, sort_key
from finder.place import MILE, on_grid
from finder.plan import CAUTION, Plan
from finder.predicate import AllOf, AnyOf, Disputed, Has, In, Lacks, Misses, Overlaps, Predicate, Within, Words
from finder.program import Program
from finder.query import Level, Strength, Wish
from finder.question import Verdict
from finder.support import support
from tests.builders import DENVER, MH_SURVEY, PAGE, SURVEY, listing, plan_of, program, wish

AVOID, PREFER, REQUIRE, RULE_OUT = Strength.AVOID, Strength.PREFER, Strength.REQUIRE, Strength.RULE_OUT
IOP, DAY, OP = "level_of_care:iop", "level_of_care:php", "level_of_care:outpatient"
ED, PTSD, MEDICAID = "condition:eating_disorders", "condition:ptsd", "payment:medicaid"


def tier(plan: Plan, yes: str = "", no: str = "") -> str:
    return evaluate(plan, program("p", yes=yes, no=no)).tier.word


@pytest.mark.parametrize(
    ("wishes", "yes", "no", "expected"),
    [
        # nothing wished: the level of care alone
        ("", IOP, "", "listed"),
        ("", "", IOP, "removed"),
        ("", DAY, "", "ask_first"),
        ("", "", f"{DAY} {OP}", "removed"),
        ("", OP, DAY, "maybe"),
        ("", "", "", "maybe"),
        # a must: only a plain yes lists
        (f"require {MEDICAID}", f"{IOP} {MEDICAID}", "", "listed"),
        (f"require {MEDICAID}", IOP, "", "ask_first"),
        (f"require {MEDICAID}", IOP, MEDICAID, "removed"),
        (f"require {MEDICAID}", f"{IOP} insurer:molina", "", "ask_first"),
        (f"require {MEDICAID}", MEDICAID, "", "maybe"),  # insurance is not what one comes for
        # rule_out: a no removes, silence costs nothing
        (f"rule_out {MEDICAID}", IOP, "", "listed"),
        (f"rule_out {MEDICAID}", IOP, MEDICAID, "removed"),
        (f"prefer {MEDICAID}", IOP, MEDICAID, "listed"),
        ("avoid approach:methadone", f"{IOP} approach:methadone", "", "listed"),
        # a required condition that is a yes is essential, even where the level is unknown
        (f"require {ED}", ED, "", "ask_first"),
        (f"require {ED}", f"{ED} {OP}", DAY, "ask_first"),
        (f"require {ED}", f"{OP} condition:depression", "", "maybe"),
        (f"require {ED}", f"{IOP} {ED}", "", "listed"),
        (f"require {ED}", IOP, "", "ask_first"),
        (f"require {ED}", DAY, "", "ask_first"),
        (f"require {ED}", f"{IOP} {ED}", DAY, "listed"),
        (f"require {ED}", ED, IOP, "removed"),
        ("require condition:anorexia", ED, "", "ask_first"),  # near it is essential enough to be asked, and no plain yes
        ("require condition:anorexia", f"{IOP} {ED}", "", "ask_first"),
        ("require condition:cocaine", "program_type:addiction", "", "ask_first"),
        ("require condition:depression", "program_type:mental_health", "", "ask_first"),
        ("require condition:depression", "program_type:addiction", "", "maybe"),
        ("require therapy:dbt", "therapy:dbt", "", "ask_first"),  # a therapy can be what one comes for
        ("require therapy:dbt", "therapy:cbt", "", "maybe"),
        (f"require {PTSD},{ED}", f"{IOP} {ED}", PTSD, "listed"),  # of a must any term will do
        (f"require {PTSD},{ED}", IOP, PTSD, "ask_first"),
        (f"require {PTSD},{ED}", IOP, f"{PTSD} {ED}", "removed"),
        (f"require {PTSD} | require {ED}", f"{IOP} {ED}", PTSD, "removed"),  # of two musts both are wanted
        ("", "level_of_care:iop_in_name", "", "ask_first"),
        (f"prefer {ED}", ED, "", "maybe"),
        (f"require {ED} | require {PTSD}", PTSD, "", "ask_first"),
        ("require program_type:teens", "program_type:teens", "", "ask_first"),
        # whom it serves
        ("", f"{IOP} serves_only:women", "", "ask_first"),
        ("prefer population:women", f"{IOP} serves_only:women", "", "listed"),
        ("prefer population:men", f"{IOP} serves_only:women", "", "ask_first"),  # a no that was only preferred: still a caution
        ("require population:men", f"{IOP} serves_only:women", "", "removed"),
        ("rule_out condition:alcohol", f"{IOP} serves_only:opioid", "", "removed"),
        ("require condition:opioids", f"{IOP} condition:opioids serves_only:opioid", "", "listed"),
        ("require population:women", f"{IOP} serves_only:women", "", "listed"),  # whom alone it serves, it serves
        ("require condition:opioids", f"{IOP} serves_only:opioid", "", "listed"),
        ("", "serves_only:women", "", "maybe"),
    ],
)  # fmt: skip
def test_tiers(wishes: str, yes: str, no: str, expected: str) -> None:
    made = [wish(w.split()[1].replace(",", " "), Strength(w.split()[0])) for w in wishes.split(" | ") if w]
    assert tier(plan_of(*made), yes, no) == expected


@pytest.mark.parametrize(
    ("level", "yes", "no", "expected"),
    [
        (Level.PHP, DAY, IOP, "listed"),
        (Level.PHP, IOP, DAY, "removed"),
        (Level.PHP, IOP, "", "maybe"),
        (Level.ANY, "", "", "listed"),
        (Level.ANY, "", f"{IOP} {DAY} {OP}", "listed"),
        (Level.ANY, "serves_only:men", "", "ask_first"),
        (Level.OUTPATIENT, OP, "", "listed"),
    ],
)
def test_tiers_of_other_levels(level: Level, yes: str, no: str, expected: str) -> None:
    assert tier(plan_of(level=level), yes, no) == expected


def test_a_disputed_must_is_asked_first_and_never_removed() -> None:
    both = program("p", listing("a", IOP), listing("b", no=IOP, origin=PAGE))
    assert evaluate(plan_of(), both).tier is Tier.ASK_FIRST
    insured = program("p", listing("a", f"{IOP} {MEDICAID}"), listing("b", no=MEDICAID, origin=PAGE))
    assert evaluate(plan_of(wish(MEDICAID, RULE_OUT)), insured).tier is Tier.LISTED
    assert evaluate(plan_of(wish(MEDICAID, REQUIRE)), insured).tier is Tier.ASK_FIRST


def test_a_disputed_need_is_no_mere_maybe() -> None:
    treated = program("p", listing("a", ED), listing("b", no=ED, origin=PAGE))
    assert evaluate(plan_of(wish(ED, REQUIRE)), treated).tier is Tier.ASK_FIRST
    insured = program("p", listing("a", MEDICAID), listing("b", no=MEDICAID, origin=PAGE))
    assert evaluate(plan_of(wish(MEDICAID, REQUIRE)), insured).tier is Tier.MAYBE, "insurance is not what one comes for"


def test_cautions_are_the_claims_that_it_serves_only_others() -> None:
    p = program("p", yes=f"{IOP} serves_only:women serves_only:tribal population:women")
    assert [c.term for c in evaluate(plan_of(), p).cautions] == ["serves_only:tribal", "serves_only:women"]
    assert [c.term for c in evaluate(plan_of(wish("population:women")), p).cautions] == ["serves_only:tribal"]


def test_serving_only_others_costs_as_much_as_a_no_to_a_plain_question() -> None:
    """And so it stands behind the others that must be asked, whatever is wished."""
    for plan in (plan_of(), plan_of(wish("schedule:evening"), near=DENVER)):
        everyone = evaluate(plan, program("p", yes=f"{DAY} schedule:evening"))
        women = evaluate(plan, program("p", yes=f"{DAY} schedule:evening serves_only:women"))
        denied = evaluate(
            plan_of(wish("schedule:evening"), near=plan.near and plan.near.point), program("p", yes=DAY, no="schedule:evening")
        )
        assert everyone.tier is women.tier is Tier.ASK_FIRST
        assert everyone.fit - women.fit == pytest.approx(CAUTION / plan.total)
        assert everyone.score - women.score == pytest.approx(CAUTION / plan.scale, abs=1e-6)
        if plan.near:
            assert women.score == denied.score


def test_the_limit_that_was_wished_for_costs_nothing() -> None:
    teens = program("p", yes=f"{IOP} serves_only:minors age_group:adolescents")
    e = evaluate(plan_of(Wish("age", span=(16, 16), strength=REQUIRE)), teens)
    assert (e.tier, e.cautions, e.fit) == (Tier.LISTED, (), 1.0)
    e = evaluate(plan_of(Wish("age", span=(40, 40))), teens)
    assert (e.tier, [c.term for c in e.cautions]) == (Tier.ASK_FIRST, ["serves_only:minors"]), "a thing to ask, and no reason to remove it"


Y, P, N, D, U = Verdict.YES, Verdict.PARTLY, Verdict.NO, Verdict.DISPUTED, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([Y], Y), ([Y, Y], Y), ([N, N], N), ([P, P], P), ([D, D], D), ([U, U], U),
        ([Y, N], P), ([Y, U], P), ([Y, D], P), ([P, N], P), ([P, U], P),
        ([N, D], D), ([U, D], D), ([N, U], U), ([N, U, D], D),
    ],
)  # fmt: skip
def test_parts_blend(parts: list[Verdict], whole: Verdict) -> None:
    assert blend(parts) is blend(reversed(parts)) is whole


def answered(e: Evaluation, question: str) -> tuple[Verdict, float, float]:
    (a,) = (a for a in e.answers if a.question == question)
    return a.verdict, a.weight, a.value


def test_an_answer_in_parts_is_worth_their_weighted_mean() -> None:
    plan = plan_of(wish("therapy:cbt therapy:dbt"), weights={"therapies": 2.0}, shares={"therapy:dbt": (1, 8)})
    assert answered(evaluate(plan, program("p", yes="therapy:cbt")), "therapies") == (P, 2.0, (1 + 1 / 8) / 2)
    assert answered(evaluate(plan, program("p", yes="therapy:cbt", no="therapy:dbt")), "therapies") == (P, 2.0, 0.5)
    assert answered(evaluate(plan, program("p", yes="service:housing")), "life") == (Y, 0.0, 1.0), "shown, though it is not scored"


def test_fit_and_known_are_shares_of_the_weight() -> None:
    plan = plan_of(
        wish(MEDICAID), wish("schedule:evening"), shares={"schedule:evening": (2, 8)}
    )  # 1.5, 1, 1 for the level, 1 for serving all
    e = evaluate(plan, program("p", yes=f"{IOP} insurer:molina"))
    assert e.fit == (1.5 * 0.625 + 1 * 0.25 + 1 * 1.0 + CAUTION) / 4.5
    assert e.known == (1.5 + 1) / 3.5, "whom it serves is no question, and known of every program"
    assert e.metres == inf
    silent = evaluate(plan, program("p"))
    assert silent.known == 0.0
    assert silent.fit == (1.5 * 0.5 + 0.25 + 0.5 + CAUTION) / 4.5


@pytest.mark.parametrize(("miles", "nearness"), [(0, 1.0), (10, 0.5), (30, 0.25), (90, 0.1)])
def test_nearness_halves_at_ten_miles(miles: float, nearness: float) -> None:
    plan = plan_of(wish(MEDICAID), near=DENVER)  # 1.5 + 1, 1.25 for distance, and 1 for serving everyone
    p = program("p", yes=f"{IOP} {MEDICAID}", at=on_grid(DENVER.lat + miles * MILE / 111_195.08, DENVER.lon))
    e = evaluate(plan, p)
    assert e.metres == pytest.approx(miles * MILE, rel=1e-4, abs=0.02)
    assert e.fit == pytest.approx((2.5 + 1.25 * nearness + CAUTION) / 4.75, rel=1e-4)
    assert e.known == 1.0, "distance is no question"


def test_without_a_point_nearness_is_nothing_and_the_distance_infinite() -> None:
    e = evaluate(plan_of(wish(MEDICAID), near=DENVER), program("p", yes=f"{IOP} {MEDICAID}", at=None))
    assert (e.metres, e.fit) == (inf, 3.5 / 4.75)


@pytest.mark.parametrize(("yes", "tiers"), [(IOP, 2), (DAY, 1), ("", 0)])
def test_the_score_is_the_tier_with_the_fit_on_top_as_a_32_bit_float(yes: str, tiers: int) -> None:
    plan = plan_of(wish(MEDICAID), wish("schedule:evening"), near=DENVER)
    p = program("p", yes=yes, at=on_grid(39.8, -104.7))
    e = evaluate(plan, p)
    assert e.score == unpack("<f", pack("<f", e.score))[0]
    assert e.score == pytest.approx(2 * tiers + e.fit * plan.total / plan.scale, abs=1e-6)
    assert 2 * tiers <= e.score <= 2 * tiers + 1


def test_the_order_is_tier_fit_distance_id() -> None:
    plan = plan_of(wish(MEDICAID), near=DENVER)
    near, far = on_grid(39.75, -104.99), on_grid(40.5, -104.99)
    expected = [
        program("z", yes=f"{IOP} {MEDICAID}", at=near),
        program("c", yes=f"{IOP} {MEDICAID}", at=far),
        program("a", yes=IOP, at=None),
        program("b", yes=IOP, at=None),  # all alike: by id
        program("x", yes=f"{DAY} {MEDICAID}", at=near),  # ask first, however well it fits
        program("y", yes=MEDICAID, at=near),
    ]
    shuffled = expected[3:] + expected[:3]
    assert sorted(shuffled, key=lambda p: sort_key(evaluate(plan, p), p)) == expected


@pytest.mark.parametrize(
    ("wished", "program_", "expected"),
    [
        (wish(ED), program("p"), "not_asked"),  # the addiction survey never asks about eating disorders
        (wish(ED), program("p", origin=MH_SURVEY), "left_blank"),
        (wish(ED), program("p", yes=ED, origin=MH_SURVEY), None),
        (wish(ED), program("p", no=ED, origin=MH_SURVEY), None),
        (wish("therapy:dbt"), program("p"), "not_asked"),
        (wish("accreditation:carf"), program("p"), "left_blank"),
        (wish("accreditation:carf"), program("p", origin=MH_SURVEY), "not_asked"),
        (wish("accreditation:carf"), program("p", listing("a"), listing("b", origin=PAGE)), "left_blank"),
        (wish("accreditation:carf"), program("p", origin=PAGE), "not_asked"),
        (wish("insurer:aetna"), program("p"), "not_asked"),
        (wish("staff:nurse"), program("p", listing("a"), listing("b", origin=MH_SURVEY)), "not_asked"),
        (Wish("weeks", span=(4, 8)), program("p"), "not_asked"),
        (Wish("age", span=(16, 16)), program("p"), "left_blank"),
        (Wish("age", span=(16, 16)), program("p", yes="age_group:minors"), None),
        (wish("approach:methadone", AVOID), program("p"), "left_blank"),
        (wish("approach:methadone", AVOID), program("p", origin=MH_SURVEY), "not_asked"),
    ],
)
def test_why_there_is_no_answer(wished: Wish, program_: Program, expected: str | None) -> None:
    (judged,) = (j for a in evaluate(plan_of(wished), program_).answers for j in a.parts if j.clause.wish == wished)
    assert reason(judged, program_, load_vocabulary()) == expected


def test_the_level_of_a_mental_health_program_was_not_asked_and_of_the_other_left_blank() -> None:
    for origin, expected in ((SURVEY, "left_blank"), (MH_SURVEY, "not_asked")):
        p = program("p", origin=origin)
        (judged,) = (j for a in evaluate(plan_of(), p).answers if a.question == "level" for j in a.parts)
        assert reason(judged, p, load_vocabulary()) == expected


SOME = program(
    "p",
    listing("a", f"{IOP} therapy:cbt", MEDICAID, name="Alpha House", ranges={"age": [(12, 17)]}),
    listing("b", no="therapy:cbt", origin=PAGE, name="Alpha House"),
)


@pytest.mark.parametrize(
    ("predicate", "terms"),
    [
        (Has(frozenset({IOP, ED})), [IOP]),
        (Has(frozenset({MEDICAID})), None),
        (Has(frozenset({"therapy:cbt"})), None),  # disputed is no settled yes
        (Has(frozenset()), None),
        (Lacks(frozenset({MEDICAID})), [MEDICAID]),
        (Lacks(frozenset({MEDICAID, ED})), None),
        (Lacks(frozenset({"therapy:cbt"})), None),
        (Lacks(frozenset()), None),
        (Disputed(frozenset({"therapy:cbt", IOP})), ["therapy:cbt", "therapy:cbt"]),
        (Disputed(frozenset({"age"})), None),
        (Overlaps("age", 17, 20), ["age"]),
        (Overlaps("age", 18, 20), None),
        (Overlaps("weeks", 0, inf), None),
        (Misses("age", 18, 20), ["age"]),
        (Misses("age", 17, 20), None),
        (Misses("weeks", 1, 2), None),
        (Within(DENVER, 0.0), []),
        (Within(on_grid(40.0, -105.0), 1000.0), None),
        (In("CO"), []),
        (In("CO/Denver County"), []),
        (In("CO/Boulder County"), None),
        (Words(frozenset({"alpha", "house"})), []),
        (Words(frozenset({"alpha", "home"})), None),
        (AllOf((Has(frozenset({IOP})), Lacks(frozenset({MEDICAID})))), [IOP, MEDICAID]),
        (AllOf((Has(frozenset({IOP})), Has(frozenset({ED})))), None),
        (AllOf(()), []),
        (AnyOf((Has(frozenset({ED})), In("CO"), Has(frozenset({IOP})))), [IOP]),
        (AnyOf((Has(frozenset({ED})), In("WY"))), None),
        (AnyOf(()), None),
    ],
)
def test_the_claims_that_make_a_predicate_hold(predicate: Predicate, terms: list[str] | None) -> None:
    claims = support(predicate, SOME)
    assert (claims if claims is None else [c.term for c in claims]) == terms
