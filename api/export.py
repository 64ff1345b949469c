"""What is served, as text in an exchange format: piece by piece, so that the whole is never in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from data.vocabulary import load_vocabulary
from finder.errors import IndexUnavailable
from finder.formats.exchange import About, Credit, Format
from finder.program import Program
from search.engine import Engine

BATCH = 100


async def export(engine: Engine, format: Format, ids: Sequence[str] | None = None) -> AsyncIterator[str]:
    """The generation's file, of all its programs or of these: first its head, then one piece a program, then its tail."""
    said = about(engine.manifest)
    pieces = format.pieces(said if ids is None else replace(said, programs=len(ids)), load_vocabulary())
    yield pieces.head
    number = 0
    async for program in engine.scan() if ids is None else _some(engine, ids):
        yield format.piece(pieces, number, program)
        number += 1
    yield pieces.tail


async def _some(engine: Engine, ids: Sequence[str]) -> AsyncIterator[Program]:
    for at in range(0, len(ids), BATCH):
        for program in await engine.get(ids[at : at + BATCH]):
            yield program


def about(manifest: Mapping[str, Any]) -> About:
    """What an export of a generation says of itself. Raises IndexUnavailable for one that does not say on what terms it may be used."""
    try:
        credits = tuple(Credit(s["source"], s["title"], s["address"], s["licence"], s["credit"]) for s in manifest["sources"])
    except KeyError as e:
        raise IndexUnavailable(
            "the index does not hold its sources' licences: `iop-finder ingest` them again, then `iop-finder index build`"
        ) from e
    return About(manifest["generation"], manifest["built"], manifest["programs"], credits)
