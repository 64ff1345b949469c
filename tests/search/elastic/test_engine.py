"""What an engine keeps of what it read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from finder.formats.records import Record
from search.elastic.engine import ElasticEngine
from search.request import SearchRequest
from tests.conftest import cluster
from tests.search.elastic.loaded import finder_at, load_of
from tests.search.embedded.built import some_programs

EVERY = ("listed", "ask_first", "maybe")


def test_what_others_let_go_of_meanwhile_is_still_answered(elasticsearch: str, monkeypatch: pytest.MonkeyPatch) -> None:
    learn = ElasticEngine._learn

    async def learn_while_others_search(self: ElasticEngine, records: Sequence[Record]) -> None:
        await learn(self, records)
        self._kept.clear()

    monkeypatch.setattr(ElasticEngine, "_learn", learn_while_others_search)

    async def run() -> None:
        async with cluster(elasticsearch) as (client, alias):
            await load_of(client, alias, some_programs(8))
            finder = finder_at(client, alias)
            for size in (3, 8, 8):  # some are kept, the rest is new; then all are kept
                page = await finder.search(SearchRequest(size=size, tiers=EVERY))
                assert len(page.results) == size

    asyncio.run(run())
