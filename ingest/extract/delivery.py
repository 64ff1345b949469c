"""Whether sessions are held in a room or on a screen, and for whom of which states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from data.pages import load_page_cues
from data.vocabulary import load_vocabulary
from finder.claim import Says
from ingest.extract.lines import Line, folded
from ingest.extract.named import named
from ingest.extract.polarity import polarity
from ingest.extract.said import Said, make_said
from ingest.extract.scope import Scopes

_CUES = load_page_cues()
_LISTED_CODES = re.compile(r"(?<![\w.])[A-Z]{2}(?:(?:, and |, & |, | and | & |/)[A-Z]{2}(?!\w))+")
"""Two or more states by their letters; one alone is as often a word."""
_REMOTE = ("delivery:virtual", "delivery:telehealth")


def read_delivery(line: Line, scopes: Scopes) -> Iterator[Said]:
    """How a line says that sessions are held, and the states whose people may take part online."""
    for mention, says in named(line, "delivery"):
        if mention.term in _REMOTE and says is Says.YES and _is_aside(line, mention.start, mention.end):
            continue
        term = mention.term
        if (
            term == "delivery:telehealth"
            and says is Says.YES
            and re.match(r" (?:iop|intensive outpatient|program|track)", line.plain[mention.end :])
        ):
            yield make_said(line, "delivery:virtual", says)
        if (
            term == "delivery:telehealth"
            and says is Says.YES
            and _CUES["all_of_it"].search(line.plain)
            and re.search(r"\b(?:services|sessions|groups|program|iop|servicios|sesiones|grupos)\b", line.plain)
        ):
            yield make_said(line, "delivery:virtual", says)
        yield make_said(line, term, says)

    if _is_remote(line):
        yield from _states(line)


def _is_remote(line: Line) -> bool:
    """Whether a line, or what stands over it, is about sessions from home."""
    here = any(m.term in _REMOTE for m in line.mentions)
    return here or any(
        re.search(r"\b(?:virtual|telehealth|online|telesalud|en linea)\b", over) for over in (*line.over_plain, folded(line.page.title))
    )


def _is_aside(line: Line, start: int, end: int) -> bool:
    """Whether only something beside the program is online: alumni groups, the assessment, a form."""
    if _CUES["delivery_aside"].search(line.plain[max(0, start - 20) : end + 25]):
        return True
    return bool(_CUES["delivery_aside"].search(line.plain)) and not re.search(
        r"\b(?:iop|intensive outpatient|groups? (?:are|meet)|program|sessions|services)\b", line.plain
    )


def _states(line: Line) -> Iterator[Said]:
    if not _CUES["served"].search(line.plain):
        return
    for listed in _LISTED_CODES.finditer(line.text):
        if polarity(line, listed.start(), listed.end()) is Says.YES:
            terms = [f"serves_state:{code.lower()}" for code in re.findall("[A-Z]{2}", listed[0])]
            yield from (make_said(line, term, Says.YES) for term in terms if term in load_vocabulary().terms)
    for found in _state_names().finditer(line.plain):
        if polarity(line, found.start(), found.end()) is Says.YES:
            yield make_said(line, f"serves_state:{_code(found[0])}", Says.YES)


@cache
def _codes() -> dict[str, str]:
    return {
        folded(label): t.id.partition(":")[2]
        for t in load_vocabulary().terms.values()
        if t.dimension == "serves_state"
        for label in t.label.values()
    }


@cache
def _state_names() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, _codes()), key=len, reverse=True))})(?!\w)(?! (?:state |)(?:university|city"
        rf"|street|avenue|department))"
    )


def _code(name: str) -> str:
    return _codes()[name]
