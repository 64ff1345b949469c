"""The embedded engine: one generation, open."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from finder.errors import IndexUnavailable
from finder.program import Program
from search.embedded.columns import Columns, load
from search.embedded.generation import COLUMNS, MANIFEST, STORE, check, verify
from search.embedded.score import run_ask
from search.embedded.store import Store
from search.engine import Ask, Found, Place
from search.history import Change, check_since


class EmbeddedEngine:
    """Implements `search.engine.Engine`. Raises IndexUnavailable where the generation is not whole; `verified` reads every byte to see."""

    def __init__(self, folder: Path, verified: bool = False) -> None:
        try:
            self._manifest: Mapping[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
            (verify if verified else check)(folder, self._manifest)
            self._columns: Columns = load(folder / COLUMNS)
            self._store = Store(folder / STORE)
        except (OSError, ValueError, KeyError, TypeError, sqlite3.Error) as e:
            raise IndexUnavailable(f"generation {folder.name} cannot be opened ({e}): run `iop-finder index build` again") from e

    @property
    def manifest(self) -> Mapping[str, Any]:
        """See `search.engine.Engine.manifest`."""
        return self._manifest

    async def run(self, asks: Sequence[Ask]) -> Sequence[Found]:
        """See `search.engine.Engine.run`."""
        return [self.find(ask) for ask in asks]

    def find(self, ask: Ask) -> Found:
        """What one ask finds."""
        scored = run_ask(ask, self._columns)
        first = zip(scored.first.score.tolist(), scored.first.metres.tolist(), map(self._columns.id, scored.first.rows), strict=True)
        places = tuple(Place(*place) for place in first)
        return Found(places, tuple(self._store.get([p.id for p in places])), scored.total, scored.counts)

    async def get(self, ids: Sequence[str]) -> Sequence[Program]:
        """See `search.engine.Engine.get`."""
        return self._store.get(ids)

    async def changes(self, since: str) -> Sequence[Change]:
        """See `search.engine.Engine.changes`."""
        check_since(since, self._manifest)
        return self._store.changes(since)

    async def scan(self) -> AsyncIterator[Program]:
        """See `search.engine.Engine.scan`."""
        for program in self._store.all():
            yield program

    def close(self) -> None:
        """Closes the store."""
        self._store.close()
