"""The whole programs, in one SQLite file: each claim once, each program as the numbers of its claims."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from finder.claim import Claim, Origin
from finder.errors import IndexUnavailable
from finder.formats.records import Facts, Interner, claim_from, dump, origin_from, program_from, program_record
from finder.program import Program

SCHEMA = """
CREATE TABLE origin (number INTEGER PRIMARY KEY, record TEXT NOT NULL);
CREATE TABLE claim (number INTEGER PRIMARY KEY, record TEXT NOT NULL);
CREATE TABLE program (id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
"""


class StoreWriter:
    """Writes programs into a new file; leaving the context without an error makes it whole.

    Raises IndexUnavailable where it cannot write.
    """

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")  # the file counts only when the whole generation does
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(SCHEMA)
        self._db.execute("BEGIN")
        self._numbers = {"origin": 0, "claim": 0}
        self._interner = Interner(self._intern)

    def add(self, program: Program) -> None:
        """Adds a program. Raises ValueError where its id is there already."""
        try:
            self._db.execute("INSERT INTO program VALUES (?, ?)", (program.id, dump(program_record(program, self._interner))))
        except sqlite3.IntegrityError as e:
            raise ValueError(f"two programs claim the id {program.id}") from e
        except sqlite3.Error as e:
            raise _unwritable(e) from e

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._db.execute("COMMIT")
        except sqlite3.Error as e:
            raise _unwritable(e) from e
        finally:
            self._db.close()

    def _intern(self, kind: str, record: list[Any]) -> None:
        number = self._numbers[kind]
        self._numbers[kind] += 1
        self._db.execute(f"INSERT INTO {kind} VALUES (?, ?)", (number, dump(record)))


def _unwritable(error: sqlite3.Error) -> IndexUnavailable:
    return IndexUnavailable(f"the index could not be written, the one served stays: {error}")


class Store:
    """Reads programs; claims and facts that many of them share are read and made once."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._origins: list[Origin] = [origin_from(json.loads(r)) for (r,) in self._db.execute("SELECT record FROM origin ORDER BY number")]
        self._facts = Facts(_Claims(self._db, self._origins))

    def get(self, ids: Sequence[str]) -> list[Program]:
        """The programs of these ids, in their order, without those that are not there."""
        rows = (self._db.execute("SELECT record FROM program WHERE id = ?", (i,)).fetchone() for i in ids)
        return [program_from(json.loads(row[0]), self._facts, self._origins) for row in rows if row]

    def all(self) -> Iterator[Program]:
        """Every program, by ascending id."""
        for (record,) in self._db.execute("SELECT record FROM program ORDER BY id"):
            yield program_from(json.loads(record), self._facts, self._origins)

    def close(self) -> None:
        """Closes the file."""
        self._db.close()


class _Claims(dict[int, Claim]):
    """Claims by number, read from the file when they are first asked for."""

    def __init__(self, db: sqlite3.Connection, origins: Sequence[Origin]) -> None:
        super().__init__()
        self._db, self._origins = db, origins

    def __missing__(self, number: int) -> Claim:
        ((record,),) = self._db.execute("SELECT record FROM claim WHERE number = ?", (number,))
        claim = self[number] = claim_from(json.loads(record), self._origins)
        return claim
