"""The command line. Heavy rooms are imported inside the commands that need them: `--help` and a search must start at once."""

from __future__ import annotations

import sys

import typer

from api.cli.demo import demo
from api.cli.find import compare, search, show, why
from api.cli.index import index
from api.cli.ingest import ingest
from api.cli.reference import places, questions, sources, terms
from finder.errors import BadParameter, FinderError, GenerationRetired, UnknownProgram

app = typer.Typer(
    name="iop-finder",
    help="Finds intensive outpatient programs, says who said what about them and when, and what to ask.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (demo, search, show, compare, why, ingest, sources, questions, terms, places):
    app.command()(command)
app.add_typer(index, name="index")

MISUSE = (BadParameter, UnknownProgram, GenerationRetired)
"""What the person at the keyboard can put right: exit code 2. Any other error of ours: 1."""


def main() -> None:
    """Runs the command line; an error of ours is one line on stderr."""
    try:
        app()
    except FinderError as e:
        print(f"iop-finder: {said(e)}", file=sys.stderr)
        sys.exit(2 if isinstance(e, MISUSE) else 1)


def said(error: FinderError) -> str:
    """The error in one line, with what is allowed."""
    allowed = error.allowed if isinstance(error, BadParameter) else ()
    return f"{error}{'; allowed: ' + ', '.join(allowed) if allowed else ''}"
