"""The reference reading of a plan, in plain Python: what people are shown, and what every engine is tested against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from math import inf
from struct import pack, unpack
from typing import Literal, NamedTuple, assert_never

from finder.claim import Claim, Says
from finder.place import areas_of, metres, metres_between
from finder.plan import CAUTION, LEVEL, PIVOT, Clause, Plan
from finder.predicate import AllOf, AnyOf, Disputed, Has, In, Lacks, Misses, Overlaps, Predicate, Within, Words
from finder.program import Program, words_of
from finder.question import VALUE, Verdict
from finder.vocabulary import Vocabulary

SAID = (Verdict.YES, Verdict.PARTLY, Verdict.DISPUTED)
"""Verdicts that say something for a need."""

Support = tuple[Claim, ...]
Reason = Literal["not_asked", "left_blank"]


class Tier(IntEnum):
    """Where a program stands in the list; the greater comes first. Twice its number is what an engine adds to the fit."""

    REMOVED = -1
    MAYBE = 0
    ASK_FIRST = 1
    LISTED = 2

    @property
    def word(self) -> str:
        """As it is written in requests and replies."""
        return self.name.lower()


class Judged(NamedTuple):
    """One clause judged: the verdict, what it is worth, the name of its words, the claims that decided it.

    A tuple, as is `Answer`: a page makes a thousand of them, and a frozen dataclass takes three times as long to make.
    """

    clause: Clause
    verdict: Verdict
    value: float
    says: str
    claims: Support


class Answer(NamedTuple):
    """One question's answer; in parts where several things were wished."""

    question: str
    asked: bool
    verdict: Verdict
    weight: float
    value: float
    parts: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A program read against a plan.

    `score` is the number that engines sort by (tier and fit in one 32-bit float); `fit` and `known` are shares, 0..1; `metres` is
    infinite where the program or the search has no point; `cautions` are the claims that it serves only others.
    """

    tier: Tier
    score: float
    fit: float
    known: float
    metres: float
    answers: tuple[Answer, ...]
    cautions: Support


def support(predicate: Predicate, program: Program) -> Support | None:
    """The claims that make the predicate hold for the program, or None where it does not hold."""
    match predicate:
        case Has(terms):
            return _said(terms, Says.YES, program) or None
        case Lacks(terms):
            denied = bool(terms) and all((fact := program.facts.get(t)) is not None and fact.says is Says.NO for t in terms)
            return _said(terms, Says.NO, program) if denied else None
        case Disputed(names):
            return _contradictions(names, program) or None
        case Overlaps(measure, low, high):
            m = program.measures.get(measure)
            hits = [r for r in m.ranges if r.meets(low, high)] if m and not m.disputed else []
            return tuple(c for r in hits for c in r.claims) if hits else None
        case Misses(measure, low, high):
            m = program.measures.get(measure)
            if m is None or m.disputed or any(r.meets(low, high) for r in m.ranges):
                return None
            return tuple(c for r in m.ranges for c in r.claims)
        case Within(point, radius):
            return () if program.point and metres(point, program.point) <= radius else None
        case In(area):
            return () if area in areas_of(program.address) else None
        case Words(tokens):
            return () if tokens <= words_of(program) else None
        case AllOf(parts):
            found = [support(p, program) for p in parts]
            return None if None in found else tuple(c for f in found for c in f or ())
        case AnyOf(parts):
            held = [f for p in parts if (f := support(p, program)) is not None]
            return tuple(c for f in held for c in f) if held else None
        case _:
            assert_never(predicate)


def judge(clause: Clause, program: Program) -> Judged:
    """The first rung that holds; unknown where none does."""
    if not (program.facts.keys().isdisjoint(clause.names) and program.measures.keys().isdisjoint(clause.names)):
        for rung in clause.ladder:
            claims = support(rung.when, program)
            if claims is not None:
                return Judged(clause, rung.verdict, VALUE[rung.verdict], rung.says or rung.verdict, claims)
    return Judged(clause, Verdict.UNKNOWN, clause.unknown, Verdict.UNKNOWN, ())


def evaluate(plan: Plan, program: Program) -> Evaluation:
    """Tier, score, fit, known and all answers of one candidate."""
    judged = [judge(c, program) for c in plan.clauses]
    cautions = support(plan.caution, program) or ()
    tier = tier_of(judged, bool(cautions))
    distance = metres_between(plan.near.point if plan.near else None, program.point)
    nearness = plan.near.weight / plan.scale * (PIVOT / (PIVOT + distance)) if plan.near and distance < inf else 0.0
    stated = sum([j.clause.weight * j.value for j in judged]) + (0.0 if cautions else CAUTION)
    score = float32(2 * max(tier, 0) + stated / plan.scale + float32(nearness))
    fit = (stated + nearness * plan.scale) / plan.total
    answers = tuple(_answer(question, parts) for question, parts in _by_question(judged))
    return Evaluation(tier, score, fit, known_share(judged), distance, answers, cautions)


def tier_of(judged: Iterable[Judged], cautioned: bool) -> Tier:
    """Removed by a no to a must or a rule-out; listed if every must is a plain yes and nobody is shut out.

    Maybe if nothing essential is said: not the level of care, nor anything about a required condition, program type or therapy.
    """
    judged = tuple(judged)
    if any(j.clause.removes and j.verdict is Verdict.NO for j in judged):
        return Tier.REMOVED
    musts = [j for j in judged if j.clause.must]
    if not cautioned and all(j.verdict is Verdict.YES for j in musts):
        return Tier.LISTED
    level = [j for j in musts if j.clause.wish.about == LEVEL]
    silent = bool(level) and all(j.verdict is Verdict.UNKNOWN for j in level)
    needed = any(j.verdict in SAID for j in musts if j.clause.names_the_need)
    return Tier.MAYBE if silent and not needed else Tier.ASK_FIRST


def known_share(judged: Iterable[Judged]) -> float:
    """The share of the questions' weight whose rung held, 0..1; distance is no question."""
    judged = tuple(judged)
    held = sum([j.clause.weight for j in judged if j.verdict is not Verdict.UNKNOWN])
    return held / (sum([j.clause.weight for j in judged]) or 1.0)


