"""Replies to searches: a page, a why, a comparison, places."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.http.shapes.program import ABSENT, Claim, ProgramSummary, Shape
from finder.evaluate import Reason
from finder.place import Precision
from finder.query import Level, Strength
from finder.question import Verdict
from search.found import Kind
from search.places import Match

Tier = Literal["listed", "ask_first", "maybe", "removed"]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]


class Wish(Shape):
    """What is wanted: terms of a dimension, or a measure from `low` to `high`. Of what nobody asked, only what it is about."""

    about: str
    terms: list[str] = ABSENT
    low: float | None = ABSENT
    high: float | None = ABSENT
    strength: Strength
    asked: bool


class Part(Shape):
    """One thing wished and what the program says to it; `reason`: why nothing is known."""

    wanted: Wish
    verdict: Verdict
    sentence: str
    reason: Reason | None
    claims: list[Claim] = Field(ABSENT, description="Those that decided, three at most; not there where `include=answers`.", max_length=3)


class Answer(Shape):
    """One question's answer."""

    question: str
    title: str
    asked: bool
    verdict: Verdict
    weight: float
    value: Share
    parts: list[Part]


class Distance(Shape):
    """How far, to what the program's point stands for."""

    metres: float = Field(ge=0)
    miles: float = Field(ge=0)
    precision: Precision


class Read(Shape):
    """A program read against a search. `known`: the share of what was asked that is known."""

    tier: Tier
    fit: Share
    known: Share
    distance: Distance | None
    program: ProgramSummary
    cautions: list[Claim]
    answers: list[Answer] = Field(ABSENT, description="Not there where `include=none`.")


class Result(Read):
    """One program of a page."""

    rank: int = Field(ge=1)


class Place(Shape):
    """A place."""

    label: str
    kind: Kind
    lat: float
    lon: float
    area: str | None
    population: Count
    credit: str | None


class TypedPlace(Place):
    """A place that a text may mean."""

    match: Match


class Query(Shape):
    """What was understood of the parameters."""

    near: Place | None
    name: str | None
    age: int | None
    level: Level
    wishes: list[Wish]
    weights: dict[str, float]
    tiers: list[Tier]
    facets: list[str]
    size: int


class Understood(Shape):
    """A thing understood of a sentence, with its words."""

    parameter: str
    value: str | int | float
    words: str
    start: Count
    end: Count


class Area(Shape):
    """How far was looked."""

    radius_miles: float | None
    widened: bool


class Total(Shape):
    """Programs in each part of the list."""

    listed: Count
    ask_first: Count
    maybe: Count
    removed: Count


class FacetValue(Shape):
    """Programs by a term."""

    term: str
    label: str
    count: Count
    unknown: Count
    selected: bool


class Relaxed(Shape):
    """How many would be listed without a requirement."""

    relax: Wish
    listed: Count


class Farther(Shape):
    """Programs farther away."""

    farther: list[Result]


class Notice(Shape):
    """What should be known about the search itself."""

    id: str
    text: str


class CrisisBox(Notice):
    """What comes before all else; `lines`: ids."""

    title: str
    lines: list[str]


class CrisisLine(Shape):
    """Whom to call now."""

    id: str
    name: str
    number: str
    says: str
    hours: str
    checked: str


class Crisis(Shape):
    """The crisis and help lines, with every search."""

    boxes: list[CrisisBox]
    lines: list[CrisisLine] = Field(min_length=1)


class SearchPage(Shape):
    """One page of a search."""

    generation: str
    query: Query
    understood: list[Understood]
    area: Area
    total: Total
    results: list[Result]
    facets: dict[str, list[FacetValue]]
    next: str | None = Field(description="The next page's `cursor`.")
    virtual: list[Result] = Field(description="Virtual programs that serve the state.")
    repair: list[Relaxed | Farther]
    notices: list[Notice]
    crisis: Crisis


class Filter(Shape):
    """What keeps a program out of the list."""

    filter: str
    miles: float | None = ABSENT
    area: str | None = ABSENT


class Clause(Part):
    """A part with what it earned and lost."""

    question: str
    weight: float
    value: Share
    lost: float
    removes: bool


class Why(Read):
    """Why a program stands where it stands."""

    filters: list[Filter]
    clauses: list[Clause]


class Row(Shape):
    """One question, an answer for each program."""

    question: str
    title: str
    differs: bool
    answers: list[Answer]


class Comparison(Shape):
    """Programs side by side."""

    programs: list[Read]
    rows: list[Row]
