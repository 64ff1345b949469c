"""Have you treated people with similar issues?"""

from finder.query import Wish
from finder.question import Ladder, question, stated
from finder.vocabulary import Vocabulary


@question(weight=2.0, personal=True)
def issues(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """A condition counts when the program says that it treats it, or has a program of its own for it. It weighs double:
    a program that was never asked about your condition is no answer to it."""
    return stated(wish, vocabulary)
