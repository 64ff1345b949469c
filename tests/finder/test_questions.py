"""Each question's ladder, by examples: what a program says, and what that answers."""

from __future__ import annotations

from math import inf

import pytest

from data.vocabulary import load_vocabulary
from finder.answer import Judged, judge
from finder.plan import Clause, question_of, read_ladder, widest
from finder.program import Program
from finder.query import Strength, Wish
from finder.question import Question, Verdict
from finder.questions import all_questions
from tests.builders import MH_SURVEY, PAGE, SURVEY, listing, program, wish

V = load_vocabulary()
QUESTIONS = {q.id: q for q in all_questions()}
PLAIN = {
    "stay",
    "issues",
    "people",
    "structure",
    "approach",
    "therapies",
    "accredited",
    "team",
    "comprehensive",
    "own_plan",
    "afterwards",
    "access",
}


def read(wished: Wish, p: Program) -> Judged:
    """The wish judged by the question that hears it."""
    question = QUESTIONS[question_of(wished, V)]
    return judge(Clause(question.id, wished, read_ladder(question, wished, V), 1.0, 0.5), p)


def about(text: str) -> Program:
    """A program of which a survey says some terms (a) and denies others (~a), and a page the terms with a star (*a, *~a)."""
    said: dict[str, list[str]] = {"": [], "~": [], "*": [], "*~": []}
    for word in text.split():
        term = word.lstrip("*~")
        said[word.removesuffix(term)].append(term)
    survey = listing("a", " ".join(said[""]), " ".join(said["~"]), origin=SURVEY)
    return program("p", survey, listing("b", " ".join(said["*"]), " ".join(said["*~"]), origin=PAGE))


def test_there_is_one_file_a_question_and_each_tells_its_reason() -> None:
    assert len(QUESTIONS) == 18
    assert {q.id for q in QUESTIONS.values() if q.personal} == {"issues", "people", "ages", "insurance"}
    for q in QUESTIONS.values():
        assert len(q.why) > 40
        assert q.why.endswith(".")


def test_a_plain_question_has_no_ladder_of_its_own() -> None:
    """What is listed as plain is read by the rules that the next test gives; the others have their own tables below."""
    assert QUESTIONS.keys() - PLAIN == {"insurance", "ages", "level", "life", "start", "cost"}


@pytest.mark.parametrize(
    ("term", "near"),
    [
        ("condition:ptsd", "condition:trauma"),
        ("population:lgbtq", "population:lgbtq_welcoming"),
        ("language:ht", "language:crp"),
        ("approach:methadone", "approach:medication"),
        ("service:family_education", "service:family_involvement"),
        ("service:intensive_case_management", "service:case_management"),
        ("therapy:dbt", ""),
        ("staff:nurse", ""),
        ("accreditation:carf", ""),
        ("aftercare:alumni_group", ""),
        ("schedule:evening", ""),
        ("access:transport", ""),
        ("payment:sliding_scale", ""),
        ("availability:accepting", ""),
        ("service:housing", ""),
    ],
)
def test_a_term_is_yes_no_disputed_near_or_unknown(term: str, near: str) -> None:
    other = "service:outreach payment:medicaid"
    answers = {
        "yes": f"{term} {other}",
        "no": f"~{term} {near}",  # said to be absent: what is near it does not count
        "disputed": f"~{term} *{term} {other}",
        "unknown": f"~{near} {other}" if near else other,
    }
    for verdict, text in answers.items():
        assert read(wish(term), about(text)).verdict == verdict
    if near:
        hinted = read(wish(term), about(near))
        assert (hinted.verdict, hinted.says, [c.term for c in hinted.claims]) == (Verdict.PARTLY, "hint", [near])
        # what is near it answers partly even where the term is disputed: one more yes to the term must not lower the program
        assert read(wish(term), about(f"~{term} *{term} {near}")).says == "hint"


