"""Is the plan made for me, and is my family part of it?"""

from finder.query import Wish
from finder.question import Ladder, question, stated
from finder.vocabulary import Vocabulary


@question()
def own_plan(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """An assessment before the start, a plan of one's own and work with the family count when the program names them."""
    return stated(wish, vocabulary)
