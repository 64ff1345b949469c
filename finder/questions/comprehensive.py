"""Is the care comprehensive?"""

from finder.query import Wish
from finder.question import Ladder, question, stated
from finder.vocabulary import Vocabulary


@question()
def comprehensive(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """Services beside therapy count when the program names them: medicines, medical care, case management, testing."""
    return stated(wish, vocabulary)
