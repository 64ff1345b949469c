"""How long to leave a host alone that has asked for it, or failed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ingest.errors import SourceError

LONGEST = 300.0
"""Seconds that a run waits at a host's wish; who asks for more is asked again by the next run."""

OVERLOADED = frozenset({408, 429, 500, 502, 503, 504, 522, 524})
"""Answers that may be another in a while: Scrapy's, which asks again after each of them."""


class Patience:
    """When each host may be asked again: at the time that it names, or after twice as long for each time that it failed.

    And never sooner than `gap` seconds after its last answer. Scrapy's own delay runs from a request's turn: one that waits here, or on a
    busy machine, is sent later than that, and the next one may follow at its heels (measured: 0.4 s where a second was wanted).
    """

    def __init__(self, first: float, stopped: Callable[[], bool], gap: float = 0.0) -> None:
        """`first`: seconds after a first failure. `stopped`: no more waiting once it is true."""
        self._gap = gap
        self._answered: dict[str, float] = {}
        self._first = first
        self._stopped = stopped
        self._until: dict[str, float] = {}

    async def wait(self, host: str) -> None:
        """Returns when the host may be asked; at once for most."""
        while (left := self._next(host) - time.monotonic()) > 0 and not self._stopped():
            await asyncio.sleep(min(left, 0.5))

    def answered(self, host: str) -> None:
        """Notes that the host has answered now, or that it failed to."""
        self._answered[host] = time.monotonic()

    def _next(self, host: str) -> float:
        return max(self._until.get(host, 0.0), self._answered[host] + self._gap if host in self._answered else 0.0)

    def failed(self, host: str, times: int, asked: str | None = None) -> None:
        """Leaves the host alone for a while: as long as it `asked` (its Retry-After). Raises SourceError where that is too long."""
        seconds = seconds_asked(asked, datetime.now(UTC)) if asked else None
        if seconds is None:
            seconds = min(self._first * 2**times, LONGEST)
        elif seconds > LONGEST:
            raise SourceError(f"asks to be left alone for {seconds:,.0f} seconds; run it again after that")
        self._until[host] = time.monotonic() + seconds


def seconds_asked(retry_after: str, now: datetime) -> float | None:
    """The seconds that a Retry-After header means, a number or a date (RFC 9110, section 10.2.3); None for what is neither."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max((then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds(), 0.0)
