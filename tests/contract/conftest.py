"""What the engines are compared on: the real programs, built once a session however many workers share them."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from api.cli.build import build_index
from ingest.run import run_source
from tests.search.embedded.built import moment

BOOKS = "samhsa/national-directory-2022/National_Directory_{}_Facilities_2022.xlsx"


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Path:
    """A home with both national directories, ingested and built for the embedded engine; the first worker that asks makes it."""
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "contract-home"
    home.mkdir(exist_ok=True)
    with (home / "building").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "index" / "CURRENT").exists():
            books = [str(real_data / BOOKS.format(survey)) for survey in ("SA", "MH")]
            run = run_source("samhsa-directory", books, home, now=moment(0), progress=False)
            assert not run.shortfalls, run.shortfalls
            build_index(home)
    return home
