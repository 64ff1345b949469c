"""A place in a list of results that can be handed out and given back: it names its search and its generation."""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from math import isfinite

from finder.errors import BadParameter
from search.engine import Place
from search.request import Checked

NOT_OURS = "this is no cursor of ours: take `next` from the page before, as it is"
MOST = 2**31
"""Programs that no list has: numbers are bounded, for anyone can write a cursor."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins. `radius` (miles) is the one that the first page ended with; None where an area is searched."""

    generation: str
    search: str
    radius: float | None
    place: Place
    shown: int


def to_text(cursor: Cursor) -> str:
    """The cursor as an opaque text."""
    p = cursor.place
    raw = json.dumps([cursor.generation, cursor.search, cursor.radius, p.score, p.metres, p.id, cursor.shown])
    return urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def from_text(text: str, search: str) -> Cursor:
    """The cursor of a text. Raises BadParameter where it is none, or another search's."""
    try:
        generation, owner, radius, score, metres, id, shown = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        cursor = Cursor(str(generation), str(owner), radius and float(radius), Place(float(score), float(metres), str(id)), int(shown))
        if not (isfinite(cursor.place.score) and cursor.place.metres >= 0 and 0 <= cursor.shown < MOST):
            raise ValueError
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error) as e:
        raise BadParameter("cursor", NOT_OURS) from e
    if cursor.search != search:
        raise BadParameter("cursor", "this cursor belongs to another search: begin without it")
    return cursor


def cursor_of(checked: Checked) -> Cursor | None:
    """The cursor that a request holds, if any. Raises BadParameter where it is none, another search's, or of a radius that this has not."""
    if not checked.cursor:
        return None
    cursor = from_text(checked.cursor, search_name(checked))
    if cursor.radius not in (checked.radii or (None,)):
        raise BadParameter("cursor", NOT_OURS)
    return cursor


def search_name(checked: Checked) -> str:
    """A short name of a search, the same for all its pages and for no other search."""
    wishes = sorted((w.about, sorted(w.terms), w.span, w.strength) for w in checked.wishes)
    place = checked.place and (checked.place.label, checked.place.point.lat, checked.place.point.lon)
    parts = [place, checked.radii, checked.name, wishes, checked.level, sorted(checked.weights.items()), sorted(checked.tiers)]
    return sha256(json.dumps(parts, default=str).encode()).hexdigest()[:16]
