"""The command line. Heavy rooms are imported inside the commands that need them: `--help` and a search must start at once."""

from __future__ import annotations

import sys

import typer

from api.cli.demo import demo
from api.cli.doctor import doctor
from api.cli.export import export
from api.cli.find import compare, search, show, why
from api.cli.index import index
from api.cli.ingest import ingest
from api.cli.mapping import csv_mapping
from api.cli.matches import matches
from api.cli.new_source import new_source
from api.cli.reference import places, questions, terms
from api.cli.serve import serve
from api.cli.sources import sources
from api.cli.update import update
from finder.errors import BadParameter, FinderError, GenerationRetired, UnknownProgram, faults_of

app = typer.Typer(
    name="iop-finder",
    help="Finds intensive outpatient programs, says who said what about them and when, and what to ask.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
READING = (ingest, update, csv_mapping, matches, sources, new_source)
FINDING = (search, show, compare, why, export, questions, terms, places)
for command in (demo, doctor, serve, *FINDING, *READING):
    app.command()(command)
app.add_typer(index, name="index")

MISUSE = (BadParameter, UnknownProgram, GenerationRetired)
"""What the person at the keyboard can put right: exit code 2. Any other error of ours: 1."""


def main() -> None:
    """Runs the command line; an error of ours, of a setting or of the disk is one line on stderr."""
    try:
        app(prog_name="iop-finder")
    except FinderError as e:
        _fail(said(e), 2 if isinstance(e, MISUSE) else 1)
    except OSError as e:
        _fail(f"{e.filename}: {e.strerror}" if e.filename else str(e), 1)
    except ValueError as e:
        _fail(unusable_setting(e), 2)


def said(error: FinderError) -> str:
    """The error in one line, with what is allowed; of several parameters each."""
    faults: tuple[FinderError, ...] = faults_of(error) if isinstance(error, BadParameter) else (error,)
    return " | ".join(f"{f}{'; allowed: ' + ', '.join(f.allowed) if isinstance(f, BadParameter) and f.allowed else ''}" for f in faults)


def unusable_setting(error: ValueError) -> str:
    """Which setting cannot be used, and what is allowed, in one line. Raises the error again where it is about something else."""
    from pydantic import ValidationError

    if not isinstance(error, ValidationError) or error.title != "Settings":
        raise error
    return "; ".join(f"IOP_FINDER_{str(e['loc'][0]).upper()}: {e['msg'][:1].lower()}{e['msg'][1:]}" for e in error.errors())


def _fail(message: str, code: int) -> None:
    print(f"iop-finder: {message}", file=sys.stderr)
    sys.exit(code)
