"""The service and the engines for tests that wait for nothing: each call runs to its end."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from finder.compare import Row
from finder.program import Program
from finder.query import Wish
from search.engine import Ask, Engine, Found
from search.facets import FacetValue
from search.page import Page, Result, Why
from search.repair import Refusal
from search.request import SearchRequest
from search.service import Finder


class SyncFinder:
    """`search.service.Finder`, call by call."""

    def __init__(self, finder: Finder) -> None:
        self.finder = finder

    def search(self, request: SearchRequest) -> Page:
        """See `Finder.search`."""
        return asyncio.run(self.finder.search(request))

    def refusals(self, page: Page) -> tuple[Refusal, ...]:
        """See `Finder.refusals`."""
        return asyncio.run(self.finder.refusals(page))

    def refused(self, page: Page, wish: Wish) -> tuple[Result, ...]:
        """See `Finder.refused`."""
        return asyncio.run(self.finder.refused(page, wish))

    def facets(self, page: Page) -> Mapping[str, tuple[FacetValue, ...]]:
        """See `Finder.facets`."""
        return asyncio.run(self.finder.facets(page))

    def why(self, id: str, request: SearchRequest) -> Why:
        """See `Finder.why`."""
        return asyncio.run(self.finder.why(id, request))

    def get(self, id: str) -> Program:
        """See `Finder.get`."""
        return asyncio.run(self.finder.get(id))

    def compare(self, ids: Sequence[str], request: SearchRequest, order: Sequence[str]) -> tuple[list[Why], tuple[Row, ...]]:
        """See `Finder.compare`."""
        return asyncio.run(self.finder.compare(ids, request, order))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.finder, name)


def found(engine: Engine, ask: Ask) -> Found:
    """What an engine finds for one ask."""
    (only,) = asyncio.run(engine.run([ask]))
    return only
