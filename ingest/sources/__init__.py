"""The sources, one file or folder each. A module here is a source: it holds `SOURCE`, its declaration, and `Spider`, which reads it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from finder.source import Source
from ingest.spider import SourceSpider


class SourceModule(Protocol):
    """What every module here holds."""

    SOURCE: Source
    Spider: type[SourceSpider]


@cache
def all_sources() -> dict[str, SourceModule]:
    """The modules of this folder by their source's id, in order. Raises ImportError for one that lacks its declaration."""
    found: dict[str, SourceModule] = {}
    for name in sorted(m.name for m in iter_modules(__path__)):
        module = import_module(f"{__name__}.{name}")
        if not hasattr(module, "SOURCE") or not hasattr(module, "Spider"):
            raise ImportError(f"{module.__name__} is no source: it lacks SOURCE or Spider")
        found[module.SOURCE.id] = cast(SourceModule, module)
    return dict(sorted(found.items()))
