"""One validated request: what a seeker sends, checked word by word, and the query that it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import inf, isfinite

from finder.errors import BadParameter
from finder.evaluate import Tier
from finder.place import MILE, Point
from finder.plan import DISTANCE
from finder.predicate import Has, In, Predicate, Within, Words
from finder.query import Level, SearchQuery, Strength, Wish
from finder.question import Question
from finder.tokens import tokens
from finder.vocabulary import Vocabulary
from search.places import FoundPlace, locate

RADIUS = (1.0, 500.0)
SIZE = (1, 100)
WEIGHT = (0.0, 3.0)
AGE = (0, 120)
ADULT = 18
"""From this age on a program that ticks no fitting box is only ruled out by a plain no: a third of adult programs tick no adult box."""

WIDENING = (30.0, 60.0, 150.0)
"""Miles tried one after the other where no radius is given, until `ENOUGH` programs are listed or to be asked."""
ENOUGH = 10

STRENGTHS = {"prefer": Strength.PREFER, "rule_out": Strength.RULE_OUT, "require": Strength.REQUIRE, "avoid": Strength.AVOID}
TIERS = ("listed", "ask_first", "maybe")
SHOWN = TIERS[:2]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """The parameters of a search as they are written (DESIGN: the same names on the command line and on the wire).

    Wishes are texts: `payment:medicaid`, `payment:medicaid,medicare` (either), `hours_per_week:9..12`; `weights` by question id.
    Without `level` it is IOP, and without `tiers` the list and those to ask first; of a program searched for by name, any.
    """

    near: str = ""
    radius: float | None = None
    name: str = ""
    age: int | None = None
    prefer: tuple[str, ...] = ()
    rule_out: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    level: str = ""
    tiers: tuple[str, ...] = ()
    facet: tuple[str, ...] = ()
    size: int = 20
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A request that can be run: the place that was meant, the wishes, the tiers that are shown."""

    place: FoundPlace | None
    radii: tuple[float, ...]
    name: str
    age: int | None
    wishes: tuple[Wish, ...]
    level: Level
    weights: Mapping[str, float]
    tiers: frozenset[Tier]
    facets: tuple[str, ...]
    size: int
    cursor: str

    @property
    def near(self) -> Point | None:
        """Where distance is measured from; nowhere where a whole state is searched."""
        return self.place.point if self.place and self.place.kind != "state" else None

    def query(self, radius: float | None) -> SearchQuery:
        """The query within a radius (miles), or within the place's area."""
        around: list[Predicate] = []
        if self.place and radius is not None:
            around = [Within(self.place.point, radius * MILE)]
        elif self.place and self.place.area:
            around = [In(self.place.area)]
        return SearchQuery((*around, *self._named), self.near, self.wishes, self.level, self.weights)

    def anywhere(self) -> SearchQuery:
        """The query however far away."""
        return SearchQuery(self._named, self.near, self.wishes, self.level, self.weights)

    def virtual(self, state: str) -> SearchQuery:
        """The query for programs that are held online and serve the state (a code)."""
        online = (Has(frozenset({"delivery:virtual"})), Has(frozenset({f"serves_state:{state.lower()}"})))
        return SearchQuery((*online, *self._named), None, self.wishes, self.level, self.weights)

    @property
    def _named(self) -> tuple[Predicate, ...]:
        return (Words(tokens(self.name)),) if self.name else ()


def check(request: SearchRequest, vocabulary: Vocabulary, questions: Iterable[Question]) -> Checked:
    """The request checked. Raises BadParameter naming the first parameter that cannot be used, and what is allowed: nothing is clamped."""
    place = locate(request.near) if request.near.strip() else None
    wishes = [_age_wish(request.age)] if request.age is not None else []
    for name in STRENGTHS:
        wishes += [read_wish(text, name, vocabulary) for text in getattr(request, name)]
    _no_contradiction(wishes)
    _within("size", request.size, *SIZE)
    return Checked(
        place=place,
        radii=_radii(request, place),
        name=_name(request.name),
        age=request.age,
        wishes=tuple(dict.fromkeys(wishes)),
        level=Level(_one_of("level", request.level or (Level.ANY if request.name.strip() else Level.IOP), [x.value for x in Level])),
        weights=_weights(request.weights, questions),
        tiers=frozenset(Tier[_one_of("tiers", t, TIERS).upper()] for t in request.tiers or (TIERS if request.name.strip() else SHOWN)),
        facets=tuple(dict.fromkeys(_one_of("facet", d, vocabulary.dimensions) for d in request.facet)),
        size=request.size,
        cursor=request.cursor,
    )


