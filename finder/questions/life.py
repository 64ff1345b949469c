"""How will you help me return to normal life?"""

from finder.predicate import Has
from finder.query import Wish
from finder.question import PARTLY, Ladder, Rung, ladder, question, stated
from finder.vocabulary import Vocabulary


@question()
def life(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """Help with work, school, housing and the like counts when the program names it. Regular outpatient care to step down to
    counts partly, where nothing particular was asked for."""
    step_down = frozenset() if wish.asked else frozenset({"level_of_care:outpatient"})
    return stated(wish, vocabulary, *ladder(Rung(Has(step_down), PARTLY, "step_down")))
