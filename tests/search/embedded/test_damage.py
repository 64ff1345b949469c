"""A generation that is not what was built is never served: the one before it is, until a good one is built."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from finder.errors import IndexUnavailable
from search.embedded.generation import current
from search.embedded.index import EmbeddedIndex
from tests.search.embedded.built import build_of, some_programs


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """An index whose generation before holds one program, and the one that is served two."""
    build_of(tmp_path, some_programs(1), 1)
    build_of(tmp_path, some_programs(2), 2)
    return tmp_path


def flip(path: Path, at: int) -> None:
    """Turns one bit of a file."""
    content = bytearray(path.read_bytes())
    content[at % len(content)] ^= 1
    path.write_bytes(content)


def served(index: EmbeddedIndex) -> int:
    """How many programs the generation has that is served; asked twice, as a server is."""

    async def asked() -> int:
        first, second = await index.current(), await index.current()
        assert first is second
        await index.close()
        return int(first.manifest["programs"])

    return asyncio.run(asked())


def test_any_turned_bit_brings_back_the_generation_before(two: Path) -> None:
    files = sorted(f for f in current(two).rglob("*") if f.is_file() and f.name != "manifest.json" and f.stat().st_size)
    assert len(files) > 10
    for number, file in enumerate(files):
        flip(file, number * 37)
        assert served(EmbeddedIndex(two, verified=True)) == 1, file.name
        flip(file, number * 37)
    assert served(EmbeddedIndex(two, verified=True)) == 2


@pytest.mark.parametrize("verified", [False, True])
def test_a_torn_file_brings_back_the_generation_before(two: Path, verified: bool) -> None:
    store = current(two) / "programs.sqlite"
    store.write_bytes(store.read_bytes()[:-1])
    assert served(EmbeddedIndex(two, verified)) == 1


def test_where_both_are_damaged_nothing_is_served_and_the_newest_is_named(two: Path) -> None:
    newest = current(two)
    for folder in (two / "generations").iterdir():
        flip(folder / "programs.sqlite", 4_000)
    index = EmbeddedIndex(two, verified=True)
    for _ in range(2):
        with pytest.raises(IndexUnavailable, match=f"{newest.name}.*programs.sqlite is not what was built.*index build"):
            asyncio.run(index.current())
    build_of(two, some_programs(3), 3)
    assert served(index) == 3
