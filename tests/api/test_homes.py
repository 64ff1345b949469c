"""A clock that was set back, two builds at once, a home that cannot be written to, and the way back to a generation that is kept."""

from __future__ import annotations

import asyncio
import ctypes
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from api.doctor import State, check_elastic
from api.settings import Settings
from finder.errors import BadParameter, IndexUnavailable
from ingest.ledger import Ledger
from ingest.run import run_source
from ingest.snapshot import newest_good
from search.elastic.load import use as use_elastic
from search.elastic.names import Names
from search.embedded.generation import COLUMNS, names, use
from search.engine import generation_name
from search.request import SearchRequest
from tests.api.conftest import CommandLine
from tests.conftest import cluster
from tests.search.elastic.loaded import finder_at, load_of, served
from tests.search.embedded.built import build_of, finder_over, some_programs

NOW = datetime(2026, 1, 5, tzinfo=UTC)
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


def count(index: Path) -> int:
    """How many programs are served."""
    return sum(finder_over(index).search(SearchRequest(level="any")).total.values())


def test_the_newest_generation_is_the_one_built_last(tmp_path: Path) -> None:
    first = build_of(tmp_path, some_programs(3), 9)
    second = build_of(tmp_path, some_programs(5), 1)  # eight hours earlier, by the clock
    assert first["generation"] < second["generation"] and count(tmp_path) == 5
    third = build_of(tmp_path, some_programs(7), 1)
    assert names(tmp_path) == (second["generation"], third["generation"]) and count(tmp_path) == 7
    assert generation_name(NOW, ["20260105t000000000000z"]) == "20260105t000000000001z" < generation_name(NOW + timedelta(hours=1))


def test_the_newest_run_is_the_one_read_last(own_home: Path, sample_books: list[Path]) -> None:
    before = newest_good(own_home, "sample")
    run_source("sample", [str(b) for b in sample_books], own_home, now=datetime(2001, 1, 1, tzinfo=UTC), progress=False)
    after = newest_good(own_home, "sample")
    assert before and after and after.run > before.run and after.report != before.report


def test_the_ledgers_days_do_not_run_backwards(tmp_path: Path) -> None:
    for today in ("2026-01-05", "2001-01-01"):
        ledger = Ledger(tmp_path, today)
        ledger.assign([[f"a {today}"]])
        ledger.save()
    assert "2001-01-01" not in (tmp_path / "ledger.jsonl").read_text().replace("a 2001-01-01", "")


def test_of_two_builds_one_waits(own_home: Path) -> None:
    with (own_home / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        for command in (("build",), ("use", names(own_home / "index")[0])):
            said = CommandLine(own_home)("index", *command)
            assert said.code == 1 and said.err.splitlines()[-1] == "iop-finder: another build is running: wait for it to end"
    assert CommandLine(own_home)("index", "build").code == 0


@pytest.fixture
def read_only(sample_home: Path) -> Iterator[Path]:
    """A home that nobody may write to."""
    with TemporaryDirectory() as folder:
        home = shutil.copytree(sample_home, Path(folder) / "home")
        for path in (Path(folder), home, *home.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield home
        for path in (Path(folder), home, *home.rglob("*")):
            path.chmod(0o755)


def as_anyone() -> None:
    """Takes from root, in the child, the right to write everywhere (Linux, capabilities(7)); of others nothing."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)


def test_a_home_that_cannot_be_written_to(read_only: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        settings = {**os.environ, "IOP_FINDER_HOME": str(read_only), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        command = [sys.executable, "-c", "from api.cli import main; main()", *arguments]
        return subprocess.run(command, env=settings, preexec_fn=as_anyone, capture_output=True, text=True, check=False, timeout=120)

    assert run("search", "--near", "Denver, CO", "--json").returncode == 0
    for command in (("ingest", "sample"), ("index", "build"), ("index", "use", names(read_only / "index")[0])):
        said = run(*command)
        last = said.stderr.strip().splitlines()[-1]
        assert said.returncode == 1 and "ermission denied" in last and "Traceback" not in said.stderr, said.stderr


def test_back_to_a_generation_that_is_kept(tmp_path: Path) -> None:
    old, new = (build_of(tmp_path, some_programs(n), n)["generation"] for n in (3, 5))
    running = finder_over(tmp_path)
    assert sum(running.search(SearchRequest(level="any")).total.values()) == 5
    assert use(tmp_path, old)["programs"] == 3
    assert sum(running.search(SearchRequest(level="any")).total.values()) == count(tmp_path) == 3
    assert use(tmp_path, new)["programs"] == 5 and count(tmp_path) == 5
    with pytest.raises(BadParameter) as e:
        use(tmp_path, "20200101t000000000000z")
    assert e.value.allowed == (old, new)
    with pytest.raises(BadParameter):
        use(tmp_path, "../..")
    next((tmp_path / "generations" / old / COLUMNS).glob("*.npy")).write_bytes(b"x")
    with pytest.raises(IndexUnavailable, match="what was served stays"):
        use(tmp_path, old)
    assert count(tmp_path) == 5
    use(tmp_path, new)
    assert build_of(tmp_path, some_programs(7), 6)["programs"] == 7 and count(tmp_path) == 7


def test_back_to_a_generation_on_elasticsearch(elasticsearch: str) -> None:
    async def whole() -> None:
        async with cluster(elasticsearch) as (client, alias):
            old, new = [
                (await load_of(client, alias, some_programs(n), 9 - n))["generation"] for n in (3, 5)
            ]  # the second, by an earlier clock
            assert old < new
            assert (await use_elastic(client, Names(alias), old))["programs"] == 3
            assert await served(client, alias) == {Names(alias).index(old)}
            assert (await finder_at(client, alias).search(SearchRequest(level="any"))).generation == old
            with pytest.raises(BadParameter) as e:
                await use_elastic(client, Names(alias), "20200101t000000000000z")
            assert [*e.value.allowed] == [old, new]
            await use_elastic(client, Names(alias), new)
            assert await served(client, alias) == {Names(alias).index(new)}
            here = Settings(elasticsearch_url=elasticsearch, elasticsearch_alias=alias)
            said = await asyncio.to_thread(lambda: [*check_elastic(here, NOW.date())])
            assert [c.about.removesuffix(" (served)") for c in said] == ["Elasticsearch", f"generation {new}", f"generation {old}"]
            assert said[-1].found == "kept to go back to" and {c.state for c in said} <= {State.FINE, State.LOOK}

    asyncio.run(whole())


def test_the_command(own_home: Path) -> None:
    (name,) = names(own_home / "index")[-1:]
    said = CommandLine(own_home)("index", "use", name)
    assert said.code == 0 and name in said.err
    wrong = CommandLine(own_home)("index", "use", "yesterday")
    assert wrong.code == 2 and len(wrong.err.splitlines()) == 1 and name in wrong.err
