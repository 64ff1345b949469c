"""What kind of care a program gives: for addiction, mental health, both, teens, eating disorders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.extract.lines import Line
from ingest.extract.named import named
from ingest.extract.said import Said, make_said
from ingest.extract.scope import Scopes

_ABOUT = re.compile(
    r"\b(?:with|struggling|treat|treats|treatment|treating|program|programs|iop|php|outpatient|services|care|help|helps|for"
    r"|support|recovery|clinic|center|track|counseling|therapy|specializ\w+|tratamiento|programa|servicios|para|atencion|atendemos"
    r"|tratamos)\b"
)
_ASIDE = re.compile(
    r"\b(?:department|board|parity|license|licensed|insurance|benefits|professional|professionals|counselor|counselors|act"
    r"|association|coverage|days|awareness|departamento|provider|providers|first aid|technician|agency|authority|administration"
    r"|services administration)\b"
)

_PARTS = ("program_type:addiction", "program_type:mental_health")
_LISTED = re.compile(r" (?:and|y) ")


def read_kind(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The kinds of program that a line claims or denies."""
    for mention, says in named(line, "program_type"):
        around = line.plain[max(0, mention.start - 14) : mention.end + 16]
        if _ASIDE.search(around.replace(line.plain[mention.start : mention.end], " ")):
            continue
        if line.is_fragment or _ABOUT.search(line.plain):
            terms = (
                _PARTS
                if mention.term == "program_type:both" and _LISTED.search(line.plain, mention.start, mention.end)
                else (mention.term,)
            )
            yield from (make_said(line, term, says, scopes.of(line, mention.start)) for term in terms)
