"""Files that are there whole or not at all, whatever happens while they are written."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO

UNFINISHED = ".writing-"
"""Names that begin so belong to someone who is still writing, or was killed; no reader looks at them."""

GZIP_LEVEL = 2
"""Half as large again as level 9, in a fifth of the time."""


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write to; it takes the path's place at the end, on disk, or leaves it as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.parent / f"{UNFINISHED}{os.getpid()}-{path.name}"
    try:
        with unfinished.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
        sync_folder(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def gzip_text(file: BinaryIO) -> Iterator[TextIO]:
    """Text to write, packed; the same text gives the same bytes."""
    packed = gzip.GzipFile(filename="", mode="wb", compresslevel=GZIP_LEVEL, fileobj=file, mtime=0)
    with packed, io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as text:
        yield text


def sync_folder(folder: Path) -> None:
    """Makes sure that the folder's names are on disk, where the system can do that (Windows cannot)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sweep(folder: Path) -> None:
    """Removes what killed writers left in a folder; what a living one is writing stays."""
    for left in folder.glob(f"{UNFINISHED}*"):
        writer = left.name.removeprefix(UNFINISHED).partition("-")[0]
        if writer.isdigit() and not _alive(int(writer)):
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """The file's SHA-256, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
