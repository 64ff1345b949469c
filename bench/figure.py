"""One measured figure, and a run's figures as a table for people and as JSON."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from statistics import median, quantiles
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is the median of `count` measurements and `high` their 95th percentile (of fewer than 20: the largest), in `unit`.

    `target` is the most that is allowed, None where nothing is. `ratio` is how many times as long the `peer` takes for the same work
    in the same run (the median of the ratios pair by pair), `peer_value` its own median.
    """

    part: str
    work: str
    unit: str
    value: float
    high: float
    count: int
    target: float | None = None
    peer: str = ""
    peer_value: float | None = None
    ratio: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        return None if self.target is None else self.value <= self.target


def make_figure(part: str, work: str, unit: str, measured: Sequence[float], target: float | None = None) -> Figure:
    """The figure of several measurements of one thing."""
    high = quantiles(measured, n=20, method="inclusive")[-1] if len(measured) >= 20 else max(measured)
    return Figure(part, work, unit, median(measured), high, len(measured), target)


def to_table(figures: Iterable[Figure]) -> Table:
    """The figures as people read them."""
    table = Table("part", "work", "p50", "p95", "target", "met", "peer", "times ours", box=None, pad_edge=False, header_style="bold")
    for f in figures:
        met = {None: "", True: "yes", False: "NO"}[f.met]
        peer = f"{f.peer}: {said(f.peer_value, f.unit)}" if f.peer_value is not None else ""
        ratio = f"{f.ratio:.3g}" if f.ratio is not None else ""
        table.add_row(f.part, f.work, said(f.value, f.unit), said(f.high, f.unit), said(f.target, f.unit), met, peer, ratio)
    return table


def said(value: float | None, unit: str) -> str:
    """A measured number with its unit, in three digits; "" for none."""
    if value is None:
        return ""
    return f"{value:.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"


def to_record(figures: Iterable[Figure], data: str) -> dict[str, Any]:
    """The run as JSON values; the machine in words, as nobody can compare more, and how busy it was at the end."""
    return {
        "machine": machine(),
        "load": round(os.getloadavg()[0], 1),
        "date": date.today().isoformat(),
        "data": data,
        "rows": [{**asdict(f), "met": f.met} for f in figures],
    }


def machine() -> str:
    """The class of this machine in words."""
    return f"{os.cpu_count()} cores, Python {sys.version_info.major}.{sys.version_info.minor}"


def console() -> Console:
    """Where the table goes: wide enough for a log file as well."""
    wide = Console()
    return wide if wide.is_terminal else Console(width=150)
