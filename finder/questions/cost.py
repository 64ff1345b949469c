"""What will it cost me?"""

from finder.query import Wish
from finder.question import Ladder, question, stated
from finder.vocabulary import Vocabulary


@question()
def cost(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """A stated price, a sliding scale or help with payment counts; most programs publish no price, so ask."""
    return stated(wish, vocabulary)
