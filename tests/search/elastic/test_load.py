"""Loading on a real Elasticsearch: checked, swapped in at once, and without a trace where it fails or is killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import AsyncElasticsearch

from data.vocabulary import load_vocabulary
from finder.errors import GenerationRetired, IndexUnavailable
from finder.formats.records import program_record
from finder.program import Program
from search.elastic import engine, load
from search.elastic.load import Layout
from search.elastic.names import Names
from search.engine import generation_name
from search.request import SearchRequest
from tests.builders import program
from tests.conftest import cluster
from tests.search.elastic.loaded import finder_at, indexes, load_of, served
from tests.search.embedded.built import IOP, moment, some_programs

ROOT = Path(__file__).parents[3]
ANY = SearchRequest(size=2)
Work = Callable[[AsyncElasticsearch, str], Awaitable[None]]


@pytest.fixture
def on_cluster(elasticsearch: str) -> Callable[[Work], None]:
    """Does the work with a client and an alias of its own."""

    def do(work: Work) -> None:
        async def run() -> None:
            async with cluster(elasticsearch) as (client, alias):
                await work(client, alias)

        asyncio.run(run())

    return do


def of(alias: str, *numbers: int) -> set[str]:
    """The indexes of the generations that were built at these moments."""
    names = [f"{alias}-{generation_name(moment(n))}" for n in numbers]
    return {*names, *(f"{n}-claims" for n in names)}


async def found(client: AsyncElasticsearch, alias: str) -> list[str]:
    """The ids that a new process finds first."""
    return [r.program.id for r in (await finder_at(client, alias).search(SearchRequest(size=3))).results]


def test_all_is_there_and_set_for_serving(on_cluster: Callable[[Work], None]) -> None:
    async def work(client: AsyncElasticsearch, alias: str) -> None:
        some = [*some_programs(120), program("q", yes=IOP, at=None, ranges={"age": [(13, 17)]})]
        manifest = await load_of(client, alias, some)
        assert (manifest["programs"], manifest["iop"], manifest["with_point"], manifest["engine"]) == (121, 121, 120, "elastic")
        index = await finder_at(client, alias).index.current()
        assert [p async for p in index.scan()] == sorted(some, key=lambda p: p.id)
        assert index.manifest == json.loads(json.dumps(manifest))
        settings = (await client.indices.get_settings(index=[*of(alias, 0)])).body
        assert all("refresh_interval" not in s["settings"]["index"] for s in settings.values()), "as the cluster has it"
        segments = (await client.indices.segments(index=f"{alias}-*")).body["indices"]
        assert {len(copy["segments"]) for i in segments.values() for shard in i["shards"].values() for copy in shard} == {1}

    on_cluster(work)


def test_the_alias_moves_in_one_action_and_one_before_is_kept(on_cluster: Callable[[Work], None]) -> None:
    async def work(client: AsyncElasticsearch, alias: str) -> None:
        await load_of(client, alias, some_programs(3), 0)
        seen: list[frozenset[str]] = []

        async def watch() -> None:
            while True:
                seen.append(frozenset(await served(client, alias)))

        watching = asyncio.create_task(watch())
        for number in (1, 2, 3):
            await load_of(client, alias, some_programs(3, "abc"[number - 1]), number)
            assert await indexes(client, alias) == of(alias, number - 1, number)
            assert await found(client, alias) == [f"{'abc'[number - 1]}{i:02}" for i in range(3)]
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        order = [f"{alias}-{generation_name(moment(n))}" for n in range(4)]
        assert len(seen) > 10 and all(len(s) == 1 for s in seen), "never none, never two"
        assert (steps := [order.index(next(iter(s))) for s in seen]) == sorted(steps)

    on_cluster(work)


def test_an_alias_that_begins_with_ours_is_left_alone(on_cluster: Callable[[Work], None]) -> None:
    async def work(client: AsyncElasticsearch, alias: str) -> None:
        await load_of(client, f"{alias}-staging", some_programs(2, "s"), 0)
        for number in range(3):
            await load_of(client, alias, some_programs(2), number)
        assert await indexes(client, f"{alias}-staging") == of(f"{alias}-staging", 0)
        assert await found(client, f"{alias}-staging") == ["s00", "s01"] and await found(client, alias) == ["p00", "p01"]

    on_cluster(work)


def broken() -> Iterator[Program]:
    """Programs until something breaks, after the first thousand are sent."""
    yield from some_programs(1_500)
    raise OSError("the disk is gone")


FAILURES: dict[str, tuple[Callable[[], Any], type[Exception], str]] = {
    "what is read breaks": (broken, OSError, "the disk is gone"),
    "strict mapping": (lambda: [*some_programs(9), program("q", ranges={"shoe_size": [(1, 2)]})], IndexUnavailable, "refused 1 .*strict"),
    "one id twice": (lambda: [*some_programs(9), *some_programs(1)], IndexUnavailable, "share an id"),
    "nothing": (list, IndexUnavailable, "no programs"),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failed_load_leaves_all_as_it_was(on_cluster: Callable[[Work], None], failure: str) -> None:
    programs, kind, words = FAILURES[failure]

    async def work(client: AsyncElasticsearch, alias: str) -> None:
        await load_of(client, alias, some_programs(3), 0)
        with pytest.raises(kind, match=words):
            await load_of(client, alias, programs(), 1)
        assert await indexes(client, alias) == of(alias, 0) and await found(client, alias) == ["p00", "p01", "p02"]
        await load_of(client, alias, some_programs(3, "q"), 2)
        assert await found(client, alias) == ["q00", "q01", "q02"] and await indexes(client, alias) == of(alias, 0, 2)

    on_cluster(work)


def test_what_reads_back_otherwise_is_not_served(on_cluster: Callable[[Work], None], monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(client: AsyncElasticsearch, alias: str) -> None:
        await load_of(client, alias, some_programs(3), 0)
        monkeypatch.setattr(load, "program_record", lambda p, interner: program_record(program(p.id, yes="payment:medicaid"), interner))
        with pytest.raises(IndexUnavailable, match="differ from those sent"):
            await load_of(client, alias, some_programs(3), 1)
        assert await indexes(client, alias) == of(alias, 0)

    on_cluster(work)


def test_copies_that_nobody_can_hold(on_cluster: Callable[[Work], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "COPYING", 1)

    async def work(client: AsyncElasticsearch, alias: str) -> None:
        copies = int((await client.cluster.health())["number_of_data_nodes"])  # one more than there are nodes left
        await load_of(client, alias, some_programs(3), 0)
        with pytest.raises(IndexUnavailable, match="more nodes than replicas"):
            await load.load(some_programs(3), client, load_vocabulary(), Layout(Names(alias), 1, copies), moment(1), {})
        assert await indexes(client, alias) == of(alias, 0)

    on_cluster(work)


KILLED = """
import asyncio, sys
from search.elastic.access import Access
from search.elastic.client import make_client
from tests.search.elastic.loaded import load_of
from tests.search.embedded.built import some_programs

