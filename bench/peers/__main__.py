"""`python -m bench.peers`: builds every peer at every size, checks that all give the same pages, measures, writes a table and a plot."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figure import console, machine
from bench.ground import make_ground
from bench.peers.elastic import Elastic
from bench.peers.many import Many, originals
from bench.peers.measure import Row, build, measure
from bench.peers.ours import Embedded, Reference
from bench.peers.peer import Peer
from bench.peers.plot import draw
from bench.peers.postgres import Postgres
from bench.peers.sqlite import Sqlite
from bench.peers.table import to_markdown, to_table
from bench.process import ROOT

RESULTS = ROOT / "bench" / "results"
LARGER = (200_000, 1_000_000)
LARGEST_REFERENCE = 50_000
"""Programs that plain Python is asked to hold and judge."""


def main() -> int:
    """0 where all peers that are there gave the same pages."""
    asked = arguments()
    with TemporaryDirectory(prefix="iop-finder-peers-") as folder:
        scratch = Path(folder)
        scratch.chmod(0o755)  # PostgreSQL runs as another user
        ground = make_ground(asked.home or scratch / "home", scratch)
        home = ground.index.parent
        for size in asked.sizes or [len(originals(home)), *LARGER]:
            copied = ", copied with jitter" if size > len(originals(home)) else ""
            keep([*at_size(Many(home, size), asked, scratch)], ground.label + copied, asked.out)
    show(asked.out)
    return 0


def keep(rows: Sequence[Row], data: str, out: Path) -> None:
    """Writes the rows of one number of programs: a later one that fails takes nothing with it."""
    out.mkdir(parents=True, exist_ok=True)
    run = {"machine": machine(), "load": round(os.getloadavg()[0], 1), "date": date.today().isoformat(), "data": data}
    record = {**run, "rows": [asdict(row) for row in rows]}
    (out / f"peers-{rows[0].programs}.json").write_text(json.dumps(record, indent=1) + "\n", "utf-8")


def show(out: Path) -> None:
    """Prints all that was ever kept there, the smallest number of programs first, and writes the table and the plot."""
    runs = sorted((json.loads(path.read_text("utf-8")) for path in out.glob("peers-*.json")), key=lambda run: run["rows"][0]["programs"])
    rows = [Row(**row) for run in runs for row in run["rows"]]
    about = [f"{r['rows'][0]['programs']:,} programs: {r['data']}; {r['machine']}; {r['date']}, load {r['load']} at the end." for r in runs]
    console().print(*about, to_table(rows), sep="\n")
    (out / "peers.md").write_text("\n".join(["# Peers", "", *(f"- {line}" for line in about), "", to_markdown(rows)]), "utf-8")
    draw(rows, out / "peers.svg")


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser("bench.peers", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", help="numbers of programs; without: the real ones, 200000, 1000000")
    parser.add_argument("--peers", nargs="*", help="only these (embedded is always there): elasticsearch postgis sqlite reference")
    parser.add_argument("--share", type=float, default=1.0, help="the share of the searches that is asked, for a quick look (1)")
    parser.add_argument("--home", type=Path, help="keep snapshots and merged programs here and use what is there")
    parser.add_argument("--elasticsearch", default="http://127.0.0.1:9200", help="a node for our Elasticsearch")
    parser.add_argument("--out", type=Path, default=RESULTS, help=f"folder of the table and the plot ({RESULTS.relative_to(ROOT)})")
    return parser.parse_args()


def at_size(programs: Many, asked: argparse.Namespace, scratch: Path) -> Iterator[Row]:
    """The rows of one number of programs."""
    with ExitStack() as removed:
        built = []
        for peer in peers(programs, asked, scratch):
            removed.callback(peer.remove)
            print(f"{peer.name}: {programs.count:,} programs ...", file=sys.stderr)
            built.append(build(peer, programs))
        yield from measure(built, programs.count, asked.share)


def peers(programs: Many, asked: argparse.Namespace, scratch: Path) -> Iterable[Peer]:
    """The peers that are wanted, ours first, servers started."""
    wanted = set(asked.peers) if asked.peers else {"elasticsearch", "postgis", "sqlite", "reference"}
    yield Embedded(scratch / "embedded")
    if "elasticsearch" in wanted:
        yield Elastic(asked.elasticsearch, f"bench-peers-{os.getpid()}")
    if "postgis" in wanted:
        postgres = Postgres(scratch / "postgis")
        postgres.start()
        yield postgres
    if "sqlite" in wanted:
        yield Sqlite(scratch / "sqlite")
    if "reference" in wanted and programs.count <= LARGEST_REFERENCE:
        yield Reference(programs)


if __name__ == "__main__":
    sys.exit(main())
