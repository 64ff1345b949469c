"""The Elasticsearch reading of a plan: one `_search` body, no scripts. Imports no client.

Scores are constants that are exact in 32-bit floats, plus one `distance_feature`; the tier is added in steps of 2, so that one number
sorts. Candidates are what `query` matches (removed ones too, to be counted); `post_filter` keeps the tiers that are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import Any, TypeAlias, assert_never

from orjson import Fragment, dumps

from finder.evaluate import SAID, Tier
from finder.place import Point
from finder.plan import CAUTION, PIVOT, Clause, Plan
from finder.predicate import AllOf, AnyOf, Disputed, Has, In, Lacks, Misses, Overlaps, Predicate, Within, Words
from finder.question import VALUE, Verdict
from search.engine import Ask, Place

Query: TypeAlias = dict[str, Any]

ALL: Query = {"match_all": {}}
NONE: Query = {"match_none": {}}
SEARCHABLE: Query = {"term": {"searchable": True}}
"""Closed programs and ids that lead on are stored to be looked up."""

MOST_CLAUSES = 4_096
"""Compiled clauses kept ready."""
MOST_TIERS = 256
"""Lists of clauses whose tiers are kept ready."""


def compile_ask(ask: Ask) -> Query:
    """The body of one search: places of the wanted tiers in the total order, counts of all tiers, and of the terms that were asked for.

    What follows from the clauses alone comes back in every search, and is JSON already.
    """
    plan = ask.plan
    tiers = tiers_of(plan.clauses, plan.caution, ask.tiers)
    body: Query = {
        "query": {"bool": {"filter": [SEARCHABLE, *(compile_predicate(f) for f in plan.filters)], "should": [*scores(plan, tiers)]}},
        "aggs": {"tiers": {"filters": {"filters": tiers.counted}}},
        "size": ask.size,
        "track_total_hits": False,
        "_source": ["program"],
    }
    if ask.size:
        body |= {"post_filter": tiers.wanted, "sort": sort_of(plan), "track_scores": True}
    if ask.after:
        body["search_after"] = after(ask.after, plan)
    if ask.terms:
        terms = sorted(ask.terms)
        sides = {side: {"terms": {"field": side, "include": terms, "size": len(terms)}} for side in ("yes", "no")}
        body["aggs"]["terms"] = {"filter": tiers.wanted, "aggs": sides}
    return body


def compile_predicate(predicate: Predicate) -> Query:
    """The predicate as a filter."""
    match predicate:
        case Has(terms):
            return {"terms": {"yes": sorted(terms)}} if terms else NONE
        case Lacks(terms):
            return all_of({"term": {"no": t}} for t in sorted(terms)) if terms else NONE
        case Disputed(names):
            return {"terms": {"disputed": sorted(names)}} if names else NONE
        case Overlaps(measure, low, high):
            return {"range": {f"measures.{measure}": bounds(low, high) | {"relation": "intersects"}}}
        case Misses(measure, low, high):
            stated = {"exists": {"field": f"measures.{measure}"}}
            return {"bool": {"filter": [stated], "must_not": [compile_predicate(Overlaps(measure, low, high))]}}
        case Within(point, metres):
            return {"geo_distance": {"distance": f"{metres!r}m", "point": lonlat(point)}}
        case In(area):
            return {"term": {"areas": area}}
        case Words(tokens):
            return all_of({"term": {"words": t}} for t in sorted(tokens))
        case AllOf(parts):
            return all_of(compile_predicate(p) for p in parts)
        case AnyOf(parts):
            return any_of(compile_predicate(p) for p in parts)
        case _:
            assert_never(predicate)


def scores(plan: Plan, tiers: TierParts) -> Iterator[Query | Fragment]:
    """What adds to a program's score: its tier, each clause's value, nearness."""
    yield from tiers.scores
    yield constant(all_of([ALL], but_not=[compile_predicate(plan.caution)]), CAUTION / plan.scale)
    for clause in plan.clauses:
        if clause.weight:
            yield from _clause_scores(clause, plan.scale)
    if plan.near and plan.near.weight:
        boost = plan.near.weight / plan.scale
        yield {"distance_feature": {"field": "point", "origin": lonlat(plan.near.point), "pivot": f"{PIVOT}m", "boost": boost}}


@lru_cache(maxsize=MOST_CLAUSES)
def _clause_scores(clause: Clause, scale: float) -> tuple[Fragment, ...]:
    """What a clause adds."""
    share = clause.weight / scale
    rungs = [(first(clause, i), share * VALUE[r.verdict]) for i, r in enumerate(clause.ladder) if VALUE[r.verdict]]
    return tuple(written(constant(q, boost)) for q, boost in (*rungs, (answered(clause, Verdict.UNKNOWN), share * clause.unknown)))


@dataclass(frozen=True)
class TierParts:
    """What the tiers give to a body: what they add to the score, the filters that count them, the filter of those that are wanted."""

    scores: tuple[Fragment, ...]
    counted: Fragment
    wanted: Fragment


@lru_cache(maxsize=MOST_TIERS)
def tiers_of(clauses: tuple[Clause, ...], caution: Has, wanted: frozenset[Tier]) -> TierParts:
    """The parts of a plan's clauses."""
    tiers = Tiers.of(Plan((), clauses, None, caution))
    counted = {t.word: tiers.only(t) for t in Tier if t is not Tier.ASK_FIRST}
    return TierParts(
        scores=tuple(written(constant(tiers.only(t), 2.0 * t)) for t in (Tier.LISTED, Tier.ASK_FIRST)),
        counted=written(counted | {"every": ALL}),
        wanted=written(tiers.some(wanted)),
    )


