"""sources: who publishes what is read, and how fresh, full and steady each is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

import typer


def sources(as_json: Annotated[bool, typer.Option("--json", help="Print the API's objects on stdout.")] = False) -> None:
    """List the sources: publisher, licence, the newest good run of each, how full it is, what changed, what was refused."""
    from api.cli import output
    from api.settings import settings
    from api.wire import source_json
    from ingest.report import declaration_of
    from ingest.snapshot import last_refusal, newest_good, stored_sources
    from ingest.sources import all_sources

    home = settings().home
    declared: dict[str, Mapping[str, Any]] = {id: declaration_of(module.SOURCE) for id, module in all_sources().items()}
    runs = {id: newest_good(home, id) for id in (*declared, *stored_sources(home))}
    found = [(declared.get(id) or (run.report["declared"] if run else {}), run, last_refusal(home, id)) for id, run in runs.items()]
    if as_json:
        output.print_json([source_json(s, {"run": run.run, **run.report} if run else None, refused) for s, run, refused in found])
        return
    for s, run, refused in found:
        output.line(f"{s['id']}: {s['title']}{' (synthetic)' if s['synthetic'] else ''}", style="bold")
        output.line(f"{s['publisher']} · {s['licence']} · {s['address']}", indent=4)
        output.line(f"credit: {s['credit']}", indent=4)
        for line in good_words(run.run, run.report) if run else ["not read yet"]:
            output.line(line, indent=4)
        if refused and (not run or refused["run"] > run.run):
            output.line(f"refused run {refused['run']}: {'; '.join(refused['shortfalls'])}", style="red", indent=4)


def good_words(run: str, report: Mapping[str, Any]) -> Iterable[str]:
    """What is told of a good run: when, how much, how full, what changed. Reports of older versions lack some of it."""
    forms = ", ".join(f"{count:,} {form}" for form, count in report["forms"].items() if count)
    retrieved = report.get("retrieved", report["started"][:10])
    yield f"last good run {run}: {report['kept']:,} listings ({forms}), as of {', '.join(report['as_of'])}, retrieved {retrieved}"
    yield f"filled: {rates(report['fill'])}"
    if report.get("questions"):
        yield f"answers: {rates(report['questions'])}"
    if drift := report.get("drift"):
        lost, gained = f"{drift['lost']:,} lost ({drift['lost_share']:.1%})", f"{drift['gained']:,} gained ({drift['gained_share']:.1%})"
        fell = "; ".join(f"{name} fell from {f['before']:.1%} to {f['now']:.1%}" for name, f in drift["fell"].items())
        yield f"since run {drift['since']}: {lost}, {gained}{'; ' + fell if fell else ''}"
    if report.get("gone"):
        yield f"{report['gone']:,} listings of earlier runs are gone, and kept as closed"
    for sentence in report.get("accepted", ()):
        yield f"accepted all the same: {sentence}"


def rates(shares: Mapping[str, float]) -> str:
    """Fill rates in one line."""
    return ", ".join(f"{name} {share:.0%}" for name, share in shares.items())
