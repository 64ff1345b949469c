"""Searches of the API: which there are for an address, and one while its pages are fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from data.samhsa import SURVEYS
from data.samhsa.labels import load_state_ids
from ingest.sources.findtreatment.answer import Row, fingerprint

PAGE_SIZE = 500
"""Rows asked for at once, 2 MB or so; the API gives up to 2,000, and 30 unless told."""

_API = re.compile(r"/exportsasjson(/v\d+)?/*$", re.IGNORECASE)


@dataclass(slots=True)
class Search:
    """One search of the API while its pages are fetched. Its rows are kept back until all are there: `rows` with where each stands.

    `cited` is the address that its claims name: one for all states, for a hundred would make of each claim a hundred.
    """

    address: str
    cited: str
    first: int
    size: int
    rows: list[tuple[Row, str]] = field(default_factory=list)
    totals: tuple[int, int] | None = None
    begun: int = 1

    @property
    def wanted(self) -> int:
        """How many rows there must be from the first page asked for to the last."""
        return max((self.totals or (0, 0))[1] - (self.first - 1) * self.size, 0)

    @property
    def shifted(self) -> bool:
        """True where a row came on two pages of a first beginning: one went, another came, and the count is as it was.

        The second time it is taken for what it then is: a facility that the answer has twice.
        """
        pages = {(fingerprint(row), where.partition(" of ")[2]) for row, where in self.rows}
        return self.begun == 1 and len({same for same, _ in pages}) < len(pages)


def is_api(place: str) -> bool:
    """True for an address of the API itself; anything else is a saved answer."""
    return not place.startswith("file:") and bool(_API.search(urlsplit(place).path))


def searches_of(place: str) -> Iterator[Search]:
    """The searches that an address of the API means: its own, or, where it limits nothing, every state's, one for each survey.

    `sAddr` is where distances are measured from; a search by state wants one and does not use it.
    """
    query = {name.lower(): value for name, value in parse_qsl(urlsplit(place).query)}  # without those that are empty
    if {"limittype", "limitvalue", "saddr", "statecode"} & query.keys():
        first = int(query["page"]) if query.get("page", "").isdecimal() else 1
        size = int(query["pagesize"]) if query.get("pagesize", "").isdecimal() else 30 if first > 1 else PAGE_SIZE
        yield Search(without_pages(place), without_pages(place), max(first, 1), min(max(size, 1), 2_000))
        return
    kinds = [query["stype"]] if "stype" in query else list(SURVEYS)
    for number in load_state_ids().values():
        for kind in kinds:
            own = with_query(without_pages(place), sAddr="0,0", limitType=0, limitValue=number, sType=kind)
            yield Search(own, without_pages(place), 1, PAGE_SIZE)


def without_pages(address: str) -> str:
    """The address without its page and page size, which every request says anew."""
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name.lower() not in ("page", "pagesize")]
    return urlunsplit(parts._replace(query=urlencode(kept, safe=","), fragment=""))


def with_query(address: str, **more: object) -> str:
    """The address with these parameters, instead of those of the same names."""
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query)) | {name: str(value) for name, value in more.items()}
    return urlunsplit(parts._replace(query=urlencode(query, safe=",")))
