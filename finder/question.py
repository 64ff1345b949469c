"""A question to ask is one function: what the seeker wishes in, a ladder out.

Its words are in `data/words`, its terms in `data/vocabulary`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from inspect import getdoc

from finder.predicate import Disputed, Has, Lacks, Misses, Overlaps, Predicate
from finder.query import Wish
from finder.vocabulary import EVERY, Vocabulary


class Verdict(StrEnum):
    """What a program answers; unknown is what is left when no rung holds."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    DISPUTED = "disputed"
    UNKNOWN = "unknown"


YES, PARTLY, NO, DISPUTED = Verdict.YES, Verdict.PARTLY, Verdict.NO, Verdict.DISPUTED

VALUE = {YES: 1.0, PARTLY: 0.625, NO: 0.0, DISPUTED: 0.5}
"""What a rung is worth. Eighths, and weights in 64ths: their sums are exact in 32-bit floats, so ties are ties in every engine."""


@dataclass(frozen=True, slots=True)
class Rung:
    """Where `when` holds the answer is `verdict`, in the words of the name `says` (or the verdict's own)."""

    when: Predicate
    verdict: Verdict
    says: str = ""


Ladder = tuple[Rung, ...]


def ladder(*rungs: Rung) -> Ladder:
    """The rungs, best first, without those that ask about no term."""
    nothing = (Has(frozenset()), Lacks(frozenset()), Disputed(frozenset()))
    return tuple(r for r in rungs if r.when not in nothing)


def stated(wish: Wish, vocabulary: Vocabulary, *partly: Rung) -> Ladder:
    """The plain ladder of a term or a measure: yes where it is said, no where it is denied, partly where something near it is said.

    Disputed comes after `partly`: else one more voice that says yes could turn a partly into a dispute, and lower the program for it.
    """
    if wish.span:
        low, high = wish.span
        return ladder(
            Rung(Overlaps(wish.about, low, high), YES),
            Rung(Disputed(frozenset({wish.about})), DISPUTED),
            Rung(Misses(wish.about, low, high), NO),
        )
    return ladder(
        Rung(Has(wish.terms), YES),
        Rung(Lacks(wish.terms), NO),
        Rung(Has(vocabulary.hints(wish.terms)), PARTLY, "hint"),
        *partly,
        Rung(Disputed(wish.terms), DISPUTED),
    )


def wished_range(wish: Wish, vocabulary: Vocabulary) -> tuple[float, float]:
    """The numbers that a wish speaks of: its own range, or what its terms stand for."""
    return wish.span or vocabulary.span(wish.terms) or EVERY


Reading = Callable[[Wish, Vocabulary], Ladder]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the published reason why it is judged as it is, and how a wish about it is read.

    `personal`: it means nothing until something is wished (whose insurance? what age?), so it weighs nothing until then.
    """

    id: str
    why: str
    weight: float
    personal: bool
    read: Reading


def question(*, weight: float = 1.0, personal: bool = False) -> Callable[[Reading], Question]:
    """Make a function a question: its name is the id, its docstring is published as the reason."""

    def make(read: Reading) -> Question:
        why = getdoc(read)
        if not why:
            raise TypeError(f"question {read.__name__}: the docstring is what a seeker reads; write one")
        return Question(read.__name__, " ".join(why.split()), weight, personal, read)

    return make
