"""The languages in which care is given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.pages import load_page_cues
from ingest.extract.lines import Line
from ingest.extract.named import named
from ingest.extract.said import Said, make_said
from ingest.extract.scope import Scopes

_CUES = load_page_cues()


def read_languages(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The languages that a line says care is given in."""
    headed = any(re.search(r"\b(?:languages?|idiomas?)\b", over) for over in line.over_plain[-2:])
    for mention, says in named(line, "language"):
        aside = _CUES["language_aside"].search(line.plain[max(0, mention.start - 20) : mention.end + 20])
        if mention.term != "language:mis" and (headed or _CUES["spoken"].search(line.plain)) and not aside:
            yield make_said(line, mention.term, says)
