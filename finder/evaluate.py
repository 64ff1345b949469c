"""The reference reading of a plan, in plain Python: what people are shown, and what every engine is tested against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import inf
from struct import Struct
from typing import Literal

from finder.answer import Answer, Judged, Reading, reading_of
from finder.place import metres_between
from finder.plan import CAUTION, LEVEL, PIVOT, Plan
from finder.program import Program
from finder.question import Verdict
from finder.support import Support, support
from finder.vocabulary import Vocabulary

SAID = (Verdict.YES, Verdict.PARTLY, Verdict.DISPUTED)
"""Verdicts that say something for a need."""

FLOAT32 = Struct("f")

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


def evaluate(plan: Plan, program: Program) -> Evaluation:
    """Tier, score, fit, known and all answers of one candidate."""
    return evaluate_all(plan, [program])[0]


def evaluate_all(plan: Plan, programs: Iterable[Program]) -> list[Evaluation]:
    """Tier, score, fit, known and all answers of each candidate."""
    reading = reading_of(plan.clauses)
    return [_evaluated(plan, reading, program) for program in programs]


def _evaluated(plan: Plan, reading: Reading, program: Program) -> Evaluation:
    heard = reading.read(program)
    cautions = support(plan.caution, program) or ()
    tier = tier_of(heard.deciding, bool(cautions))
    distance = metres_between(plan.near.point if plan.near else None, program.point)
    nearness = plan.near.weight / plan.scale * (PIVOT / (PIVOT + distance)) if plan.near and distance < inf else 0.0
    stated = heard.stated + (0.0 if cautions else CAUTION)
    score = float32(2 * max(tier, 0) + stated / plan.scale + float32(nearness))
    fit = (stated + nearness * plan.scale) / plan.total
    known = heard.held / (reading.weight or 1.0)  # distance is no question
    return Evaluation(tier, score, fit, known, distance, heard.answers, cautions)


def tier_of(judged: Sequence[Judged], cautioned: bool) -> Tier:
    """Removed by a no to a must or a rule-out; listed if every must is a plain yes and nobody is shut out.

    Maybe if nothing essential is said: not the level of care, nor anything about a required condition, program type or therapy.
    `judged` may leave out clauses that are neither a must nor a rule-out.
    """
    if any(j.clause.removes and j.verdict is Verdict.NO for j in judged):
        return Tier.REMOVED
    musts = [j for j in judged if j.clause.must]
    if not cautioned and all(j.verdict is Verdict.YES for j in musts):
        return Tier.LISTED
    level = [j for j in musts if j.clause.wish.about == LEVEL]
    silent = bool(level) and all(j.verdict is Verdict.UNKNOWN for j in level)
    needed = any(j.verdict in SAID for j in musts if j.clause.names_the_need)
    return Tier.MAYBE if silent and not needed else Tier.ASK_FIRST


def reason(judged: Judged, program: Program, vocabulary: Vocabulary) -> Reason | None:
    """Why there is no answer: no form that the program filled in asks this, or one does and it was left blank. None where there is one."""
    if judged.verdict is not Verdict.UNKNOWN:
        return None
    subjects = judged.clause.subjects | judged.clause.wish.terms
    asked = any(not vocabulary.asks.get(f, frozenset()).isdisjoint(subjects) for f in program.forms)
    return "left_blank" if asked else "not_asked"


def float32(number: float) -> float:
    """The number as a 32-bit float holds it."""
    return float(FLOAT32.unpack(FLOAT32.pack(number))[0])


def sort_key(evaluation: Evaluation, program: Program) -> tuple[float, float, str]:
    """Ascending order of results: score (tier, then fit), distance, id. A total order."""
    return (-evaluation.score, evaluation.metres, program.id)
