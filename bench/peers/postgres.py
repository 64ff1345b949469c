"""PostgreSQL with PostGIS: Debian's, in a cluster of its own; bit columns, a GiST index over the places, the score in SQL."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.peers.peer import Page, Work
from bench.peers.process import memory_of, tree_of
from bench.peers.sql import Compiler, Rows, make_schema, name_words
from finder.predicate import Within
from finder.program import Program

SLACK = 1.001
"""PostGIS's sphere is smaller than ours by 3.5 millionths; its answer is only a first guess."""

SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "1GB",
    "work_mem": "64MB",
    "jit": "off",  # compiling the query takes longer than running it
    "max_connections": "20",
    "fsync": "off",
    "max_wal_size": "8GB",
    "maintenance_work_mem": "512MB",
    "effective_cache_size": "4GB",
    "random_page_cost": "1.1",  # all of it is in memory
    "max_parallel_workers_per_gather": "2",
}


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL's programs (Debian's layout), None where there is none with PostGIS."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    has_gis = found and any(Path("/usr/share/postgresql").glob(f"{found[-1].parts[-3]}/extension/postgis.control"))
    return found[-1].parent if has_gis else None


class PostgresDialect:
    """What PostgreSQL says in its own way."""

    def rounded(self, expression: str) -> str:
        """See `Dialect.rounded`."""
        return f"CAST(CAST({expression} AS REAL) AS DOUBLE PRECISION)"

    def nearby(self, within: Within) -> str:
        """See `Dialect.nearby`."""
        here = f"ST_SetSRID(ST_MakePoint({within.point.lon!r}, {within.point.lat!r}), 4326)::geography"
        return f"ST_DWithin(point, {here}, {within.metres * SLACK!r}, false)"


@dataclass
class Postgres:
    """A cluster in a folder, reached by a socket in it."""

    folder: Path
    name: str = "postgis"

    def build(self, programs: Iterable[Program]) -> None:
        """See `Peer.build`; the server is started before, and not part of the work."""
        schema = make_schema(programs)
        rows = Rows(schema)
        (self.folder / "schema").write_bytes(pickle.dumps(schema))
        columns = ", ".join([*(f"{c} BIGINT" for c in schema.numbers), *(f"{c} DOUBLE PRECISION" for c in schema.reals)])
        with self.connection() as db:
            db.execute("CREATE EXTENSION IF NOT EXISTS postgis")
            db.execute("DROP TABLE IF EXISTS program, word")
            db.execute(f'CREATE TABLE program (id TEXT COLLATE "C", state TEXT, county TEXT, {columns}, point geography(Point))')
            db.execute('CREATE TABLE word (word TEXT, id TEXT COLLATE "C")')
            with db.cursor().copy("COPY program FROM STDIN") as copy:
                for p in programs:
                    copy.write_row([*rows.row(p), f"SRID=4326;POINT({p.point.lon!r} {p.point.lat!r})" if p.point else None])
            with db.cursor().copy("COPY word FROM STDIN") as copy:
                for p in programs:
                    for word in name_words(p):
                        copy.write_row([word, p.id])
            for index in ("program USING gist (point)", "program (state)", "program (county)", "word (word)"):
                db.execute(f"CREATE INDEX ON {index}")
            db.commit()
            db.autocommit = True
            db.execute("VACUUM ANALYZE")

    def start(self) -> None:
        """Makes the cluster and starts it. Raises RuntimeError where PostgreSQL with PostGIS is not installed."""
        programs = binaries()
        if programs is None:
            raise RuntimeError("no PostgreSQL with PostGIS (Debian: postgresql, postgresql-NN-postgis-3)")
        self.folder.mkdir(parents=True)
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(self.folder, "postgres")
        self._run(programs / "initdb", "-D", self.data, "--encoding=UTF8", "--locale=C", "--auth=trust")
        options = " ".join(f"-c {k}='{v}'" for k, v in {**SETTINGS, "unix_socket_directories": self.folder}.items())
        self._run(programs / "pg_ctl", "-D", self.data, "-w", "-o", options, "-l", self.folder / "log", "start")

    @property
    def data(self) -> Path:
        """The cluster's own folder."""
        return self.folder / "data"

    def connection(self) -> Any:
        """A new connection."""
        import psycopg

        return psycopg.connect(host=str(self.folder), user="postgres" if os.geteuid() == 0 else None, dbname="postgres")

    def open(self) -> PostgresReader:
        """See `Peer.open`."""
        return PostgresReader(self)

    def disk(self) -> int:
        """See `Peer.disk`."""
        with self.connection() as db:
            return int(db.execute("SELECT pg_total_relation_size('program') + pg_total_relation_size('word')").fetchone()[0])

    def memory(self) -> int:
        """See `Peer.memory`."""
        return memory_of(tree_of(int((self.data / "postmaster.pid").read_text().split()[0])))

    def remove(self) -> None:
        """See `Peer.remove`."""
        programs = binaries()
        if programs and (self.data / "postmaster.pid").exists():
            self._run(programs / "pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, *command: object) -> None:
        user = ("runuser", "-u", "postgres", "--") if os.geteuid() == 0 else ()
        subprocess.run([*user, *map(str, command)], check=True, cwd=self.folder, stdout=subprocess.DEVNULL)


class PostgresReader:
    """One connection."""

    def __init__(self, peer: Postgres) -> None:
        self._compiler = Compiler(pickle.loads((peer.folder / "schema").read_bytes()), PostgresDialect())
        self._db = peer.connection()
        self._db.autocommit = True

    def find(self, work: Work) -> Page:
        """See `Reader.find`."""
        return self._compiler.page(self._db.execute(self._compiler.query(work)).fetchall(), work)

    def close(self) -> None:
        """See `Reader.close`."""
        self._db.close()
