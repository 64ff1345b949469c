"""The rows as people read them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from bench.peers.measure import Row


def to_table(rows: Iterable[Row]) -> Table:
    """One line a peer and kind of work."""
    heads = ("programs", "work", "engine", "p50 ms", "p95 ms", "times ours", "8 clients/s", "build s", "disk MB", "memory MB")
    table = Table(*heads, box=None, pad_edge=False, header_style="bold")
    for r in rows:
        rate = f"{r.per_second:,.0f}" if r.per_second is not None else ""
        sizes = (f"{r.build_seconds:.1f}", f"{r.disk_bytes / 1e6:,.0f}", f"{r.memory_bytes / 1e6:,.0f}")
        table.add_row(f"{r.programs:,}", r.work, r.engine, f"{r.p50_ms:.3g}", f"{r.p95_ms:.3g}", f"{r.times_ours:.3g}", rate, *sizes)
    return table
