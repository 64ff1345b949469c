"""Is it an intensive outpatient program?"""

from finder.predicate import Disputed, Has, Lacks
from finder.query import Wish
from finder.question import DISPUTED, NO, PARTLY, YES, Ladder, Rung, ladder, question
from finder.vocabulary import Vocabulary

IOP, DAY, OUTPATIENT = "level_of_care:iop", "level_of_care:php", "level_of_care:outpatient"


@question()
def level(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """The mental-health survey never asks about an IOP. A place with a day program counts partly: ask whether it has an IOP too. So does
    one that says it in its name. One with no day program and no outpatient care counts as no. Of any other it is simply not known."""
    iop = IOP in wish.terms and wish.asked
    return ladder(
        Rung(Has(wish.terms), YES),
        Rung(Has(vocabulary.hints(wish.terms) if iop else frozenset()), PARTLY, "named"),
        Rung(Lacks(wish.terms), NO),
        Rung(Has(frozenset({DAY} if iop else ())), PARTLY, "day_program"),
        Rung(Disputed(wish.terms), DISPUTED),
        Rung(Lacks(frozenset({DAY, OUTPATIENT} if iop else ())), NO, "neither"),
    )
