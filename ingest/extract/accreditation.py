"""Who accredits and licenses a program."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.extract.lines import Line
from ingest.extract.named import named
from ingest.extract.said import Said, make_said
from ingest.extract.scope import Scopes


def read_accreditation(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The accreditations and licences that a line claims or denies."""
    for mention, says in named(line, "accreditation", "license"):
        yield make_said(line, mention.term, says, scopes.of(line, mention.start))
