"""What a page says of a program, one thing at a time, with the words that prove it."""

from __future__ import annotations

from dataclasses import dataclass

from finder.claim import Basis, Says
from ingest.extract.lines import Line
from ingest.extract.scope import Scope

ANY = Scope()


@dataclass(frozen=True, slots=True)
class Said:
    """One claim before it has its listing. `about` is a term or a measure; a measure has `low` and `high`, ends included.

    `quote` is a part of the text of the page at `url`, from `start`, and stood under `heading`. `as_of` is the date that the words
    themselves give, `unit` what a price is for, both empty where none is said.
    """

    about: str
    says: Says
    quote: str
    heading: str
    url: str
    start: int
    scope: Scope = ANY
    basis: Basis = Basis.QUOTED
    low: float = 0.0
    high: float = 0.0
    as_of: str = ""
    unit: str = ""


def make_said(line: Line, about: str, says: Says, scope: Scope = ANY) -> Said:
    """What a line says of a term."""
    return Said(about, says, line.quote, line.heading, line.page.url, line.start, scope)


def make_measured(line: Line, about: str, span: tuple[float, float], scope: Scope, basis: Basis = Basis.QUOTED) -> Said:
    """What a line says of a measure."""
    return Said(about, Says.YES, line.quote, line.heading, line.page.url, line.start, scope, basis, *span)
