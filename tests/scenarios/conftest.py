"""The two indexes that the scenarios are told to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from api.root import make_finder
from data.sample import write_sample
from tests.homes import built_home
from tests.sync import SyncFinder


@pytest.fixture(scope="session")
def sample_finder(tmp_path_factory: pytest.TempPathFactory) -> SyncFinder:
    """The service over the synthetic sample, ingested and built as `demo` does it."""

    def books(home: Path) -> Sequence[Path]:
        (home / "books").mkdir(parents=True, exist_ok=True)
        return write_sample(home / "books")

    return SyncFinder(make_finder(built_home(tmp_path_factory, "sample", books)))


@pytest.fixture(scope="session")
def real_finder(real_home: Path) -> SyncFinder:
    """The service over both national directories."""
    return SyncFinder(make_finder(real_home))