def reason(judged: Judged, program: Program, vocabulary: Vocabulary) -> Reason | None:
    """Why there is no answer: no form that the program filled in asks this, or one does and it was left blank. None where there is one."""
    if judged.verdict is not Verdict.UNKNOWN:
        return None
    subjects = judged.clause.subjects | judged.clause.wish.terms
    asked = any(not vocabulary.asks.get(f, frozenset()).isdisjoint(subjects) for f in program.forms)
    return "left_blank" if asked else "not_asked"


def blend(verdicts: Iterable[Verdict]) -> Verdict:
    """One verdict for several parts: theirs if they agree; partly if something was answered well; else what is still open."""
    said = set(verdicts)
    if len(said) == 1:
        return said.pop()
    if said & {Verdict.YES, Verdict.PARTLY}:
        return Verdict.PARTLY
    return Verdict.DISPUTED if Verdict.DISPUTED in said else Verdict.UNKNOWN


def float32(number: float) -> float:
    """The number as a 32-bit float holds it."""
    return float(unpack("f", pack("f", number))[0])


def sort_key(evaluation: Evaluation, program: Program) -> tuple[float, float, str]:
    """Ascending order of results: score (tier, then fit), distance, id. A total order."""
    return (-evaluation.score, evaluation.metres, program.id)


def _said(terms: frozenset[str], says: Says, program: Program) -> Support:
    """The claims of those of the terms that are settled so, by term."""
    claims: list[Claim] = []
    for term in sorted(program.facts.keys() & terms):
        fact = program.facts[term]
        if fact.says is says:
            claims += fact.claims if len(fact.claims) == 1 else [c for c in fact.claims if c.says is says]
    return tuple(claims)


def _contradictions(names: frozenset[str], program: Program) -> Support:
    """Both sides' claims on the terms and measures that sources disagree about."""
    facts = [f for n in sorted(program.facts.keys() & names) if (f := program.facts[n]).says is Says.DISPUTED]
    measures = [m for n in sorted(program.measures.keys() & names) if (m := program.measures[n]).disputed]
    return (*(c for f in facts for c in f.claims), *(c for m in measures for r in m.ranges for c in r.claims))


def _by_question(judged: Iterable[Judged]) -> Iterable[tuple[str, tuple[Judged, ...]]]:
    groups: dict[str, list[Judged]] = {}
    for j in judged:
        groups.setdefault(j.clause.question, []).append(j)
    return ((question, tuple(parts)) for question, parts in groups.items())


def _answer(question: str, parts: tuple[Judged, ...]) -> Answer:
    if len(parts) == 1:
        (p,) = parts
        return Answer(question, p.clause.wish.asked, p.verdict, p.clause.weight, p.value, parts)
    weight = sum([p.clause.weight for p in parts])
    value = sum([(p.clause.weight if weight else 1.0) * p.value for p in parts]) / (weight or len(parts))
    return Answer(question, any(p.clause.wish.asked for p in parts), blend([p.verdict for p in parts]), weight, value, parts)
