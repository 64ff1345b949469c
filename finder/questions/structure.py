"""How is your program structured?"""

from finder.query import Wish
from finder.question import Ladder, question, stated
from finder.vocabulary import Vocabulary


@question()
def structure(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """Hours, days and times count when the program states them. Telehealth ticked on a survey is not yet a program held online."""
    return stated(wish, vocabulary)
