"""The same searches over HTTP and in process, in turn; what one worker gives in a second; how soon an export begins."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from asyncio import Runner
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from threading import Event
from time import perf_counter, process_time

import httpx

from bench.figure import Figure, make_figure
from bench.ground import Ground, draw_places
from bench.page import PLAIN, WISHED
from bench.process import ROOT
from data.vocabulary import load_vocabulary
from finder.formats.registry import FORMATS
from finder.questions import all_questions
from search.embedded.index import EmbeddedIndex
from search.request import SearchRequest
from search.service import Finder

PLACES, REPEATS, TARGET = 100, 3, 1.5
CALLERS, CALLS = 4, 400
PLAIN_REPLY = {"accept-encoding": "identity"}
SERVE = "from api.cli.serve import serve; serve(port=0)"


@dataclass(frozen=True)
class Server:
    """One worker as a process of its own."""

    base: str
    pid: int

    def seconds(self) -> float:
        """Processor seconds that it has used."""
        used = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(home: Path, code: str = SERVE) -> Iterator[Server]:
    """A server over a home, on a free port of loopback."""
    environment = {**os.environ, "IOP_FINDER_HOME": str(home), "PYTHONPATH": str(ROOT)}
    with TemporaryFile("w+b") as log, subprocess.Popen([sys.executable, "-c", code], stdout=log, stderr=log, env=environment) as process:
        try:
            pause = Event()
            while not (found := re.search(rb"http://127\.0\.0\.1:\d+", os.pread(log.fileno(), 65_536, 0))):
                if process.poll() is not None:
                    raise RuntimeError("the server ended")
                pause.wait(0.05)
            yield Server(found[0].decode(), process.pid)
        finally:
            process.terminate()


def measure(ground: Ground, runs: int) -> Iterator[Figure]:
    """p50 and p95 over the places whose page is full, each the median of several."""
    finder = Finder(EmbeddedIndex(ground.index), load_vocabulary(), all_questions())
    with Runner() as runner, served(ground.home) as server, httpx.Client(base_url=server.base, headers=PLAIN_REPLY, timeout=60) as http:
        for work, wished in (("nothing wished", PLAIN), ("four wishes", WISHED)):
            asked = [replace(wished, near=place) for place in draw_places(PLACES)]
            full = [r for r in asked if len(runner.run(finder.search(r)).results) == r.size]
            yield from _beside(work, full, finder, runner, server, http)
            yield from _together(work, full, server)
        yield from _exports(http)


def _beside(
    work: str, requests: Sequence[SearchRequest], finder: Finder, runner: Runner, server: Server, http: httpx.Client
) -> Iterator[Figure]:
    inside: list[float] = []
    outside: list[float] = []
    bodies = [body(r) for r in requests]
    for b in bodies:
        http.post("/v1/search", json=b)  # warms up, as the search in process was
    used, own = server.seconds(), 0.0
    for request, sent in zip(requests, bodies, strict=True):
        pairs = []
        for _ in range(REPEATS):
            took, busy = runner.run(in_process(finder, request))
            own, begun = own + busy, perf_counter()
            http.post("/v1/search", json=sent).raise_for_status()
            pairs.append((took, perf_counter() - begun))
        inside.append(median(p[0] for p in pairs) * 1e3)
        outside.append(median(p[1] for p in pairs) * 1e3)
    many = len(requests) * REPEATS
    yield make_figure("http", f"a page of 20 in process, {work}", "ms", inside)
    yield make_figure("http", f"a page of 20 over HTTP, {work}", "ms", outside)
    yield make_figure("http", "  times in process", "", [o / i for o, i in zip(outside, inside, strict=True)], TARGET)
    yield make_figure("http", "  of processor, in process", "ms", [own / many * 1e3])
    yield make_figure("http", "  of processor, the server", "ms", [(server.seconds() - used) / many * 1e3])


async def in_process(finder: Finder, request: SearchRequest) -> tuple[float, float]:
    """Seconds by the clock and of the processor. The page stays here: a Runner would write its repr, which takes ten times as long."""
    begun, busy = perf_counter(), process_time()
    await finder.search(request)
    return perf_counter() - begun, process_time() - busy


def _together(work: str, requests: Sequence[SearchRequest], server: Server) -> Iterator[Figure]:
    """What one worker gives in a second, to several callers at once."""
    bodies = [body(r) for r in requests]

    def call(number: int) -> None:
        with httpx.Client(base_url=server.base, headers=PLAIN_REPLY, timeout=60) as http:
            for i in range(number, CALLS, CALLERS):
                http.post("/v1/search", json=bodies[i % len(bodies)]).raise_for_status()

    used, begun = server.seconds(), perf_counter()
    with ThreadPoolExecutor(CALLERS) as pool:
        [*pool.map(call, range(CALLERS))]
    yield make_figure("http", f"searches a second of the clock, {work}", "/s", [CALLS / (perf_counter() - begun)])
    yield make_figure("http", "searches a second of its processor", "/s", [CALLS / (server.seconds() - used)])


def _exports(http: httpx.Client) -> Iterator[Figure]:
    for name in FORMATS:
        begun = perf_counter()
        with http.stream("GET", f"/v1/export.{name}") as reply:
            next(reply.iter_raw())
            yield make_figure("http", f"first byte of the whole as {name}", "ms", [(perf_counter() - begun) * 1e3], 200.0)


def body(request: SearchRequest) -> dict[str, object]:
    """The request as JSON."""
    wishes = {name: [*getattr(request, name)] for name in ("require", "prefer")}
    return {"near": request.near, "radius": request.radius, "size": request.size, "age": request.age, **wishes}
