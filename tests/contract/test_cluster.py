"""A cluster of three under load: each node killed and started again, and then all of them. Not one search fails while one is down.

IOP_FINDER_TEST_ELASTICSEARCH_CLUSTER names a command that controls a cluster of three: `url` prints its addresses, one a line, `kill K`
ends a node as a crash would, `start K` starts it and returns when the cluster is green again.
"""

from __future__ import annotations

import asyncio
import os
import shlex
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from statistics import quantiles
from subprocess import PIPE, check_call
from time import perf_counter
from urllib.request import urlopen

import pytest

from data.vocabulary import load_vocabulary
from finder.errors import IndexUnavailable
from finder.program import Program
from search.elastic.access import Access
from search.elastic.client import make_client
from search.elastic.load import Layout, load
from search.elastic.names import Names
from search.engine import generation_name
from search.request import SearchRequest
from search.service import Finder
from tests.builders import program
from tests.conftest import cluster
from tests.search.elastic.loaded import finder_at, indexes
from tests.search.embedded.built import IOP, moment

CLIENTS, PROGRAMS, SETTLED = 4, 2_000, 40
"""SETTLED: searches made after each change before the next, by all clients together."""
SEARCHES = (SearchRequest(near="Denver, CO"), SearchRequest(near="Colorado", require=("payment:medicaid",), size=50, facet=("payment",)))
Command = Callable[..., Awaitable[str]]


@pytest.fixture
def control() -> Command:
    """Runs the control command."""
    command = os.environ.get("IOP_FINDER_TEST_ELASTICSEARCH_CLUSTER", "")
    if not command:
        pytest.skip("no cluster of three: IOP_FINDER_TEST_ELASTICSEARCH_CLUSTER names the command that controls one")

    async def run(*words: str) -> str:
        process = await asyncio.create_subprocess_exec(*shlex.split(command), *words, stdout=PIPE)
        out, _ = await asyncio.wait_for(process.communicate(), 180)
        assert process.returncode == 0, (words, process.returncode)
        return out.decode()

    return run


@dataclass
class Load:
    """What the clients saw, by phase: milliseconds of each search, and errors."""

    phase: str = "all up"
    done: bool = False
    took: dict[str, list[float]] = field(default_factory=dict)
    failed: dict[str, list[str]] = field(default_factory=dict)
    searched: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def client(self, finder: Finder) -> None:
        """Searches without pause until all is over."""
        number = 0
        while not self.done:
            phase, begun, number = self.phase, perf_counter(), number + 1
            try:
                page = await finder.search(SEARCHES[number % len(SEARCHES)])
                assert len(page.results) == page.checked.size
                self.took.setdefault(phase, []).append((perf_counter() - begun) * 1e3)
            except IndexUnavailable as e:
                self.failed.setdefault(phase, []).append(str(e))
            async with self.searched:
                self.searched.notify_all()

    async def enter(self, phase: str, wanted: int = SETTLED) -> None:
        """Goes on when so many searches were answered in the phase."""
        self.phase = phase
        async with self.searched:
            await asyncio.wait_for(self.searched.wait_for(lambda: len(self.took.get(phase, ())) >= wanted), 60)

    def __str__(self) -> str:
        lines = [f"{'phase':28}{'searches':>9}{'failed':>8}{'p50 ms':>8}{'p99 ms':>8}{'most':>8}"]
        for phase, took in self.took.items():
            cuts = quantiles([*took, *took[-1:]], n=100, method="inclusive")  # of one search, too
            lines.append(f"{phase:28}{len(took):>9}{len(self.failed.get(phase, ())):>8}{cuts[49]:>8.0f}{cuts[98]:>8.0f}{max(took):>8.0f}")
        return "\n".join(lines)


def some() -> list[Program]:
    """Programs around Denver."""
    return [program(f"p{i:04}", yes=f"{IOP} payment:medicaid") for i in range(PROGRAMS)]


