"""What changed since a generation: each engine tells the same, and whoever follows it has what a newcomer gets."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from data.vocabulary import load_vocabulary
from finder.errors import BadParameter, ChangesUnknown
from finder.listing import Closed, Closing
from finder.program import Program
from search.embedded.generation import build
from search.embedded.index import EmbeddedIndex
from search.engine import Index
from search.history import Change, Kind
from tests.builders import program
from tests.conftest import cluster
from tests.contract.test_swap import Swap
from tests.search.elastic.loaded import finder_at, load_of
from tests.search.embedded.built import moment

A, B, C, D = (program(id, yes="level_of_care:iop") for id in "abcd")


def read_again(p: Program) -> Program:
    """The program, as it is after its sources were read a year later and say what they said."""
    later = {o: replace(o, retrieved="2023-01-01") for o in p.origins}
    facts = {t: replace(f, claims=tuple(replace(c, origin=later[c.origin]) for c in f.claims)) for t, f in p.facts.items()}
    return replace(p, facts=facts, origins=tuple(later.values()))


CLOSED = replace(B, closed=Closed("2026-01-05", "samhsa-directory", Closing.GONE))
MERGED = replace(C, replaced_by="a")
GENERATIONS: Sequence[Sequence[Program]] = (
    [A, B, C],
    [A, B, C],
    [program("a", yes="level_of_care:iop payment:medicaid"), B, C],
    [A, CLOSED, C, D],
    [A, CLOSED, MERGED, D],
    [replace(A, name="other"), B, MERGED, D],
    [replace(A, name="other"), *map(read_again, (B, MERGED, D))],
)
"""The last but one takes one closing back; in the last, one source was not read again."""


async def follow(index: Index, swap: Swap) -> None:
    """Builds one generation after another; a mirror follows by what changed, and is compared with a whole reading each time."""
    names: list[str] = []
    mirror: dict[str, Program] = {}
    for number, programs in enumerate(GENERATIONS):
        await swap(number)
        await asyncio.sleep(0)
        engine = await index.generation(moment(number).strftime("%Y%m%dt%H%M%S%fz"))
        whole = {p.id: p async for p in engine.scan()}
        assert whole == {p.id: p for p in programs}
        if names:
            changed = await engine.changes(names[-1])
            mirror |= {p.id: p for p in await engine.get([c.id for c in changed])}
        mirror = mirror or whole
        assert mirror == whole
        names.append(str(engine.manifest["generation"]))
    assert engine.manifest["lineage"] == names
    assert await engine.changes(names[-1]) == []
    assert await engine.changes(names[-2]) == [Change(id, Kind.REREAD) for id in "bcd"]
    after = [Change("a", Kind.CHANGED), Change("b", Kind.CHANGED), Change("c", Kind.MERGED, "a"), Change("d", Kind.REREAD)]
    assert await engine.changes(names[3]) == after
    assert await engine.changes(names[0]) == [
        Change("a", Kind.CHANGED),
        Change("b", Kind.CHANGED),
        Change("c", Kind.MERGED, "a"),
        Change("d", Kind.NEW),
    ]
    with pytest.raises(ChangesUnknown):
        await engine.changes("20200101t000000000000z")
    with pytest.raises(BadParameter):
        await engine.changes("yesterday")


def test_a_mirror_of_the_embedded_index(tmp_path: Path) -> None:
    async def swap(n: int) -> None:
        build(GENERATIONS[n], tmp_path, load_vocabulary(), moment(n), {})

    asyncio.run(follow(EmbeddedIndex(tmp_path), swap))


def test_a_mirror_of_elasticsearch(elasticsearch: str) -> None:
    async def work() -> None:
        async with cluster(elasticsearch) as (client, alias):
            await follow(finder_at(client, alias).index, lambda n: load_of(client, alias, GENERATIONS[n], n))

    asyncio.run(work())


def test_a_program_that_is_gone_without_a_word_begins_the_lineage_again(tmp_path: Path) -> None:
    first, second = (build(p, tmp_path, load_vocabulary(), moment(n), {}) for n, p in enumerate(([A, B], [A, D])))
    assert first["lineage"] == [first["generation"]] and second["lineage"] == [second["generation"]]
