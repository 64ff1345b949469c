"""Is the care comprehensive?"""

from finder.query import Wish
from finder.question import Ladder, question, stated
from finder.vocabulary import Vocabulary


@question()
def comprehensive(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """Care beside therapy counts when the program names it, such as medicines, a doctor, or tests."""
    return stated(wish, vocabulary)
