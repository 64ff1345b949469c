"""Are you accredited and licensed?"""

from finder.query import Wish
from finder.question import Ladder, question, stated
from finder.vocabulary import Vocabulary


@question()
def accredited(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """Accreditation and licences count when the program names them; surveys ask them of addiction programs only."""
    return stated(wish, vocabulary)
