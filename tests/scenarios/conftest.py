"""The two indexes that the scenarios are told to, each built once a session, however many workers share it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.cli.build import build_index
from api.root import make_finder
from data.sample import write_sample
from ingest.run import run_source
from tests.sync import SyncFinder

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
DIRECTORIES = "samhsa/national-directory-2022/National_Directory_{}_Facilities_2022.xlsx"


@pytest.fixture(scope="session")
def sample_finder(tmp_path_factory: pytest.TempPathFactory) -> SyncFinder:
    """The service over the synthetic sample, ingested and built as `demo` does it."""

    def books(home: Path) -> Sequence[Path]:
        (home / "books").mkdir(parents=True, exist_ok=True)
        return write_sample(home / "books")

    return _built(tmp_path_factory, "sample", books)


@pytest.fixture(scope="session")
def real_finder(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> SyncFinder:
    """The service over both national directories."""
    return _built(tmp_path_factory, "samhsa-directory", lambda home: [real_data / DIRECTORIES.format(survey) for survey in ("SA", "MH")])


def _built(factory: pytest.TempPathFactory, source: str, books: Callable[[Path], Sequence[Path]]) -> SyncFinder:
    """The service over a source's books, built by the first worker that asks; the others wait for it."""
    shared = factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else factory.getbasetemp()
    home = shared / f"scenarios-{source}"
    home.mkdir(exist_ok=True)
    with (home / "building").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "index" / "CURRENT").exists():
            run = run_source(source, [str(book) for book in books(home)], home, now=NOW, progress=False)
            assert not run.shortfalls, run.shortfalls
            build_index(home)
    return SyncFinder(make_finder(home))