@pytest.mark.parametrize(
    ("stated", "low", "high", "verdict"),
    [
        ([(9, 12)], 9, 9, "yes"),
        ([(9, 12)], 12, 20, "yes"),
        ([(9, 12)], 13, 20, "no"),
        ([(9, 12)], 0, 8.5, "no"),
        ([(3, 5), (9, 12)], 6, 8, "no"),
        ([(3, 5), (9, 12)], 5, 8, "yes"),
        ([(9, inf)], 40, inf, "yes"),
        ([], 0, inf, "unknown"),
    ],
)
def test_a_range_is_yes_where_it_meets_what_is_stated(stated: list[tuple[float, float]], low: float, high: float, verdict: str) -> None:
    p = program("p", ranges={"hours_per_week": stated} if stated else {})
    assert read(Wish("hours_per_week", span=(low, high)), p).verdict == verdict


def test_ranges_of_two_publishers_that_do_not_meet_are_disputed() -> None:
    two = [listing(str(i), origin=o, ranges={"weeks": [span]}) for i, (o, span) in enumerate([(SURVEY, (8, 12)), (PAGE, (4, 6))])]
    judged = read(Wish("weeks", span=(5, 5)), program("p", *two))
    assert judged.verdict is Verdict.DISPUTED
    assert {c.origin for c in judged.claims} == {SURVEY, PAGE}


AETNA, OUT, KIND = "insurer:aetna", "insurer_out_of_network:aetna", "payment:private_insurance"


@pytest.mark.parametrize(
    ("wished", "said", "verdict", "says"),
    [
        (AETNA, f"{AETNA} {OUT} {KIND}", "yes", "yes"),
        (AETNA, f"{AETNA} ~{KIND}", "yes", "yes"),  # the plan that is named beats the box that is not ticked
        (AETNA, f"*~{AETNA} {AETNA}", "disputed", "disputed"),
        (AETNA, f"*~{AETNA} {AETNA} ~{KIND}", "disputed", "disputed"),
        (AETNA, f"*~{AETNA} {AETNA} {KIND}", "partly", "kind_only"),
        (AETNA, f"*~{AETNA} {AETNA} {OUT}", "partly", "out_of_network"),
        (AETNA, f"{OUT} ~{AETNA} {KIND}", "partly", "out_of_network"),
        (AETNA, f"{OUT} ~{KIND}", "partly", "out_of_network"),
        (AETNA, f"~{AETNA} {KIND}", "no", "no"),  # this plan is denied, though others are taken
        (AETNA, KIND, "partly", "kind_only"),
        (AETNA, f"~{KIND}", "no", "no"),
        (AETNA, f"*{KIND} ~{KIND}", "unknown", "unknown"),
        (AETNA, "insurer:cigna payment:medicaid", "unknown", "unknown"),
        (AETNA, "insurer:aetna_better_health ~payment:medicare", "unknown", "unknown"),  # its Medicaid brand is another plan
        ("insurer:aetna_better_health", "payment:medicaid", "partly", "kind_only"),
        ("insurer:aetna_better_health", f"~payment:medicaid {KIND}", "no", "no"),
        ("insurer:humana", f"~{KIND} payment:medicare", "partly", "kind_only"),
        ("insurer:humana", f"~{KIND}", "unknown", "unknown"),  # it may be taken as a Medicare plan
        ("insurer:humana", f"~{KIND} ~payment:medicare", "no", "no"),
        ("insurer:oxford", "insurer:unitedhealthcare", "partly", "kind_only"),
        ("insurer:oxford", "~insurer:unitedhealthcare", "no", "no"),
        ("insurer:oxford", f"~{KIND}", "no", "no"),
        (KIND, AETNA, "partly", "some_plans"),
        (KIND, f"~{KIND} {AETNA}", "partly", "some_plans"),
        (KIND, f"*{KIND} ~{KIND} {AETNA}", "partly", "some_plans"),
        (KIND, f"~{KIND}", "no", "no"),
        ("payment:medicaid", "insurer:molina", "partly", "some_plans"),
        ("payment:medicaid", KIND, "unknown", "unknown"),
        ("payment:medicaid payment:medicare", "~payment:medicaid payment:medicare", "yes", "yes"),  # either will do
        ("payment:medicaid payment:medicare", "~payment:medicaid", "unknown", "unknown"),
        ("payment:medicaid payment:medicare", "~payment:medicaid ~payment:medicare", "no", "no"),
    ],
)
def test_insurance(wished: str, said: str, verdict: str, says: str) -> None:
    judged = read(wish(wished), about(said))
    assert (judged.verdict, judged.says) == (verdict, says)


