"""Programs side by side: the questions in rows, those that tell the programs apart first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from finder.answer import Answer
from finder.evaluate import Evaluation
from finder.question import Verdict


@dataclass(frozen=True, slots=True)
class Row:
    """One question, and each program's answer to it, in the programs' order."""

    question: str
    differs: bool
    answers: tuple[Answer, ...]


def compare(evaluations: Sequence[Evaluation], order: Sequence[str]) -> tuple[Row, ...]:
    """All questions, those in which the programs differ first; of each kind asked ones first, and else in their order for people."""
    by_question = [{a.question: a for a in e.answers} for e in evaluations]
    rows = [Row(q, _differ(answers), answers) for q in order if (answers := tuple(a[q] for a in by_question if q in a))]
    return tuple(sorted(rows, key=lambda r: (not r.differs, not any(a.asked for a in r.answers), _all_unknown(r))))


def _differ(answers: Sequence[Answer]) -> bool:
    """True where not all say the same in the same words: another verdict, or other terms behind it."""
    return len({(a.verdict, tuple((p.says, frozenset(c.term for c in p.claims)) for p in a.parts)) for a in answers}) > 1


def _all_unknown(row: Row) -> bool:
    return all(a.verdict is Verdict.UNKNOWN for a in row.answers)
