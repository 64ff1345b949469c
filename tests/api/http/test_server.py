"""`serve` as it is run: processes on a free port of loopback, many callers, a new index in between, an end that is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx

from tests.search.embedded.built import build_of, some_programs
from tests.served import PATIENCE, served


def test_two_workers_follow_a_swap_without_an_error(tmp_path: Path) -> None:
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

    with served(tmp_path, log, workers=2) as (base, _), ThreadPoolExecutor(8) as pool:
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
