"""A long answer, piece by piece: never whole in memory, and others are answered in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

CHUNK = 16 * 1024
"""Characters that are sent at once: a few milliseconds' work, after which others have their turn."""


async def chunks(head: str, pieces: AsyncIterator[str]) -> AsyncIterator[bytes]:
    """The text in UTF-8: its head at once, then what follows in chunks; each lets others have their turn."""
    yield head.encode()
    held: list[str] = []
    size = 0
    async for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
            await asyncio.sleep(0)
    yield "".join(held).encode()


async def nothing() -> AsyncIterator[bytes]:
    """No body: what HEAD asks for need not be made."""
    yield b""