url, alias, moment = sys.argv[1:]
client = make_client(Access([url], timeout=30))
request, bulks = client.transport.perform_request, []

async def perform_request(method, target, **more):
    if "_bulk" in target:
        bulks.append(target)
    if len(bulks) == 2 if moment == "_bulk" else moment in target and method != "GET":
        print("now", flush=True)  # our parent kills us as soon as it reads this
        if moment != "_bulk":
            sys.stdin.read()
    return await request(method, target, **more)

def programs():
    yield from some_programs(4_000, "k")
    if moment == "_bulk":
        sys.stdin.read()  # whatever happens, this build does not come to an end

client.transport.perform_request = perform_request
asyncio.run(load_of(client, alias, programs(), 1))
"""


@pytest.mark.parametrize("killed_at", ["_bulk", "_forcemerge", "_aliases"])
def test_a_killed_builder(on_cluster: Callable[[Work], None], elasticsearch: str, killed_at: str) -> None:
    async def work(client: AsyncElasticsearch, alias: str) -> None:
        await load_of(client, alias, some_programs(3), 0)
        command = [sys.executable, "-c", KILLED, elasticsearch, alias, killed_at]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as builder:
            assert builder.stdout is not None
            said = await asyncio.to_thread(builder.stdout.readline)
            builder.send_signal(signal.SIGKILL)
            assert said == b"now\n" and builder.wait() == -signal.SIGKILL
        assert await indexes(client, alias) == of(alias, 0, 1), "the litter of the killed one"
        assert await served(client, alias) == {f"{alias}-{generation_name(moment(0))}"}
        assert await found(client, alias) == ["p00", "p01", "p02"]
        with pytest.raises(GenerationRetired) if killed_at != "_aliases" else nullcontext():
            await finder_at(client, alias).index.generation(generation_name(moment(1)))
        await load_of(client, alias, some_programs(3, "q"), 2)
        assert await indexes(client, alias) == of(alias, 0, 2) and await found(client, alias) == ["q00", "q01", "q02"]

    on_cluster(work)


def test_cursors_outlive_one_swap_but_not_two(on_cluster: Callable[[Work], None]) -> None:
    async def work(client: AsyncElasticsearch, alias: str) -> None:
        def at(cursor: str) -> SearchRequest:
            return SearchRequest(size=2, cursor=cursor)

        await load_of(client, alias, some_programs(5), 0)
        old, first = finder_at(client, alias), await finder_at(client, alias).search(ANY)
        await old.search(ANY)
        await load_of(client, alias, some_programs(5, "q"), 1)
        for finder in (old, finder_at(client, alias)):
            second = await finder.search(at(first.next))
            assert [r.program.id for r in second.results] == ["p02", "p03"] and second.generation == first.generation
        await load_of(client, alias, some_programs(5, "r"), 2)
        for finder in (old, finder_at(client, alias)):
            with pytest.raises(GenerationRetired, match="begin the search again"):
                await finder.search(at(second.next))

    on_cluster(work)


def test_a_reader_looks_again(on_cluster: Callable[[Work], None], monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(client: AsyncElasticsearch, alias: str) -> None:
        await load_of(client, alias, some_programs(5), 0)
        old = finder_at(client, alias)
        await old.search(ANY)
        await load_of(client, alias, some_programs(5, "q"), 1)
        first = await finder_at(client, alias).search(ANY)
        second = await old.search(SearchRequest(size=2, cursor=first.next))
        assert [r.program.id for r in second.results] == ["q02", "q03"], "a generation that it never heard of"
        monkeypatch.setattr(engine, "LOOK_AGAIN", 0.0)
        assert (await old.search(ANY)).generation == first.generation

    on_cluster(work)
