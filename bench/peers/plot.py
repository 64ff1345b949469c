"""The rows as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.peers.measure import Row


def draw(rows: Sequence[Row], path: Path) -> None:
    """Writes an SVG: milliseconds of a first page by number of programs; one panel a kind of work, one line an engine."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "iop-finder"  # the same rows give the same file
    matplotlib.rcParams["svg.fonttype"] = "none"  # the reader's own fonts: a fifth of the size
    from matplotlib import pyplot

    kinds = list(dict.fromkeys(r.work for r in rows))
    engines = list(dict.fromkeys(r.engine for r in rows))
    figure, panels = pyplot.subplots(1, len(kinds), figsize=(3.2 * len(kinds), 3.4), sharey=True, squeeze=False, layout="constrained")
    for panel, kind in zip(panels[0], kinds, strict=True):
        for engine, mark in zip(engines, "os^Dv", strict=False):
            points = sorted((r.programs, r.p50_ms) for r in rows if r.work == kind and r.engine == engine)
            panel.plot(*zip(*points, strict=True), marker=mark, label=engine) if points else None
        panel.set(title=kind, xscale="log", yscale="log", xlabel="programs")
        panel.grid(alpha=0.3, which="both")
    panels[0][0].set_ylabel("p50 of a first page of 20, ms")
    figure.legend(*panels[0][0].get_legend_handles_labels(), loc="outside lower center", ncols=len(engines), frameon=False)
    figure.savefig(path, metadata={"Date": None})
