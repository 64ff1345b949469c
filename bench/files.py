"""From files to a served index: `ingest` and `index build` as people run them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from statistics import median

from bench.figure import Figure, make_figure
from bench.ground import Ground
from bench.process import run

SECONDS, MEGABYTES, DISK = 30.0, 600.0, 120.0
"""Targets: both together, the larger of both, one generation."""

READ_ONLY = """
import sys
from openpyxl import load_workbook
for path in sys.argv[1:]:
    for sheet in load_workbook(path, read_only=True).worksheets:
        for row in sheet.iter_rows(values_only=True):
            pass
"""
"""The peer: openpyxl turning the same cells into values, and nothing done with them."""


def measure(ground: Ground, runs: int) -> Iterator[Figure]:
    """Seconds and peak memory of both commands, each run from nothing, and the size of what they leave."""
    ingest, build, peer, size = [], [], [], 0.0
    for _ in range(runs):
        rmtree(ground.home, ignore_errors=True)
        ingest.append(run(ground.ingest, ground.home))
        build.append(run(ground.build, ground.home))
        peer.append(run((sys.executable, "-c", READ_ONLY, *map(str, ground.books)), ground.home))
        size = generation_size(ground.index)
    both = [i.seconds + b.seconds for i, b in zip(ingest, build, strict=True)]
    alone = [p.seconds for p in peer]
    ratio = median(p / b for p, b in zip(alone, both, strict=True))
    yield replace(
        make_figure("files", "files to served index", "s", both, SECONDS), peer="openpyxl reads only", peer_value=median(alone), ratio=ratio
    )
    yield make_figure("files", "  of it ingest", "s", [i.seconds for i in ingest])
    yield make_figure("files", "  of it index build", "s", [b.seconds for b in build])
    yield make_figure("files", "peak memory, ingest", "MB", [i.megabytes for i in ingest], MEGABYTES)
    yield make_figure("files", "peak memory, index build", "MB", [b.megabytes for b in build], MEGABYTES)
    yield make_figure("files", "one generation on disk", "MB", [size], DISK)


def generation_size(index: Path) -> float:
    """All files of the generation that is served, in MB."""
    folder = index / "generations" / (index / "CURRENT").read_text("utf-8").strip()
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6