def boxes(text: str, form: str, years: list[tuple[float, float]] | None = None) -> Program:
    """A program with these age boxes on one of the surveys: filled but unticked is a no on the mental-health survey alone."""
    ticked = {f"age_group:{t}" for t in text.split() if ":" not in t}
    other = {t for t in text.split() if ":" in t}
    groups = {t for t in V.terms if t.startswith("age_group:") and V.terms[t].general}
    unticked = groups - ticked if form == "mh" and ticked else set()
    origin = MH_SURVEY if form == "mh" else SURVEY
    return program("p", listing("a", " ".join(ticked | other), " ".join(unticked), origin=origin, ranges={"age": years} if years else None))


@pytest.mark.parametrize(
    ("low", "high", "form", "ticked", "years", "verdict", "says"),
    [
        (16, 16, "sa", "adolescents", None, "yes", "yes"),
        (16, 16, "sa", "minors", None, "partly", "hint"),
        (16, 16, "sa", "adults", None, "unknown", "unknown"),  # 941 IOPs tick only the children's box: no tick is no no
        (16, 16, "mh", "adults", None, "no", "no"),
        (16, 16, "mh", "children adolescents", None, "yes", "yes"),
        (16, 16, "sa", "adults", [(13, 17)], "yes", "years"),  # years beat boxes, in both directions
        (16, 16, "sa", "adolescents", [(18, inf)], "no", "years"),
        (16, 16, "mh", "adults", [(12, 17), (18, 25)], "yes", "years"),
        (16, 16, "sa", "", None, "unknown", "unknown"),
        (16, 16, "sa", "population:adolescents", None, "partly", "special_program"),
        (8, 8, "sa", "minors", None, "partly", "hint"),
        (8, 8, "sa", "adolescents", None, "unknown", "unknown"),
        (20, 20, "sa", "young_adults", None, "yes", "yes"),
        (20, 20, "sa", "adults", None, "partly", "hint"),
        (20, 20, "mh", "adults", None, "no", "no"),
        (20, 20, "sa", "minors", None, "unknown", "unknown"),
        (20, 20, "sa", "population:college_students", None, "partly", "special_program"),
        (40, 40, "sa", "adults", None, "yes", "yes"),
        (40, 40, "sa", "seniors young_adults", None, "unknown", "unknown"),
        (70, 70, "sa", "seniors", None, "yes", "yes"),
        (70, 70, "sa", "adults", None, "partly", "hint"),
        (70, 70, "mh", "adults young_adults", None, "no", "no"),
        (17, 19, "mh", "young_adults", None, "yes", "yes"),  # any of the years that were asked about
        (17, 17, "sa", "", [(0, 16.5), (18, 99)], "no", "years"),
    ],
)
def test_ages(low: float, high: float, form: str, ticked: str, years: list[tuple[float, float]] | None, verdict: str, says: str) -> None:
    judged = read(Wish("age", span=(low, high)), boxes(ticked, form, years))
    assert (judged.verdict, judged.says) == (verdict, says)


def test_an_age_group_is_wished_as_its_years_are() -> None:
    teens = wish("age_group:adolescents")
    assert read(teens, boxes("", "sa", [(13, 15)])).says == "years"
    assert read(teens, boxes("minors", "sa")).says == "hint"
    assert read(teens, boxes("adults", "mh")).verdict is Verdict.NO
    assert read(teens, boxes("", "sa", [(18, 30)])).verdict is Verdict.NO


IOP, DAY, OP, NAMED = "level_of_care:iop", "level_of_care:php", "level_of_care:outpatient", "level_of_care:iop_in_name"


