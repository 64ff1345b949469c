"""What types of therapy do your therapists use?"""

from finder.query import Wish
from finder.question import Ladder, question, stated
from finder.vocabulary import Vocabulary


@question()
def therapies(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """A therapy counts when the program says that it offers it."""
    return stated(wish, vocabulary)
