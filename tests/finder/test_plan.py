"""A query compiled: what is scored and how much, what silence is worth, whom a caution names."""

from __future__ import annotations

import pytest

from data.vocabulary import load_vocabulary
from finder.evaluate import evaluate
from finder.plan import CAUTION, Clause, Plan, Planner, Shares, make_plan
from finder.query import Level, SearchQuery, Strength, Wish
from finder.question import VALUE, Verdict
from finder.questions import all_questions
from tests.builders import DENVER, plan_of, program, wish

AVOID, PREFER, REQUIRE, RULE_OUT = Strength.AVOID, Strength.PREFER, Strength.REQUIRE, Strength.RULE_OUT
OWN = {q.id: q.weight for q in all_questions()}
PERSONAL = {"issues", "people", "ages", "insurance"}


def weights(plan: Plan) -> dict[str, float]:
    """The weight of each question: that of its clauses together."""
    found: dict[str, float] = dict.fromkeys(OWN, 0.0)
    for c in plan.clauses:
        found[c.question] += c.weight
    return found


def scored(plan: Plan) -> dict[str, float]:
    return {q: w for q, w in weights(plan).items() if w}


def asked(plan: Plan) -> list[Clause]:
    """The clauses of what the seeker wished, without the level of care."""
    return [c for c in plan.clauses if c.wish.asked and c.question != "level"]


def test_a_plain_search_scores_every_question_that_is_not_personal() -> None:
    plan = plan_of()
    assert scored(plan).keys() == OWN.keys() - PERSONAL
    assert all(w == pytest.approx(OWN[q], abs=1 / 32) for q, w in scored(plan).items())
    assert {c.question for c in plan.clauses} == OWN.keys(), "weight 0 is answered all the same"


def test_where_something_is_wished_only_that_and_the_level_are_scored() -> None:
    plan = plan_of(wish("payment:medicaid"), wish("schedule:evening"))
    assert scored(plan) == {"insurance": 1.5, "structure": 1.0, "level": 1.0}
    assert weights(plan).keys() == OWN.keys()
    assert {c.question for c in plan.clauses} == OWN.keys()


@pytest.mark.parametrize(
    ("wishes", "given", "expected"),
    [
        ([wish("payment:medicaid")], {"insurance": 2.0}, {"insurance": 3.0, "level": 1.0}),
        ([wish("payment:medicaid")], {"insurance": 0.0}, {"level": 1.0}),
        ([wish("condition:ptsd")], {"issues": 3.0, "level": 0.5}, {"issues": 6.0, "level": 0.5}),
        ([wish("payment:medicaid")], {"accredited": 1.0}, {"insurance": 1.5, "level": 1.0, "accredited": 1.0}),  # its general form
        ([wish("payment:medicaid")], {"ages": 2.0}, {"insurance": 1.5, "level": 1.0, "ages": 2.0}),  # a personal one, because it was given
        ([wish("payment:medicaid")], {"accredited": 0.0}, {"insurance": 1.5, "level": 1.0}),
        ([wish("condition:ptsd"), wish("condition:trauma")], {}, {"issues": 4.0, "level": 1.0}),
        ([wish("therapy:cbt therapy:dbt therapy:emdr")], {}, {"therapies": 63 / 64, "level": 1.0}),
        ([Wish("age", span=(16, 16))], {"ages": 0.3}, {"ages": 19 / 64, "level": 1.0}),
    ],
)
def test_weights_in_sixty_fourths(wishes: list[Wish], given: dict[str, float], expected: dict[str, float]) -> None:
    plan = plan_of(*wishes, weights=given)
    assert scored(plan) == expected
    assert all((c.weight * 64).is_integer() for c in plan.clauses)


@pytest.mark.parametrize(
    ("terms", "parts"),
    [
        ("therapy:cbt therapy:dbt", ["therapy:cbt", "therapy:dbt"]),
        ("condition:ptsd condition:alcohol", ["condition:alcohol", "condition:ptsd"]),
        ("population:women population:veterans population:lgbtq", ["population:lgbtq", "population:veterans", "population:women"]),
        ("service:housing service:employment", ["service:employment", "service:housing"]),
    ],
)
@pytest.mark.parametrize("strength", [PREFER, AVOID])
def test_terms_wanted_each_are_a_clause_each_with_the_weight_shared(terms: str, parts: list[str], strength: Strength) -> None:
    clauses = asked(plan_of(wish(terms, strength)))
    assert [sorted(c.wish.terms) for c in clauses] == [[p] for p in parts]
    assert {c.weight for c in clauses} == {round(64 * OWN[clauses[0].question] / len(parts)) / 64}
    assert {c.wish.strength for c in clauses} == {strength}


