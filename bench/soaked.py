"""What came of a soak: whether it held, and its picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

GROWTH = 1.05
"""How much more memory the last third of the minutes may hold than the second, by their medians: the first is left to warm up."""

FILES = 3.0
"""Open files that may come and go beside: a generation that is being opened."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something that a soak is for was seen, and the figures of it."""

    holds: bool
    said: str


def judge(minutes: Sequence[Mapping[str, Any]]) -> list[Verdict]:
    """No search failed, a swap in nearly every minute, memory and open files flat."""
    answered, failed = sum(m["answered"] for m in minutes), sum(len(m["errors"]) for m in minutes)
    builds = [seconds for m in minutes for seconds in m["builds_s"]]
    took = f", {min(builds):.0f} to {max(builds):.0f} s each" if builds else ""
    return [
        Verdict(failed == 0 < answered, f"{answered:,} answered, {failed:,} failed"),
        Verdict(len(builds) >= len(minutes) - 1, f"{len(builds)} builds swapped in within {len(minutes)} minutes{took}"),
        *_flat(minutes),
    ]


def _flat(minutes: Sequence[Mapping[str, Any]]) -> Iterator[Verdict]:
    """Medians of the last third of the minutes beside the second third's."""
    third = len(minutes) // 3
    if third < 2:
        yield Verdict(True, "too few minutes to say whether memory and files are flat (6 or more)")
        return
    for name, slack in (("memory_mb", 0.0), ("files", FILES)):
        before, after = (median(m[name] for m in part) for part in (minutes[-2 * third : -third], minutes[-third:]))
        most = before * GROWTH + slack
        yield Verdict(after <= most, f"{name}: {before:.0f}, then {after:.0f} (at most {most:.0f}): {'flat' if after <= most else 'GROWS'}")


def draw(found: Mapping[str, Any], path: Path) -> None:
    """Writes an SVG: milliseconds, memory and open files by the minute."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "iop-finder"  # the same figures give the same file
    from matplotlib import pyplot

    minutes = found["minutes"]
    figure, panels = pyplot.subplots(1, 3, figsize=(10, 3), layout="constrained")
    for panel, names in zip(panels, (("p50_ms", "p99_ms"), ("memory_mb",), ("files",)), strict=True):
        for name in names:
            panel.plot(range(1, len(minutes) + 1), [m[name] for m in minutes], marker="o", label=name)
        panel.set(xlabel="minute", ylim=(0, None))
        panel.legend(frameon=False)
        panel.grid(alpha=0.3)
    figure.savefig(path, metadata={"Date": None})
