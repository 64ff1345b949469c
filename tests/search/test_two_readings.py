"""The numpy reading of a plan against the reference: the same candidates, tiers, scores and order, exactly."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from finder.evaluate import Evaluation, Tier, evaluate, sort_key
from finder.plan import Plan
from finder.program import Program
from finder.support import support
from search.embedded.columns import Columns, draft, to_columns
from search.embedded.score import in_order, run_plan
from tests.builders import plans, programs

eight_plans = st.lists(plans(), min_size=8, max_size=8)
"""Drawing programs takes ten times as long as reading them, so that each set of them is read by several plans."""


def columns_of(some: Sequence[Program]) -> Columns:
    """The programs as columns, in the order in which an index has them."""
    return to_columns(sorted((draft(p) for p in some), key=lambda d: (d.cell, d.id)))


def read(plan: Plan, some: Sequence[Program]) -> list[tuple[Program, Evaluation]]:
    """The reference: the candidates in order, removed ones too."""
    kept = [p for p in some if all(support(f, p) is not None for f in plan.filters)]
    return sorted(((p, evaluate(plan, p)) for p in kept), key=lambda x: sort_key(x[1], x[0]))


@settings(max_examples=125, deadline=None)
@given(programs(), eight_plans)
def test_the_same_order(some: list[Program], several: list[Plan]) -> None:
    columns = columns_of(some)
    for plan in several:
        scored = run_plan(plan, columns)
        order = in_order(scored, scored.tier != 9, columns, len(some))
        numpy = [(str(columns.ids[scored.rows[i]]), int(scored.tier[i]), float(scored.score[i])) for i in order]
        assert numpy == [(p.id, int(e.tier), e.score) for p, e in read(plan, some)], plan


@settings(max_examples=25, deadline=None)
@given(programs(), eight_plans, st.integers(1, 4))
def test_the_first_few_are_the_first_of_all(some: list[Program], several: list[Plan], size: int) -> None:
    columns = columns_of(some)
    for plan in several:
        scored = run_plan(plan, columns)
        keep = scored.tier >= Tier.MAYBE
        assert list(in_order(scored, keep, columns, size)) == list(in_order(scored, keep, columns, len(some)))[:size], plan
