"""Have you worked with people like me?"""

from finder.query import Wish
from finder.question import Ladder, question, stated
from finder.vocabulary import Vocabulary


@question(personal=True)
def people(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """A group counts when the program has a service for it; that it merely welcomes the group counts partly."""
    return stated(wish, vocabulary)
