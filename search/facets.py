"""Filters with counts that stay true when they are ticked: each group is counted as if none of its own terms were required."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from finder.evaluate import Tier
from finder.plan import LEVEL, level_wish
from finder.query import Level, SearchQuery, Strength
from finder.vocabulary import Vocabulary
from search.engine import Found

COUNTED = frozenset({Tier.LISTED, Tier.ASK_FIRST})


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One term of a group: how many programs say yes to it, how many say neither yes nor no, and whether it is required now."""

    term: str
    count: int
    unknown: int
    selected: bool


def without_requirement(query: SearchQuery, dimension: str) -> SearchQuery:
    """The query as if nothing of this dimension were required."""
    kept = tuple(w for w in query.wishes if not (w.about == dimension and w.strength is Strength.REQUIRE))
    return replace(query, wishes=kept, level=Level.ANY if dimension == LEVEL else query.level)


def selected(query: SearchQuery, dimension: str) -> frozenset[str]:
    """The dimension's required terms."""
    wishes = (*level_wish(query.level), *query.wishes)
    return frozenset(t for w in wishes if w.about == dimension and w.strength is Strength.REQUIRE for t in w.terms)


def facet_terms(dimension: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The dimension's terms."""
    return frozenset(t.id for t in vocabulary.terms.values() if t.dimension == dimension)


def facet_values(found: Found, ticked: Iterable[str], vocabulary: Vocabulary) -> tuple[FacetValue, ...]:
    """The terms that some program says yes to, and those that are ticked, most first."""
    ticked, asked = frozenset(ticked), sum(found.total[t] for t in COUNTED)
    values = [FacetValue(t, yes, asked - yes - no, t in ticked) for t, (yes, no) in found.counts.items() if yes or t in ticked]
    return tuple(sorted(values, key=lambda v: (-v.count, vocabulary.rank[v.term])))
