"""Which form of an answer a caller wants: by `Accept` (RFC 9110, 12.5.1), or by the ending of the address."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import Request
from starlette.exceptions import HTTPException

from finder.formats.exchange import Format
from finder.formats.registry import FORMATS

JSON = "application/json"

BY_ACCEPT = {f.media_type: f for f in FORMATS.values() if f.media_type != JSON}
"""Forms that `Accept` names. HSDS has no media type of its own: an address names it."""


async def acceptable(request: Request) -> None:
    """Nothing. Raises 406 where JSON is not among what the caller takes."""
    liked(request, [JSON])


async def form_liked(request: Request) -> Format | None:
    """The exchange format that the caller likes best; None where that is our own JSON. Raises 406 where it is neither."""
    return BY_ACCEPT.get(liked(request, [JSON, *BY_ACCEPT]))


def liked(request: Request, offered: Sequence[str]) -> str:
    """The media type that the caller likes best, of equal ones the first. Raises 406 where none is taken."""
    ranges = dict(map(_range, ",".join(request.headers.getlist("accept") or ["*/*"]).lower().split(",")))
    wanted = {media: _quality(media, ranges) for media in offered}
    best = max(offered, key=lambda media: wanted[media])
    if not wanted[best]:
        raise HTTPException(406)
    return best


def _quality(media: str, ranges: dict[str, float]) -> float:
    """How much a media type is wanted: the most particular range that it is in counts."""
    return next((ranges[r] for r in (media, f"{media.partition('/')[0]}/*", "*/*") if r in ranges), 0.0)


def _range(part: str) -> tuple[str, float]:
    """A media range with its quality, 1 where none can be read; no parameter but that is looked at."""
    media, *more = (p.strip() for p in part.split(";"))
    given = next((p.removeprefix("q=") for p in more if p.startswith("q=")), "1")
    try:
        return media, min(max(float(given), 0.0), 1.0)
    except ValueError:
        return media, 1.0
