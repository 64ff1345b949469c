"""The generations of an embedded index, opened as they are asked for."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from threading import Lock

from finder.errors import GenerationRetired, IndexUnavailable
from search.embedded.engine import EmbeddedEngine
from search.embedded.generation import CURRENT, current, folder_of, names


class EmbeddedIndex:
    """Implements `search.engine.Index` over a folder; a swap made by another process is seen at the next search.

    A generation that is damaged is refused, and the one before it served. `verified` reads every byte of one before it is served (a
    server does, once; a single search looks only at the files' lengths).
    """

    def __init__(self, folder: Path, verified: bool = False) -> None:
        self._folder, self._verified = folder, verified
        self._open: dict[str, EmbeddedEngine] = {}
        self._damaged: dict[str, str] = {}
        self._served: tuple[tuple[int, int] | None, EmbeddedEngine] | None = None
        self._lock = Lock()

    async def current(self) -> EmbeddedEngine:
        """The generation that is served. Raises IndexUnavailable."""
        written = _written(self._folder)
        if self._served is None or written != self._served[0]:
            self._served = (written, self._newest())
        return self._served[1]

    def _newest(self) -> EmbeddedEngine:
        served = current(self._folder)
        try:
            return self._engine(served)
        except IndexUnavailable:
            for name in sorted((n for n in names(self._folder) if n < served.name), reverse=True):
                with suppress(IndexUnavailable):
                    return self._engine(folder_of(self._folder, name))
            raise

    async def generation(self, name: str) -> EmbeddedEngine:
        """A kept generation. Raises GenerationRetired."""
        try:
            return self._engine(folder_of(self._folder, name))
        except IndexUnavailable as e:
            raise GenerationRetired("the list has been renewed since this page: begin the search again") from e

    async def close(self) -> None:
        """Closes all generations that are open."""
        with self._lock:
            for engine in self._open.values():
                engine.close()
            self._open, self._served = {}, None

    def _engine(self, folder: Path) -> EmbeddedEngine:
        with self._lock:
            if folder.name in self._damaged:
                raise IndexUnavailable(self._damaged[folder.name])
            if folder.name not in self._open:
                kept = {*names(self._folder)}
                self._open = {name: engine for name, engine in self._open.items() if name in kept}
                try:
                    self._open[folder.name] = EmbeddedEngine(folder, self._verified)
                except IndexUnavailable as e:
                    self._damaged[folder.name] = str(e)
                    raise
            return self._open[folder.name]


def _written(folder: Path) -> tuple[int, int] | None:
    """What tells one writing of the file that names the generation from the next: it is replaced, never changed."""
    try:
        found = os.stat(folder / CURRENT)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
