"""Programs, listings and plans for tests: by hand in one line, or drawn by hypothesis. All of it is made up here."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from data.vocabulary import load_vocabulary
from finder.claim import Basis, Claim, Origin, Range, Says, Scope
from finder.listing import Care, Listing, Phone
from finder.merge import merge
from finder.place import Address, Point, on_grid
from finder.plan import Plan, make_plan
from finder.predicate import AllOf, AnyOf, Disputed, Has, In, Lacks, Misses, Overlaps, Predicate, Within, Words
from finder.program import Program
from finder.query import Level, SearchQuery, Strength, Wish
from finder.questions import all_questions

SURVEY = Origin("samhsa-directory", "SAMHSA", "n-sumhss-sa", Scope.FACILITY, "https://directory.example", "2021", "2022-01-01")
MH_SURVEY = Origin("samhsa-directory", "SAMHSA", "n-sumhss-mh", Scope.FACILITY, "https://directory.example", "2021", "2022-01-01")
PAGE = Origin("program-page", "the program", "page", Scope.PROGRAM, "https://program.example", "2022-02-01", "2022-02-02")
OLD_PAGE = Origin("old-page", "the program", "page", Scope.PROGRAM, "https://program.example", "2015-02-01", "2015-02-02")

DENVER = on_grid(39.7392, -104.9903)
TERMS = (
    "level_of_care:iop",
    "level_of_care:php",
    "level_of_care:outpatient",
    "payment:medicaid",
    "payment:private_insurance",
    "insurer:aetna",
    "insurer_out_of_network:aetna",
    "age_group:adolescents",
    "age_group:adults",
    "age_group:minors",
    "population:women",
    "population:men",
    "population:lgbtq",
    "population:lgbtq_welcoming",
    "condition:alcohol",
    "condition:opioids",
    "condition:eating_disorders",
    "therapy:cbt",
    "therapy:dbt",
    "program_type:teens",
    "serves_only:women",
    "serves_only:opioid",
    "approach:twelve_step_facilitation",
    "availability:accepting",
    "availability:waitlist",
    "accreditation:carf",
    "schedule:evening",
    "level_of_care:iop_in_name",
    "serves_only:minors",
    "serves_only:under_26",
    "program_type:addiction",
)
UNWISHED = ("_welcoming", "out_of_network", "minors", "in_name", "under_26")
WISHED = tuple(t for t in TERMS if not any(part in t for part in UNWISHED))
WEIGHED = ("ages", "insurance", "cost", "distance", "level")
MEASURES = ("age", "hours_per_week")


def claim(term: str, says: Says = Says.YES, origin: Origin = SURVEY, basis: Basis = Basis.TICKED) -> Claim:
    """One claim."""
    return Claim(term, says, f"evidence of {term}", basis, origin)


def listing(
    id: str = "a",
    yes: str = "",
    no: str = "",
    *,
    origin: Origin = SURVEY,
    at: Point | None = DENVER,
    state: str = "CO",
    county: str = "Denver County",
    name: str = "",
    ranges: Mapping[str, list[tuple[float, float]]] | None = None,
) -> Listing:
    """A listing that says yes and no to terms named in two texts."""
    claims = [claim(t, Says.YES, origin) for t in yes.split()] + [claim(t, Says.NO, origin, Basis.UNTICKED) for t in no.split()]
    measures = {m: tuple(Range(a, b, (claim(m, origin=origin),)) for a, b in spans) for m, spans in (ranges or {}).items()}
    address = Address(f"{id} Main Street", "Denver", county, state, "80202")
    phones = (Phone("+13035550100"),)
    return Listing(id, origin, name or id, name or id, Care.ADDICTION, address, at, phones, "", tuple(claims), measures)


def program(id: str, *listings: Listing, **given: object) -> Program:
    """A program merged of listings, or of one made of `listing`'s arguments."""
    return merge(id, listings or (listing(id, **given),))  # type: ignore[arg-type]


def plan_of(*wishes: Wish, shares: Mapping[str, tuple[int, int]] | None = None, **query: object) -> Plan:
    """The plan of some wishes over the real questions and vocabulary."""
    return make_plan(SearchQuery(wishes=wishes, **query), all_questions(), load_vocabulary(), shares or {})  # type: ignore[arg-type]


def wish(text: str, strength: Strength = Strength.PREFER) -> Wish:
    """A wish of terms of one dimension, named in one text."""
    terms = frozenset(text.split())
    return Wish(next(iter(terms)).partition(":")[0], terms, strength=strength)


