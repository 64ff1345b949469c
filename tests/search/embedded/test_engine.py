"""What goes through files comes back the same: order, counts, pages, whole programs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.claim import Says
from finder.evaluate import Tier, evaluate, sort_key
from finder.plan import Plan
from finder.program import Program
from finder.support import support
from search.embedded.columns import ARRAYS, Columns, load, save
from search.embedded.engine import EmbeddedEngine
from search.embedded.generation import current
from search.embedded.index import EmbeddedIndex
from search.embedded.rows import to_columns
from search.embedded.score import run_ask
from search.engine import Ask, Place
from tests.builders import TERMS, plan_of, plans, programs
from tests.search.embedded.built import build_of, some_programs
from tests.sync import found

ALL = frozenset(Tier)
tiers = st.frozensets(st.sampled_from(Tier), min_size=1)
four_plans = st.lists(plans(), min_size=4, max_size=4)
readings = st.lists(st.tuples(plans(), tiers, st.integers(1, 5)), min_size=4, max_size=4)
"""Which plan, which tiers, how many a page: several for each set of programs, since those take the longest to draw and to build."""


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


@settings(max_examples=20, deadline=None)
@given(programs(), four_plans)
def test_saved_columns_answer_as_those_in_memory(some: list[Program], several: list[Plan]) -> None:
    columns = to_columns(some)
    with through_files(columns) as saved:
        for name in ARRAYS:
            np.testing.assert_array_equal(getattr(saved, name), getattr(columns, name))
        assert (saved.areas, saved.bits) == (columns.areas, columns.bits)
        for plan in several:
            here, there = (run_ask(Ask(plan, ALL, len(some)), c) for c in (columns, saved))
            assert (here.total, here.counts) == (there.total, there.counts)
            for name in ("rows", "score", "metres"):
                np.testing.assert_array_equal(getattr(here.first, name), getattr(there.first, name))


@settings(max_examples=13, deadline=None)
@given(programs(), readings)
def test_an_engine_answers_as_the_reference_page_by_page(some: list[Program], several: list[tuple[Plan, frozenset[Tier], int]]) -> None:
    with engine_of(some) as engine:
        for plan, shown, size in several:
            answers_as_the_reference(engine, some, Ask(plan, shown, size))


def answers_as_the_reference(engine: EmbeddedEngine, some: Sequence[Program], ask: Ask) -> None:
    """Nothing. Raises AssertionError where places, programs, totals or counts are not those that `finder.evaluate` gives."""
    by_id = {p.id: p for p in some}
    kept = [(p, evaluate(ask.plan, p)) for p in some if all(support(f, p) is not None for f in ask.plan.filters)]
    shown = [(p, e) for p, e in sorted(kept, key=lambda x: sort_key(x[1], x[0])) if e.tier in ask.tiers]
    total = {t: sum(e.tier is t for _, e in kept) for t in Tier}
    whole = found(engine, replace(ask, size=100, terms=frozenset(TERMS)))
    assert [(p.id, p.score) for p in whole.places] == [(p.id, e.score) for p, e in shown] and whole.total == total
    assert whole.counts == {t: counts_of(t, [p for p, _ in shown]) for t in TERMS}
    places: list[Place] = []
    while (page := found(engine, replace(ask, after=places[-1] if places else None))).places:
        assert len(page.places) <= ask.size and page.total == total and page.counts == {}
        assert page.programs == tuple(by_id[p.id] for p in page.places)
        places += page.places
        assert len(places) <= len(some)
    assert tuple(places) == whole.places


def counts_of(term: str, some: Sequence[Program]) -> tuple[int, int]:
    """How many programs say yes to the term, and how many no; of the others it is not known."""
    said = [p.facts[term].says for p in some if term in p.facts]
    return said.count(Says.YES), said.count(Says.NO)


def get(engine: EmbeddedEngine, ids: Sequence[str]) -> Sequence[Program]:
    """The programs that an engine has of these ids."""
    return asyncio.run(engine.get(ids))


def opened(index: Path) -> EmbeddedEngine:
    """The generation that is served, open."""
    return asyncio.run(EmbeddedIndex(index).current())


ids_asked = st.lists(st.sampled_from([*(f"p{i:02}" for i in range(12)), "", "p99", "P00", "p00 "]), max_size=8, unique=True)


@settings(max_examples=13, deadline=None)
@given(programs(), st.lists(ids_asked, min_size=4, max_size=4))
def test_get_gives_whole_programs_in_order_and_drops_what_is_not_there(some: list[Program], several: list[list[str]]) -> None:
    by_id = {p.id: p for p in some}
    with engine_of(some) as engine:
        for ids in several:
            assert list(get(engine, ids)) == [by_id[i] for i in ids if i in by_id]
            assert list(get(engine, ids[::-1])) == [by_id[i] for i in ids[::-1] if i in by_id]


@settings(max_examples=10, deadline=None)
@given(programs())
def test_scan_gives_all_programs_by_id(some: list[Program]) -> None:
    async def scanned(engine: EmbeddedEngine) -> list[Program]:
        return [p async for p in engine.scan()]

    with engine_of(some[::-1]) as engine:
        assert asyncio.run(scanned(engine)) == sorted(some, key=lambda p: p.id)


def test_ties_are_broken_by_id_across_pages(tmp_path: Path) -> None:
    some = some_programs(23)
    build_of(tmp_path, some[::-1])
    engine, plan = opened(tmp_path), plan_of()
    first = found(engine, Ask(plan, ALL, 10))
    second = found(engine, Ask(plan, ALL, 10, first.places[-1]))
    assert [p.id for p in (*first.places, *second.places)] == [p.id for p in some[:20]]
    assert len({p.score for p in first.places}) == 1


def test_nothing_found_is_an_empty_page(tmp_path: Path) -> None:
    build_of(tmp_path, some_programs(2))
    engine = opened(tmp_path)
    none = found(engine, Ask(plan_of(), frozenset({Tier.MAYBE}), 10))
    assert (none.places, none.programs) == ((), ()) and none.total == {Tier.LISTED: 2, Tier.ASK_FIRST: 0, Tier.MAYBE: 0, Tier.REMOVED: 0}
    assert list(get(engine, [])) == []
