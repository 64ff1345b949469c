"""How the list is ordered: the rules in words, with every number taken from where the order is made."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from api.web.views.about import Told, make_told
from data.words import LANGUAGES, load_about
from finder.place import MILE
from finder.plan import CAUTION, LIKELY, NEARNESS, PIVOT
from finder.question import VALUE
from finder.questions import all_questions
from finder.wording import Wording


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question, what it weighs, why it is judged as it is, and whether it counts only when it is asked."""

    title: str
    weight: str
    why: str
    personal: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """The page: the rules, and the questions in the order in which people see them."""

    told: Told
    questions: tuple[Weighed, ...]


def make_ranking(w: Wording) -> Ranking:
    """The page in the language of the words."""
    numbers = {verdict.value: Fraction(value) for verdict, value in VALUE.items()}
    least, most = (Fraction(eighths, 8) for eighths in LIKELY)
    rest = {"nearness": Fraction(NEARNESS), "miles": f"{PIVOT / MILE:g}", "caution": f"{CAUTION:g}"}
    return Ranking(make_told("ranking", w.language, {**numbers, "least": least, "most": most, **rest}), weighed(w))


def weighed(w: Wording) -> tuple[Weighed, ...]:
    """Every question with its weight. The reason in the first language is the question's own."""
    questions = {q.id: q for q in all_questions()}
    why = {q.id: q.why for q in questions.values()} if w.language == LANGUAGES[0] else load_about(w.language)["why"]
    return tuple(Weighed(w.title(id), f"{questions[id].weight:g}", why[id], questions[id].personal) for id in w.order)
