"""`iop-finder search` as somebody types it: a process that starts, imports, opens the index, answers and ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from bench.figure import Figure, make_figure
from bench.ground import Ground
from bench.process import ROOT, environment, iop_finder, run

RUNS, TARGET = 10, 1.0
SEARCH = ("search", "--near", "Denver, CO", "--radius", "25")
LINES = 12


def measure(ground: Ground, runs: int) -> Iterator[Figure]:
    """p50 of ten runs; the files are in the system's cache. The peer is a Python that starts and ends."""
    home = ground.index.parent
    command, nothing = (*iop_finder(), *SEARCH), (sys.executable, "-c", "pass")
    ours, bare = [], []
    for _ in range(RUNS):
        ours.append(run(command, home).seconds)
        bare.append(run(nothing, home).seconds)
    figure = make_figure("shell", f"iop-finder {' '.join(SEARCH[:2])} ...", "s", ours, TARGET)
    ratio = median(b / a for a, b in zip(ours, bare, strict=True))
    yield replace(figure, peer="python -c pass", peer_value=median(bare), ratio=ratio)
    if not figure.met:
        print("The target is missed. What is imported, slowest first (own and cumulated microseconds):", *slowest_imports(ground), sep="\n")


def slowest_imports(ground: Ground) -> list[str]:
    """The top lines of -X importtime, by the time that a module takes with all that it imports."""
    code = "import sys; from api.cli import main; main()"
    command = (sys.executable, "-X", "importtime", "-c", code, *SEARCH)
    done = subprocess.run(command, cwd=ROOT, env=environment(ground.index.parent), capture_output=True, text=True, check=True)
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:") and line.split("|")[1].strip().isdigit()]
    return sorted(lines, key=lambda line: -int(line.split("|")[1]))[:LINES]
