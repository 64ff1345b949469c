"""Is it an intensive outpatient program?"""

from finder.predicate import Disputed, Has, Lacks
from finder.query import Wish
from finder.question import DISPUTED, NO, PARTLY, YES, Ladder, Rung, ladder, question
from finder.vocabulary import Vocabulary

IOP, DAY, OUTPATIENT = "level_of_care:iop", "level_of_care:php", "level_of_care:outpatient"


@question()
def level(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """The mental-health survey never asks about intensive outpatient care. A facility with a day program counts partly (ask whether it
    also has an IOP), and so does one that says it in its name; one that has neither day nor outpatient care counts as no; any other is
    simply not known."""
    iop = IOP in wish.terms and wish.asked
    return ladder(
        Rung(Has(wish.terms), YES),
        Rung(Has(vocabulary.hints(wish.terms) if iop else frozenset()), PARTLY, "named"),
        Rung(Lacks(wish.terms), NO),
        Rung(Has(frozenset({DAY} if iop else ())), PARTLY, "day_program"),
        Rung(Disputed(wish.terms), DISPUTED),
        Rung(Lacks(frozenset({DAY, OUTPATIENT} if iop else ())), NO, "neither"),
    )
