"""Who is on a program's staff."""

from __future__ import annotations

from collections.abc import Iterator

from data.pages import load_page_cues
from ingest.extract.lines import Line
from ingest.extract.named import named
from ingest.extract.said import Said, make_said
from ingest.extract.scope import Scopes

_CUES = load_page_cues()


def read_team(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The professions that a line says are on the staff."""
    for mention, says in named(line, "staff"):
        if mention.term == "staff:physician" and any(m.term == "staff:psychiatrist" for m in line.mentions):
            continue  # the same person's degree
        around = line.plain[max(0, mention.start - 30) : mention.end + 20]
        if _CUES["not_staffed"].search(around):
            continue
        headed = any(_CUES["staffed"].search(over) for over in line.over_plain[-2:])
        titled = line.is_fragment and line.plain[: mention.start].endswith(", ")  # "Ana Bell, LCSW"
        if titled or headed or _CUES["staffed"].search(line.plain):
            yield make_said(line, mention.term, says)
