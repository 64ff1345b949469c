"""python -m tests.conformance [--requests N] [--engine embedded|elastic] [--seed N]: schemathesis against a server over the sample.

All operations, phases and checks, again with the next seed until the server has answered N requests. Ends with 1 where anything failed;
schemathesis then says how to ask the same again. Elasticsearch is the one that IOP_FINDER_TEST_ELASTICSEARCH_URL names.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import uuid4

from data.sample import write_sample
from ingest.run import run_source
from tests.api.http.conftest import drop
from tests.conformance import CONFIGURATION
from tests.served import served

ELASTICSEARCH = "IOP_FINDER_TEST_ELASTICSEARCH_URL"
MOST = 400
"""Requests of one run that schemathesis makes of an operation at random, at most: what it holds in memory grows with them."""
SHARE = 40
"""Of the requests wanted, that are made of each operation at random; most others stand firm by the description."""


def main() -> int:
    """Runs what is asked for."""
    asked = arguments()
    if asked.engine == "elastic" and ELASTICSEARCH not in os.environ:
        print(f"conformance: {ELASTICSEARCH} must name a node", file=sys.stderr)
        return 2
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        environment = settings(asked.engine, stack)
        log = folder / "log"
        address, _ = stack.enter_context(served(made_home(folder, environment), log, 1, "", **environment))
        return conform(f"{address}/openapi.json", folder, log, asked)


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser("tests.conformance", description=__doc__)
    parser.add_argument("--requests", type=int, default=2_000, help="how many the server must have answered")
    parser.add_argument("--engine", choices=("embedded", "elastic"), default="embedded", help="what the server reads")
    parser.add_argument("--seed", type=int, default=1, help="of the first run")
    return parser.parse_args()


def settings(engine: str, stack: ExitStack) -> Mapping[str, str]:
    """The settings of the server. An alias of its own is dropped again when the stack is."""
    if engine == "embedded":
        return {"IOP_FINDER_ENGINE": engine}
    url, alias = os.environ[ELASTICSEARCH], f"test-{uuid4().hex[:12]}"
    stack.callback(lambda: asyncio.run(drop(url, alias)))
    return {"IOP_FINDER_ENGINE": engine, "IOP_FINDER_ELASTICSEARCH_URL": url, "IOP_FINDER_ELASTICSEARCH_ALIAS": alias}


def made_home(folder: Path, environment: Mapping[str, str]) -> Path:
    """A home with the sample read and indexed."""
    (books := folder / "books").mkdir()
    home = folder / "home"
    run_source("sample", [str(book) for book in write_sample(books)], home, now=datetime.now(UTC), progress=False)
    build = [sys.executable, "-c", "from api.cli import main; main()", "index", "build"]
    subprocess.run(build, env={**os.environ, "IOP_FINDER_HOME": str(home), **environment}, check=True)
    return home


def conform(description: str, folder: Path, log: Path, asked: argparse.Namespace) -> int:
    """1 where any run failed."""
    begun, seed, failed = perf_counter(), asked.seed, 0
    while (answered := requests_in(log)).total() < asked.requests and not failed:
        each = min(max((asked.requests - answered.total()) // SHARE, 1), MOST)
        options = ["--checks", "all", "--continue-on-failure", "--no-color", "--seed", str(seed), "--max-examples", str(each)]
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION), "run", description, *options]
        failed = subprocess.run(command, cwd=folder, check=False).returncode
        seed += 1
    statuses = ", ".join(f"{count:,} x {status}" for status, count in sorted(answered.items()))
    print(f"{asked.engine}: {answered.total():,} requests answered in {perf_counter() - begun:.0f} s ({statuses})", flush=True)
    print(f"{asked.engine}: {'FAILED' if failed else 'no failure'}", flush=True)
    return int(bool(failed))


def requests_in(log: Path) -> Counter[str]:
    """The statuses with which a server answered, by its log."""
    lines = (json.loads(line) for line in log.read_text().splitlines() if line.startswith("{") and '"status"' in line)
    return Counter(str(line["status"]) for line in lines)


if __name__ == "__main__":
    sys.exit(main())
