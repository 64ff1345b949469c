"""ingest: one run of a source."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer


def ingest(
    source: Annotated[str, typer.Argument(help="A source's name: `iop-finder sources` lists them.")],
    inputs: Annotated[list[str] | None, typer.Argument(help="Files or addresses to read; none: the source's own addresses.")] = None,
    near: Annotated[str, typer.Option("--near", help="Of program-page: read the sites of the known programs near a place.")] = "",
    radius: Annotated[
        float | None, typer.Option("--radius", min=1, max=500, help="Miles around it; without: 30, or a whole state.")
    ] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="Of csv: the file that says what the list's columns mean.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Store nothing; with --json print the listings and the report.")] = False,
    allow_private: Annotated[bool, typer.Option("--allow-private", help="Let the crawl reach loopback and private addresses.")] = False,
    accept: Annotated[bool, typer.Option("--accept", help="Take the run though it falls short or has drifted: you have looked.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report on stdout.")] = False,
) -> None:
    """Read a source once: its listings become a snapshot if the run holds what the source promises, else the last good one stays.

    Examples: iop-finder ingest samhsa-directory National_Directory_SA_Facilities_2022.xlsx National_Directory_MH_Facilities_2022.xlsx;
    iop-finder ingest program-page https://www.some-program.example; iop-finder ingest program-page --near "Boulder, CO"
    """
    from api.cli import output
    from api.cli.build import inputs_of
    from api.settings import settings
    from api.wire import listing_json
    from ingest.progress import print_report
    from ingest.report import report_record
    from ingest.run import run_source

    places = [*(inputs or []), *(_sites_near(source, near, radius) if near else [])]
    with inputs_of(source, places) as named:
        result = run_source(
            source,
            named,
            settings().home,
            now=datetime.now(UTC),
            dry_run=dry_run,
            allow_private=allow_private,
            delay=settings().crawl_delay,
            contact=settings().crawl_contact,
            mapping=mapping,
            accept=accept,
        )
    report = {**report_record(result.report), "shortfalls": list(result.shortfalls)}
    if as_json:
        output.print_json({"listings": [listing_json(x) for x in result.listings], "report": report} if dry_run else report)
    print_report(result.report, result.shortfalls)
    if result.shortfalls:
        output.err().print(f"iop-finder: the run of {source} is refused: {'; '.join(result.shortfalls)}", style="red")
        if not dry_run:
            output.err().print("The last good run stays the newest. If it is right all the same: --accept", style="red")
        raise typer.Exit(1)
    if not dry_run:
        output.err().print("Next: iop-finder index build")


def _sites_near(source: str, near: str, radius: float | None) -> list[str]:
    """The sites of the known programs near a place. Raises BadParameter for a source that reads no sites."""
    from api.cli.sites import sites_near
    from api.settings import settings
    from finder.errors import BadParameter

    if source != "program-page":
        raise BadParameter("near", "belongs to program-page, which reads programs' own sites")
    return sites_near(settings().home, near, radius)
