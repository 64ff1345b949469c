"""Are you accredited and licensed?"""

from finder.query import Wish
from finder.question import Ladder, question, stated
from finder.vocabulary import Vocabulary


@question()
def accredited(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """Accreditation and licences count when the program names them. Surveys ask about them in addiction care alone."""
    return stated(wish, vocabulary)
