"""Homes that are ingested and built once a session, however many workers share them."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.cli.build import build_index
from ingest.run import run_source

NOW = datetime(2026, 1, 5, tzinfo=UTC)


def built_home(factory: pytest.TempPathFactory, source: str, books: Callable[[Path], Sequence[Path]]) -> Path:
    """A home with a source's books, ingested and built for the embedded engine; the first worker that asks makes it, the others wait.

    `books` is given the home, to write into where they are made up. Whoever asks may read the home, and may not change it.
    """
    shared = factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else factory.getbasetemp()
    home = shared / f"home-{source}"
    home.mkdir(exist_ok=True)
    with (home / "building").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "index" / "CURRENT").exists():
            run = run_source(source, [str(book) for book in books(home)], home, now=NOW, progress=False)
            assert not run.shortfalls, run.shortfalls
            build_index(home)
    return home
