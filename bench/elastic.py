"""Elasticsearch: loading, a page of 20 through the service beside the raw search of the same bodies, the embedded engine, facets.

Everything that is compared is measured in turn, search by search. Nothing is measured where no Elasticsearch answers.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bench.figure import Figure, make_figure
from bench.ground import Ground, draw_places
from search.service import Finder

if TYPE_CHECKING:
    from elastic_transport import SerializerCollection

PLACES, REPEATS = 100, 3
LOADING, RATIO = 30.0, 1.25
FACETS = ("payment", "insurer", "age_group", "population", "condition", "therapy")


@dataclass(frozen=True)
class Sent:
    """One request as it went over the wire: sent again raw it has the same headers and the same bytes, which are made beforehand."""

    target: str
    body: Any
    headers: Mapping[str, str]
    serializers: SerializerCollection

    @property
    def content(self) -> bytes:
        """The body as bytes."""
        return self.serializers.dumps(self.body, self.headers["content-type"])


@dataclass
class Both:
    """The service on each engine, a plain HTTP client, and what the service last sent to Elasticsearch."""

    embedded: Finder
    elastic: Finder
    post: Callable[[Sent, bytes], Awaitable[object]]
    sent: list[Sent]
    seconds: float


def measure(ground: Ground, runs: int) -> Iterator[Figure]:
    """Loading `runs` times, then searches from places drawn by their population."""
    yield from asyncio.run(_measure(ground, runs))


async def _measure(ground: Ground, runs: int) -> list[Figure]:
    from finder.errors import IndexUnavailable
    from search.request import SearchRequest

    url = os.environ.get("IOP_FINDER_ELASTICSEARCH_URL", "http://127.0.0.1:9200").partition(",")[0]
    plain = SearchRequest(radius=25.0)
    wished = replace(plain, age=16, require=("payment:medicaid",), prefer=("therapy:cbt", "condition:eating_disorders"))
    figures: list[Figure] = []
    try:
        loading = []
        for _ in range(max(1, runs)):
            async with _both(ground, url) as both:
                loading.append(both.seconds)
        figures.append(make_figure("elastic", "all programs loaded, checked and served", "s", loading, LOADING))
        async with _both(ground, url) as both:
            places = draw_places(PLACES)
            for work, request in (("a page of 20, nothing wished", plain), ("a page of 20, four wishes", wished)):
                figures += await _pages(both, work, [replace(request, near=p) for p in places])
            figures += await _facets(both, [replace(plain, near=p) for p in places])
    except IndexUnavailable as e:
        print(f"Elasticsearch at {url}: {e}; nothing to measure", file=sys.stderr)
    return figures


async def _pages(both: Both, work: str, asked: Sequence[Any]) -> list[Figure]:
    """The service on Elasticsearch, the raw requests, and the embedded engine, in turn; of the places whose page is full."""
    requests = [r for r in asked if len((await both.elastic.search(r)).results) == r.size]
    ours: list[float] = []
    raw: list[float] = []
    embedded: list[float] = []
    for request in requests:
        took: list[tuple[float, float, float]] = []
        for _ in range(REPEATS):
            both.sent.clear()
            through = await _timed(both.elastic.search(request))
            bare = sum([await _timed(both.post(s, content)) for s, content in [(s, s.content) for s in both.sent]])
            took.append((through, bare, await _timed(both.embedded.search(request))))
        for measured, values in zip((ours, raw, embedded), zip(*took, strict=True), strict=True):
            measured.append(median(values))
    ratio = median(a / b for a, b in zip(ours, raw, strict=True))
    return [
        replace(make_figure("elastic", work, "ms", ours), peer="raw _search", peer_value=median(raw), ratio=1 / ratio),
        make_figure("elastic", "  times the raw requests", "x", [a / b for a, b in zip(ours, raw, strict=True)], RATIO),
        make_figure("elastic", "  of it not Elasticsearch", "ms", [a - b for a, b in zip(ours, raw, strict=True)]),
        make_figure("elastic", "  embedded, the same searches", "ms", embedded),
    ]


async def _facets(both: Both, asked: Sequence[Any]) -> list[Figure]:
    """What six groups of facets add, on each engine."""
    figures = []
    for name, finder in (("Elasticsearch", both.elastic), ("embedded", both.embedded)):
        added = []
        for request in asked:
            without = await _timed(finder.search(request))
            added.append(await _timed(finder.search(replace(request, facet=FACETS))) - without)
        figures.append(make_figure("elastic", f"what {len(FACETS)} groups of facets add, {name}", "ms", added))
    return figures


async def _timed(work: Awaitable[object]) -> float:
    """Milliseconds."""
    begun = perf_counter()
    await work
    return (perf_counter() - begun) * 1e3


@asynccontextmanager
async def _both(ground: Ground, url: str) -> AsyncIterator[Both]:
    """The programs of the ground on both engines, under an alias of their own that is gone afterwards."""
    import httpx

    from data.vocabulary import load_vocabulary
    from finder.questions import all_questions
    from ingest.merge_all import read_programs
    from search.elastic.access import Access
    from search.elastic.client import check_server, make_client
    from search.elastic.engine import ElasticIndex
    from search.elastic.load import Layout, load
    from search.elastic.names import Names
    from search.embedded.index import EmbeddedIndex

    client, names, vocabulary = make_client(Access([url])), Names(f"bench-{os.getpid()}"), load_vocabulary()
    wire, sent = httpx.AsyncClient(base_url=url, timeout=60), []
    whole = client.transport.perform_request

    async def perform_request(method: str, target: str, **more: Any) -> Any:
        if "search" in target:
            sent.append(Sent(target, more["body"], more["headers"], client.transport.serializers))
        return await whole(method, target, **more)

    async def post(request: Sent, content: bytes) -> object:
        reply = await wire.post(request.target, content=content, headers=request.headers)
        return reply.raise_for_status().content

    try:
        await check_server(client)
        home, begun = ground.index.parent, perf_counter()
        await load(read_programs(home), client, vocabulary, Layout(names), datetime.now(UTC), {})
        seconds = perf_counter() - begun
        client.transport.perform_request = perform_request  # type: ignore[method-assign]
        indexes = (EmbeddedIndex(home / "index"), ElasticIndex(client, names))
        embedded, elastic = (Finder(index, vocabulary, all_questions()) for index in indexes)
        yield Both(embedded, elastic, post, sent, seconds)
        await embedded.index.close()
    finally:
        client.transport.perform_request = whole  # type: ignore[method-assign]
        await _forget(client, names.every)
        await wire.aclose()
        await client.close()


async def _forget(client: Any, pattern: str) -> None:
    from search.elastic.client import translated

    with translated():
        if found := (await client.indices.get(index=pattern, features=["settings"], allow_no_indices=True)).body:
            await client.indices.delete(index=[*found])
