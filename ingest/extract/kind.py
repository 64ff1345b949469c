"""What kind of care a program gives: for addiction, mental health, both, teens, eating disorders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.pages import load_page_cues
from ingest.extract.lines import Line
from ingest.extract.named import named
from ingest.extract.said import Said, make_said
from ingest.extract.scope import Scopes

_CUES = load_page_cues()
_PARTS = ("program_type:addiction", "program_type:mental_health")
_LISTED = re.compile(r" (?:and|y) ")


def read_kind(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The kinds of program that a line claims or denies."""
    for mention, says in named(line, "program_type"):
        around = line.plain[max(0, mention.start - 14) : mention.end + 16]
        if _CUES["kind_aside"].search(around.replace(line.plain[mention.start : mention.end], " ")):
            continue
        if line.is_fragment or _CUES["kind_about"].search(line.plain):
            terms = (
                _PARTS
                if mention.term == "program_type:both" and _LISTED.search(line.plain, mention.start, mention.end)
                else (mention.term,)
            )
            yield from (make_said(line, term, says, scopes.of(line, mention.start)) for term in terms)
