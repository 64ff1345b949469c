"""Stops a piece of work at its n-th file operation, for one n after the other. A program of its own: it forks.

python tests/faults/stopping.py WORK HOW EVERY FOLDER    prints {"operations": n, "stopped": k, "old": i, "new": j} or fails

A file operation is: a file opened for writing, a folder made, a name changed or removed, a file flushed to the disk; below the home only.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from api.cli.build import build_index
from data.sample import write_sample
from ingest.run import run_source
from ingest.snapshot import newest_good
from search.embedded.engine import EmbeddedEngine
from search.embedded.generation import current

NOW = datetime(2026, 1, 5, tzinfo=UTC)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
EVENTS = {"os.rename": 0, "os.remove": 0, "os.mkdir": 0, "os.rmdir": 0, "os.link": 1, "os.truncate": 0}
"""Audit events (docs.python.org/3/library/audit_events.html) and which argument is the path; `open` is told apart by its flags."""
LITTER = ("*/.*", "**/.*", "**/*.tmp")


class Stopper:
    """Counts file operations below a folder; at the one with the number `at` it does what `how` says."""

    def __init__(self, folder: Path, at: int, how: str) -> None:
        self.folder, self.at, self.how, self.seen = str(folder), at, how, 0
        self.flush, os.fsync = os.fsync, self.flushed  # what has no audit event
        sys.addaudithook(self.hook)

    def flushed(self, fd: Any) -> None:
        """Stands in for os.fsync."""
        self.count()
        self.flush(fd)

    def hook(self, event: str, args: tuple[Any, ...]) -> None:
        """Called by Python before it does anything of note."""
        if event == "open":
            path, mode, flags = args
            if (flags or 0) & WRITING or (mode and set(mode) & set("wax+")):
                self.below(path)
        elif event in EVENTS:
            self.below(args[EVENTS[event]])

    def below(self, path: object) -> None:
        """Counts an operation on a path below the folder."""
        if isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self.folder):
            self.count()

    def count(self) -> None:
        """Counts one operation, and stops the work if it is the one."""
        self.seen += 1
        if self.seen == self.at and self.how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.seen >= self.at and self.how == "full":  # a full disk stays full
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if self.seen == self.at and self.how == "error":
            raise OSError(errno.EIO, os.strerror(errno.EIO))


def ingest(home: Path, books: list[str], day: int) -> None:
    """One run of the sample."""
    run_source("sample", books, home, now=NOW + timedelta(days=day), progress=False)


def build(home: Path, books: list[str], day: int) -> None:
    """Merging, a new generation, the swap."""
    build_index(home)


WORKS: dict[str, Callable[[Path, list[str], int], None]] = {"ingest": ingest, "build": build}


def served(home: Path) -> str:
    """A digest of every program that is served, verified byte by byte."""
    engine = EmbeddedEngine(current(home / "index"), verified=True)
    digest = hashlib.sha256()
    for program in engine._store.all():
        digest.update(repr(program).encode())
    engine.close()
    return digest.hexdigest()


def listed(home: Path) -> str:
    """The newest good run and how many listings can be read of it."""
    run = newest_good(home, "sample")
    return f"{run.run}: {sum(1 for _ in run.listings())}" if run else ""


STATES: dict[str, Callable[[Path], str]] = {"ingest": listed, "build": served}


def in_child(work: Callable[[], None]) -> int:
    """The exit code of the work, done in a child; 0 where it came to its end, minus a signal's number, 1 for an error of any kind."""
    pid = os.fork()
    if not pid:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def operations(work: str, home: Path, books: list[str]) -> int:
    """How many file operations the work has, counted in a child over a copy of the home."""
    told = home.with_name("told")

    def counted() -> None:
        stopper = Stopper(home, sys.maxsize, "kill")
        WORKS[work](home, books, 1)
        told.write_text(str(stopper.seen))

    assert in_child(counted) == 0, f"{work} failed without any fault"
    return int(told.read_text())


def main(work: str, how: str, every: int, folder: Path) -> dict[str, int]:
    """What was tried. AssertionError where anything served is neither the old nor the new, or the work cannot be done again."""
    books = [str(b) for b in write_sample(folder / "books")]
    start, home = folder / "start", folder / "home"
    ingest(start, books, 0)
    build(start, books, 0)
    if work == "build":
        ingest(start, [books[0], books[1]], 1)
    shutil.copytree(start, home)
    total, state = operations(work, home, books), STATES[work]
    after = state(home)
    met = {"old": 0, "new": 0}
    for at in range(1, total + 1, every):
        shutil.rmtree(home)
        shutil.copytree(start, home)
        before, index = state(home), served(home)

        def stopped(at: int = at) -> None:
            Stopper(home, at, how)
            WORKS[work](home, books, 1)

        code = in_child(stopped)
        assert code == (-signal.SIGKILL if how == "kill" else 1) or how == "error", f"{work}, {how} at {at}: ended with {code}"
        found = state(home)
        assert found in (before, after), f"{work}, {how} at {at}: {found} is neither old nor new"
        assert work == "build" or served(home) == index
        met["new" if found == after and after != before else "old"] += 1
        assert in_child(lambda: WORKS[work](home, books, 2)) == 0, f"{work} after {how} at {at}: cannot be done again"
        litter = {p.relative_to(home).as_posix() for pattern in LITTER for p in home.glob(pattern)}
        assert not litter, f"{work} after {how} at {at}: {sorted(litter)} left behind"
    return {"operations": total, "stopped": sum(met.values()), **met}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))))
