"""A state hides 28 addresses that the national directory prints: after both are merged, no output, export or index file has one."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from finder.formats.registry import FORMATS
from finder.listing import Care, Listing
from finder.place import Precision
from finder.program import Program
from finder.tokens import squash
from ingest.merge_all import PROGRAMS, read_programs
from ingest.run import run_source
from ingest.snapshot import SnapshotWriter, newest_good
from tests.api.conftest import CommandLine
from tests.conftest import cluster
from tests.homes import NOW
from tests.search.elastic.loaded import load_of

STREETS = {
    "1501 albion street",  # matched with the register's row
    "2121 south oneida street",
    "50 king road",  # matched with none, for the row has no place; its name and number are theirs
    "1530 railroad avenue",
    "3302 south grand avenue",
    "4335 west 76th avenue",
    "7850 vance drive",
    "27 main street",  # most likely another site of theirs: one too many rather than one too few
}


@dataclass(frozen=True)
class Colorado:
    """The register and the state's rows of the directories, merged and indexed, and their listings by key."""

    iop: CommandLine
    listings: dict[str, Listing]
    programs: list[Program]

    def of_both(self) -> Iterable[Program]:
        """The programs of which both speak."""
        return (p for p in self.programs if len({key.partition("/")[0] for key in p.listings}) == 2)


@pytest.fixture(scope="module")
def colorado(real_home: Path, real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Colorado:
    iop = CommandLine(tmp_path_factory.mktemp("colorado"))
    directory = newest_good(real_home, "samhsa-directory")
    assert directory
    with SnapshotWriter(iop.home, "samhsa-directory", NOW) as writer:
        for x in (x for x in directory.listings() if x.address.state == "CO"):
            writer.add(x)
        writer.finish(directory.report)
    run_source("colorado-ladders", [str(real_data / "colorado-ladders" / "ladders_2022-07-14.csv")], iop.home, now=NOW, progress=False)
    assert iop("index", "build").code == 0
    listings = {x.key: x for id in ("samhsa-directory", "colorado-ladders") if (s := newest_good(iop.home, id)) for x in s.listings()}
    return Colorado(iop, listings, list(read_programs(iop.home)))


@pytest.fixture(scope="module")
def hidden(colorado: Colorado) -> list[Program]:
    """The hidden programs of which the directory prints a street."""
    return [p for p in colorado.programs if p.address.hidden and any(colorado.listings[key].address.street for key in p.listings)]


def streets_in(text: str) -> set[str]:
    """Which of the hidden streets a text tells."""
    folded = f" {squash(text)} "
    return {street for street in STREETS if f" {street} " in folded}


def test_the_register_is_matched_with_the_directories(colorado: Colorado) -> None:
    both = Counter(p.care for p in colorado.of_both())
    assert both[Care.ADDICTION] >= 155 and both[Care.MENTAL_HEALTH] >= 18
    assert sum(not p.address.hidden for p in colorado.programs) > 1_000


def test_these_are_hidden(colorado: Colorado, hidden: list[Program]) -> None:
    printed = {squash(s.partition(",")[0]) for p in hidden for key in p.listings if (s := colorado.listings[key].address.street)}
    assert printed == STREETS
    assert {(p.address.street, p.point and p.point.precision) for p in hidden} <= {("", Precision.ZIP), ("", Precision.CITY)}
    assert not any(" - " in p.name for p in colorado.programs if p.address.hidden)


def test_no_answer_tells(colorado: Colorado, hidden: list[Program]) -> None:
    iop, ids = colorado.iop, [p.id for p in hidden]
    near = ("--near", "Colorado", "--json")
    said = [iop("show", id, "--json") for id in ids] + [iop("why", id, *near) for id in ids]
    said += [iop("compare", *ids[i : i + 4], "--json") for i in range(0, len(ids), 4)]
    said += [iop("search", "--name", " ".join(p.name.split()[:2]), *near) for p in hidden]
    said += [iop("show", id) for id in ids] + [iop("search", "--name", p.name) for p in hidden]
    assert {x.code for x in said} == {0}
    text = " ".join(x.out for x in said)
    assert all(p.name in text for p in hidden) and streets_in(text) == set()


@pytest.mark.parametrize("format", FORMATS)
def test_no_export_tells(colorado: Colorado, hidden: list[Program], tmp_path: Path, format: str) -> None:
    assert colorado.iop("export", "--format", format, "--output", tmp_path / "out").code == 0
    text = (tmp_path / "out").read_text("utf-8")
    assert all(p.id in text for p in hidden) and streets_in(text) == set()


def test_no_file_tells(colorado: Colorado, hidden: list[Program]) -> None:
    home = colorado.iop.home
    files = [f.read_bytes() for f in (home / "index").rglob("*") if f.is_file()] + [gzip.decompress((home / PROGRAMS).read_bytes())]
    text = b" ".join(files).decode("utf-8", "ignore")
    assert all(p.name in text for p in hidden), "names are there, so a street would be found"
    assert streets_in(text) == set()


def test_no_document_of_a_cluster_tells(colorado: Colorado, hidden: list[Program], elasticsearch: str) -> None:
    async def documents() -> list[object]:
        async with cluster(elasticsearch) as (client, alias):
            await load_of(client, alias, colorado.programs)
            found = await client.search(index=f"{alias}-*", size=10_000, query={"match_all": {}})
            return list(found["hits"]["hits"])

    held = asyncio.run(documents())
    text = json.dumps(held, default=str)
    assert len(held) >= len(colorado.programs) and all(p.id in text for p in hidden) and streets_in(text) == set()
