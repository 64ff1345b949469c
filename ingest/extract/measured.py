"""What all measures share: where in a line a number stands, of what it is said, and whether it is the program's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import inf

from data.pages import load_page_cues
from finder.claim import Says
from ingest.extract.lines import Line
from ingest.extract.numbers import read_span
from ingest.extract.polarity import polarity

_CUES = load_page_cues()
_MORE = re.compile(r" ?(?:minimum|or more|or longer|at minimum|o mas|minimo)\b")
_SEGMENT = re.compile(r"[,;()|]| (?:and|plus|y|e|while|whereas|but|mientras|with|along with|con)(?= )|\. ")


def found_spans(line: Line, pattern: re.Pattern[str], name: str = "") -> Iterator[tuple[re.Match[str], float, float]]:
    """Each match of a pattern in the line whose numbers make a range, and which the line does not deny or leave open."""
    for found in pattern.finditer(line.plain):
        span = read_span(found, name)
        if span and _MORE.match(line.plain, found.end()):
            span = (span[0], inf)
        if span and polarity(line, found.start(), found.end()) is Says.YES:
            yield found, *span


def segment(plain: str, start: int, end: int) -> str:
    """The part of a folded line around a place, between commas and joining words."""
    first = max((m.end() for m in _SEGMENT.finditer(plain, 0, start)), default=0)
    last = next((m.start() for m in _SEGMENT.finditer(plain, end)), len(plain))
    return plain[first:last]


def is_part(line: Line, start: int, end: int) -> bool:
    """Whether a number there is that of a part of the program ("one hour of individual therapy"), or of something beside it."""
    near = segment(line.plain, start, end)
    if _CUES["part"].search(near):
        return not re.search(r"\b(?:iop|intensive outpatient|php|partial hospitalization|group therapy)\b", near)
    if _CUES["whole"].search(near):
        return False
    over = line.over_plain[-1] if line.over else ""
    return bool(_CUES["part"].search(over)) and not _CUES["whole"].search(over)


def labelled(line: Line) -> tuple[str, ...]:
    """A cell with its column's header, and with its row's label, before it, folded: "hours per week: 9"; none where it is no cell."""
    return tuple(f"{over}: {line.plain}" for over in reversed(line.over_plain[-2:])) if line.block.cells else ()
