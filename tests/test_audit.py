"""What `.ci/audit` makes of pip-audit's words: a finding ends the gate, and nobody is told "no weakness" where nothing was checked."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.checkout
AUDIT = Path(__file__).parent.parent / ".ci" / "audit"


@pytest.mark.parametrize(
    ("said", "ended", "code", "told"),
    [
        ("Found 1 known vulnerability in 1 package", 1, 1, "Found 1"),
        ("Found 2 known vulnerabilities in 2 packages", 1, 1, "Found 2"),
        ("No known vulnerabilities found", 0, 0, "no known weakness"),
        ("\n".join(["a could not be audited"] * 9), 0, 0, "NOTHING WAS CHECKED"),
        ("Could not connect to the feed", 1, 0, "NOTHING WAS CHECKED"),
        ("No module named pip_audit", 1, 2, "pip-audit broke"),
    ],
)
def test_audit(tmp_path: Path, said: str, ended: int, code: int, told: str) -> None:
    (tmp_path / "said").write_text(said)
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\ncat '{tmp_path}/said'\nexit {ended}\n")
    python.chmod(0o755)
    done = subprocess.run([AUDIT, python], check=False, capture_output=True, text=True)
    assert done.returncode == code and told in done.stdout + done.stderr
