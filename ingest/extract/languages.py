"""The languages in which care is given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.extract.lines import Line
from ingest.extract.named import named
from ingest.extract.said import Said, make_said
from ingest.extract.scope import Scopes

_SPOKEN = re.compile(
    r"\b(?:speak|speaks|speaking|spoken|bilingual|language|languages|in spanish|english|offered in|available in|interpreters?"
    r"|sessions in|groups? in|services in|fluent|languages|clinicians|team|conducted in|translated|"
    r"therapists?|clinicians|staff|counselors|hablamos|habla|hablan|idiomas?|en espanol|bilingues?|lenguaje|iop|group|groups"
    r"|interprete|interpretes)\b"
)
_ASIDE = re.compile(r"\b(?:website|site|materials|brochure|page|click|form|forms|version|food|pagina|restaurant|language line)\b")


def read_languages(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The languages that a line says care is given in."""
    headed = any(re.search(r"\b(?:languages?|idiomas?)\b", over) for over in line.over_plain[-2:])
    for mention, says in named(line, "language"):
        aside = _ASIDE.search(line.plain[max(0, mention.start - 20) : mention.end + 20])
        if mention.term != "language:mis" and (headed or _SPOKEN.search(line.plain)) and not aside:
            yield make_said(line, mention.term, says)
