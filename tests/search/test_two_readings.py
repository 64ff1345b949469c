"""The numpy reading of a plan against the reference: the same candidates, tiers, scores and order, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from finder.claim import Says
from finder.evaluate import Evaluation, Tier, evaluate, sort_key
from finder.plan import Plan
from finder.program import Program
from finder.support import support
from search.embedded.columns import Columns
from search.embedded.rows import to_columns
from search.embedded.score import Scored, run_ask
from search.engine import Ask, Place
from tests.builders import TERMS, plans, programs

eight_plans = st.lists(plans(), min_size=8, max_size=8)
"""Drawing programs takes ten times as long as reading them, so that each set of them is read by several plans."""
tiers = st.frozensets(st.sampled_from(Tier), min_size=1)


def read(plan: Plan, some: Sequence[Program]) -> list[tuple[Program, Evaluation]]:
    """The reference: the candidates in order, removed ones too."""
    kept = [p for p in some if all(support(f, p) is not None for f in plan.filters)]
    return sorted(((p, evaluate(plan, p)) for p in kept), key=lambda x: sort_key(x[1], x[0]))


def places(scored: Scored, columns: Columns) -> list[tuple[str, float]]:
    """Ids and scores of those that were found, in order."""
    return list(zip(map(columns.id, scored.first.rows), scored.first.score.tolist(), strict=True))


@settings(max_examples=125, deadline=None)
@given(programs(), eight_plans, tiers)
def test_the_same_order_and_tiers(some: list[Program], several: list[Plan], wanted: frozenset[Tier]) -> None:
    columns = to_columns(some)
    for plan in several:
        scored = run_ask(Ask(plan, wanted, len(some)), columns)
        reference = read(plan, some)
        assert places(scored, columns) == [(p.id, e.score) for p, e in reference if e.tier in wanted], plan
        assert scored.total == {t: sum(e.tier is t for _, e in reference) for t in Tier}, plan


@settings(max_examples=25, deadline=None)
@given(programs(), eight_plans, st.integers(1, 4), tiers)
def test_the_first_few_are_the_first_of_all(some: list[Program], several: list[Plan], size: int, wanted: frozenset[Tier]) -> None:
    columns = to_columns(some)
    for plan in several:
        ask = Ask(plan, wanted, len(some))
        assert places(run_ask(replace(ask, size=size), columns), columns) == places(run_ask(ask, columns), columns)[:size], plan


@settings(max_examples=10, deadline=None)
@given(programs(), st.lists(plans(), min_size=4, max_size=4), st.integers(1, 90), tiers)
def test_many_programs_in_small_blocks_give_the_same_pages_and_counts(
    some: list[Program], several: list[Plan], size: int, wanted: frozenset[Tier]
) -> None:
    many = [replace(p, id=f"{p.id}-{turn}") for turn in range(23) for p in some]
    columns = to_columns(many)
    with mock.patch("search.embedded.block.WORDS", 1):
        for plan in several:
            ask, reference = Ask(plan, wanted, size, terms=frozenset(TERMS)), [(p, e) for p, e in read(plan, many) if e.tier in wanted]
            first = run_ask(ask, columns)
            assert places(first, columns) == [(p.id, e.score) for p, e in reference[:size]], plan
            said = {t: [p.facts[t].says for p, _ in reference if t in p.facts] for t in TERMS}
            assert first.counts == {t: (s.count(Says.YES), s.count(Says.NO)) for t, s in said.items()}, plan
            if first.first.rows.size:
                last = Place(first.first.score[-1].item(), first.first.metres[-1].item(), columns.id(first.first.rows[-1]))
                assert places(run_ask(replace(ask, after=last), columns), columns) == [
                    (p.id, e.score) for p, e in reference[size : 2 * size]
                ]
