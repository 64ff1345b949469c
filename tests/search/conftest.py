"""The service over programs of a test's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

import pytest

from finder.program import Program
from tests.search.embedded.built import build_of, finder_over
from tests.sync import SyncFinder


@pytest.fixture
def over(tmp_path: Path) -> Callable[[Sequence[Program]], SyncFinder]:
    """Makes the service over an index of some programs."""
    number = count()

    def make(some: Sequence[Program]) -> SyncFinder:
        build_of(tmp_path, some, next(number))
        return finder_over(tmp_path)

    return make
