"""doctor: what is wrong with this installation, and how to mend it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.doctor import Check, State

SIGN = {State.FINE: "✓", State.LOOK: "!", State.WRONG: "✗"}
STALE_SOURCE = 35
"""Days after which a source should be read again."""
STYLE = {State.FINE: "green", State.LOOK: "yellow", State.WRONG: "red"}


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print the checks on stdout as JSON.")] = False) -> None:
    """Look at Python, disk, index, engine, sources and crisis lines: what is wrong, and how to mend it.

    Exit code 1 where something is wrong (✗); what wants a look (!) is no failure. Nothing is changed.
    """
    from dataclasses import asdict

    from api.cli import output
    from api.doctor import examine
    from api.root import today
    from api.settings import settings

    with output.err().status("Looking at everything, every byte of the index too ..."):
        checks = [*examine(settings(), today()), *sources(today())]
    if as_json:
        output.print_json([asdict(c) for c in checks])
    else:
        for c in checks:
            output.line(f"{SIGN[c.state]} {c.about}: {c.found}", style=STYLE[c.state])
            if c.mend:
                output.line(c.mend, indent=4)
    raise typer.Exit(int(any(c.state is State.WRONG for c in checks)))


def sources(today: date) -> list[Check]:
    """A check of each source that has been read."""
    from api.settings import settings
    from ingest.snapshot import stored_sources

    home = settings().home
    return [source_check(home, id, today) for id in stored_sources(home)]


def source_check(home: Path, id: str, today: date) -> Check:
    """The source's newest good run: read whole, and how old it is."""
    from finder.errors import FinderError
    from ingest.snapshot import last_refusal, newest_good

    again = f"Run `iop-finder ingest {id}` again."
    try:
        run = newest_good(home, id)
        assert run is not None  # it is one of those that have a run
        kept = sum(1 for _ in run.listings())
    except FinderError as e:
        return Check(f"source {id}", State.WRONG, str(e), again)
    days = (today - datetime.strptime(run.run[:8], "%Y%m%d").date()).days
    found = f"{kept:,} listings, read {days} days ago, as of {', '.join(run.report['as_of'])}"
    if kept != run.report["kept"]:
        return Check(f"source {id}", State.WRONG, f"{kept:,} listings are there of {run.report['kept']:,}", again)
    if days < 0:
        return Check(f"source {id}", State.WRONG, f"read on {run.run[:8]}, which is still to come", "Set this machine's clock.")
    if (refused := last_refusal(home, id)) and refused["run"] > run.run:
        mend = f"See `iop-finder sources`; if it is good all the same: `iop-finder ingest {id} --accept INPUT`."
        return Check(f"source {id}", State.LOOK, f"{found}; the run after it was refused", mend)
    return Check(f"source {id}", State.LOOK, found, again) if days > STALE_SOURCE else Check(f"source {id}", State.FINE, found)
