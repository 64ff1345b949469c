"""The generations of an embedded index, opened as they are asked for."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from finder.errors import GenerationRetired, IndexUnavailable
from search.embedded.engine import EmbeddedEngine
from search.embedded.generation import current, folder_of, names


class EmbeddedIndex:
    """Implements `search.engine.Index` over a folder; a swap made by another process is seen at the next search."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, EmbeddedEngine] = {}
        self._lock = Lock()

    async def current(self) -> EmbeddedEngine:
        """The generation that is served. Raises IndexUnavailable."""
        return self._engine(current(self._folder))

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
            self._open = {}

    def _engine(self, folder: Path) -> EmbeddedEngine:
        with self._lock:
            if folder.name not in self._open:
                kept = {*names(self._folder)}
                self._open = {name: engine for name, engine in self._open.items() if name in kept}
                self._open[folder.name] = EmbeddedEngine(folder)
            return self._open[folder.name]
