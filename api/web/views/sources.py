"""The lists behind the programs: who publishes them, their dates, and on what terms they may be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.export import about
from api.web.views.about import Told, make_told


@dataclass(frozen=True, slots=True)
class Source:
    """A list as people read of it. `dated`: the dates of its facts; `read`: when we read it."""

    title: str
    publisher: str
    link: str
    licence: str
    credit: str
    dated: str
    read: str
    listings: int
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Sources:
    """The page: the lists, and what else the pages rest on."""

    told: Told
    built: str
    lists: tuple[Source, ...]


def make_sources(manifest: Mapping[str, Any], language: str) -> Sources:
    """The page of what is served. Raises IndexUnavailable where the index does not hold its sources' licences."""
    about(manifest)
    return Sources(make_told("sources", language), str(manifest["built"])[:10], tuple(_source(s) for s in manifest["sources"]))


def _source(s: Mapping[str, Any]) -> Source:
    return Source(
        title=s["title"],
        publisher=s["publisher"],
        link=s["address"] if s["address"].startswith("https://") else "",
        licence=s["licence"],
        credit=s["credit"],
        dated=", ".join(s["as_of"]),
        read=s["retrieved"],
        listings=s["listings"],
        synthetic=s["synthetic"],
    )
