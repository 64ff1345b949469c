"""Nothing says yes to all: which one requirement to let go, and who would say yes farther away."""

from __future__ import annotations

from dataclasses import dataclass, replace

from finder.evaluate import Tier
from finder.plan import Plan, level_wish
from finder.predicate import AnyOf
from finder.query import Level, SearchQuery, Strength, Wish
from finder.question import Verdict

FARTHER = 3
"""Programs that say yes to everything, however far, that are shown where none nearby does."""

REFUSED = 20
"""Programs that a requirement keeps out, at most so many of which are shown when somebody wants to see them."""

LISTED = frozenset({Tier.LISTED})
KEPT = frozenset(Tier) - {Tier.REMOVED}


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A requirement, and how many programs are listed when it is let go (a wish still, but no must)."""

    wish: Wish
    listed: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A requirement, and how many programs it alone keeps out: they say no to it."""

    wish: Wish
    count: int


def relaxations(query: SearchQuery) -> list[tuple[Wish, SearchQuery]]:
    """Each requirement, and the query with only that one let go."""
    found = [(w, replace(query, level=Level.ANY)) for w in level_wish(query.level)]
    for i, wish in enumerate(query.wishes):
        if wish.strength in (Strength.REQUIRE, Strength.RULE_OUT):
            softer = replace(wish, strength=Strength.PREFER)
            found.append((wish, replace(query, wishes=(*query.wishes[:i], softer, *query.wishes[i + 1 :]))))
    return found


def refusing(query: SearchQuery, wish: Wish, plan: Plan) -> list[SearchQuery]:
    """The query of the programs that would be there without one requirement and of which some answer to `plan`, the query's own, may be a
    no; none where the query requires no such thing. What an earlier rung answers otherwise has to be left out afterwards."""
    no = AnyOf(tuple(r.when for c in plan.clauses if c.removes for r in c.ladder if r.verdict is Verdict.NO))
    return [replace(q, filters=(*q.filters, no)) for w, q in relaxations(query) if w == wish]
