"""`serve` as it is run: processes on a free port of loopback, many callers, a new index in between, an end that is told."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

import httpx
import pytest

from tests.search.embedded.built import build_of, some_programs

PATIENCE = 60.0
"""Seconds after which a server that does not answer is a failure."""
SERVE = "from api.cli.serve import serve; serve(port=0, workers=2)"


@contextmanager
def served(home: Path, log: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server with two workers over a home; it is told to end, and must end, afterwards."""
    monkeypatch.setenv("IOP_FINDER_HOME", str(home))
    with log.open("wb") as out, subprocess.Popen([sys.executable, "-c", SERVE], stdout=out, stderr=out) as process:
        try:
            yield ready(process, log)
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


def test_two_workers_follow_a_swap_without_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index, log = tmp_path / "index", tmp_path / "log"
    build_of(index, some_programs(30), 0)
    done = Event()

    def ask(base: str) -> list[tuple[int, str]]:
        """Status and generation of searches until the last index was built, and of some more."""
        seen, more = [], 0
        while more < 10:
            more += done.is_set()
            with httpx.Client(base_url=base, timeout=PATIENCE) as http:  # a connection of its own: any worker may take it
                reply = http.post("/v1/search", json={"near": "Colorado", "name": "p0"})
                seen += [(reply.status_code, reply.json().get("generation", ""))]
                seen += [(http.get("/v1/programs/p01").status_code, "")]
        return seen

    with served(tmp_path, log, monkeypatch) as base, ThreadPoolExecutor(8) as pool:
        callers = [pool.submit(ask, base) for _ in range(8)]
        try:
            names = [build_of(index, some_programs(30), number)["generation"] for number in (1, 2, 3)]
        finally:
            done.set()
        seen = [each for caller in callers for each in caller.result(PATIENCE)]
        big = httpx.post(f"{base}/v1/search", content=b" " * 10_000_000, headers={"content-type": "application/json"}, timeout=PATIENCE)
    assert {status for status, _ in seen} == {200} and len(seen) >= 160
    assert [g for _, g in seen if g][-1] == names[-1]
    assert big.status_code == 413 and "server" not in big.headers
    written = log.read_text()
    assert '"route": "/v1/programs/{id}", "status": 200' in written and written.count("Application startup complete") == 2
    assert "Colorado" not in written and "p01" not in written and "Traceback" not in written and "ERROR" not in written
