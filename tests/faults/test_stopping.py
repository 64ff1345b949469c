"""Killed, out of room, or refused by the disk at any file operation: what is served is the old or the new, whole, and the work can be done
again. Every operation, instead of some: IOP_FINDER_TEST_EVERY_FAULT=1."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.checkout  # once is enough: the wheel has the same code


@pytest.mark.parametrize(
    ("work", "how", "every"),
    [("ingest", "kill", 4), ("ingest", "full", 5), ("build", "kill", 11), ("build", "full", 29), ("build", "error", 37)],
)
def test_work_that_is_stopped(work: str, how: str, every: int, tmp_path: Path) -> None:
    every = 1 if os.environ.get("IOP_FINDER_TEST_EVERY_FAULT") else every
    command = [sys.executable, str(Path(__file__).with_name("stopping.py")), work, how, str(every), str(tmp_path)]
    here = {**os.environ, "PYTHONPATH": os.getcwd()}
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=1_800, env=here)
    assert done.returncode == 0, done.stderr[-2_000:]
    found = json.loads(done.stdout)
    print(found)
    assert found["old"] and found["stopped"] == found["old"] + found["new"] == len(range(1, found["operations"] + 1, every))
