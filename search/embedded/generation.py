"""Generations on disk: built aside, checked, then swapped in at once; the newest is served, the one before it kept.

index/CURRENT                 the name of the generation that is served
index/generations/NAME/       columns (.npy, names.json), programs.sqlite, manifest.json
index/generations/.NAME/      one that is being built; nobody reads it
index/lock                    held while building
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from finder.errors import BadParameter, IndexUnavailable
from finder.program import Program
from finder.vocabulary import Vocabulary
from search.embedded.columns import save
from search.embedded.rows import Rows
from search.embedded.store import Store, StoreWriter
from search.engine import generation_name
from search.history import History
from search.lock import only_one
from search.statistics import Statistics

KEEP = 2
_NAME = re.compile(r"\d{8}t\d{12}z")
CURRENT, STORE, MANIFEST, COLUMNS = "CURRENT", "programs.sqlite", "manifest.json", "columns"


def build(programs: Iterable[Program], index: Path, vocabulary: Vocabulary, now: datetime, about: Mapping[str, Any]) -> Mapping[str, Any]:
    """The manifest of the generation that is built from the programs and served from then on.

    `about` goes into the manifest (sources and runs). Raises IndexUnavailable where another build is running, ValueError where there are
    no programs or two share an id; then the generation served before stays.
    """
    index.mkdir(parents=True, exist_ok=True)
    with only_one(index):
        name = generation_name(now, names(index))
        _sweep(index)
        aside = index / "generations" / f".{name}"
        aside.mkdir(parents=True)
        try:
            manifest = _write(
                programs,
                aside,
                vocabulary,
                _history(index, name),
                {"generation": name, "engine": "embedded", "built": now.isoformat(), **about},
            )
            check(aside, manifest)
            _sync(aside)
            os.rename(aside, index / "generations" / name)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        _serve(index, name)
        _retire(index, name)
        return manifest


def use(index: Path, name: str) -> Mapping[str, Any]:
    """The manifest of the kept generation that is served from now on, until the next build. Raises BadParameter where it is not kept,
    IndexUnavailable where it is damaged or a build is running; what was served stays then."""
    if name not in names(index):
        raise BadParameter("generation", "no such generation is kept", names(index))
    with only_one(index):
        folder = folder_of(index, name)
        try:
            manifest: Mapping[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
            verify(folder, manifest)
        except (OSError, ValueError, KeyError, TypeError) as e:
            raise IndexUnavailable(f"generation {name} is damaged ({e}); what was served stays") from e
        _serve(index, name)
    return manifest


def current(index: Path) -> Path:
    """The folder of the generation that is served. Raises IndexUnavailable where there is none."""
    try:
        name = (index / CURRENT).read_text("utf-8").strip()
    except OSError as e:
        raise IndexUnavailable("there is no index yet: run `iop-finder index build`, or `iop-finder demo` for a sample") from e
    return folder_of(index, name)


def folder_of(index: Path, name: str) -> Path:
    """The folder of a generation by name. Raises IndexUnavailable where it is not there."""
    folder = index / "generations" / name
    if not _NAME.fullmatch(name) or not (folder / MANIFEST).is_file():
        raise IndexUnavailable("the index is not whole: run `iop-finder index build` again")
    return folder


def names(index: Path) -> tuple[str, ...]:
    """The generations that are there, oldest first."""
    folders = (index / "generations").glob("*")
    return tuple(sorted(f.name for f in folders if not f.name.startswith(".") and (f / MANIFEST).is_file()))


def check(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Raises ValueError where a file of the generation is missing or not as long as the manifest says."""
    for name, known in manifest["files"].items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != known["bytes"]:
            raise ValueError(f"generation {manifest['generation']}: {name} is missing or cut off")


def verify(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Raises ValueError where a file of the generation is not, byte for byte, what was built (its SHA-256). Reads all of it."""
    check(folder, manifest)
    for name, known in manifest["files"].items():
        if _digest(folder / name) != known["sha256"]:
            raise ValueError(f"generation {manifest['generation']}: {name} is not what was built")


def _history(index: Path, name: str) -> History:
    """What is known of the programs of the generation that is served; nothing, where none is, or it cannot be read."""
    try:
        folder = current(index)
        known = json.loads((folder / MANIFEST).read_text("utf-8"))["lineage"]
        store = Store(folder / STORE)
        try:
            return History(name, store.traces(), known)
        finally:
            store.close()
    except (IndexUnavailable, OSError, ValueError, KeyError, sqlite3.Error):
        return History(name)


def _write(
    programs: Iterable[Program], folder: Path, vocabulary: Vocabulary, history: History, about: Mapping[str, Any]
) -> Mapping[str, Any]:
    statistics, rows = Statistics(vocabulary), Rows()
    with StoreWriter(folder / STORE, history) as store:
        for p in programs:
            store.add(p)
            if p.searchable:
                statistics.add(p)
                rows.add(p)
    if not len(rows):
        raise ValueError("there are no programs to build an index of")
    (folder / COLUMNS).mkdir()
    save(rows.columns(), folder / COLUMNS)
    files = {
        str(f.relative_to(folder)): {"bytes": f.stat().st_size, "sha256": _digest(f)} for f in sorted(folder.rglob("*")) if f.is_file()
    }
    manifest = {
        **about,
        "lineage": history.lineage(),
        **statistics.counts(),
        "bytes": sum(f["bytes"] for f in files.values()),
        "files": files,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
    return manifest


def _serve(index: Path, name: str) -> None:
    """Makes the generation the one that is served, in one step."""
    aside = index / f".CURRENT-{name}"
    aside.write_text(name, "utf-8")
    _sync(aside)
    os.replace(aside, index / CURRENT)
    _sync(index)


def _retire(index: Path, served: str) -> None:
    """Removes all generations but the one served and the newest before it."""
    for old in [n for n in names(index) if n != served][: 1 - KEEP]:
        shutil.rmtree(index / "generations" / old, ignore_errors=True)


def _sweep(index: Path) -> None:
    """Removes what builds that were killed left behind: half a generation, or a whole one that was never served."""
    served = (index / CURRENT).read_text("utf-8").strip() if (index / CURRENT).is_file() else ""
    for name in (n for n in names(index) if n > served):
        shutil.rmtree(index / "generations" / name, ignore_errors=True)
    for litter in (*(index / "generations").glob(".*"), *index.glob(".CURRENT-*")):
        shutil.rmtree(litter, ignore_errors=True) if litter.is_dir() else litter.unlink()


def _sync(path: Path) -> None:
    """Flushes a file, or a folder with all that is in it, to the disk."""
    for each in (*path.rglob("*"), path) if path.is_dir() else (path,):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
