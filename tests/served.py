"""`iop-finder serve` as it is run: a process, with its workers, on a free port of loopback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

import httpx

PATIENCE = 60.0
"""Seconds after which a server that does not answer is a failure."""


@contextmanager
def served(home: Path, log: Path, workers: int = 1, before: str = "", **environment: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address and the process of a server over a home; it is told to end, and must end, afterwards.

    `before`: Python that is run before it starts, which one worker sees.
    """
    command = [sys.executable, "-c", f"{before}\nfrom api.cli.serve import serve; serve(port=0, workers={workers})"]
    settings = {**os.environ, "IOP_FINDER_HOME": str(home), "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), **environment}
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out, env=settings) as process:
        try:
            yield ready(process, log), process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
    assert process.returncode in (0, -signal.SIGTERM), log.read_text()


def ready(process: subprocess.Popen[bytes], log: Path) -> str:
    """The server's address, once it says that an index can be read."""
    until, pause = monotonic() + PATIENCE, Event()
    while monotonic() < until and process.poll() is None:
        if found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text()):
            try:
                if httpx.get(f"{found[0]}/readyz").status_code == 200:
                    return found[0]
            except httpx.TransportError:
                pass
        pause.wait(0.05)
    raise AssertionError(f"no server: {log.read_text()}")
