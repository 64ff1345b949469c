"""SQLite: one table, an R*Tree over unit vectors, the score in SQL."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from math import pi, sin
from pathlib import Path

from bench.peers.peer import Page, Work
from bench.peers.sql import Compiler, Rows, make_schema, name_words
from finder.place import EARTH, Point, unit_vector
from finder.predicate import Within
from finder.program import Program

SPLIT = 2.0**29 + 1
"""Veltkamp's constant: (SPLIT x) - (SPLIT x - x) keeps 24 of a double's 53 bits, rounded to nearest, as a 32-bit float has."""
SLACK = 1e-6
"""An R*Tree keeps 32-bit floats."""


class SqliteDialect:
    """What SQLite says in its own way."""

    def rounded(self, expression: str) -> str:
        """See `Dialect.rounded`."""
        return f"({SPLIT!r} * ({expression}) - ({SPLIT!r} * ({expression}) - ({expression})))"

    def nearby(self, within: Within) -> str:
        """See `Dialect.nearby`: the box around a chord as long as the radius."""
        chord = 2.0 * sin(min(within.metres / EARTH, pi) / 2.0) + SLACK
        box = " AND ".join(
            f"{axis}1 >= {v - chord!r} AND {axis}0 <= {v + chord!r}" for axis, v in zip("xyz", unit_vector(within.point), strict=True)
        )
        return f"program.number IN (SELECT number FROM box WHERE {box})"


@dataclass
class Sqlite:
    """A file in a folder."""

    folder: Path
    name: str = "sqlite"

    def build(self, programs: Iterable[Program]) -> None:
        """See `Peer.build`. Reads the programs several times: the columns depend on what is said, and a table is filled at a time."""
        self.remove()
        self.folder.mkdir(parents=True)
        schema = make_schema(programs)
        (self.folder / "schema").write_bytes(pickle.dumps(schema))
        db = sqlite3.connect(self.folder / "db", isolation_level=None)
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -1000000")  # kB: a gigabyte, or every insertion reads the disk
        columns = ", ".join([*(f"{c} INTEGER" for c in schema.numbers), *(f"{c} REAL" for c in schema.reals)])
        db.execute(f"CREATE TABLE program (number INTEGER PRIMARY KEY, id TEXT, state TEXT, county TEXT, {columns})")
        db.execute("CREATE VIRTUAL TABLE box USING rtree (number, x0, x1, y0, y1, z0, z1)")
        db.execute("CREATE TABLE word (word TEXT, id TEXT, PRIMARY KEY (word, id)) WITHOUT ROWID")
        db.execute("BEGIN")
        rows = Rows(schema)
        marks = ", ".join("?" * (4 + len(schema.numbers) + len(schema.reals)))
        db.executemany(f"INSERT INTO program VALUES ({marks})", ([i, *rows.row(p)] for i, p in enumerate(programs)))
        db.executemany("INSERT INTO box VALUES (?, ?, ?, ?, ?, ?, ?)", ([i, *box(p.point)] for i, p in enumerate(programs) if p.point))
        db.executemany("INSERT INTO word VALUES (?, ?)", ((word, p.id) for p in programs for word in name_words(p)))
        db.execute("COMMIT")
        db.execute("CREATE INDEX by_state ON program (state)")
        db.execute("CREATE INDEX by_county ON program (county)")
        db.execute("ANALYZE")
        db.close()

    def open(self) -> SqliteReader:
        """See `Peer.open`."""
        return SqliteReader(self.folder)

    def disk(self) -> int:
        """See `Peer.disk`."""
        return (self.folder / "db").stat().st_size

    def memory(self) -> int:
        """See `Peer.memory`."""
        return 0

    def remove(self) -> None:
        """See `Peer.remove`."""
        for file in ("db", "schema"):
            (self.folder / file).unlink(missing_ok=True)
        if self.folder.is_dir():
            self.folder.rmdir()


class SqliteReader:
    """One connection."""

    def __init__(self, folder: Path) -> None:
        self._compiler = Compiler(pickle.loads((folder / "schema").read_bytes()), SqliteDialect())
        self._db = sqlite3.connect(f"file:{folder / 'db'}?mode=ro&immutable=1", uri=True)
        self._db.execute("PRAGMA mmap_size = 8000000000")

    def find(self, work: Work) -> Page:
        """See `Reader.find`."""
        return self._compiler.page(self._db.execute(self._compiler.query(work)).fetchall(), work)

    def close(self) -> None:
        """See `Reader.close`."""
        self._db.close()


def box(point: Point) -> list[float]:
    """The box of a point: both ends of each axis."""
    return [v for axis in unit_vector(point) for v in (axis, axis)]
