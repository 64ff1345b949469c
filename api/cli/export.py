"""export: what is served, as a file that others read."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

if TYPE_CHECKING:
    from finder.formats.exchange import Format
    from search.service import Finder


def export(
    format: Annotated[str, typer.Option("--format", help="csv, ndjson, geojson, hsds, fhir or jsonld.")],
    output: Annotated[Path | None, typer.Option("--output", help="The file to write, whole or not at all; without: stdout.")] = None,
    describe: Annotated[
        bool, typer.Option("--describe", help="Say what the format holds and what it cannot carry; write nothing.")
    ] = False,
) -> None:
    """Write every program that is served, with its sources' licences and credits and the generation inside.

    Streets and points of hidden addresses, and words quoted from programs' pages, are never in it.
    """
    from api.cli.output import err
    from api.root import run
    from finder.formats.registry import find_format

    chosen = find_format(format)
    if describe:
        _describe(chosen)
        return

    async def work(finder: Finder) -> int:
        with _opened(output) as file:
            return await _write(finder, chosen, file)

    err().print(f"{run(work):,} programs as {chosen.title}", markup=False)


async def _write(finder: Finder, format: Format, file: BinaryIO) -> int:
    """How many programs were written."""
    from rich.progress import Progress

    from api.cli.output import err
    from api.export import export as pieces

    engine = await finder.index.current()
    total = engine.manifest["programs"]
    with Progress(console=err(), transient=True, disable=not err().is_terminal) as progress:
        task = progress.add_task(f"Writing {format.id}", total=total)
        async for piece in pieces(engine, format):
            file.write(piece.encode())
            progress.advance(task)
    return int(total)


def _opened(path: Path | None) -> AbstractContextManager[BinaryIO]:
    import sys

    from finder.errors import BadParameter
    from ingest.disk import written_whole

    if path is None:
        return nullcontext(sys.stdout.buffer)
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise BadParameter("output", "name a file in a folder that is there")
    return written_whole(path)


def _describe(format: Format) -> None:
    from api.cli import output
    from data.vocabulary import load_vocabulary
    from finder.formats.row import columns_of

    output.line(f"{format.id}: {format.title} ({format.media_type}, .{format.extension})", style="bold")
    for loss in format.loses:
        output.line(f"not carried: {loss.says}", indent=4)
    if format.fields:
        output.grid([*{**columns_of(load_vocabulary()), **format.fields}.items()], ("column", "holds"))
