"""One build at a time in a home. The lock is the process's own: it goes with it, however it ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from finder.errors import IndexUnavailable


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Holds the home's lock. Raises IndexUnavailable where another build has it."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as e:
            raise IndexUnavailable("another build is running: wait for it to end") from e
        yield
