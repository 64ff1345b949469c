"""Can I get there and take part?"""

from finder.query import Wish
from finder.question import Ladder, question, stated
from finder.vocabulary import Vocabulary


@question()
def access(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """Transport, child care, interpreters and wheelchair access count when the program names them."""
    return stated(wish, vocabulary)
