"""Which levels of care a program gives, and which it says that it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.pages import load_page_cues
from finder.claim import Says
from ingest.extract.lines import Line
from ingest.extract.named import named
from ingest.extract.said import Said, make_said
from ingest.extract.scope import LEVELS, Scopes

_CUES = load_page_cues()
_ONLY = re.compile(
    r"\b(?:residential[- ]only|only (?:offers? |provides? |a )?(?:residential|inpatient)|exclusively (?:a )?(?:residential|inpatient)"
    r"|(?:residential|inpatient) (?:care|treatment|services|program|programs)? ?only|solo (?:residencial|ofrecemos (?:tratamiento"
    r"|atencion) residencial)|unicamente residencial)\b"
)
_NO_OUTPATIENT = re.compile(
    r"\b(?:no|not|never|don't|doesn't) (?:[a-z]+ ){0,4}?(?:outpatient (?:services|care|treatment|programs?|programming"
    r"|of any kind)|any outpatient)\b"
)
_WEAK = frozenset(("outpatient", "inpatient", "crisis_care"))


def read_level(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The levels of care that a line claims or denies."""
    if only := _ONLY.search(line.plain):
        yield make_said(line, "level_of_care:residential" if "resid" in only[0] else "level_of_care:inpatient", Says.YES)
        yield make_said(line, "level_of_care:iop", Says.NO)
        return
    if _NO_OUTPATIENT.search(line.plain):
        yield make_said(line, "level_of_care:iop", Says.NO)
    for mention, says in named(line, "level_of_care"):
        name = mention.term.partition(":")[2]
        if name not in LEVELS or not _is_given(line, name, says) or _is_clinic(line, mention.start, mention.end):
            continue
        if says is Says.NO and ("availability" in line.dimensions or _is_manner(line.plain, mention.start)):
            continue
        yield make_said(line, mention.term, says)


def _is_given(line: Line, name: str, says: Says) -> bool:
    """Whether a level is named as one that is given: weak words ("inpatient") need a verb of giving or stand alone in a list."""
    if says is Says.NO or name not in _WEAK:
        return bool(_CUES["gives"].search(line.plain)) or line.is_fragment
    return bool(_CUES["gives"].search(line.plain)) if not line.is_fragment else len(line.words) <= 8


def _is_manner(plain: str, start: int) -> bool:
    """Whether only a manner of the level is named there: "no virtual IOP"."""
    return any(start - 3 <= found.end() <= start for found in _CUES["manner"].finditer(plain[:start]))


def _is_clinic(line: Line, start: int, end: int) -> bool:
    """Whether the word only describes something else: an inpatient unit's nurse, residential areas, outpatient medications."""
    after = line.plain[end : end + 20]
    before = line.plain[max(0, start - 12) : start]
    return bool(
        re.match(
            r" (?:therapist|provider|psychiatrist|providers|therapists|doctor|medication|area|neighborhood|street|stay|stays"
            r"|surgery|pharmacy|benefits)",
            after,
        )
    ) or before.endswith(("half-", "half ", "your ", "their ", "former "))
