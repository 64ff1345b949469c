"""What is served, as text in an exchange format: piece by piece, so that the whole is never in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from data.vocabulary import load_vocabulary
from finder.errors import IndexUnavailable
from finder.formats.exchange import About, Credit, Format
from search.engine import Engine


async def export(engine: Engine, format: Format) -> AsyncIterator[str]:
    """The generation's file: first its head, then one piece a program, then its tail."""
    pieces = format.pieces(about(engine.manifest), load_vocabulary())
    yield pieces.head
    number = 0
    async for program in engine.scan():
        yield format.piece(pieces, number, program)
        number += 1
    yield pieces.tail


def about(manifest: Mapping[str, Any]) -> About:
    """What an export of a generation says of itself. Raises IndexUnavailable for one that does not say on what terms it may be used."""
    try:
        credits = tuple(Credit(s["source"], s["title"], s["address"], s["licence"], s["credit"]) for s in manifest["sources"])
    except KeyError as e:
        raise IndexUnavailable("the index does not hold its sources' licences: run `iop-finder index build` again") from e
    return About(manifest["generation"], manifest["built"], manifest["programs"], credits)
