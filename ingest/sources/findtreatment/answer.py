"""What the API sends, and what is saved of it: bytes to pages of rows, and the date in a file's name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.errors import SourceError

Row = dict[str, Any]

OF_THE_ANSWER = ("_irow", "frid", "miles")
"""Fields that speak of the answer, not of the facility: its rows' numbers, an id that came and went, the distance from `sAddr`."""

_DATE = re.compile(r"(?<!\d)(20\d\d)(?:([-_]?)(0[1-9]|1[0-2])(?:\2(0[1-9]|[12]\d|3[01]))?)?(?!\d)")


class Page(BaseModel):
    """One answer of the API, or one page of it. The old locator's have rows only."""

    model_config = ConfigDict(extra="allow")

    rows: list[Row]
    page: int | None = None
    pages: int | None = Field(None, alias="totalPages", ge=0)
    records: int | None = Field(None, alias="recordCount", ge=0)


@dataclass(frozen=True, slots=True)
class Edition:
    """What all rows of one answer share. `as_of` is empty where nothing tells: then the year before the run's is assumed."""

    address: str
    as_of: str
    retrieved: str

    @property
    def date(self) -> str:
        """The date of its claims."""
        return self.as_of or str(int(self.retrieved[:4]) - 1)


def parse_pages(body: bytes, where: str) -> list[Page]:
    """The answer that the bytes hold, or the list of answers. Raises SourceError, which says what they hold instead."""
    if body.lstrip()[:1] == b"<":
        raise SourceError(f"{where}: a web page, not JSON; the API or its address has changed, or something stands before it")
    try:
        held = json.loads(body)
    except json.JSONDecodeError as e:
        cut = "cut short on its way" if e.pos >= len(e.doc.rstrip()) - 8 or e.msg.startswith("Unterminated") else "damaged"
        raise SourceError(f"{where}: no JSON, or {cut} (character {e.pos:,}); fetch it again") from e
    except (ValueError, RecursionError) as e:  # not UTF-8; numbers of thousands of digits; brackets within brackets within ...
        raise SourceError(f"{where}: no JSON that can be read ({type(e).__name__}); fetch it again") from e
    try:
        return [Page.model_validate(page) for page in (held if isinstance(held, list) else [held])]
    except ValidationError as e:
        first = e.errors()[0]
        what = ".".join(map(str, first["loc"])) or "all of it"
        raise SourceError(f'{where}: not an answer of FindTreatment.gov ({what}: {first["msg"]}): rows of facilities under "rows"') from e


def one_page(pages: list[Page], number: int, where: str) -> Page:
    """The one page that was asked for. Raises SourceError where it is another, or does not say which it is, of how many."""
    if len(pages) != 1 or None in (pages[0].page, pages[0].pages, pages[0].records):
        raise SourceError(f"{where}: not an answer of FindTreatment.gov: it lacks page, totalPages or recordCount")
    if pages[0].page != number:
        raise SourceError(f"{where}: page {pages[0].page} came instead")
    return pages[0]


def as_of(name: str, today: str) -> str:
    """The date in a file's name, as much of it as there is; empty for none. Raises SourceError for two, an impossible one, one to come."""
    found = {"-".join(part for part in (year, month, day) if part) for year, _, month, day in _DATE.findall(name)}
    if len(found) > 1:
        raise SourceError(f"{name}: the file's name holds more than one date: {', '.join(sorted(found))}")
    when = "".join(found)
    try:
        if len(when) == 10:
            date.fromisoformat(when)
    except ValueError as e:
        raise SourceError(f"{name}: {when}, in the file's name, is no date") from e
    if when > today:
        raise SourceError(f"{name}: {when}, in the file's name, is still to come")
    return when


def fingerprint(row: Row) -> bytes:
    """What is the same for two rows that say the same, wherever they stand in an answer."""
    said = {name: value for name, value in row.items() if name not in OF_THE_ANSWER}
    return sha256(json.dumps(said, sort_keys=True).encode()).digest()
