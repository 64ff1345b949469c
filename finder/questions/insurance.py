"""Do you accept my insurance?"""

from finder.predicate import Disputed, Has, Lacks
from finder.query import Wish
from finder.question import DISPUTED, NO, PARTLY, YES, Ladder, Rung, ladder, question, stated
from finder.vocabulary import Vocabulary


@question(weight=1.5, personal=True)
def insurance(wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """A plan that the program itself names beats "private insurance" ticked on a survey: there, ask which plans. Out of network
    counts partly. A program that takes no private insurance at all does not take yours."""
    if not wish.asked:
        return stated(wish, vocabulary)
    kind = vocabulary.broader(wish.terms)
    return ladder(
        Rung(Has(wish.terms), YES),
        Rung(Has(vocabulary.narrower(wish.terms)), PARTLY, "some_plans"),
        Rung(Has(vocabulary.out_of_network(wish.terms)), PARTLY, "out_of_network"),
        Rung(Lacks(wish.terms), NO),
        Rung(Has(kind), PARTLY, "kind_only"),
        Rung(Disputed(wish.terms), DISPUTED),
        Rung(Lacks(frozenset(k for k in kind if k.startswith("payment:"))), NO),
        Rung(Lacks(frozenset(k for k in kind if k.startswith("insurer:"))), NO),
    )
