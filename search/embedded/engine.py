"""The embedded engine: one generation, open."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from finder.errors import IndexUnavailable
from finder.evaluate import Tier
from finder.plan import Plan
from finder.program import Program
from search.embedded.columns import Columns, load
from search.embedded.generation import COLUMNS, MANIFEST, STORE, check
from search.embedded.score import Mask, Scored, in_order, run_plan
from search.embedded.store import Store
from search.engine import Found, Place


class EmbeddedEngine:
    """Implements `search.engine.Engine`. Raises IndexUnavailable where the generation is not whole."""

    def __init__(self, folder: Path) -> None:
        try:
            self._manifest: Mapping[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
            check(folder, self._manifest)
            self._columns: Columns = load(folder / COLUMNS)
            self._store = Store(folder / STORE)
        except (OSError, ValueError, KeyError) as e:
            raise IndexUnavailable(f"generation {folder.name} cannot be opened: {e}") from e

    @property
    def manifest(self) -> Mapping[str, Any]:
        """See `search.engine.Engine.manifest`."""
        return self._manifest

    def find(self, plan: Plan, tiers: frozenset[Tier], size: int, after: Place | None = None) -> Found:
        """See `search.engine.Engine.find`."""
        scored = run_plan(plan, self._columns)
        keep = np.isin(scored.tier, [*tiers])
        if after:
            keep &= _after(scored, after, self._columns)
        first = in_order(scored, keep, self._columns, size)
        places = [Place(float(scored.score[i]), float(scored.metres[i]), str(self._columns.ids[scored.rows[i]])) for i in first]
        return Found(tuple(places), {t: int((scored.tier == t).sum()) for t in Tier})

    def get(self, ids: Sequence[str]) -> Sequence[Program]:
        """See `search.engine.Engine.get`."""
        return self._store.get(ids)

    def close(self) -> None:
        """Closes the store."""
        self._store.close()


def _after(scored: Scored, place: Place, columns: Columns) -> Mask:
    """Where a candidate stands behind the place in the total order."""
    same_score = scored.score == np.float32(place.score)
    same_metres = scored.metres == place.metres
    behind = columns.ids[scored.rows] > place.id
    return np.asarray((scored.score < np.float32(place.score)) | same_score & ((scored.metres > place.metres) | same_metres & behind))
