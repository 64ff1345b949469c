"""The whole programs, in one SQLite file: each claim and each fact once, each program as the numbers of its facts."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

import orjson

from finder.errors import IndexUnavailable
from finder.formats.records import Interner, Said, claim_from, fact_from, origin_from, program_from, program_record
from finder.program import KEPT_PROGRAMS, Program
from search.history import Change, History, Trace, make_change

T = TypeVar("T")

FORMAT = 2
"""What the file's `user_version` must be: 2 since facts have numbers of their own."""

SCHEMA = f"""
PRAGMA user_version = {FORMAT};
CREATE TABLE origin (number INTEGER PRIMARY KEY, record TEXT NOT NULL);
CREATE TABLE claim (number INTEGER PRIMARY KEY, record TEXT NOT NULL);
CREATE TABLE fact (number INTEGER PRIMARY KEY, record TEXT NOT NULL);
CREATE TABLE program (id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE trace (
    id TEXT PRIMARY KEY, first TEXT NOT NULL, changed TEXT NOT NULL, digest TEXT NOT NULL, said TEXT NOT NULL, saying TEXT NOT NULL
) WITHOUT ROWID;
"""


class StoreWriter:
    """Writes programs into a new file, with the traces that a history gives them; leaving the context without an error makes it whole.

    Raises IndexUnavailable where it cannot write.
    """

    def __init__(self, path: Path, history: History) -> None:
        self._history = history
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")  # the file counts only when the whole generation does
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(SCHEMA)
        self._db.execute("BEGIN")
        self._numbers = {"origin": 0, "claim": 0, "fact": 0}
        self._interner = Interner(self._intern)

    def add(self, program: Program) -> None:
        """Adds a program. Raises ValueError where its id is there already."""
        try:
            record = program_record(program, self._interner)
            trace = self._history.trace(record)
            self._db.execute("INSERT INTO program VALUES (?, ?)", (program.id, orjson.dumps(record).decode()))
            self._db.execute("INSERT INTO trace VALUES (?, ?, ?, ?, ?, ?)", (program.id, *astuple(trace)))
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
        self._history.learn(kind, record)
        self._db.execute(f"INSERT INTO {kind} VALUES (?, ?)", (number, orjson.dumps(record).decode()))


def _unwritable(error: sqlite3.Error) -> IndexUnavailable:
    return IndexUnavailable(f"the index could not be written, the one served stays: {error}")


class Store:
    """Reads programs; claims and facts that many of them share are read and made once. Raises ValueError at a file of another format."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        if self._db.execute("PRAGMA user_version").fetchone() != (FORMAT,):
            raise ValueError(f"{path.name} is of another version's format")
        origins = _Numbered(self._db, "origin", origin_from)
        claims = _Numbered(self._db, "claim", lambda record: claim_from(record, origins))
        self._said = Said(origins, claims, _Numbered(self._db, "fact", lambda record: fact_from(record, claims)))
        self._kept = lru_cache(KEPT_PROGRAMS)(partial(_read, self._db, self._said))  # of no method: whoever lets go of a store frees it

    def get(self, ids: Sequence[str]) -> list[Program]:
        """The programs of these ids, in their order, without those that are not there. Those asked for lately are kept."""
        return [program for program in map(self._kept, ids) if program]

    def all(self) -> Iterator[Program]:
        """Every program, by ascending id."""
        for (record,) in self._db.execute("SELECT record FROM program ORDER BY id"):
            yield program_from(orjson.loads(record), self._said)

    def traces(self) -> dict[str, Trace]:
        """Every program's trace; in a file that an earlier version wrote, without its last two columns."""
        return {id: Trace(*trace) for id, *trace in self._db.execute("SELECT * FROM trace")}

    def changes(self, since: str) -> list[Change]:
        """What became of programs after a generation, by ascending id."""
        rows = self._db.execute("SELECT record, trace.* FROM trace JOIN program USING (id) WHERE changed > ? ORDER BY id", (since,))
        return [make_change(id, Trace(*trace), since, orjson.loads(record)) for record, id, *trace in rows]

    def close(self) -> None:
        """Closes the file."""
        self._db.close()


def _read(db: sqlite3.Connection, said: Said, id: str) -> Program | None:
    row = db.execute("SELECT record FROM program WHERE id = ?", (id,)).fetchone()
    return program_from(orjson.loads(row[0]), said) if row else None


class _Numbered(dict[int, T], Generic[T]):
    """Things of one kind by number, read from the file when they are first asked for."""

    def __init__(self, db: sqlite3.Connection, kind: str, make: Callable[[Any], T]) -> None:
        super().__init__()
        self._db, self._kind, self._make = db, kind, make

    def __missing__(self, number: int) -> T:
        ((record,),) = self._db.execute(f"SELECT record FROM {self._kind} WHERE number = ?", (number,))
        thing = self[number] = self._make(orjson.loads(record))
        return thing
