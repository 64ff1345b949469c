"""Programs side by side."""

from __future__ import annotations

from finder.compare import compare
from finder.evaluate import evaluate
from finder.program import Program
from finder.query import Wish
from finder.question import Verdict
from finder.questions import all_questions
from tests.builders import PAGE, SURVEY, plan_of, program, wish

ORDER = sorted(q.id for q in all_questions())
IOP = "level_of_care:iop"


def rows(*some: Program, wishes: tuple[Wish, ...] = (), order: list[str] = ORDER) -> list[tuple[str, bool, list[str]]]:
    """Each row's question, whether the programs differ in it, and their verdicts."""
    plan = plan_of(*wishes)
    return [(r.question, r.differs, [a.verdict.value for a in r.answers]) for r in compare([evaluate(plan, p) for p in some], order)]


def test_every_question_is_a_row_with_one_answer_a_program_in_their_order() -> None:
    a, b, c = program("a", yes=IOP), program("b", no=IOP), program("c")
    found = {question: verdicts for question, _, verdicts in rows(a, b, c)}
    assert found.keys() == set(ORDER)
    assert found["level"] == ["yes", "no", "unknown"]
    assert {len(v) for v in found.values()} == {3}


def test_differences_come_first_then_what_was_asked_then_what_somebody_answers() -> None:
    a = program("a", yes=f"{IOP} payment:medicaid therapy:cbt schedule:evening staff:nurse")
    b = program("b", yes=f"{IOP} payment:medicaid therapy:cbt staff:nurse staff:psychiatrist")
    found = rows(a, b, wishes=(wish("payment:medicaid"), wish("schedule:evening")))
    names = [question for question, _, _ in found]
    assert [q for q, differs, _ in found if differs] == ["structure", "team"], "an asked difference before one that nobody asked about"
    assert names[:2] == ["structure", "team"]
    assert set(names[2:4]) == {"insurance", "level"}, "then what was asked"
    assert names[4] == "therapies", "then what is answered"
    assert [v for _, _, v in found[5:]] == [["unknown", "unknown"]] * (len(ORDER) - 5)


def test_within_a_kind_the_order_for_people_stands() -> None:
    same = program("a", yes=IOP), program("b", yes=IOP)
    for order in (ORDER, ORDER[::-1]):
        names = [question for question, _, _ in rows(*same, order=order)]
        assert names == ["level", *(q for q in order if q != "level")]


def test_the_same_verdict_for_other_reasons_is_a_difference_and_another_source_is_none() -> None:
    cbt, dbt = program("a", yes="therapy:cbt"), program("b", yes="therapy:dbt")
    assert ("therapies", True, ["yes", "yes"]) in rows(cbt, dbt)
    page = program("b", yes="therapy:cbt", origin=PAGE)
    assert ("therapies", False, ["yes", "yes"]) in rows(cbt, page)
    assert SURVEY.form != PAGE.form


def test_one_program_alone_differs_from_nobody() -> None:
    assert not any(differs for _, differs, _ in rows(program("a", yes=IOP)))
    (first, *_) = compare([evaluate(plan_of(), program("a", yes=IOP))], ORDER)
    assert first.answers[0].verdict is Verdict.YES


def test_a_question_that_the_order_leaves_out_is_no_row() -> None:
    assert [q for q, _, _ in rows(program("a"), order=["cost", "level"])] == ["level", "cost"]
