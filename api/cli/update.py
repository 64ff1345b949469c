"""update: every configured source read, and the index built of what is good: one command for every night."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ingest.configured import Configured

COUNTED = ("new", "changed", "closed", "replaced")
"""What a merge's summary counts beside the merge before it."""

MOST = 5
"""How many of the fields that changed are named."""


def update(
    config: Annotated[Path | None, typer.Option("--config", help="The list of sources; without: sources.toml in IOP_FINDER_HOME.")] = None,
    init: Annotated[bool, typer.Option("--init", help="Write an example of that list, with comments, and end.")] = False,
    engine: Annotated[str, typer.Option("--engine", help="embedded or elastic; without: the setting IOP_FINDER_ENGINE.")] = "",
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Let the crawls reach loopback and private addresses.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what happened on stdout.")] = False,
) -> None:
    """Read every source of a list, build the index of each one's last good run, and say what changed: for a nightly job.

    A source that is refused or cannot be read stays as it was; the index is built all the same, and the exit code is 1.
    Two updates of one home never run at once.
    """
    from api.cli import output
    from api.cli.build import build_index
    from api.settings import settings
    from ingest.configured import FILE, load_configured, write_example
    from search.lock import only_one

    home = settings().home
    path = config or home / FILE
    if init:
        write_example(path)
        output.err().print(f"Written: {path}. Edit it, then run iop-finder update.")
        return
    wanted = load_configured(path)
    with only_one(home, "update"):
        read = [outcome(source, home, allow_private=allow_private) for source in wanted]
        with output.err().status("Merging sources and building the index ..."):
            manifest = build_index(home, engine or settings().engine)
        changes = changes_in(home)
    if as_json:
        output.print_json({"sources": read, "generation": manifest["generation"], "programs": manifest["programs"], **changes})
    for line in told(read, manifest, changes):
        output.err().print(line, markup=False)
    if any(r["outcome"] != "good" for r in read):
        raise typer.Exit(1)


def outcome(source: Configured, home: Path, *, allow_private: bool) -> Mapping[str, Any]:
    """How the run of a source ended: good, refused, or failed, and why."""
    from api.cli.build import inputs_of
    from api.settings import settings
    from finder.errors import FinderError
    from ingest.run import run_source

    polite = {"delay": settings().crawl_delay, "contact": settings().crawl_contact}
    how = {**polite, "allow_private": allow_private, "mapping": Path(source.mapping) if source.mapping else None}
    try:
        with inputs_of(source.name, source.inputs) as places:
            result = run_source(source.name, places, home, now=datetime.now(UTC), **how)  # type: ignore[arg-type]
    except (FinderError, OSError) as e:
        return {"source": source.name, "outcome": "failed", "why": [str(e)]}
    report, drift = result.report, result.report.drift
    return {
        "source": report.source,
        "outcome": "refused" if result.shortfalls else "good",
        "why": list(result.shortfalls),
        "listings": report.kept,
        "lost": drift.lost if drift else 0,
        "gained": drift.gained if drift else report.kept,
        "gone": report.gone,
    }


def changes_in(home: Path) -> Mapping[str, Any]:
    """What the last merge counted beside the merge before it."""
    from ingest.merge_all import SUMMARY

    summary = json.loads((home / SUMMARY).read_text("utf-8"))
    return {name: summary[name] for name in COUNTED}


def told(read: Sequence[Mapping[str, Any]], manifest: Mapping[str, Any], changes: Mapping[str, Any]) -> Iterable[str]:
    """What happened, a line each."""
    for r in read:
        if r["outcome"] == "good":
            yield f"{r['source']}: {r['listings']:,} listings, {r['gained']:,} gained, {r['lost']:,} lost"
        else:
            yield f"{r['source']}: {r['outcome']}, its last good run stays: {'; '.join(r['why'])}"
    yield f"{manifest['programs']:,} programs, generation {manifest['generation']} ({manifest['engine']})"
    yield f"programs: {changes['new']:,} new, {changes['closed']:,} closed, {changes['replaced']:,} replaced"
    most = sorted(changes["changed"].items(), key=lambda kv: (-kv[1], kv[0]))[:MOST]
    yield f"changed most: {', '.join(f'{name} in {count:,}' for name, count in most) or 'nothing'}"
