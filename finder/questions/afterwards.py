"""What happens after the program?"""

from finder.query import Wish
from finder.question import Ladder, question, stated
from finder.vocabulary import Vocabulary


@question()
def afterwards(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """Aftercare counts when the program names it; the mental-health survey hardly asks."""
    return stated(wish, vocabulary)
