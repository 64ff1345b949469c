"""For which people a program has something of its own, and who is only said to be welcome."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.pages import load_page_cues
from data.vocabulary import load_vocabulary
from finder.claim import Says
from ingest.extract.lines import Line, Mention
from ingest.extract.named import named
from ingest.extract.said import Said, make_said
from ingest.extract.scope import Scopes

_CUES = load_page_cues()
_BY_AGE = frozenset(("population:adolescents", "population:young_adults", "population:seniors"))
_NEAR = 45  # characters between a group of people and what it has of its own
_ONLY = {"women": "women", "men": "men", "veterans": "veterans"}

_OWN = (
    r"(?:groups?|tracks?|programs?|programming|iop|cohorts?|services|circles?|specialty|curriculum|meetings?|workshops?|grupos?"
    r"|programas?|servicios|sesiones|circulo)"
)
_OWN_AFTER = re.compile(
    rf"(?:ia)?\+?(?:-specific|'s?|-only)? ?(?:(?:only|recovery|support|process|talking|trauma|therapy|addiction|treatment"
    rf"|intensive outpatient|evening|weekly|in recovery|healing|health|adult|adults'|women'?s?"
    rf"|men'?s?|mothers'?|teens?|specific|and [a-z'-]+|or [a-z'-]+|skills|wellness|community|client|clients|youth|virtual"
    rf"|outpatient) ){{0,4}}{_OWN}\b"
)
_OWN_LATER = re.compile(
    rf"\b(?:with|in) (?:a|an|their own|our) (?:dedicated|separate|specialized|special|own) {_OWN}\b"
    rf"|\b(?:have|has|get) (?:their|its|his|her) own (?:[a-z-]+ ){{0,2}}{_OWN}\b"
)
_OWN_BEFORE = re.compile(
    rf"{_OWN} (?:[a-z-]+ ){{0,3}}(?:for|of|para|de|designed for|created for|dedicated to|tailored to|serving|just for"
    rf"|exclusively for|specifically for|(?:that )?serves|supports|dirigid[oa]s? a) (?:[a-z,'-]+ ){{0,4}}$"
    r"|specializ\w+ in (?:treating|working with|helping|serving|supporting|caring for) (?:[a-z,'-]+ ){0,4}$"
)


def read_people(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The groups of people that a line says have something of their own there, or are welcome."""
    if _CUES["nothing_of_people"].search(line.plain):
        return
    for mention, says in named(line, "population", "serves_only"):
        if mention.term == "population:women" and any(m.term == "population:pregnant_postpartum" for m in line.mentions):
            continue
        if mention.term in _BY_AGE or (mention.term.endswith("_welcoming") and says is Says.NO):
            continue
        if mention.dimension == "serves_only" or says is Says.NO:
            if mention.dimension == "population" or _is_only(line, mention):
                yield make_said(line, mention.term, says, scopes.of(line, mention.start))
        elif term := _claimed(line, mention):
            yield make_said(line, term, Says.YES, scopes.of(line, mention.start))


def _is_only(line: Line, mention: Mention) -> bool:
    if (
        re.search(r"(?:for|to|serves|serving) $", line.plain[max(0, mention.start - 9) : mention.start])
        and "enrolled" in line.plain[mention.start : mention.end]
    ):
        return True
    return "only" in line.plain or "exclusiv" in line.plain or "solo" in line.plain


def _claimed(line: Line, mention: Mention) -> str:
    """The term that a mention comes to: its own where something is named that is for them, their welcome, or nothing."""
    around = line.plain[max(0, mention.start - _NEAR) : mention.end + _NEAR]
    welcoming = f"{mention.term.removesuffix('_welcoming')}_welcoming"
    near = line.plain[max(0, mention.start - 30) : mention.end + 30]
    if not mention.term.endswith("_welcoming") and _has_own(line, mention, around):
        return mention.term
    if mention.term.endswith("_welcoming") or _CUES["welcome_only"].search(around) or _CUES["welcome_only"].search(near):
        return welcoming if welcoming in load_vocabulary().terms else ""
    return ""


def _has_own(line: Line, mention: Mention, around: str) -> bool:
    """Whether a group, a track or a service is named as theirs: "women's group", "a track for veterans"."""
    if re.search(r"\b(?:group|program|track|grupo|programa|court)s?$", line.plain[mention.start : mention.end]):
        return True
    before, after = line.plain[max(0, mention.start - _NEAR) : mention.start], line.plain[mention.end : mention.end + 32]
    if _CUES["welcome_only"].search(after[:22]):
        return False
    if _OWN_AFTER.match(after) or _OWN_LATER.search(line.plain[mention.end :]):
        return True
    return bool(_OWN_BEFORE.search(before)) and not _CUES["welcome_only"].search(before)
