"""Both engines over the two real directories: searches drawn over all states and counties, paged to the end, the same to the last place.

IOP_FINDER_TEST_SEARCHES says how many (60; the figures that we publish are of 500).
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from data.vocabulary import load_vocabulary
from finder.evaluate import sort_key
from finder.questions import all_questions
from ingest.merge_all import read_programs
from search.elastic.engine import ElasticIndex
from search.elastic.load import Layout, load
from search.elastic.names import Names
from search.embedded.index import EmbeddedIndex
from search.page import Page
from search.request import SearchRequest
from search.service import Finder
from tests.conftest import cluster
from tests.contract.drawn import draw_searches
from tests.search.embedded.built import moment

BESIDE = 10
"""Of so many searches, one is compared in what stands beside its list too."""

AT_ONCE = 3
"""Searches under way at a time: while Elasticsearch works on one, Python works on another."""


@dataclass
class Tally:
    """What was compared."""

    searches: int = 0
    pages: int = 0
    positions: int = 0
    empty: int = 0
    repaired: int = 0
    virtual: int = 0
    facet_values: int = 0
    left_out: int = 0
    unordered: int = 0
    different: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        rows = {**vars(self), "different": len(self.different)}
        return "\n".join(f"{name.replace('_', ' '):14}{value:>8}" for name, value in rows.items())


@asynccontextmanager
async def both(home: Path, url: str) -> AsyncIterator[tuple[Finder, Finder]]:
    """The service over the same programs on each engine."""
    async with cluster(url) as (client, alias):
        names = Names(alias)
        await load(read_programs(home), client, load_vocabulary(), Layout(names), moment(1), {})
        indexes = (EmbeddedIndex(home / "index"), ElasticIndex(client, names))
        embedded, elastic = (Finder(index, load_vocabulary(), all_questions()) for index in indexes)
        yield embedded, elastic
        await embedded.index.close()


async def whole(finder: Finder, request: SearchRequest) -> list[Page]:
    """All pages of a search."""
    pages = [await finder.search(request)]
    while pages[-1].next:
        pages.append(await finder.search(replace(request, cursor=pages[-1].next)))
    return pages


def comparable(page: Page) -> dict[str, Any]:
    """What must be the same on both engines: all but the generation's name and the cursors that hold it."""
    return {
        "ids": [(r.rank, r.program.id, r.evaluation.tier, r.evaluation.score) for r in page.results],
        "total": dict(page.total),
        "radius": (page.radius, page.widened, bool(page.next)),
        "facets": page.facets,
        "virtual": [r.program.id for r in page.virtual],
        "relaxed": page.relaxed,
        "farther": [r.program.id for r in page.farther],
    }


async def beside(finder: Finder, page: Page) -> list[Any]:
    """What stands beside a page: its filters, and whom each must keeps out."""
    refused = await finder.refusals(page)
    return [await finder.facets(page), refused, *[[r.program.id for r in await finder.refused(page, x.wish)] for x in refused]]


async def compare(request: SearchRequest, finders: tuple[Finder, Finder], tally: Tally) -> None:
    """One search on both engines, counted."""
    ours, theirs = [await whole(f, request) for f in finders]
    ours_said, theirs_said = [comparable(p) for p in ours], [comparable(p) for p in theirs]
    if ours_said != theirs_said:
        wrong = next((i, key) for i, (a, b) in enumerate(zip(ours_said, theirs_said, strict=False)) for key in a if a[key] != b[key])
        tally.different.append(f"{request}: page {wrong[0]}, {wrong[1]}")
    if ours[0].results and [r.program for r in ours[0].results] != [r.program for r in theirs[0].results]:
        tally.different.append(f"{request}: the programs themselves")
    if not tally.searches % BESIDE:
        own, other = [await beside(f, p[-1]) for f, p in zip(finders, (ours, theirs), strict=True)]
        tally.left_out += sum(len(ids) for ids in own[2:])
        if own != other or own[0] != ours[0].facets:
            tally.different.append(f"{request}: beside the last page")
    results = [r for p in ours for r in p.results]
    keys = [sort_key(r.evaluation, r.program) for r in results]
    tally.unordered += sum(a >= b for a, b in pairwise(keys))
    tally.searches += 1
    tally.pages += len(ours)
    tally.positions += len(results)
    tally.empty += not results
    tally.repaired += bool(ours[0].relaxed or ours[0].farther)
    tally.virtual += len(ours[0].virtual)
    tally.facet_values += sum(len(values) for values in ours[0].facets.values())


def test_the_real_directories(real_home: Path, elasticsearch: str, capsys: pytest.CaptureFixture[str]) -> None:
    wanted, tally = int(os.environ.get("IOP_FINDER_TEST_SEARCHES", "60")), Tally()

    async def run() -> None:
        async with both(real_home, elasticsearch) as finders:
            requests = draw_searches(wanted, finders[0])

            async def work() -> None:
                for request in requests:
                    await compare(request, finders, tally)

            await asyncio.gather(*(work() for _ in range(AT_ONCE)))

    asyncio.run(run())
    with capsys.disabled():
        print(f"\n{tally}")
    assert not tally.different, "\n".join(tally.different[:10])
    assert tally.unordered == 0, "neighbours that finder.evaluate puts the other way round"
    assert tally.searches == wanted and tally.positions > 10 * wanted