@pytest.mark.parametrize("strength", [REQUIRE, RULE_OUT])
@pytest.mark.parametrize("terms", ["therapy:cbt therapy:dbt", "condition:ptsd condition:alcohol", "service:housing service:employment"])
def test_of_a_must_any_term_will_do_and_two_musts_are_two_wishes(terms: str, strength: Strength) -> None:
    (clause,) = asked(plan_of(wish(terms, strength)))
    assert clause.wish.terms == set(terms.split())
    assert clause.weight == OWN[clause.question]
    two = asked(plan_of(*(wish(t, strength) for t in terms.split())))
    assert [sorted(c.wish.terms) for c in two] == [[t] for t in terms.split()]


@pytest.mark.parametrize("terms", ["payment:medicaid payment:medicare", "language:es language:ase", "age_group:adults age_group:seniors"])
def test_terms_of_other_dimensions_are_alternatives(terms: str) -> None:
    (clause,) = asked(plan_of(wish(terms)))
    assert clause.wish.terms == set(terms.split())


@pytest.mark.parametrize(
    ("level", "wished"),
    [(Level.IOP, "level_of_care:iop"), (Level.PHP, "level_of_care:php"), (Level.OUTPATIENT, "level_of_care:outpatient")],
)
def test_the_level_of_care_is_a_must(level: Level, wished: str) -> None:
    plan = plan_of(level=level)
    assert [(set(c.wish.terms), c.weight) for c in plan.level] == [({wished}, 1.0)]
    assert [c for c in plan.clauses if c.must] == list(plan.level)


def test_where_any_level_will_do_there_is_no_must() -> None:
    plan = plan_of(level=Level.ANY)
    assert not plan.level
    assert not any(c.must for c in plan.clauses)


@pytest.mark.parametrize(
    ("strength", "must", "removes"),
    [(PREFER, False, False), (RULE_OUT, False, True), (REQUIRE, True, True), (AVOID, False, False)],
)
def test_what_a_strength_does(strength: Strength, must: bool, removes: bool) -> None:
    plan = plan_of(wish("condition:ptsd", strength))
    (clause,) = asked(plan)
    assert (clause.must, clause.removes) == (must, removes)
    assert plan.need == ((clause,) if must else ())
    assert len(plan_of(wish("therapy:dbt", strength)).need) == len(plan_of(wish("program_type:teens", strength)).need) == int(must)
    assert plan_of(wish("payment:medicaid", strength)).need == (), "insurance is not what one comes for"


@pytest.mark.parametrize("given", [{}, {"distance": 1.0}, {"distance": 0.0}, {"distance": 3.0}])
def test_distance_weighs_half_of_all_that_is_scored(given: dict[str, float]) -> None:
    plan = plan_of(wish("payment:medicaid"), near=DENVER, weights=given)
    assert plan.near
    assert plan.near.weight == 1.25 * given.get("distance", 1.0)
    assert plan.total == 2.5 + plan.near.weight + CAUTION, "serving everyone is part of the whole, and nothing that distance is half of"
    plain = plan_of(near=DENVER)
    assert plain.near
    assert plain.near.weight == pytest.approx(sum(scored(plain).values()) / 2, abs=1 / 64)


def test_distance_alone_can_be_scored_and_nothing_is_no_division_by_zero() -> None:
    nothing = dict.fromkeys(OWN, 0.0)
    alone = plan_of(near=DENVER, weights=nothing)
    assert (scored(alone), alone.near and alone.near.weight) == ({}, 0.5)
    assert alone.total == 0.5 + CAUTION
    assert plan_of(weights=nothing).total == CAUTION
    assert evaluate(plan_of(weights=nothing), program("p")).fit == 1.0
    assert evaluate(plan_of(weights=nothing), program("p", yes="serves_only:women")).fit == 0.0


@pytest.mark.parametrize(
    "query",
    [
        SearchQuery(),
        SearchQuery(wishes=(wish("payment:medicaid"), wish("therapy:cbt therapy:dbt")), near=DENVER),
        SearchQuery(wishes=(Wish("age", span=(16, 16), strength=REQUIRE),), level=Level.ANY, weights={"insurance": 2.0}),
    ],
)
def test_a_planner_that_has_planned_before_plans_the_same(query: SearchQuery) -> None:
    shares = {"payment:medicaid": (30, 80)}
    planner = Planner(all_questions(), load_vocabulary(), shares)
    fresh = make_plan(query, all_questions(), load_vocabulary(), shares)
    assert planner.plan(query) == fresh
    planner.plan(SearchQuery(weights={"insurance": 3.0}))
    assert planner.plan(query) == fresh