def test_a_node_dies(control: Command, capsys: pytest.CaptureFixture[str]) -> None:
    seen = Load()

    async def run() -> None:
        urls = (await control("url")).split()
        async with cluster(",".join(urls)) as (client, alias):
            await load(some(), client, load_vocabulary(), Layout(Names(alias), replicas=1), moment(0), {})
            finders = [finder_at(make_client(Access(urls)), alias) for _ in range(CLIENTS)]
            async with asyncio.TaskGroup() as group:
                for finder in finders:
                    group.create_task(seen.client(finder))
                try:
                    await seen.enter("all up")
                    for node in ("2", "3", "1"):
                        seen.phase = f"node {node} being killed"
                        await control("kill", node)
                        await seen.enter(f"node {node} down")
                        seen.phase = f"node {node} coming back"
                        await control("start", node)
                        await seen.enter(f"node {node} up again")
                finally:
                    seen.done = True
            for finder in finders:
                await finder.index.close()

    asyncio.run(run())
    with capsys.disabled():
        print(f"\n{seen}")
    assert not seen.failed, seen.failed


def test_all_nodes_die(control: Command, capsys: pytest.CaptureFixture[str]) -> None:
    async def run() -> tuple[list[float], float]:
        urls = (await control("url")).split()
        async with cluster(",".join(urls)) as (client, alias):
            await load(some(), client, load_vocabulary(), Layout(Names(alias), replicas=1), moment(0), {})
            finder, took = finder_at(make_client(Access(urls)), alias), []
            before = [r.program.id for r in (await finder.search(SEARCHES[0])).results]
            await asyncio.gather(*(control("kill", str(node)) for node in (1, 2, 3)))
            for _ in range(5):
                begun = perf_counter()
                with pytest.raises(IndexUnavailable, match="cannot be reached"):
                    await finder.search(SEARCHES[0])
                took.append(perf_counter() - begun)
            await asyncio.gather(*(control("start", str(node)) for node in (1, 2, 3)))
            begun = perf_counter()
            assert [r.program.id for r in (await finder.search(SEARCHES[0])).results] == before, "back, without a restart of ours"
            back = perf_counter() - begun
            await finder.index.close()
            return took, back

    took, back = asyncio.run(run())
    with capsys.disabled():
        print(
            f"\nall down: IndexUnavailable after {max(took):.2f} s at most (of 5.0 allowed); back by itself, first answer in {back:.2f} s"
        )
    assert max(took) < Access(()).timeout


def holder(urls: list[str], index: str) -> str:
    """The number of the node that an index lies on, which is being built and has no copies yet."""

    def rows(path: str) -> list[list[str]]:
        with urlopen(f"{urls[0]}/_cat/{path}", timeout=10) as reply:
            return [line.split() for line in reply.read().decode().splitlines()]

    ((name,),) = rows(f"shards/{index}?h=node")
    (address,) = [row[1] for row in rows("nodes?h=name,http") if row[0] == name]
    return str(1 + [u.rpartition(":")[2] for u in urls].index(address.rpartition(":")[2]))


def test_a_node_dies_in_the_middle_of_a_load(control: Command) -> None:
    async def run() -> None:
        urls, killed = (await control("url")).split(), []
        async with cluster(",".join(urls)) as (client, alias):

            def dying() -> Iterator[Program]:
                """Programs, the third thousand of which finds no node: everything waits here until it is dead."""
                for number in range(3_000):
                    if number == 2_000:
                        killed.append(holder(urls, Names(alias).index(generation_name(moment(1)))))
                        command = os.environ["IOP_FINDER_TEST_ELASTICSEARCH_CLUSTER"]
                        check_call([*shlex.split(command), "kill", killed[0]], timeout=60)
                    yield program(f"q{number:04}", yes=IOP)

            layout = Layout(Names(alias), replicas=1)
            await load(some(), client, load_vocabulary(), layout, moment(0), {})
            before = await indexes(client, alias)
            with pytest.raises(IndexUnavailable):
                await load(dying(), client, load_vocabulary(), layout, moment(1), {})
            assert (await finder_at(client, alias).search(SEARCHES[0])).results[0].program.id == "p0000", (
                "served by the copies that are left"
            )
            await control("start", *killed)
            await load(some(), client, load_vocabulary(), layout, moment(2), {})
            assert len(await indexes(client, alias)) == 4 and before < await indexes(client, alias), "no litter"

    asyncio.run(run())
