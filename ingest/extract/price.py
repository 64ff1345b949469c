"""What those pay who pay themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from math import inf

from data.pages import load_page_cues
from finder.claim import Says
from ingest.extract.lines import Line
from ingest.extract.measured import segment
from ingest.extract.polarity import polarity
from ingest.extract.said import Said, make_measured
from ingest.extract.scope import Scopes

_CUES = load_page_cues()
_AMOUNT = r"(\d{1,3}(?:,\d{3})+|\d{1,6})(?:\.\d\d)?"
_PRICE = re.compile(
    rf"(?P<from>(?:from|starts? at|starting at|starting from|desde|a partir de) )?\$ ?{_AMOUNT}(?: ?(?:-|to|a|and"
    rf"|y) ?\$? ?{_AMOUNT})?(?: ?(?:usd|dollars|dolares))?"
)
_UNIT = re.compile(
    r"\s?(?:/ ?|per |a |each |por |al |a la |for each |for the |for a )(?:\w+-)?(session|day|week|month|program|group|hour|visit"
    r"|course|cycle|sesion|dia|semana|mes|programa|week program|full program)"
)
_LEAST = 5


def read_price(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The prices that a line states, each with what it is for."""
    for found in _PRICE.finditer(line.plain):
        low = _value(found[2])
        high = _value(found[3]) if found[3] else inf if found["from"] else low
        if (
            not _LEAST <= low <= high
            or (high > 100_000 and high != inf)
            or not _is_price(line, found)
            or polarity(line, found.start(), found.end()) is not Says.YES
        ):
            continue
        unit = _UNIT.match(line.plain, found.end())
        yield replace(make_measured(line, "price_usd", (low, high), scopes.of(line, found.start())), unit=unit[1] if unit else "")


def _value(text: str) -> float:
    return float(text.replace(",", ""))


def _is_price(line: Line, found: re.Match[str]) -> bool:
    """Whether an amount is what the program costs: no copay, no fee for something beside it."""
    near = segment(line.plain, found.start(), found.end())
    over = " ".join(line.over_plain[-2:])
    if _CUES["not_price"].search(near) or (_CUES["not_price"].search(over) and not _CUES["price_for"].search(near)):
        return False
    return bool(_CUES["price_for"].search(line.plain)) or bool(_CUES["price_for"].search(over))