def _somewhere(south: int, north: int, west: int, east: int) -> st.SearchStrategy[Point]:
    """A point of a net a kilometre wide, in hundredths of a degree: under a decimetre Lucene's own distance is no longer one."""
    return st.builds(lambda lat, lon: on_grid(lat / 100, lon / 100), st.integers(south, north), st.integers(west, east))


points = st.one_of(
    st.none(),
    st.sampled_from([DENVER, on_grid(40.015, -105.2705), on_grid(39.7392, -104.9)]),
    _somewhere(-8_999, 8_999, -17_999, 17_999),
    _somewhere(3_950, 4_010, -10_530, -10_460),
)
spans = st.tuples(st.integers(0, 70), st.sampled_from([0, 0, 3, 9])).map(lambda x: (float(x[0]), float(x[0] + x[1])))


@st.composite
def listings(draw: st.DrawFn, id: str = "a") -> Listing:
    """A listing with any terms said or denied, by one of several publishers, at one of some points."""
    said = draw(st.dictionaries(st.sampled_from(TERMS), st.sampled_from(["yes", "no"]), max_size=12))
    ranges = draw(st.dictionaries(st.sampled_from(MEASURES), st.lists(spans, min_size=1, max_size=2), max_size=2))
    return listing(
        id,
        " ".join(t for t, says in said.items() if says == "yes"),
        " ".join(t for t, says in said.items() if says == "no"),
        origin=draw(st.sampled_from([SURVEY, PAGE, OLD_PAGE, MH_SURVEY])),
        at=draw(points),
        state=draw(st.sampled_from(["CO", "WY"])),
        county=draw(st.sampled_from(["", "Denver County"])),
        name=draw(st.sampled_from(["Alpha House", "Beta", "Alpha Beta"])),
        ranges=ranges,
    )


@st.composite
def programs(draw: st.DrawFn, most: int = 12) -> list[Program]:
    """Some programs of one or two listings each."""
    count = draw(st.integers(1, most))
    return [merge(f"p{i:02}", draw(st.lists(listings(f"l{i}"), min_size=1, max_size=2))) for i in range(count)]


@st.composite
def wishes(draw: st.DrawFn, strengths: tuple[Strength, ...] = tuple(Strength)) -> Wish:
    """A wish of one dimension's terms, or of a range."""
    strength = draw(st.sampled_from(strengths))
    if draw(st.booleans()) and draw(st.booleans()):
        return Wish(draw(st.sampled_from(MEASURES)), span=draw(spans), strength=strength)
    dimension = draw(st.sampled_from(sorted({t.partition(":")[0] for t in WISHED})))
    own = [t for t in WISHED if t.startswith(f"{dimension}:")]
    return Wish(dimension, draw(st.frozensets(st.sampled_from(own), min_size=1, max_size=3)), strength=strength)


terms = st.frozensets(st.sampled_from(TERMS), max_size=3)
predicates: st.SearchStrategy[Predicate] = st.recursive(
    st.one_of(
        st.builds(Has, terms),
        st.builds(Lacks, terms),
        st.builds(Disputed, st.frozensets(st.sampled_from(TERMS + MEASURES), max_size=3)),
        spans.map(lambda s: Overlaps("age", *s)),
        spans.map(lambda s: Misses("age", *s)),
        st.floats(1e3, 2e7).map(lambda metres: Within(DENVER, metres)),
        st.sampled_from(["CO", "WY", "CO/Denver County", "NM"]).map(In),
        st.frozensets(st.sampled_from(["alpha", "beta", "house", "gamma"]), max_size=2).map(Words),
    ),
    lambda inner: st.one_of(st.builds(AllOf, st.tuples(inner, inner)), st.builds(AnyOf, st.tuples(inner, inner))),
    max_leaves=3,
)


@st.composite
def plans(draw: st.DrawFn, strengths: tuple[Strength, ...] = tuple(Strength)) -> Plan:
    """The plan of any query over the real questions, with drawn priors."""
    shares = draw(st.dictionaries(st.sampled_from(TERMS), st.tuples(st.integers(0, 9), st.integers(9, 12)), max_size=8))
    query = SearchQuery(
        filters=tuple(draw(st.lists(predicates, max_size=2))),
        near=draw(points),
        wishes=tuple(draw(st.lists(wishes(strengths), max_size=4))),
        level=draw(st.sampled_from(Level)),
        weights=draw(st.dictionaries(st.sampled_from(WEIGHED), st.sampled_from([0.0, 0.5, 2.0, 3.0]), max_size=3)),
    )
    return make_plan(query, all_questions(), load_vocabulary(), shares)
