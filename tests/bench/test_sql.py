"""What is measured beside our engines gives the same pages: else its milliseconds would mean nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.peers.peer import SHOWN, SIZE, Page, Reader, Work
from bench.peers.sqlite import Sqlite
from finder.plan import Plan
from finder.program import Program
from search.embedded.rows import to_columns
from search.embedded.score import run_ask
from search.engine import Ask
from tests.builders import TERMS, plans, programs

pytestmark = pytest.mark.checkout


@contextmanager
def sqlite_of(some: list[Program]) -> Iterator[Reader]:
    """SQLite over the programs."""
    with TemporaryDirectory() as folder:
        peer = Sqlite(Path(folder) / "peer")
        peer.build(some)
        with closing(peer.open()) as reader:
            yield reader


@settings(max_examples=10, deadline=None)
@given(programs(), st.lists(plans(), min_size=8, max_size=8))
def test_the_sql_reading_of_a_plan_gives_our_page_and_counts(some: list[Program], several: list[Plan]) -> None:
    columns = to_columns(some)
    with sqlite_of(some) as reader:
        for plan in several:
            ours = run_ask(Ask(plan, SHOWN, SIZE, terms=frozenset(TERMS)), columns)
            page = Page(tuple(map(columns.id, ours.first.rows)), ours.total, {t: yes for t, (yes, _) in ours.counts.items()})
            assert reader.find(Work(plan, TERMS)) == page, plan