def written(query: Query) -> Fragment:
    """The query as JSON, to be put into a body."""
    return Fragment(dumps(query))


@dataclass(frozen=True)
class Tiers:
    """The tests that `finder.evaluate.tier_of` makes one after the other: the first that holds decides; who passes none is to be asked."""

    removed: Query
    listed: Query
    maybe: Query

    @classmethod
    def of(cls, plan: Plan) -> Tiers:
        """The tests of a plan."""
        needed = [answered(c, v) for c in plan.need for v in SAID]
        return cls(
            removed=any_of(answered(c, Verdict.NO) for c in plan.clauses if c.removes),
            listed=all_of((answered(c, Verdict.YES) for c in plan.clauses if c.must), but_not=[compile_predicate(plan.caution)]),
            maybe=all_of((answered(c, Verdict.UNKNOWN) for c in plan.level), but_not=needed) if plan.level else NONE,
        )

    def only(self, tier: Tier) -> Query:
        """Where a candidate is of this tier."""
        match tier:
            case Tier.REMOVED:
                return self.removed
            case Tier.LISTED:
                return all_of([self.listed], but_not=[self.removed])
            case Tier.MAYBE:
                return all_of([self.maybe], but_not=[self.removed, self.listed])
            case Tier.ASK_FIRST:
                return all_of([ALL], but_not=[self.removed, self.listed, self.maybe])
            case _:
                assert_never(tier)

    def some(self, tiers: Collection[Tier]) -> Query:
        """Where a candidate is of one of the tiers; said by those that it is not of, where that is shorter."""
        if Tier.ASK_FIRST in tiers:
            return all_of([ALL], but_not=[self.only(t) for t in Tier if t not in tiers])
        return any_of(self.only(t) for t in sorted(tiers))


def answered(clause: Clause, verdict: Verdict) -> Query:
    """Where the clause's verdict is this one."""
    if verdict is Verdict.UNKNOWN:
        return all_of([ALL], but_not=[compile_predicate(r.when) for r in clause.ladder])
    return any_of(first(clause, i) for i, r in enumerate(clause.ladder) if r.verdict is verdict)


def first(clause: Clause, at: int) -> Query:
    """Where this rung of the clause's ladder holds and none before it."""
    when = clause.ladder[at].when
    before = [r.when for r in clause.ladder[:at] if not exclusive(when, r.when)]
    return all_of([compile_predicate(when)], but_not=[compile_predicate(w) for w in before])


def exclusive(a: Predicate, b: Predicate) -> bool:
    """Whether the two can be seen never to hold together: what is denied of all is neither said nor disputed of any."""
    match a, b:
        case (Lacks(denied), (Has(names) | Disputed(names))) | ((Has(names) | Disputed(names)), Lacks(denied)):
            return names <= denied
        case (Overlaps(m, low, high), Misses(n, other, most)) | (Misses(m, low, high), Overlaps(n, other, most)):
            return (m, low, high) == (n, other, most)
        case ((Overlaps(m) | Misses(m)), Disputed(names)) | (Disputed(names), (Overlaps(m) | Misses(m))):
            return names == {m}
    return False


def sort_of(plan: Plan) -> list[Query]:
    """The total order: score, distance, id."""
    by_distance = [{"_geo_distance": {"point": lonlat(plan.near.point), "order": "asc", "unit": "m"}}] if plan.near else []
    return [{"_score": "desc"}, *by_distance, {"id": "asc"}]


def after(place: Place, plan: Plan) -> list[Any]:
    """The sort values of a place. A missing point sorts at infinity, which JSON can only spell."""
    metres = ["Infinity" if place.metres == inf else place.metres] if plan.near else []
    return [place.score, *metres, place.id]


def all_of(filters: Iterable[Query], but_not: Iterable[Query] = ()) -> Query:
    """All of these and none of those; of nothing at all everything."""
    kept = [f for f in filters if f != ALL]
    excluded = [f for f in but_not if f != NONE]
    if NONE in kept or ALL in excluded:
        return NONE
    if not excluded:
        return ALL if not kept else kept[0] if len(kept) == 1 else {"bool": {"filter": kept}}
    return {"bool": {"filter": kept or [ALL], "must_not": excluded}}


def any_of(filters: Iterable[Query]) -> Query:
    """At least one of these; of nothing at all nothing."""
    kept = [f for f in filters if f != NONE]
    if ALL in kept:
        return ALL
    return NONE if not kept else kept[0] if len(kept) == 1 else {"bool": {"should": kept, "minimum_should_match": 1}}


def constant(filter: Query, boost: float) -> Query:
    """The same score for all that match."""
    return {"constant_score": {"filter": filter, "boost": boost}}


def bounds(low: float, high: float) -> Query:
    """A range without the ends that are open."""
    return {"gte": low} | ({} if high == inf else {"lte": high})


def lonlat(p: Point) -> list[float]:
    """GeoJSON order."""
    return [p.lon, p.lat]
