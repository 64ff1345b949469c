"""When in the day or the week a program meets, in words: "evening track", "mornings", "after school"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.pages import load_page_cues
from finder.claim import Says
from ingest.extract.lines import Line
from ingest.extract.measured import is_part
from ingest.extract.named import answers
from ingest.extract.polarity import polarity
from ingest.extract.said import Said, make_said
from ingest.extract.scope import Scopes

_CUES = load_page_cues()


def read_schedule(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The times of day or week that a line names for the program's sessions."""
    for mention, says in answers(line, "schedule"):
        yield make_said(line, mention.term, says, scopes.of(line))
    headed = any(_CUES["meets"].search(over) for over in line.over_plain[-2:])
    if not _CUES["meets"].search(line.plain) and not (headed and line.is_fragment):
        return
    if _CUES["office"].search(line.plain) and not _CUES["whole"].search(line.plain):
        return
    for mention in line.mentions:
        if mention.dimension != "schedule" or "(" in line.plain[mention.start : mention.end] or is_part(line, mention.start, mention.end):
            continue
        if (says_ := polarity(line, mention.start, mention.end)) is not None and not _is_name(line, mention.start):
            yield make_said(line, mention.term, says_, scopes.of(line, mention.start) if says_ is Says.YES else scopes.of(line))


def _is_name(line: Line, start: int) -> bool:
    """Whether the word only dates something: "on the first Saturday of the month"."""
    return bool(re.search(r"\b(?:first|second|third|last|next|this|primer|segundo|proximo) $", line.plain[max(0, start - 10) : start]))
