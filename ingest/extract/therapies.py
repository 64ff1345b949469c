"""The therapies and approaches that a program uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from data.pages import load_page_cues
from ingest.extract.lines import Line, folded
from ingest.extract.named import named
from ingest.extract.polarity import polarity
from ingest.extract.said import Said, make_said
from ingest.extract.scope import Scopes


def read_therapies(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The therapies and approaches that a line claims or denies."""
    for mention, says in named(line, "therapy", "approach"):
        yield make_said(line, mention.term, says, scopes.of(line, mention.start))
    for term, start, end in _joined(line.plain):
        if (joined := polarity(line, start, end)) is not None:
            yield make_said(line, term, joined, scopes.of(line, start))


def _joined(plain: str) -> Iterator[tuple[str, int, int]]:
    """The therapies whose names share one noun in a folded text, each with its place: "individual, group and family therapy"."""
    cues = load_page_cues()
    if not cues["joining"].search(plain):
        return
    for run in _runs().finditer(plain):
        if cues["joining"].search(run[0]):
            for word in _kinds().finditer(plain, run.start(), run.end()):
                yield _terms()[word[0]], word.start(), word.end()


@cache
def _terms() -> dict[str, str]:
    return {folded(word): term for term, words in load_page_cues().joined.items() for word in words}


@cache
def _kinds() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(map(re.escape, _terms()), key=len, reverse=True))})(?![\w-])")


@cache
def _runs() -> re.Pattern[str]:
    """Two or more of the words in a row, with the word before (in Spanish the noun) and the one behind."""
    kind, joint = _kinds().pattern, r"(?:, ?(?:and |& |y |e |or )?| and | & | or | y | e | ?/ ?)"
    return re.compile(rf"(?:[a-z]+ )?{kind}(?:{joint}{kind}){{1,5}}(?: [a-z]+)?")