@pytest.mark.parametrize(
    ("wished", "said", "verdict", "says"),
    [
        (IOP, IOP, "yes", "yes"),
        (IOP, f"~{IOP} {DAY} {OP}", "no", "no"),  # asked for an IOP by name and said no: a day program does not make it one
        (IOP, f"~{IOP} *{IOP}", "disputed", "disputed"),
        (IOP, f"~{IOP} *{IOP} ~{DAY} ~{OP}", "disputed", "disputed"),
        (IOP, f"~{IOP} *{IOP} {DAY}", "partly", "day_program"),
        (IOP, f"~{IOP} *{IOP} {NAMED}", "partly", "named"),
        (IOP, f"{DAY} {OP}", "partly", "day_program"),
        (IOP, f"{DAY} ~{OP}", "partly", "day_program"),
        (IOP, f"~{DAY} ~{OP}", "no", "neither"),
        (IOP, f"~{DAY} {OP}", "unknown", "unknown"),
        (IOP, f"~{DAY}", "unknown", "unknown"),
        (IOP, "level_of_care:residential", "unknown", "unknown"),
        (IOP, NAMED, "partly", "named"),
        (IOP, f"{IOP} {NAMED}", "yes", "yes"),
        (IOP, f"~{IOP} {NAMED}", "partly", "named"),  # a box that is not ticked, under a name that says so: ask
        (IOP, f"{DAY} {NAMED}", "partly", "named"),
        (IOP, f"~{DAY} ~{OP} {NAMED}", "partly", "named"),
        (DAY, NAMED, "unknown", "unknown"),
        (OP, f"~{OP} {NAMED}", "no", "no"),
        (DAY, f"~{DAY} ~{OP}", "no", "no"),
        (DAY, IOP, "unknown", "unknown"),
        (OP, DAY, "unknown", "unknown"),
        (OP, OP, "yes", "yes"),
    ],
)
def test_level_of_care(wished: str, said: str, verdict: str, says: str) -> None:
    judged = read(wish(wished), about(said))
    assert (judged.verdict, judged.says) == (verdict, says)


def general(question: str, said: str) -> list[Judged]:
    """The question's general forms, read of a program."""
    q: Question = QUESTIONS[question]
    return [judge(Clause(q.id, w, read_ladder(q, w, V), 1.0, 0.5), about(said)) for w in widest(q, V)]


def test_where_any_level_will_do_neither_day_nor_outpatient_care_is_no_answer() -> None:
    for said in (f"~{DAY} ~{OP}", NAMED):
        (judged,) = general("level", said)
        assert judged.verdict is Verdict.UNKNOWN


def test_life_counts_care_to_step_down_to_only_where_nothing_was_asked_for() -> None:
    (step_down,) = general("life", "level_of_care:outpatient")
    assert (step_down.verdict, step_down.says) == (Verdict.PARTLY, "step_down")
    assert general("life", "service:housing level_of_care:outpatient")[0].verdict is Verdict.YES
    assert read(wish("service:housing"), about("level_of_care:outpatient")).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("said", "verdict", "says"),
    [
        ("availability:accepting availability:waitlist", "yes", "yes"),
        ("availability:waitlist", "partly", "wait"),
        ("availability:assessment_first", "partly", "wait"),
        ("availability:not_accepting", "no", "not_accepting"),
        ("availability:accepting *~availability:accepting", "disputed", "disputed"),
        ("schedule:evening", "unknown", "unknown"),
    ],
)
def test_how_soon_one_can_start(said: str, verdict: str, says: str) -> None:
    (judged,) = general("start", said)
    assert (judged.verdict, judged.says) == (verdict, says)


def test_cost_has_a_price_and_help_with_it_as_its_general_form() -> None:
    assert {j.clause.wish.about for j in general("cost", "")} == {"payment", "price_usd"}
    assert [j.verdict for j in general("cost", "payment:sliding_scale") if j.clause.wish.about == "payment"] == [Verdict.YES]
    assert {j.verdict for j in general("cost", "payment:medicaid")} == {Verdict.UNKNOWN}, "whose insurance is not what it costs"


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_silence_is_unknown_to_every_question(question: str) -> None:
    assert {j.verdict for j in general(question, "")} == {Verdict.UNKNOWN}


@pytest.mark.parametrize(
    ("term", "said", "verdict", "says"),
    [
        ("approach:twelve_step_facilitation", "approach:twelve_step_facilitation", "no", "avoid_no"),
        ("approach:twelve_step_facilitation", "~approach:twelve_step_facilitation", "yes", "avoid_yes"),
        ("approach:twelve_step_facilitation", "", "unknown", "unknown"),
        ("approach:methadone", "approach:medication", "partly", "hint"),
        ("population:men", "serves_only:women", "unknown", "unknown"),  # who avoids men is not shut out by a women's program
    ],
)
def test_what_is_avoided_is_read_the_other_way(term: str, said: str, verdict: str, says: str) -> None:
    judged = read(wish(term, Strength.AVOID), about(said))
    assert (judged.verdict, judged.says) == (verdict, says)


