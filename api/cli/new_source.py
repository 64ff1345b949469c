"""new-source: the files of a source that is yet to be written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ROOT = Path(__file__).parents[2]


def new_source(name: Annotated[str, typer.Argument(help="What it is to be called, as in colorado-ladders.")]) -> None:
    """Begin a source: writes its module, a saved input with what must come out, and a failing test that says what to do next.

    Works in a checkout of the project. Example: iop-finder new-source ohio-register
    """
    from api.cli import output
    from ingest.sources import all_sources
    from ingest.template import write_source

    *written, test = write_source(name, ROOT, all_sources())
    for path in (*written, test):
        print(path.as_posix())
    output.err().print(f"Next: make test ARGS={test.as_posix()}, which fails and says what to do")
