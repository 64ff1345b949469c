"""What a program treats."""

from __future__ import annotations

from collections.abc import Iterator

from data.pages import load_page_cues
from ingest.extract.lines import Line
from ingest.extract.named import named
from ingest.extract.said import Said, make_said
from ingest.extract.scope import Scopes

_CUES = load_page_cues()


def read_conditions(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The conditions that a line says are treated or not."""
    headed = any(_CUES["treats_heading"].search(over) for over in line.over_plain[-2:])
    for mention, says in named(line, "condition"):
        around = line.plain[max(0, mention.start - 10) : mention.end + 24]
        if _CUES["condition_aside"].search(around):
            continue
        labelled = _CUES["treats_heading"].search(line.plain[: mention.start].rpartition(":")[0])
        if labelled or (headed and line.is_fragment) or _CUES["treats"].search(line.plain):
            yield make_said(line, mention.term, says, scopes.of(line, mention.start))
