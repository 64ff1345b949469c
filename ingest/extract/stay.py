"""How long people stay, in weeks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.pages import load_page_cues
from finder.claim import Basis
from ingest.extract.lines import Line
from ingest.extract.measured import found_spans, is_part, labelled, segment
from ingest.extract.numbers import read_span, span
from ingest.extract.said import Said, make_measured
from ingest.extract.scope import Scopes

_CUES = load_page_cues()
_UNITS = (
    (re.compile(rf"{span()}[ -]?(?:weeks?|wks?|semanas?)\b(?! ?(?:per|a year|old))"), 1.0),
    (re.compile(rf"{span()}[ -]?(?:months?|mes|meses)\b"), 52 / 12),
    (
        re.compile(rf"{span()}[ -]?(?:days?|dias)\b(?! ?[-/a-z]{{0,6}} ?(?:per|a|each|every|/|por|cada)? ?(?:week|wk|semana)| weekly)"),
        1 / 7,
    ),
)
_LENGTHS = re.compile(r"\b(?:how long|length|duration|duracion|cuanto dura|cuanto tiempo|lasts?)\b")
_BARE = re.compile(rf"(?:[a-z ]{{0,30}} )?\(?(?:in )?(?:weeks|semanas)\)?: {span()}")
_ALONE = re.compile(r"(?:^|[-,;|•/:(]) ?(?:for )?$|[ .]*(?:$|[-,;|•/)])")
_LONGEST = 104.0


def read_stay(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The weeks that a line says a stay takes; months and days as weeks, marked as counted."""
    for pattern, weeks in _UNITS:
        for found, low, high in found_spans(line, pattern):
            if not _is_stay(line, found, weeks) or is_part(line, found.start(), found.end()):
                continue
            pair = (
                (low, high) if weeks == 1.0 else (float(round(low * weeks)), high if high == float("inf") else float(round(high * weeks)))
            )
            if (pair[1] if pair[0] == 0 else pair[0]) >= 1 and (pair[1] <= _LONGEST or pair[1] == float("inf")):
                yield make_measured(
                    line, "weeks", pair, scopes.of(line, found.start("low")), Basis.QUOTED if weeks == 1.0 else Basis.COMPUTED
                )
    for text in labelled(line):
        bare = _BARE.fullmatch(text)
        if bare and (pair_ := read_span(bare)) and pair_[1] <= _LONGEST:
            yield make_measured(line, "weeks", pair_, scopes.of(line))


def _is_stay(line: Line, found: re.Match[str], weeks: float) -> bool:
    """Whether a time is that of a stay: not of a wait, an age or a sobriety."""
    near = segment(line.plain, found.start(), found.end())
    around = line.plain[max(0, found.start() - 50) : found.end() + 40]
    behind = line.plain[found.end() : found.end() + 25].partition(",")[0]
    if _CUES["not_stay"].search(near.replace(found[0], " ", 1)) or _CUES["not_stay"].search(behind):
        return False
    if re.search(r"\b(?:every|per|each|cada) $", line.plain[max(0, found.start() - 8) : found.start()]):
        return False
    asked = any(_LENGTHS.search(over) for over in line.over_plain[-2:]) or bool(_LENGTHS.search(line.asked.lower()))
    if weeks == 1 / 7:
        return (
            bool(re.search(r"program|stay|last|iop|length|dura|treatment", around)) and found["low"].isdigit() and int(found["low"]) >= 14
        ) or (asked and found["low"].isdigit() and int(found["low"]) >= 14)
    alone = line.is_fragment and _ALONE.search(line.plain[: found.start()]) and _ALONE.match(line.plain[found.end() :])
    return asked or bool(alone) or len(line.words) < 5 or bool(_CUES["stay"].search(around))