@pytest.mark.parametrize(("given", "scale"), [({}, 4.0), ({"insurance": 0.0}, 2.0), ({"insurance": 3.0}, 8.0), ({"level": 0.0}, 4.0)])
def test_the_scale_is_the_power_of_two_at_or_above_the_total(given: dict[str, float], scale: float) -> None:
    plan = plan_of(wish("payment:medicaid"), weights=given)
    assert plan.scale == scale
    assert scale / 2 < plan.total <= scale


def silence(wished: Wish, shares: Shares) -> float:
    """What silence about a wish is worth."""
    (clause,) = asked(plan_of(wished, shares=shares))
    return clause.unknown


@pytest.mark.parametrize(
    ("yes", "of", "eighths"),
    [
        (0, 100, 1),
        (1, 100, 1),
        (18, 100, 1),
        (19, 100, 2),
        (25, 100, 2),
        (31, 100, 2),
        (32, 100, 3),
        (3, 8, 3),
        (45, 100, 4),
        (99, 100, 4),
        (0, 0, 4),
    ],
)
def test_silence_is_worth_what_is_likely_in_eighths(yes: int, of: int, eighths: int) -> None:
    assert silence(wish("condition:eating_disorders"), {"condition:eating_disorders": (yes, of)}) == eighths / 8


@pytest.mark.parametrize(
    ("wished", "eighths"),
    [
        (wish("payment:medicaid payment:medicare"), 3),  # the likeliest of several
        (wish("insurer:aetna"), 2),  # no form asks it, but forms ask what answers it partly, and that was not said either
        (wish("insurer:tricare"), 4),  # no form asks it, nor anything near it: nothing is known of how many do
        (wish("insurer:aetna insurer:tricare"), 2),
        (wish("condition:bulimia"), 2),
        (wish("condition:grief"), 4),
        (wish("age_group:adolescents"), 2),
        (Wish("age", span=(16, 16)), 2),  # its years are unasked, its box is not
        (Wish("weeks", span=(4, 8)), 4),
        (wish("condition:alcohol", AVOID), 1),  # nine in ten treat it: to find one that does not is unlikely
        (wish("payment:medicaid", AVOID), 4),
        (wish("insurer:aetna", AVOID), 4),  # the quarter is for what one wants: silence is no sign for or against what one avoids
    ],
)
def test_what_is_likely_of_several_of_nothing_asked_and_of_what_is_avoided(wished: Wish, eighths: int) -> None:
    shares = {
        "payment:medicaid": (30, 80),
        "payment:medicare": (10, 80),
        "age_group:adolescents": (20, 80),
        "condition:alcohol": (72, 80),
        "payment:private_insurance": (80, 80),
        "condition:eating_disorders": (9, 80),
    }
    assert silence(wished, shares) == eighths / 8


def test_what_a_rung_is_worth() -> None:
    assert VALUE == {Verdict.YES: 1.0, Verdict.PARTLY: 0.625, Verdict.NO: 0.0, Verdict.DISPUTED: 0.5}


ALL = {t.id.partition(":")[2] for t in load_vocabulary().exclusive}


@pytest.mark.parametrize(
    ("wishes", "unwarned"),
    [
        ([], ""),
        ([wish("payment:medicaid")], ""),
        ([wish("population:women")], "women"),
        ([wish("population:pregnant_postpartum", REQUIRE)], "women"),
        ([wish("population:men")], "men"),
        ([wish("population:veterans")], "veterans military"),
        ([wish("population:active_duty")], "military"),
        ([wish("population:american_indian")], "tribal"),
        ([wish("condition:opioids")], "opioid"),
        ([wish("condition:alcohol"), wish("population:women")], "alcohol women"),
        ([wish("population:dui")], "dui"),
        ([wish("serves_only:women")], "women"),  # wished for by name
        ([wish("population:women", AVOID)], ""),  # to avoid is not to wish for
        ([wish("age_group:adolescents")], "minors under_26"),
        ([wish("program_type:teens", REQUIRE)], "minors under_26"),
        ([Wish("age", span=(16, 16))], "minors under_26"),  # an age is a wish for the groups that it falls into
        ([Wish("age", span=(8, 8), strength=REQUIRE)], "minors under_26"),
        ([Wish("age", span=(17, 19))], "minors under_26"),
        ([Wish("age", span=(18, 18))], "under_26"),
        ([Wish("age", span=(26, 26))], ""),
        ([Wish("age", span=(16, 16), strength=AVOID)], ""),
        ([Wish("hours_per_week", span=(9, 12))], ""),  # nine hours are no age
        ([Wish("age", span=(40, 40)), wish("population:veterans")], "veterans military"),
    ],
)
def test_a_caution_names_all_limits_that_nobody_wished_for(wishes: list[Wish], unwarned: str) -> None:
    assert plan_of(*wishes).caution.terms == {f"serves_only:{only}" for only in ALL - set(unwarned.split())}
