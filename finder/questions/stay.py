"""How long do people usually stay in the program?"""

from finder.query import Wish
from finder.question import Ladder, question, stated
from finder.vocabulary import Vocabulary


@question()
def stay(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """Only a length that the program states counts; surveys never ask."""
    return stated(wish, vocabulary)
