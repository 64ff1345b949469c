"""What ages are the people in your program?"""

from finder.predicate import Disputed, Has, Lacks, Misses, Overlaps
from finder.query import Wish
from finder.question import DISPUTED, NO, PARTLY, YES, Ladder, Rung, ladder, question, stated, wished_range
from finder.vocabulary import Vocabulary


@question(personal=True)
def ages(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """Years that the program itself states come first. A ticked age group counts as yes; an unticked one counts as no only where
    the survey's age boxes can be relied on; "children or teens, it does not say which" counts partly."""
    if not wish.asked:
        return stated(wish, vocabulary)
    low, high = wished_range(wish, vocabulary)
    groups = wish.terms or vocabulary.meeting("age_group", low, high)
    return ladder(
        Rung(Overlaps("age", low, high), YES, "years"),
        Rung(Disputed(frozenset({"age"})), DISPUTED),
        Rung(Misses("age", low, high), NO, "years"),
        Rung(Has(groups), YES),
        Rung(Lacks(groups), NO),
        Rung(Has(vocabulary.hints(groups)), PARTLY, "hint"),
        Rung(Has(vocabulary.meeting("population", low, high)), PARTLY, "special_program"),
        Rung(Disputed(groups), DISPUTED),
    )
