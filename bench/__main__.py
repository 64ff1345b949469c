"""`python -m bench [PART ...]`: measures, prints a table, and keeps a whole run on the real directories in bench/results/heart.json."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figure import Figure, console, machine, to_record, to_table
from bench.ground import Ground, make_ground
from bench.process import ROOT

PARTS = {
    "files": "both directories from file to served index: seconds, memory, size on disk",
    "engine": "all questions and distance in the engine, with the plan made beforehand",
    "page": "a page of 20, fully evaluated, in process, and which step costs what",
    "http": "searches over HTTP beside the same in process, what one worker gives, how soon an export begins",
    "paint": "first paint of the pages in Chromium, its processor slowed down four times; what a list of 20 weighs",
    "shell": "iop-finder search from a cold shell",
    "extract": "one page of a program from bytes to what it says",
    "elastic": "Elasticsearch where there is one (IOP_FINDER_ELASTICSEARCH_URL): loading, a page beside the raw search, facets",
}
KEPT = ROOT / "bench" / "results" / "heart.json"


def main() -> int:
    """Measures what was asked for; 1 where a target is missed on the real directories."""
    asked = arguments()
    with TemporaryDirectory(prefix="iop-finder-bench-") as folder:
        scratch = Path(folder)
        ground = make_ground(asked.home or scratch / "home", scratch)
        print(f"measuring on {ground.label}", file=sys.stderr)
        chosen = [part for part in PARTS if part in (asked.parts or PARTS)]
        figures = [figure for part in chosen for figure in measured(part, ground, asked.runs)]
    console().print(f"{ground.label}; {machine()}", to_table(figures), sep="\n")
    keep(figures, ground, asked.out, whole=chosen == [*PARTS])
    return int(ground.real and any(f.met is False for f in figures))


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    words = "\n".join(f"  {part:8} {what}" for part, what in PARTS.items())
    parser = argparse.ArgumentParser("bench", description=f"Measures, and prints targets and peers beside.\n\nparts:\n{words}")
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], metavar="PART", help="what to measure; nothing: all")
    parser.add_argument("--runs", type=int, default=3, help="how often the files are read and the index built (3)")
    parser.add_argument("--home", type=Path, help="keep snapshots and index here and use what is there, instead of a passing folder")
    parser.add_argument("--out", type=Path, help=f"write the figures here; without: a whole run on real data to {KEPT.relative_to(ROOT)}")
    return parser.parse_args()


def measured(part: str, ground: Ground, runs: int) -> list[Figure]:
    """The figures of a part; on the sample without targets, which it is too small to be judged by.

    The part is imported only now: a child's peak memory cannot be seen below our own.
    """
    print(f"{part} ...", file=sys.stderr)
    figures = import_module(f"bench.{part}").measure(ground, runs)
    return [figure if ground.real else replace(figure, target=None) for figure in figures]


def keep(figures: list[Figure], ground: Ground, out: Path | None, whole: bool) -> None:
    """Writes the figures where they are wanted; a part, or the sample, never takes the place of a whole run."""
    if out is None and not (whole and ground.real):
        print("not written to bench/results: that wants all parts, on the real directories", file=sys.stderr)
        return
    path = out or KEPT
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(to_record(figures, ground.label), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
