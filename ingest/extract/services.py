"""What a program gives beside therapy: an assessment, a plan of one's own, work with the family, medication, testing."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.extract.lines import Line
from ingest.extract.named import named
from ingest.extract.said import Said, make_said
from ingest.extract.scope import Scopes


def read_services(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The services that a line claims or denies."""
    for mention, says in named(line, "service"):
        yield make_said(line, mention.term, says, scopes.of(line, mention.start))
