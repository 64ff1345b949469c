"""The Elasticsearch reading of a plan: one `_search` body, no scripts. Imports no client.

Scores are constants that are exact in 32-bit floats, plus one `distance_feature`; the tier is added in steps of 2, so that one number
sorts. Candidates are what `query` matches (removed ones too, to be counted); `post_filter` keeps the tiers that are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf
from typing import Any, TypeAlias, assert_never

from finder.evaluate import SAID, Tier
from finder.place import Point
from finder.plan import CAUTION, PIVOT, Clause, Plan
from finder.predicate import AllOf, AnyOf, Disputed, Has, In, Lacks, Misses, Overlaps, Predicate, Within, Words
from finder.question import VALUE, Rung, Verdict
from search.engine import Ask, Place

Query: TypeAlias = dict[str, Any]

ALL: Query = {"match_all": {}}
NONE: Query = {"match_none": {}}


def compile_ask(ask: Ask) -> Query:
    """The body of one search: places of the wanted tiers in the total order, counts of all tiers, and of the terms that were asked for."""
    body: Query = {
        "query": {"bool": {"filter": [ALL, *(compile_predicate(f) for f in ask.plan.filters)], "should": [*scores(ask.plan)]}},
        "aggs": {"tiers": {"filters": {"filters": {t.word: in_tier(ask.plan, t) for t in Tier}}}},
        "size": ask.size,
        "track_total_hits": False,
        "_source": ["program"],
    }
    if ask.size:
        body |= {"post_filter": any_of(in_tier(ask.plan, t) for t in sorted(ask.tiers)), "sort": sort_of(ask.plan), "track_scores": True}
    if ask.after:
        body["search_after"] = after(ask.after, ask.plan)
    if ask.terms:
        terms = sorted(ask.terms)
        sides = {side: {"terms": {"field": side, "include": terms, "size": len(terms)}} for side in ("yes", "no")}
        shown = any_of(in_tier(ask.plan, t) for t in sorted(ask.tiers))
        body["aggs"]["terms"] = {"filter": shown, "aggs": sides}
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


def scores(plan: Plan) -> Iterator[Query]:
    """What adds to a program's score: its tier, each clause's value, nearness."""
    for tier in (Tier.LISTED, Tier.ASK_FIRST):
        yield constant(in_tier(plan, tier), 2.0 * tier)
    yield constant(all_of([ALL], but_not=[compile_predicate(plan.caution)]), CAUTION / plan.scale)
    for clause in plan.clauses:
        share = clause.weight / plan.scale
        yield from (constant(first(clause, i), share * VALUE[r.verdict]) for i, r in enumerate(clause.ladder) if share * VALUE[r.verdict])
        if share:
            yield constant(answered(clause, Verdict.UNKNOWN), share * clause.unknown)
    if plan.near and plan.near.weight:
        boost = plan.near.weight / plan.scale
        yield {"distance_feature": {"field": "point", "origin": lonlat(plan.near.point), "pivot": f"{PIVOT}m", "boost": boost}}


def in_tier(plan: Plan, tier: Tier) -> Query:
    """Where a candidate is of this tier, as `finder.evaluate.tier_of` says it."""
    removed = any_of(answered(c, Verdict.NO) for c in plan.clauses if c.removes)
    listed = all_of((answered(c, Verdict.YES) for c in plan.clauses if c.must), but_not=[compile_predicate(plan.caution)])
    needed = [answered(c, v) for c in plan.need for v in SAID]
    maybe = all_of((answered(c, Verdict.UNKNOWN) for c in plan.level), but_not=needed) if plan.level else NONE
    match tier:
        case Tier.REMOVED:
            return removed
        case Tier.LISTED:
            return all_of([listed], but_not=[removed])
        case Tier.MAYBE:
            return all_of([maybe], but_not=[removed, listed])
        case Tier.ASK_FIRST:
            return all_of([ALL], but_not=[removed, listed, maybe])
        case _:
            assert_never(tier)


def answered(clause: Clause, verdict: Verdict) -> Query:
    """Where the clause's verdict is this one."""
    if verdict is Verdict.UNKNOWN:
        return all_of([ALL], but_not=[compile_predicate(r.when) for r in clause.ladder])
    return any_of(first(clause, i) for i, r in enumerate(clause.ladder) if r.verdict is verdict)


def first(clause: Clause, at: int) -> Query:
    """Where this rung of the clause's ladder holds and none before it."""
    rungs: tuple[Rung, ...] = clause.ladder
    return all_of([compile_predicate(rungs[at].when)], but_not=[compile_predicate(r.when) for r in rungs[:at]])


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