@pytest.mark.parametrize(
    ("term", "said", "verdict", "says"),
    [
        ("population:men", "serves_only:women population:men", "no", "serves_only"),  # shut out, whatever else is said
        ("population:pregnant_postpartum", "serves_only:men", "no", "serves_only"),
        ("condition:alcohol", "serves_only:opioid condition:alcohol", "no", "serves_only"),
        ("condition:eating_disorders", "serves_only:dui", "no", "serves_only"),
        ("condition:alcohol", "serves_only:dui condition:alcohol", "yes", "yes"),
        ("payment:medicaid", "serves_only:women payment:medicaid", "yes", "yes"),
        ("population:women", "serves_only:women", "yes", "meant"),  # whom alone it serves, it serves
        ("population:women", "serves_only:women population:women", "yes", "meant"),
        ("population:women", "serves_only:women ~population:women", "yes", "meant"),  # no group of its own is no no: all groups are
        ("population:veterans", "serves_only:veterans", "yes", "meant"),
        ("population:active_duty", "serves_only:military", "yes", "meant"),
        ("population:veterans", "serves_only:military", "unknown", "unknown"),  # admitted, and no more is said
        ("population:veterans", "serves_only:military ~population:veterans", "no", "no"),
        ("population:pregnant_postpartum", "serves_only:women", "unknown", "unknown"),
        ("population:pregnant_postpartum", "serves_only:women ~population:pregnant_postpartum", "no", "no"),
        ("population:court_involved", "serves_only:dui", "unknown", "unknown"),
        ("population:american_indian", "serves_only:tribal", "yes", "meant"),
        ("condition:opioids", "serves_only:opioid condition:opioids", "yes", "meant"),
        ("population:dui", "serves_only:dui", "yes", "meant"),
        ("population:women population:men", "serves_only:women", "yes", "meant"),  # either will do
        ("population:women", "*serves_only:women *~serves_only:women", "yes", "meant"),  # two rows of one publisher
        ("population:women", "serves_only:women *~serves_only:women", "unknown", "unknown"),  # sources disagree whom it serves
        ("population:lgbtq", "serves_only:women", "unknown", "unknown"),
        ("age_group:adults", "serves_only:minors", "unknown", "unknown"),  # they shut nobody out: some take adults all the same
    ],
)
def test_a_program_for_one_kind_of_people_says_yes_to_them_and_no_to_others(term: str, said: str, verdict: str, says: str) -> None:
    judged = read(wish(term), about(said))
    assert (judged.verdict, judged.says) == (verdict, says)
    assert all(c.term.startswith("serves_only:") for c in judged.claims) or says not in ("meant", "serves_only")


def test_nobody_who_wished_for_nothing_is_told_whom_it_is_meant_for() -> None:
    said = {j.says for q in QUESTIONS for j in general(q, "serves_only:women serves_only:opioid serves_only:minors")}
    assert said == {"unknown"}


@pytest.mark.parametrize(
    ("term", "said", "years", "verdict"),
    [
        ("age_group:adolescents", "age_group:minors serves_only:minors", None, "partly"),  # as for an age of 16
        ("age_group:adolescents", "serves_only:minors", [(5, 11)], "no"),
        ("age_group:children", "age_group:young_adults ~age_group:children serves_only:under_26", None, "no"),  # MH: YAD alone
        ("age_group:adolescents", "age_group:young_adults serves_only:under_26", None, "unknown"),  # SA: YAD alone
    ],
)
def test_a_limit_of_age_does_not_say_which_ages_below_it(term: str, said: str, years: list | None, verdict: str) -> None:
    yes, no = (" ".join(t.lstrip("~") for t in said.split() if t.startswith("~") is denied) for denied in (False, True))
    assert read(wish(term), program("p", yes=yes, no=no, ranges={"age": years} if years else None)).verdict == verdict
