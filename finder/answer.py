"""Answers: each question's clauses judged for a program, and what was answered once kept.

Directories put the same boxes to everyone, so programs of one page mostly say the same to a question: most answers were given before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from finder.claim import Fact
from finder.plan import Clause
from finder.program import Program
from finder.question import VALUE, Verdict
from finder.support import Support, support

T = TypeVar("T")

MOST_READINGS = 256
"""Lists of clauses, and questions of them, whose answers are kept."""

MOST_ANSWERS = 2_048
"""Answers of one question that are kept; then it begins anew."""

MOST_KEPT = 64
"""Answers that are kept with a program: those to all questions, asked in several ways."""


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


class Read(NamedTuple):
    """An answer, what it adds to the score's sum, how much of its weight is known, and the facts that it rests on."""

    answer: Answer
    stated: float
    held: float
    facts: tuple[Fact, ...]


class Heard(NamedTuple):
    """All answers of a program: their shares of the score's sum and of the known weight, and the parts in which a no removes."""

    answers: tuple[Answer, ...]
    stated: float
    held: float
    deciding: tuple[Judged, ...]


class Asked:
    """One question's clauses, with the answers that they gave. Equal questions are one object (`asked_of`)."""

    def __init__(self, clauses: tuple[Clause, ...]) -> None:
        self.clauses = clauses
        self.names = frozenset(n for c in clauses for n in c.names)
        self._known: dict[tuple[int, ...], Read] = {}

    def read(self, program: Program) -> Read:
        """The program's answer."""
        kept: Read | None = program.memo.get(self)
        return kept or remembered(program, self, self._read(program))

    def _read(self, program: Program) -> Read:
        """The answer, known by the identity of the facts that it rests on: they are shared between programs, and kept alive here, so no
        id is used twice. What a program says to measures is its own, and is judged each time.
        """
        if not program.measures.keys().isdisjoint(self.names):
            return self._judged(program, ())
        said = program.facts
        facts = tuple([said[n] for n in self.names if n in said])
        key = tuple(map(id, facts))
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MOST_ANSWERS:
                self._known.clear()
            known = self._known[key] = self._judged(program, facts)
        return known

    def _judged(self, program: Program, facts: tuple[Fact, ...]) -> Read:
        parts = tuple([judge(c, program) for c in self.clauses])
        stated = sum([p.clause.weight * p.value for p in parts])
        held = sum([p.clause.weight for p in parts if p.verdict is not Verdict.UNKNOWN])
        return Read(answer(parts), stated, held, facts)


class Reading:
    """A plan's clauses by question; `weight` is that of all."""

    def __init__(self, clauses: tuple[Clause, ...]) -> None:
        groups: dict[str, list[Clause]] = {}
        for c in clauses:
            groups.setdefault(c.question, []).append(c)
        self.asked = tuple(asked_of(tuple(own)) for own in groups.values())
        self.weight = sum(c.weight for c in clauses)
        self._deciding = tuple(i for i, a in enumerate(self.asked) if any(c.removes for c in a.clauses))

    def read(self, program: Program) -> Heard:
        """What a program answers to the questions."""
        kept: Heard | None = program.memo.get(self)
        return kept or remembered(program, self, self._heard([a.read(program) for a in self.asked]))

    def _heard(self, read: Sequence[Read]) -> Heard:
        deciding = tuple([part for i in self._deciding for part in read[i].answer.parts])
        return Heard(tuple([r.answer for r in read]), sum([r.stated for r in read]), sum([r.held for r in read]), deciding)


def remembered(program: Program, asker: object, made: T) -> T:
    """What was made for one who asks, kept with the program: it is asked again as long as it is kept itself."""
    if len(program.memo) >= MOST_KEPT:
        program.memo.clear()
    program.memo[asker] = made
    return made


@lru_cache(maxsize=MOST_READINGS)
def reading_of(clauses: tuple[Clause, ...]) -> Reading:
    """The reading of a plan's clauses."""
    return Reading(clauses)


@lru_cache(maxsize=MOST_READINGS)
def asked_of(clauses: tuple[Clause, ...]) -> Asked:
    """The question that these clauses are."""
    return Asked(clauses)


def judge(clause: Clause, program: Program) -> Judged:
    """The first rung that holds; unknown where none does."""
    if not (program.facts.keys().isdisjoint(clause.names) and program.measures.keys().isdisjoint(clause.names)):
        for rung in clause.ladder:
            claims = support(rung.when, program)
            if claims is not None:
                return Judged(clause, rung.verdict, VALUE[rung.verdict], rung.says or rung.verdict, claims)
    return Judged(clause, Verdict.UNKNOWN, clause.unknown, Verdict.UNKNOWN, ())


def answer(parts: tuple[Judged, ...]) -> Answer:
    """One question's answer, of its parts."""
    question = parts[0].clause.question
    if len(parts) == 1:
        (p,) = parts
        return Answer(question, p.clause.wish.asked, p.verdict, p.clause.weight, p.value, parts)
    weight = sum([p.clause.weight for p in parts])
    value = sum([(p.clause.weight if weight else 1.0) * p.value for p in parts]) / (weight or len(parts))
    return Answer(question, any(p.clause.wish.asked for p in parts), blend([p.verdict for p in parts]), weight, value, parts)


def blend(verdicts: Iterable[Verdict]) -> Verdict:
    """One verdict for several parts: theirs if they agree; partly if something was answered well; else what is still open."""
    said = set(verdicts)
    if len(said) == 1:
        return said.pop()
    if said & {Verdict.YES, Verdict.PARTLY}:
        return Verdict.PARTLY
    return Verdict.DISPUTED if Verdict.DISPUTED in said else Verdict.UNKNOWN
