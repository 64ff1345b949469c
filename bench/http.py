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
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from threading import Event
from time import perf_counter, process_time
from typing import Self

import httpx
import orjson

from api.root import wording_of
from api.wire import as_bytes, page_json
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
CALLERS, CALLS = 4, 1_000
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
    with Runner() as runner, served(ground.home) as server:
        for work, wished in (("nothing wished", PLAIN), ("four wishes", WISHED)):
            asked = [replace(wished, near=place) for place in draw_places(PLACES)]
            full = [r for r in asked if len(runner.run(finder.search(r)).results) == r.size]
            with Caller(server) as caller:
                yield from _beside(work, full, finder, runner, server, caller)
            yield from _together(work, full, server)
        with httpx.Client(base_url=server.base, headers=PLAIN_REPLY, timeout=60) as http:
            yield from _exports(http)


class Caller:
    """A connection that is kept, of the standard library: httpx takes about as long to read a reply as the search does to make it."""

    def __init__(self, server: Server) -> None:
        self._http = HTTPConnection(server.base.removeprefix("http://"), timeout=60)

    def post(self, search: bytes) -> bytes:
        """The reply to a search."""
        self._http.request("POST", "/v1/search", search, {"content-type": "application/json", **PLAIN_REPLY})
        reply = self._http.getresponse()
        content = reply.read()
        if reply.status != 200:
            raise RuntimeError(f"status {reply.status}")
        return content

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()


def _beside(
    work: str, requests: Sequence[SearchRequest], finder: Finder, runner: Runner, server: Server, caller: Caller
) -> Iterator[Figure]:
    took: list[tuple[float, ...]] = []
    bodies = [orjson.dumps(body(r)) for r in requests]
    for request, sent in zip(requests, bodies, strict=True):  # warms up both
        caller.post(sent)
        runner.run(in_process(finder, request))
    used, own = server.seconds(), 0.0
    for request, sent in zip(requests, bodies, strict=True):
        turns = []
        for _ in range(REPEATS):
            searched, written, busy = runner.run(in_process(finder, request))
            own, begun = own + busy, perf_counter()
            caller.post(sent)
            turns.append((searched, written, perf_counter() - begun))
        took.append(tuple(median(turn) * 1e3 for turn in zip(*turns, strict=True)))
    many = len(requests) * REPEATS
    for name, values in zip(("in process", "in process, with its reply as bytes", "over HTTP"), zip(*took, strict=True), strict=True):
        yield make_figure("http", f"a page of 20 {name}, {work}", "ms", list(values))
    yield make_figure("http", "  times in process", "", [http / searched for searched, _, http in took], TARGET)
    yield make_figure("http", "  times in process, with its reply as bytes", "", [http / written for _, written, http in took])
    yield make_figure("http", "  of processor, in process with its reply as bytes", "ms", [own / many * 1e3])
    yield make_figure("http", "  of processor, the server", "ms", [(server.seconds() - used) / many * 1e3])


async def in_process(finder: Finder, request: SearchRequest) -> tuple[float, float, float]:
    """Seconds by the clock until the page is there and until its reply is; seconds of the processor. The page stays here: a Runner would
    write its repr, which takes ten times as long."""
    begun, busy = perf_counter(), process_time()
    page = await finder.search(request)
    searched = perf_counter() - begun
    as_bytes(page_json(page, wording_of("en"), finder.vocabulary))
    return searched, perf_counter() - begun, process_time() - busy


def _together(work: str, requests: Sequence[SearchRequest], server: Server) -> Iterator[Figure]:
    """What one worker gives in a second, to several callers at once."""
    bodies = [orjson.dumps(body(r)) for r in requests]

    def call(number: int) -> None:
        with Caller(server) as caller:
            for i in range(number, CALLS, CALLERS):
                caller.post(bodies[i % len(bodies)])

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
