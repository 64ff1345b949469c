"""One build at a time in a home. The lock is the process's own: it goes with it, however it ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from finder.errors import IndexUnavailable


@contextmanager
def only_one(home: Path, what: str = "build") -> Iterator[None]:
    """Holds the home's lock for a kind of work. Raises IndexUnavailable where another of that kind has it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / ("lock" if what == "build" else f"{what}.lock")).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as e:
            raise IndexUnavailable(f"another {what} is running: wait for it to end") from e
        yield
