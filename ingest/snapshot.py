"""Runs as immutable folders: `HOME/snapshots/<source>/<UTC stamp>/` with `listings.jsonl.gz`, `gone.jsonl.gz` and `report.json`.

A run is written under a name that no reader looks at and renamed at the end, whole. A refused one leaves only its report, in `refused/`.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from finder.formats.records import Interner, dump, from_lines, listing_record, to_lines
from finder.listing import Listing
from ingest.disk import UNFINISHED, gzip_text, sha256_of, sweep, sync_folder, written_whole
from ingest.errors import BrokenStore

LISTINGS, GONE, REPORT, REFUSED = "listings.jsonl.gz", "gone.jsonl.gz", "report.json", "refused"
STAMPED = "%Y%m%dT%H%M%S.%fZ"
_STAMP = re.compile(r"\d{8}T\d{6}\.\d{6}Z")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A good run: its folder (whose name is the run's, a UTC time) and its report as it was written."""

    folder: Path
    report: Mapping[str, Any]

    @property
    def run(self) -> str:
        """The run's name."""
        return self.folder.name

    def listings(self) -> Iterator[Listing]:
        """The listings, in the order in which they were read. Raises BrokenStore where the file is damaged."""
        return self._read(LISTINGS)

    def gone(self) -> Iterator[Listing]:
        """The listings that earlier runs had and this one has not, marked as closed; most often none. Raises BrokenStore as well."""
        return self._read(GONE) if (self.folder / GONE).is_file() else iter(())

    def _read(self, name: str) -> Iterator[Listing]:
        try:
            with gzip.open(self.folder / name, "rt", encoding="utf-8") as lines:
                yield from (x for x in from_lines(lines) if isinstance(x, Listing))
        except (OSError, EOFError, ValueError) as e:
            source = self.report["source"]
            raise BrokenStore(f"run {self.run} of {source} is damaged: {e}; delete its folder, or read the source again") from e


class SnapshotWriter:
    """A run being written; `finish` makes it a snapshot, leaving the context without it makes it nothing."""

    def __init__(self, home: Path, source: str, now: datetime) -> None:
        self._runs = runs_folder(home, source)
        self._now = now
        self._interner = Interner(lambda kind, record: self._write({kind: record}))

    def __enter__(self) -> Self:
        self._runs.mkdir(parents=True, exist_ok=True)
        sweep(self._runs)
        self._folder = self._runs / f"{UNFINISHED}{os.getpid()}-{stamp(self._now)}"
        self._folder.mkdir()
        self._open = ExitStack()
        self._file = self._open.enter_context((self._folder / LISTINGS).open("wb"))
        self._text = self._open.enter_context(gzip_text(self._file))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, listing: Listing) -> None:
        """Writes one more listing."""
        self._write({"listing": listing_record(listing, self._interner)})

    def keep_gone(self, gone: Iterable[Listing]) -> int:
        """How many listings were written beside the run's own, in a file that is not there if there are none."""
        kept = list(gone)
        if kept:
            with (self._folder / GONE).open("wb") as file, gzip_text(file) as text:
                text.writelines(f"{line}\n" for line in to_lines(kept))
            _sync(self._folder / GONE)
        return len(kept)

    def finish(self, report: Mapping[str, Any]) -> Snapshot:
        """The snapshot, on disk and visible from here on."""
        self._open.close()
        _sync(self._folder / LISTINGS)
        said = {**report, "sha256": sha256_of(self._folder / LISTINGS)}
        with written_whole(self._folder / REPORT) as file:
            file.write(_json(said))
        folder = _free(self._runs, self._now)
        os.replace(self._folder, folder)
        sync_folder(self._runs)
        return Snapshot(folder, said)

    def _write(self, record: object) -> None:
        self._text.write(dump(record) + "\n")


def newest_good(home: Path, source: str) -> Snapshot | None:
    """The source's newest snapshot; None if there is none yet."""
    found = [f for f in runs_folder(home, source).glob("*") if _STAMP.fullmatch(f.name)]
    return _snapshot(max(found)) if found else None


def stored_sources(home: Path) -> list[str]:
    """The ids of the sources that have a snapshot."""
    return sorted(f.name for f in (home / "snapshots").glob("*") if newest_good(home, f.name))


def last_refusal(home: Path, source: str) -> Mapping[str, Any] | None:
    """The record of the source's last refused run, with its name under "run"; None where none was refused, or it cannot be read."""
    found = [f for f in (runs_folder(home, source) / REFUSED).glob("*.json") if _STAMP.fullmatch(f.stem)]
    try:
        return {"run": max(found).stem, **json.loads(max(found).read_text("utf-8"))} if found else None
    except (OSError, ValueError):
        return None


def write_refusal(home: Path, source: str, now: datetime, record: Mapping[str, Any]) -> Path:
    """The file that tells of a refused run."""
    path = runs_folder(home, source) / REFUSED / f"{stamp(now)}.json"
    with written_whole(path) as file:
        file.write(_json(record))
    return path


def runs_folder(home: Path, source: str) -> Path:
    """Where the source's runs lie."""
    return home / "snapshots" / source


def stamp(now: datetime) -> str:
    """The time as a name: "20260105T093000.000000Z". Names sort as times do."""
    return now.astimezone(UTC).strftime(STAMPED)


def _free(runs: Path, now: datetime) -> Path:
    """The folder of a run at that time, or a microsecond after the newest: it stays the newest though the clock was set back."""
    newest = max((f.name for f in runs.glob("*") if _STAMP.fullmatch(f.name)), default="")
    if stamp(now) > newest:
        return runs / stamp(now)
    return runs / stamp(datetime.strptime(newest, STAMPED).replace(tzinfo=UTC) + timedelta(microseconds=1))


def _snapshot(folder: Path) -> Snapshot:
    try:
        return Snapshot(folder, json.loads((folder / REPORT).read_text("utf-8")))
    except (OSError, ValueError) as e:
        raise BrokenStore(f"run {folder.name}: its report cannot be read; delete its folder, or read the source again") from e


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _json(record: Mapping[str, Any]) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