def read_wish(text: str, parameter: str, vocabulary: Vocabulary) -> Wish:
    """The wish that a text means. Raises BadParameter."""
    about, _, value = (part.strip() for part in text.partition(":"))
    strength = STRENGTHS[parameter]
    if about in vocabulary.measures:
        return Wish(about, span=_span(value, parameter, about, vocabulary.measures[about].most), strength=strength)
    if about not in vocabulary.dimensions:
        raise BadParameter(
            parameter, "a wish is written DIMENSION:TERM or MEASURE:LOW..HIGH", (*vocabulary.dimensions, *vocabulary.measures)
        )
    names = [v.strip() for v in value.split(",") if v.strip()]
    own = [t.partition(":")[2] for t in vocabulary.terms if t.startswith(f"{about}:")]
    for name in names or [""]:
        if name not in own:
            near = get_close_matches(name, own, n=5, cutoff=0.6)
            raise BadParameter(parameter, f"{about} has no such term", tuple(f"{about}:{n}" for n in near or own))
    terms = frozenset(f"{about}:{n}" for n in names)
    if len(heard := {vocabulary.terms[t].question for t in terms}) > 1:
        raise BadParameter(parameter, f"these terms answer different questions ({', '.join(sorted(heard))}): say each by itself")
    return Wish(about, terms, strength=strength)


def _age_wish(age: int) -> Wish:
    _within("age", age, *AGE)
    return Wish("age", span=(age, age), strength=Strength.REQUIRE if age < ADULT else Strength.RULE_OUT)


def _span(text: str, parameter: str, measure: str, most: float) -> tuple[float, float]:
    low, dots, high = text.partition("..")
    try:
        span = (float(low or 0), float(high) if high else inf if dots else float(low))
    except ValueError:
        span = (1.0, 0.0)
    if not (0 <= span[0] <= span[1]) or not isfinite(span[0]) or span[0] > most or most < span[1] < inf:
        raise BadParameter(
            parameter, f"{measure} wants a number or a range LOW..HIGH from 0 to {most:g}", (f"{measure}:9..12", f"{measure}:..12")
        )
    return span


def _no_contradiction(wishes: Iterable[Wish]) -> None:
    seen: dict[str, Strength] = {}
    for wish in wishes:
        for term in wish.terms or (f"{wish.about}:{wish.span}",):
            if seen.setdefault(term, wish.strength) is not wish.strength:
                raise BadParameter(wish.strength, f"{term} is also wished as {seen[term]}: say it once")


def _radii(request: SearchRequest, place: FoundPlace | None) -> tuple[float, ...]:
    if request.radius is None:
        return WIDENING if place and not place.area else ()
    _within("radius", request.radius, *RADIUS)
    if place is None:
        raise BadParameter("radius", "a radius needs a place: give near as well")
    if place.kind == "state":
        raise BadParameter("radius", "a state is searched whole: leave the radius out, or give a city or ZIP")
    return (request.radius,)


def _name(text: str) -> str:
    if text.strip() and not tokens(text):
        raise BadParameter("name", "a name needs at least one letter or digit")
    return text.strip()


def _weights(weights: Mapping[str, float], questions: Iterable[Question]) -> Mapping[str, float]:
    allowed = [*(q.id for q in questions), DISTANCE]
    for id, weight in weights.items():
        _one_of("weight", id, allowed)
        _within("weight", weight, *WEIGHT)
    return dict(weights)


def _within(parameter: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise BadParameter(parameter, f"must be from {low:g} to {high:g}", (f"{low:g}..{high:g}",))


def _one_of(parameter: str, value: str, allowed: Iterable[str]) -> str:
    known = tuple(allowed)
    if value not in known:
        raise BadParameter(parameter, "is not one of those allowed", known)
    return value
