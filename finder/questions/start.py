"""How soon can I start?"""

from finder.predicate import Disputed, Has
from finder.query import Wish
from finder.question import DISPUTED, NO, PARTLY, YES, Ladder, Rung, ladder, question, stated
from finder.vocabulary import Vocabulary


@question()
def start(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """Only what the program itself says counts, and only for as long as it holds. Places now is yes. A waiting list, or an assessment
    first, is partly. Taking nobody new is no."""
    if wish.asked:
        return stated(wish, vocabulary)
    return ladder(
        Rung(Has(frozenset({"availability:accepting"})), YES),
        Rung(Has(frozenset({"availability:waitlist", "availability:assessment_first"})), PARTLY, "wait"),
        Rung(Disputed(wish.terms), DISPUTED),
        Rung(Has(frozenset({"availability:not_accepting"})), NO, "not_accepting"),
    )
