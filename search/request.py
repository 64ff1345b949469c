"""One validated request: what a seeker sends, checked word by word, and the query that it means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from finder.errors import BadParameter, refusal
from finder.evaluate import Tier
from finder.place import MILE, Point
from finder.predicate import Has, In, Predicate, Within, Words
from finder.query import Level, SearchQuery, Strength, Wish
from finder.question import Question
from finder.tokens import tokens
from finder.vocabulary import Vocabulary
from search.found import FoundPlace
from search.places import locate
from search.written import STRENGTHS, age_wish, one_of, read_weights, read_wish, refuse_contradiction, within

T = TypeVar("T")

RADIUS = (1.0, 500.0)
SIZE = (1, 100)
WIDENING = (30.0, 60.0, 150.0)
"""Miles tried one after the other where no radius is given, until `ENOUGH` programs are listed or to be asked."""
ENOUGH = 10

MUSTS, TERMS = 25, 100
"""Each must is let go once where nothing is listed, and each of these searches reads all terms: with 200 musts one request held a worker
for 9 s, and took all memory (512 MB) of an Elasticsearch node."""

TIERS = ("listed", "ask_first", "maybe")
SHOWN = TIERS[:2]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """The parameters of a search as they are written (DESIGN: the same names on the command line and on the wire).

    Wishes are texts: `payment:medicaid`, `payment:medicaid,medicare` (either), `hours_per_week:9..12`; `weights` by question
    id, or as texts (`ages=2`). Without `level` it is IOP, and without `tiers` the list and those to ask first; of a program searched
    for by name, any.
    """

    near: str = ""
    radius: float | None = None
    name: str = ""
    age: int | None = None
    prefer: tuple[str, ...] = ()
    rule_out: tuple[str, ...] = ()
    require: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    weights: Mapping[str, float] | tuple[str, ...] = field(default_factory=dict)
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


def check(request: SearchRequest, vocabulary: Vocabulary, questions: Iterable[Question], place: FoundPlace | None = None) -> Checked:
    """The request checked. `place`: what `near` means, where the gazetteer is not to be asked.

    Raises BadParameter, or BadParameters where several cannot be used: each is judged as if the others were good. Nothing is clamped.
    """
    read, any_level = _Reader(), bool(request.name.strip())
    if request.near.strip() and not place:
        place = read(None, locate, request.near)
    wishes = [read(None, age_wish, request.age)] if request.age is not None else []
    wishes += [read(None, read_wish, text, name, vocabulary) for name in STRENGTHS for text in getattr(request, name)]
    meant = tuple(dict.fromkeys(wish for wish in wishes if wish))
    read(None, refuse_contradiction, meant)
    read(None, _bounded, meant)
    read(None, within, "size", request.size, *SIZE)
    checked = Checked(
        place=place,
        radii=read((), _radii, request, place),
        name=read("", _name, request.name),
        age=request.age,
        wishes=meant,
        level=Level(read("iop", one_of, "level", request.level or ("any" if any_level else "iop"), [x.value for x in Level])),
        weights=read({}, read_weights, request.weights, questions),
        tiers=read(frozenset(), _tiers, request.tiers or (TIERS if any_level else SHOWN)),
        facets=read((), _facets, request.facet, vocabulary),
        size=request.size,
        cursor=request.cursor,
    )
    if read.faults:
        raise refusal(read.faults)
    return checked


class _Reader:
    """Reads parameters one by one, and keeps what is wrong with each."""

    def __init__(self) -> None:
        self.faults: list[BadParameter] = []

    def __call__(self, otherwise: T, make: Callable[..., T], *arguments: object) -> T:
        """What is made of the arguments; `otherwise` where that cannot be done."""
        try:
            return make(*arguments)
        except BadParameter as fault:
            self.faults.append(fault)
            return otherwise


def _bounded(wishes: Sequence[Wish]) -> None:
    """Nothing where a search asks no more than can be answered in a moment."""
    musts = [w for w in wishes if w.strength in (Strength.REQUIRE, Strength.RULE_OUT)]
    if len(musts) > MUSTS:
        raise BadParameter(musts[-1].strength, f"a search has {MUSTS} of require and rule_out together at most", (f"0..{MUSTS}",))
    if sum(len(w.terms) or 1 for w in wishes) > TERMS:
        raise BadParameter(wishes[-1].strength, f"a search names {TERMS} terms at most, in all its wishes together", (f"0..{TERMS}",))


def _tiers(given: Iterable[str]) -> frozenset[Tier]:
    return frozenset(Tier[one_of("tiers", t, TIERS).upper()] for t in given)


def _facets(given: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one_of("facet", d, vocabulary.dimensions) for d in given))


def _radii(request: SearchRequest, place: FoundPlace | None) -> tuple[float, ...]:
    if request.radius is None:
        return WIDENING if place and not place.area else ()
    within("radius", request.radius, *RADIUS)
    if place is None and request.near.strip():
        return ()  # the place is at fault, and says so itself
    if place is None:
        raise BadParameter("radius", "a radius needs a place: give near as well")
    if place.kind == "state":
        raise BadParameter("radius", "a state is searched whole: leave the radius out, or give a city or ZIP")
    return (request.radius,)


def _name(text: str) -> str:
    if text.strip() and not tokens(text):
        raise BadParameter("name", "a name needs at least one letter or digit")
    return text.strip()
