"""Ingest's end and search's beginning, joined: the only place where the two rooms meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def build_index(home: Path) -> Mapping[str, Any]:
    """The manifest of the index that is built of the newest good snapshots under a folder, and served from then on.

    Raises FinderError where there is nothing to build of, something is damaged, or another build is running; the index stays then.
    """
    from data.vocabulary import load_vocabulary
    from finder.errors import FinderError
    from ingest.merge_all import merge_all, read_programs
    from search.embedded.generation import build

    now = datetime.now(UTC)
    summary = merge_all(home, now=now)
    sources = [{"source": s.id, **{k: v for k, v in asdict(s).items() if k != "id"}} for s in summary.sources]
    about = {"sources": sources, "listings": summary.listings, "siblings": summary.siblings, "left_out": summary.left_out}
    try:
        return build(read_programs(home), home / "index", load_vocabulary(), now, about)
    except OSError as e:
        raise FinderError(f"the index could not be written, the one served stays: {e.strerror or e}") from e
