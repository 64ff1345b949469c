"""The command line in this process, over a home in which the synthetic sample was read and indexed as real sources are."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.cli import main, output
from api.cli.build import build_index
from api.settings import settings
from data.sample import write_sample
from ingest.run import run_source


@dataclass(frozen=True)
class Said:
    """What a command left: its exit code and both streams."""

    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        """Stdout with every run of white space as one space, so that wrapping does not matter."""
        return " ".join(self.out.split())

    def json(self) -> Any:
        """The one JSON value on stdout of a command that went well."""
        assert self.code == 0, self.err
        return json.loads(self.out)


@dataclass(frozen=True)
class CommandLine:
    """Runs `iop-finder` with a home; further keywords are settings of that run."""

    home: Path

    def __call__(self, *arguments: object, **environment: str) -> Said:
        """What the command says. An exception that reaches the person at the keyboard reaches the test."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "IOP_FINDER_ENGINE"):
                patch.delenv(name, raising=False)
            for name, value in {"IOP_FINDER_HOME": str(self.home), **environment}.items():
                patch.setenv(name, value)
            patch.setattr("sys.argv", ["iop-finder", *map(str, arguments)])
            _forget()
            try:
                main()
                code = 0
            except SystemExit as e:
                code = e.code if isinstance(e.code, int) else int(e.code is not None)
        _forget()
        return Said(code, out.getvalue(), err.getvalue())

    def ids(self, count: int) -> list[str]:
        """The ids of some programs, best first."""
        return [r["program"]["id"] for r in self("search", "--near", "Colorado", "--size", count, "--json").json()["results"]]


def _forget() -> None:
    """What a process keeps for its life must not pass from one run to the next."""
    for kept in (settings, output.out, output.err):
        kept.cache_clear()


@pytest.fixture(scope="session")
def sample_books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The sample's two workbooks."""
    return list(write_sample(tmp_path_factory.mktemp("books")))


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, sample_books: list[Path]) -> Path:
    """A home with the sample read and indexed. Shared: who changes it asks for `own_home`."""
    home = tmp_path_factory.mktemp("home")
    result = run_source("sample", [str(b) for b in sample_books], home, now=datetime(2026, 1, 5, tzinfo=UTC), progress=False)
    assert result.shortfalls == ()
    build_index(home)
    return home


@pytest.fixture(scope="session")
def iop(sample_home: Path) -> CommandLine:
    """The command line over the sample."""
    return CommandLine(sample_home)


@pytest.fixture
def own_home(tmp_path: Path, sample_home: Path) -> Path:
    """A copy of the sample's home, for a test that changes it."""
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


@pytest.fixture
def no_home(tmp_path: Path) -> Iterator[CommandLine]:
    """The command line over a home that is not there yet."""
    yield CommandLine(tmp_path / "nothing")
