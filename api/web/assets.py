"""Stylesheets, scripts and outlines: read once, packed once, named by what is in them, so that a browser may keep them for ever."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files

MEDIA = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent; `name` holds the beginning of its digest: "site.1a2b3c4d.css"."""

    name: str
    media: str
    plain: bytes


@cache
def assets() -> dict[str, Asset]:
    """All files by the name they have in the checkout."""
    found = (p for p in files("api.web").joinpath("static").iterdir() if p.name.partition(".")[2] in MEDIA)
    return {p.name: _read(p.name, p.read_bytes()) for p in found}


@cache
def packed(name: str) -> bytes:
    """The file packed with gzip, by the name it has in the checkout: once, when it is first asked for."""
    return gzip.compress(assets()[name].plain, 9, mtime=0)


def _read(name: str, plain: bytes) -> Asset:
    stem, _, ending = name.partition(".")
    return Asset(f"{stem}.{sha256(plain).hexdigest()[:8]}.{ending}", MEDIA[ending], plain)
