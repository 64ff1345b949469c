"""What is your treatment approach?"""

from finder.query import Wish
from finder.question import Ladder, question, stated
from finder.vocabulary import Vocabulary


@question()
def approach(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """An approach counts when the program says that it uses it."""
    return stated(wish, vocabulary)
