"""What all tests share: the real files beside the checkout, and what to do where something is absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def need(present: object, reason: str) -> None:
    """Returns if `present`; else the test is skipped with the reason, or fails where CI=true: there nothing may be missing."""
    if present:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"absent, and nothing may be absent in CI: {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real files: IOP_FINDER_TEST_DATA, or ../shared/data beside the checkout. Who asks for it is marked `real`."""
    folder = Path(os.environ.get("IOP_FINDER_TEST_DATA") or ROOT.parent / "shared" / "data").resolve()
    need(folder.is_dir(), f"no real files at {folder}: IOP_FINDER_TEST_DATA names another folder")
    return folder


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks what asks for the real files, so that `-m "not real"` leaves it out."""
    if "real_data" in getattr(item, "fixturenames", ()):
        item.add_marker("real")
