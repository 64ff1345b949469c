"""What goes through files comes back the same: order, counts, pages, whole programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.evaluate import Tier, evaluate, sort_key, support
from finder.plan import Plan
from finder.program import Program
from search.embedded.columns import ARRAYS, Columns, draft, load, save, to_columns
from search.embedded.engine import EmbeddedEngine
from search.embedded.generation import current
from search.embedded.index import EmbeddedIndex
from search.embedded.score import run_plan
from search.engine import Place
from tests.builders import plan_of, plans, programs
from tests.search.embedded.built import build_of, some_programs

ALL = frozenset(Tier)
tiers = st.frozensets(st.sampled_from(Tier), min_size=1)


@contextmanager
def through_files(columns: Columns) -> Iterator[Columns]:
    """The columns as they are after they were saved."""
    with TemporaryDirectory() as folder:
        save(columns, Path(folder))
        yield load(Path(folder))


@contextmanager
def engine_of(some: Sequence[Program]) -> Iterator[EmbeddedEngine]:
    """An engine over an index that was built of the programs; what a power cut would do to it is not asked here."""
    with TemporaryDirectory() as folder, mock.patch("search.embedded.generation.os.fsync"):
        build_of(Path(folder), some)
        engine = EmbeddedEngine(current(Path(folder)))
        try:
            yield engine
        finally:
            engine.close()


@settings(max_examples=80, deadline=None)
@given(programs(), plans())
def test_saved_columns_answer_as_those_in_memory(some: list[Program], plan: Plan) -> None:
    columns = to_columns(sorted((draft(p) for p in some), key=lambda d: (d.cell, d.id)))
    with through_files(columns) as saved:
        for name in ARRAYS:
            np.testing.assert_array_equal(getattr(saved, name), getattr(columns, name))
        assert (saved.areas, saved.bits) == (columns.areas, columns.bits)
        assert {w: tuple(span) for w, span in saved.words.items()} == columns.words
        here, there = run_plan(plan, columns), run_plan(plan, saved)
        for name in ("rows", "tier", "score", "metres"):
            np.testing.assert_array_equal(getattr(here, name), getattr(there, name))


@settings(max_examples=50, deadline=None)
@given(programs(), plans(), tiers, st.integers(1, 5))
def test_an_engine_answers_as_the_reference_page_by_page(some: list[Program], plan: Plan, shown: frozenset[Tier], size: int) -> None:
    kept = [(p, evaluate(plan, p)) for p in some if all(support(f, p) is not None for f in plan.filters)]
    wanted = [(p.id, e.score) for p, e in sorted(kept, key=lambda x: sort_key(x[1], x[0])) if e.tier in shown]
    total = {t: sum(e.tier is t for _, e in kept) for t in Tier}
    places: list[Place] = []
    with engine_of(some) as engine:
        whole = engine.find(plan, shown, 100)
        while (page := engine.find(plan, shown, size, places[-1] if places else None)).places:
            assert len(page.places) <= size and page.total == total
            places += page.places
            assert len(places) <= len(some)
    assert [(p.id, p.score) for p in whole.places] == wanted and whole.total == total
    assert tuple(places) == whole.places


ids_asked = st.lists(st.sampled_from([*(f"p{i:02}" for i in range(12)), "", "p99", "P00", "p00 "]), max_size=8, unique=True)


@settings(max_examples=50, deadline=None)
@given(programs(), ids_asked)
def test_get_gives_whole_programs_in_order_and_drops_what_is_not_there(some: list[Program], ids: list[str]) -> None:
    by_id = {p.id: p for p in some}
    with engine_of(some) as engine:
        assert list(engine.get(ids)) == [by_id[i] for i in ids if i in by_id]
        assert list(engine.get(ids[::-1])) == [by_id[i] for i in ids[::-1] if i in by_id]


def test_ties_are_broken_by_id_across_pages(tmp_path: Path) -> None:
    some = some_programs(23)
    build_of(tmp_path, some[::-1])
    engine, plan = EmbeddedIndex(tmp_path).current(), plan_of()
    first = engine.find(plan, ALL, 10)
    second = engine.find(plan, ALL, 10, first.places[-1])
    assert [p.id for p in (*first.places, *second.places)] == [p.id for p in some[:20]]
    assert len({p.score for p in first.places}) == 1


def test_nothing_found_is_an_empty_page(tmp_path: Path) -> None:
    build_of(tmp_path, some_programs(2))
    engine = EmbeddedIndex(tmp_path).current()
    found = engine.find(plan_of(), frozenset({Tier.MAYBE}), 10)
    assert found.places == () and found.total == {Tier.LISTED: 2, Tier.ASK_FIRST: 0, Tier.MAYBE: 0, Tier.REMOVED: 0}
    assert list(engine.get([])) == []
