"""Filters with counts that stay true when they are ticked: each group is counted as if none of its own terms were required."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from finder.evaluate import Tier
from finder.plan import LEVEL, NAMED, Plan, level_wish
from finder.query import Level, SearchQuery, Strength
from finder.vocabulary import Vocabulary
from search.engine import Ask, Found

COUNTED = frozenset({Tier.LISTED, Tier.ASK_FIRST})
NEEDED = COUNTED | {Tier.MAYBE}
"""A yes to what somebody is here for, once that is a must, makes of a mere maybe one to ask: it counts as well."""


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
    return vocabulary.terms_of.get(dimension, frozenset())


def facet_asks(dimension: str, plan: Plan, vocabulary: Vocabulary) -> list[Ask]:
    """What is to be read for a facet: its terms over the list that `plan` gives without the dimension's requirement, and, of what somebody
    is here for, over the maybes too."""
    terms = facet_terms(dimension, vocabulary)
    return [Ask(plan, tiers, 0, terms=terms) for tiers in (COUNTED, NEEDED)[: 1 + (dimension in NAMED)]]


def facet_values(found: Sequence[Found], ticked: Iterable[str], vocabulary: Vocabulary) -> tuple[FacetValue, ...]:
    """The terms that some program says yes to, and those that are ticked, most first; of what was read for `facet_asks`."""
    ticked, asked = frozenset(ticked), sum(found[0].total[t] for t in COUNTED)
    silent = {t: asked - yes - no for t, (yes, no) in found[0].counts.items()}
    values = [FacetValue(t, yes, silent[t], t in ticked) for t, (yes, _) in found[-1].counts.items() if yes or t in ticked]
    return tuple(sorted(values, key=lambda v: (-v.count, vocabulary.rank[v.term])))
