"""What this engine stands on."""

from __future__ import annotations

import sqlite3

import numpy as np

from finder.errors import IndexUnavailable

OLDEST_SQLITE = (3, 35, 0)


def check_libraries() -> str:
    """The libraries' versions in words. Raises IndexUnavailable where Python's SQLite is too old."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise IndexUnavailable(f"this Python's SQLite is {sqlite3.sqlite_version}: use one built with {oldest} or newer")
    return f"SQLite {sqlite3.sqlite_version}, numpy {np.__version__}"
