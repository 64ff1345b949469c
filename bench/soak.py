"""`python -m bench.soak`: a server under half the rate that it can take, a new generation built and swapped in each minute.

Says by the minute how many searches were answered and how fast, and what the server's processes hold; keeps it as JSON and a picture.
Ends with 1 where a search failed, or memory or open files grew (bench/soaked.py). Both engines can be soaked at once, each by its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import httpx
import psutil

from bench.figure import machine
from bench.ground import Ground, draw_places, make_ground
from bench.peers.elastic import Elastic
from bench.peers.process import memory_of, tree_of
from bench.process import ROOT, environment, iop_finder, run
from bench.soaked import draw, judge

CLIENTS, PLACES, TRIAL = 8, 200, 8.0
"""Connections that ask; places asked from; seconds in which the top rate is found."""
MINUTE = 60.0


@dataclass
class Minute:
    """One minute: searches that were answered, those that were not (with why, once each), and the server at its end."""

    answered: int = 0
    errors: list[str] = field(default_factory=list)
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    memory_mb: float = 0.0
    files: int = 0
    generations: int = 0
    builds_s: list[float] = field(default_factory=list)


class Clients:
    """Those that ask. `rate`: searches a second between them all; None: as fast as they are answered."""

    def __init__(self, url: str, bodies: list[bytes]) -> None:
        self.url, self.bodies, self.asked = url, bodies, 0

    async def ask(self, seconds: float, rate: float | None) -> tuple[list[float], list[str], set[str]]:
        """Milliseconds of each answer, counted from when it was due; why others failed; the generations that answered."""
        times: list[float] = []
        errors: list[str] = []
        seen: set[str] = set()
        begun = perf_counter()

        async def one(number: int, http: httpx.AsyncClient) -> None:
            due = begun + number / rate if rate else begun
            while (now := perf_counter()) < begun + seconds:
                if rate and now < due:
                    await asyncio.sleep(due - now)
                at = due if rate else perf_counter()
                due += CLIENTS / rate if rate else 0
                self.asked += 1
                try:
                    reply = await http.post("/v1/search", content=self.bodies[self.asked % len(self.bodies)])
                    times.append((perf_counter() - at) * 1000)
                    seen.add(reply.json()["generation"] if reply.status_code == 200 else "")
                    errors.extend([] if reply.status_code == 200 else [f"status {reply.status_code}"])
                except (httpx.HTTPError, ValueError) as e:
                    errors.append(type(e).__name__)

        headers = {"content-type": "application/json"}
        async with httpx.AsyncClient(base_url=self.url, timeout=30, headers=headers) as http, asyncio.TaskGroup() as group:
            for number in range(CLIENTS):
                group.create_task(one(number, http))
        return sorted(times), errors, seen - {""}


async def build_each_minute(ground: Ground, took: list[float]) -> None:
    """Never comes back: a build, at low priority, as whoever runs one nightly would; the next begins when the minute is over, and it."""
    while True:
        begun = perf_counter()
        spent = await asyncio.to_thread(run, ("nice", "-n", "10", *ground.build), ground.home)
        took.append(round(spent.seconds, 1))
        await asyncio.sleep(max(0.0, begun + MINUTE - perf_counter()))


async def minute(clients: Clients, server: int, rate: float, took: list[float]) -> Minute:
    """One minute of searches, and the builds that ended in it."""
    times, errors, seen = await clients.ask(MINUTE, rate)
    pids = tree_of(server)
    files = sum(psutil.Process(pid).num_fds() for pid in pids)
    p50, p99 = (times[int(len(times) * share)] if times else 0.0 for share in (0.5, 0.99))
    builds, took[:] = [*took], []
    return Minute(len(times), sorted(errors), p50, p99, memory_of(pids) / 1e6, files, len(seen), builds)


@contextmanager
def server_over(home: Path, log: Path) -> Iterator[tuple[str, int]]:
    """The address and the process of `iop-finder serve`, which is told to end afterwards."""
    command = [*iop_finder(), "serve", "--port", "0"]
    with log.open("wb") as out, subprocess.Popen(command, cwd=ROOT, env=environment(home), stdout=out, stderr=out) as process:
        try:
            until = perf_counter() + 60
            while perf_counter() < until and process.poll() is None:
                found = [word for word in log.read_text().split() if word.startswith("http://127.0.0.1:")]
                if found and psutil.Process(process.pid).net_connections():
                    yield found[0], process.pid
                    return
            raise RuntimeError(f"no server: {log.read_text()[-1000:]}")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


async def soak(asked: argparse.Namespace, log: Path, ground: Ground) -> dict[str, Any]:
    """All minutes, with what they were measured on."""
    bodies = [json.dumps({"near": place, "radius": 25, "size": 20}).encode() for place in draw_places(PLACES)]
    with server_over(ground.home, log) as (url, pid):
        clients = Clients(url, bodies)
        await clients.ask(TRIAL / 2, None)
        times, _, _ = await clients.ask(TRIAL, None)
        top = len(times) / TRIAL
        print(f"top rate {top:.0f}/s; {asked.minutes} minutes at {top / 2:.0f}/s on {ground.label}", file=sys.stderr)
        minutes, took = list[Minute](), list[float]()
        building = asyncio.create_task(build_each_minute(ground, took))
        for number in range(asked.minutes):
            minutes.append(await minute(clients, pid, top / 2, took))
            print(number + 1, asdict(minutes[-1]), file=sys.stderr)
            if building.done():
                building.result()  # raises what ended it
        building.cancel()
    load = [round(x, 1) for x in os.getloadavg()]
    return {
        "machine": machine(),
        "load": load,
        "data": ground.label,
        "engine": asked.engine,
        "top_per_second": top,
        "minutes": [asdict(m) for m in minutes],
    }


def main() -> int:
    """Measures; 1 where a verdict does not hold."""
    parser = argparse.ArgumentParser("bench.soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=30, help="how long (30)")
    parser.add_argument("--engine", choices=("embedded", "elastic"), default="embedded")
    parser.add_argument("--home", type=Path, help="use the snapshots there, instead of reading the directories anew; it is built in")
    parser.add_argument("--out", type=Path, help="folder for soak-ENGINE.json and .svg (bench/results)", default=ROOT / "bench" / "results")
    asked = parser.parse_args()
    os.environ["IOP_FINDER_ENGINE"] = asked.engine
    node = Elastic(os.environ.setdefault("IOP_FINDER_ELASTICSEARCH_URL", "http://127.0.0.1:9200"), f"soak-{os.getpid()}")
    os.environ["IOP_FINDER_ELASTICSEARCH_ALIAS"] = node.alias
    with TemporaryDirectory(prefix="iop-finder-soak-") as folder:
        scratch = Path(folder)
        ground = make_ground(asked.home or scratch / "home", scratch)
        if not (ground.home / "snapshots").is_dir():
            run(ground.ingest, ground.home)
        try:
            run(ground.build, ground.home)
            found = asyncio.run(soak(asked, scratch / "log", ground))
        finally:
            if asked.engine == "elastic":
                node.remove()
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / f"soak-{asked.engine}.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    draw(found, asked.out / f"soak-{asked.engine}.svg")
    verdicts = judge(found["minutes"])
    for verdict in verdicts:
        print(verdict.said)
    return int(not all(verdict.holds for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main())
