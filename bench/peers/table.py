"""The rows as people read them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from bench.peers.measure import Row

HEADS = (
    "programs", "work", "engine", "searches", "p50 ms", "p95 ms", "times ours", "searches/s, 8 clients", "build s", "disk MB", "memory MB"
)  # fmt: skip


def to_table(rows: Iterable[Row]) -> Table:
    """One line a peer and kind of work."""
    table = Table(*HEADS, box=None, pad_edge=False, header_style="bold")
    for r in rows:
        table.add_row(*cells(r))
    return table


def to_markdown(rows: Iterable[Row]) -> str:
    """The same for a file."""
    lines = (HEADS, ["---"] * len(HEADS), *map(cells, rows))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cells(r: Row) -> tuple[str, ...]:
    """A row in words, three digits at most where they are measured; nothing where it was not tried."""
    rate = f"{r.per_second:,.0f}" if r.per_second is not None else ""
    times = (digits(r.p50_ms), digits(r.p95_ms), digits(r.times_ours))
    sizes = (f"{r.build_seconds:.0f}", f"{r.disk_bytes / 1e6:,.0f}", f"{r.memory_bytes / 1e6:,.0f}")
    return (f"{r.programs:,}", r.work, r.engine, str(r.searches), *times, rate, *sizes)


def digits(number: float) -> str:
    """The number in three digits."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
