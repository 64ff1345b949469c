"""Who is on your staff?"""

from finder.query import Wish
from finder.question import Ladder, question, stated
from finder.vocabulary import Vocabulary


@question()
def team(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """Only staff that the program names count; surveys never ask."""
    return stated(wish, vocabulary)
