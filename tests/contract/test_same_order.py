"""Both engines against each other, on drawn programs and plans and a real Elasticsearch: everything the same, nothing engine-specific."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data.vocabulary import load_vocabulary
from finder.evaluate import Tier
from finder.listing import Closed, Closing
from finder.program import Program
from search.elastic.engine import ElasticIndex
from search.elastic.load import Layout, load
from search.elastic.names import Names
from search.embedded.engine import EmbeddedEngine
from search.embedded.generation import build, current
from search.engine import Ask, Engine, Found
from tests.builders import TERMS, plans, programs
from tests.conftest import cluster

SHOWN = frozenset({Tier.LISTED, Tier.ASK_FIRST})
tiers = st.frozensets(st.sampled_from([Tier.LISTED, Tier.ASK_FIRST, Tier.MAYBE]), min_size=1)


@asynccontextmanager
async def both(some: Sequence[Program], folder: Path, url: str) -> Any:
    """The two engines over the same programs."""
    now = datetime.now(UTC)
    build(some, folder, load_vocabulary(), now, {})
    async with cluster(url) as (client, alias):
        names = Names(alias)
        await load(some, client, load_vocabulary(), Layout(names), now, {})
        yield EmbeddedEngine(current(folder)), await ElasticIndex(client, names).current()


async def found_by(engines: Sequence[Engine], asks: Sequence[Ask]) -> list[list[dict[str, Any]]]:
    """What each engine finds, comparable."""
    return [[comparable(f) for f in await engine.run(asks)] for engine in engines]


def comparable(found: Found) -> dict[str, Any]:
    """What must be the same. Of distances the order is; Lucene's own are some millimetres off where two points nearly touch."""
    places = [(p.id, p.score, pytest.approx(p.metres, abs=0.01)) for p in found.places]
    return {"places": places, "programs": found.programs, "total": dict(found.total), "counts": dict(found.counts)}


GONE = Closed("2026-01-05", "s", Closing.GONE)


@settings(max_examples=40, deadline=None, suppress_health_check=[*HealthCheck], phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.data())
def test_the_same_pages_counts_and_programs(tmp_path_factory: pytest.TempPathFactory, elasticsearch: str, data: st.DataObject) -> None:
    some = [replace(p, closed=GONE) if n % 5 == 4 else p for n, p in enumerate(data.draw(programs(most=40)))]
    drawn = data.draw(st.lists(st.tuples(plans(), tiers), min_size=25, max_size=25))

    async def run() -> None:
        async with both(some, tmp_path_factory.mktemp("index"), elasticsearch) as engines:
            asks = [Ask(plan, shown, len(some), terms=frozenset(TERMS)) for plan, shown in drawn]
            embedded, elastic = await found_by(engines, asks)
            assert elastic == embedded
            for ask in asks[:5]:  # each alone and page by page gives what all at once gave
                whole = (await engines[0].run([ask]))[0].places
                for engine in engines:
                    assert [p.id for p in await paged(engine, replace(ask, size=3))] == [p.id for p in whole]
            assert [p async for p in engines[1].scan()] == [p async for p in engines[0].scan()]
            wanted = [some[-1].id, "nobody", some[0].id]
            assert await engines[1].get(wanted) == await engines[0].get(wanted)

    asyncio.run(run())


async def paged(engine: Engine, ask: Ask) -> list[Any]:
    """All places of an ask, page by page."""
    places: list[Any] = []
    while True:
        (found,) = await engine.run([replace(ask, after=places[-1] if places else None)])
        if not found.places:
            return places
        places += found.places
