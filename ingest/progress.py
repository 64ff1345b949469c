"""What a person sees on stderr: rows going by, and the report afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, ProgressColumn, SpinnerColumn, Task, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from ingest.report import Count, Report
from ingest.tally import Tally


class _RowsRead(ProgressColumn):
    """The count itself, looked at ten times a second: nothing to do for each row."""

    def __init__(self, tally: Tally) -> None:
        super().__init__()
        self._tally = tally

    def render(self, task: Task) -> Text:
        return Text(f"{self._tally.read:,} read")


@contextmanager
def shown_progress(title: str, tally: Tally, *, shown: bool) -> Iterator[None]:
    """A line that counts while the block runs; none if it is not wanted or nobody is looking."""
    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), _RowsRead(tally), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        progress.add_task(escape(title), total=None)
        yield


def print_report(report: Report, shortfalls: Sequence[str], console: Console | None = None) -> None:
    """Writes the report to stderr, as a table, and the judgement below it."""
    console = console or Console(stderr=True)
    title = f"{report.source}: {report.read:,} read, {report.kept:,} kept in {report.elapsed_seconds:.1f} s"
    table = Table(title=title, title_justify="left")
    table.add_column("what")
    table.add_column("count", justify="right")
    table.add_column("first")
    for form, number in report.forms.items():
        table.add_row(f"kept, {form}", f"{number:,}", "")
    for how, number in report.pages.items():
        table.add_row(f"pages {how}", f"{number:,}", "")
    for title, counts in _counted(report):
        for what, count in counts.items():
            table.add_row(escape(f"{title}: {what}" if title else what), f"{count.count:,}", escape(count.example))
    console.print(table)
    console.print(escape("filled: " + ", ".join(f"{name} {share:.1%}" for name, share in {**report.fill, **report.dimensions}.items())))
    if report.drift:
        d = report.drift
        lost, gained = f"{d.lost:,} listings lost ({d.lost_share:.1%})", f"{d.gained:,} gained ({d.gained_share:.1%})"
        console.print(escape(f"since run {d.since}: {lost}, {gained}"))
    for sentence in report.accepted:
        console.print(f"[bold yellow]accepted:[/] {escape(sentence)}")
    for sentence in shortfalls:
        console.print(f"[bold red]refused:[/] {escape(sentence)}")


def _counted(report: Report) -> list[tuple[str, Mapping[str, Count]]]:
    return [("dropped", report.dropped), ("repaired", report.repairs), ("unread", report.unread), ("unknown code", report.unknown_codes)]
