"""Eight clients search and page without pause while three builds are swapped in, on each engine: none fails or sees a mixed page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import TypeAlias

import pytest

from data.vocabulary import load_vocabulary
from finder.errors import GenerationRetired
from finder.place import on_grid
from finder.program import Program
from finder.questions import all_questions
from search.embedded.generation import build
from search.embedded.index import EmbeddedIndex
from search.page import Page
from search.request import SearchRequest
from search.service import Finder
from tests.builders import DENVER, program
from tests.conftest import cluster
from tests.search.elastic.loaded import finder_at, load_of
from tests.search.embedded.built import moment

CLIENTS, SWAPS, PROGRAMS, PAGES = 8, 3, 2_000, 6
SEARCHES = (
    SearchRequest(near="Denver, CO", radius=25.0),
    SearchRequest(near="Denver, CO", prefer=("payment:medicaid",), facet=("payment",)),
    SearchRequest(near="Colorado", require=("therapy:dbt",), size=50),
    SearchRequest(near="Denver, CO", require=("therapy:dbt", "payment:medicaid"), age=16),
    SearchRequest(level="any", size=100),
)

Swap: TypeAlias = Callable[[int], Awaitable[object]]
Open: TypeAlias = Callable[[], Finder]


def generation(number: int) -> list[Program]:
    """The programs of a build: which one it was is in their ids."""
    rng = Random(number)
    terms = ["level_of_care:iop", "payment:medicaid", "therapy:dbt", "level_of_care:php"]
    return [
        program(
            f"g{number}-{i:04}",
            yes=" ".join(t for t in terms if rng.random() < 0.6),
            at=on_grid(DENVER.lat + rng.uniform(-0.5, 0.5), DENVER.lon + rng.uniform(-0.5, 0.5)),
        )
        for i in range(PROGRAMS)
    ]


@asynccontextmanager
async def embedded(folder: Path, url: str) -> AsyncIterator[tuple[Swap, Open]]:
    """Builds into a folder, in a thread of its own, and opens it."""
    vocabulary = load_vocabulary()
    yield (
        lambda n: asyncio.to_thread(build, generation(n), folder, vocabulary, moment(n), {}),
        lambda: Finder(EmbeddedIndex(folder), vocabulary, all_questions()),
    )


@asynccontextmanager
async def elastic(folder: Path, url: str) -> AsyncIterator[tuple[Swap, Open]]:
    """Loads into a cluster, and opens it."""
    async with cluster(url) as (client, alias):
        yield lambda n: load_of(client, alias, generation(n), n), lambda: finder_at(client, alias)


@dataclass
class Run:
    """What the clients saw. `names` are the generations in the order of their builds, `seen` the newest that each client found."""

    begun: int = 0
    done: bool = False
    names: list[str] = field(default_factory=list)
    seen: dict[int, str] = field(default_factory=dict)
    pages: int = 0
    paged_across: int = 0
    retired: int = 0
    wrong: list[str] = field(default_factory=list)
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    def look(self, page: Page, pages_before: int) -> None:
        """Checks that a page is all of the generation that it says it is of."""
        self.pages += 1
        built = {r.program.id.partition("-")[0] for r in (*page.results, *page.farther)}
        said = f"g{self.names.index(page.generation)}" if page.generation in self.names else f"g{len(self.names)}"  # swapped in just now
        if built - {said}:
            self.wrong.append(f"{said} shows {built}")
        if [r.rank for r in page.results] != [*range(pages_before + 1, pages_before + 1 + len(page.results))]:
            self.wrong.append("ranks")


async def client(number: int, finder: Finder, run: Run) -> None:
    """Searches and pages until all is over."""
    rng = Random(number)
    while not run.done:
        request = rng.choice(SEARCHES)
        page = await finder.search(request)
        run.seen[number] = page.generation
        run.moved.set()
        await asyncio.sleep(0)  # the embedded engine waits for nothing: the others get their turn
        run.look(page, 0)
        shown = len(page.results)
        for _ in range(rng.randint(0, PAGES)):
            if not page.next:
                break
            try:
                following = await finder.search(replace(request, cursor=page.next))
            except GenerationRetired:
                run.retired += 1
                begun_since = run.begun - run.names.index(page.generation)
                if begun_since < 2:
                    run.wrong.append(f"retired after {begun_since} swaps")
                break
            run.look(following, shown)
            if following.generation != page.generation:
                run.wrong.append("a page of another generation than the page before")
            run.paged_across += following.generation != run.names[-1]
            page, shown = following, shown + len(following.results)
            await asyncio.sleep(0)


@pytest.mark.parametrize("engine", [embedded, elastic])
def test_swaps_under_load(engine: Callable, tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> None:
    run, url = Run(), request.getfixturevalue("elasticsearch") if engine is elastic else ""

    async def swap_in(build_number: Swap, number: int) -> None:
        run.begun = number
        await build_number(number)

    async def whole() -> None:
        async with engine(tmp_path, url) as (swap, open_):
            await swap(0)
            finders = [open_() for _ in range(CLIENTS)]
            run.names.append((await finders[0].index.current()).manifest["generation"])
            async with asyncio.TaskGroup() as group:
                for number, finder in enumerate(finders):
                    group.create_task(client(number, finder, run))
                for number in range(1, SWAPS + 1):
                    await swap_in(swap, number)
                    run.names.append((await open_().index.current()).manifest["generation"])
                    while {*run.seen.values()} != {run.names[-1]} or len(run.seen) < CLIENTS:  # all have found it
                        run.moved.clear()
                        await run.moved.wait()
                run.done = True

    asyncio.run(asyncio.wait_for(whole(), 120))
    with capsys.disabled():
        print(f"\n{engine.__name__}: {run.pages} pages, {run.paged_across} of a list before, {run.retired} told that theirs is gone")
    assert not run.wrong, run.wrong[:10]
    assert len(run.names) == SWAPS + 1 and run.pages > CLIENTS * SWAPS and run.paged_across
