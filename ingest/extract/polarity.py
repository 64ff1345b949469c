"""Whether a line claims what it names, denies it, or does neither: by the words of its clause and by what stands over it."""

from __future__ import annotations

import re
from functools import lru_cache

from data.pages import load_page_cues
from finder.claim import Says
from ingest.extract.lines import Line, folded
from ingest.extract.page import Kind

_CUES = load_page_cues()
_BREAK = re.compile(
    r"[;()]|: | - |,? (?:but|however|although|though|whereas|yet|pero|aunque|sino|mientras|nor do we|so)\b"
    r"|,? (?:and|y) (?:we|our|it|they|instead|offer|offers|provide|provides|refer|are happy|ofrecemos|nuestr[oa]s?|referimos|now"
    r"|today|ahora)\b"
    r"|, (?:we|our|you|they|it|the|this|these|those|many|most|clients|patients|people|all|each|then|tenemos|contamos|hay|please"
    r"|call|he|she|who|which|where|is|are|nosotros"
    r"|nuestr[oa]s?|ofrecemos|tambien|si|usted|le|el programa|el|la|los|las)\b"
)
_BRACKET = re.compile(r" ?\(([^()]{0,60})\)")
_NEAR = 90  # characters from what is named to a "not offered" behind it


def polarity(line: Line, start: int, end: int, level: bool = False) -> Says | None:
    """Yes or no, or None where the words between `start` and `end` are neither claimed nor denied. `level`: a level of care is named."""
    if (marked := is_marked(line, end)) is not None:
        return marked
    before, after = clause(line.plain, start, end)
    if (aside := _BRACKET.match(line.plain, end)) and _CUES["denied"].search(aside[1]):
        return Says.NO
    if _CUES["denied"].search(_behind(line, end, after)):
        return Says.NO
    if _CUES["other_place"].search(before) or _CUES["other_place"].search(after):
        return None
    if level and _CUES["elsewhere"].search(line.plain) and re.match(r"[^a-z]*(?:if|when|should|for those|si)\b", before):
        return Says.NO if _refers(line) else None
    ours = level and _OURS.search(before)
    if not ours and (_is_open(before) or _is_open(_behind(line, end, after)) or _is_open(after) or _CUES["void"].search(before)):
        return None
    if level and before.strip() == "while":
        return None  # only compared with
    if level and not ours and (_CUES["void_level"].search(before) or _CUES["coming"].search(_GOING.split(before)[-1])):
        return None
    if _CUES["elsewhere"].search(before) or _CUES["elsewhere"].search(after[:60]):
        return Says.NO if _refers(line) else None
    if _denies(before):
        return Says.NO if _is_own(line, before) else None
    if _CUES["heading_no"].search(line.plain[:start].rpartition(":")[0].rpartition(". ")[2]) and ":" in line.plain[:start]:
        return Says.NO
    return _over(line)


_OURS = re.compile(r"\b(?:our|ours|nuestro|nuestra)(?: own)?(?: [a-z-]+){0,2} $")
_GOING = re.compile(r" (?:to|into|enter|join|and then|then|(?:pasan?|pasar|entrar|ingresar|avanzan?) (?:a|al)) ")


def _is_open(words: str) -> bool:
    """Whether a part of a clause leaves open what it names: planned, possible, to be asked."""
    return bool(_CUES["uncertain"].search(_CUES["permitted"].without(words)))


_MARK = re.compile(r" ?(?::|-|\?) ?(?:(yes|si)|(?:no|not))(?=[\s,.;]|$)(?! (?:one|wait|cost|charge))")
_ROW_MARKS = {
    "yes": Says.YES,
    "si": Says.YES,
    "y": Says.YES,
    "✓": Says.YES,
    "✔": Says.YES,
    "x": Says.YES,
    "no": Says.NO,
    "n": Says.NO,
    "not accepted": Says.NO,
}


def is_marked(line: Line, end: int) -> Says | None:
    """What a yes or a no right behind a name says ("Medicare: no"), or in the one other cell of its row; None where there is none."""
    if found := _MARK.match(line.plain, end):
        return Says.YES if found[1] else Says.NO
    if line.block.cells and line.first and len(line.block.cells) == 2:
        return _ROW_MARKS.get(folded(line.quote).rpartition(" | ")[2].strip(" .!"))
    return None


def _behind(line: Line, end: int, after: str) -> str:
    """The words behind what is named in which a "not offered" would be its own: of an item, all of them."""
    if line.is_fragment and line.plain.startswith(":", end):
        return line.plain[end : end + 25]
    if line.is_fragment and " - " in line.plain[end : end + 4]:
        return line.plain[end : end + _NEAR]
    return after[:_NEAR].partition(", and ")[0]


def clause(plain: str, start: int, end: int) -> tuple[str, str]:
    """What of a line's clause stands before the place, and what behind it."""
    breaks = _breaks(plain)
    first = max((at for at, _ in breaks if at <= start), default=0)
    last = min((at for at, _ in breaks if at >= end), default=len(plain))
    return plain[first:start], plain[end:last]


@lru_cache(maxsize=512)
def _breaks(plain: str) -> tuple[tuple[int, int], ...]:
    return tuple((found.start(), found.end()) for found in _BREAK.finditer(plain))


def _denies(before: str) -> bool:
    """Whether a no reaches the end of these words."""
    blank = _CUES["pointless_no"].without(before)
    return before.endswith("non-") or bool(_CUES["deny"].search(blank))


def _refers(line: Line) -> bool:
    return "after discharge" not in line.plain and "when you leave" not in line.plain and "after you" not in line.plain


_OWN = re.compile(
    r"(?<!\w)(?:we|our|program|clinic|center|facility|here|staff|team|site|hospital|offered|provided|accepted|ofrecemos|aceptamos|tratamos|"
    r"atendemos|programa|clinica|centro|ofrece|acepta|trata|atiende|hay)(?!\w)"
)


def _is_own(line: Line, before: str) -> bool:
    """Whether it is the program that says no, not an insurer or a law."""
    return (
        bool(_OWN.search(before))
        or line.is_fragment
        or bool(re.match(r"(?:no|not|sin|non)\b", before.strip()))
        or bool(_OWN.search(line.plain))
    )


def _over(line: Line) -> Says | None:
    """Yes, unless the heading or the question right over the line turns it."""
    if line.asked and (answer := answered(line)) is not None:
        return answer
    near = line.over_plain[-1] if line.over else ""
    if line.block.lead:
        near = f"{near} {_lead(line.block.lead)}"
    if not near:
        return Says.YES
    if _CUES["heading_no"].search(near) and not near.endswith("?") and "not only" not in near and "not just" not in near:
        return Says.NO if line.is_fragment or line.block.kind in (Kind.ITEM, Kind.ROW) else Says.YES if line.is_ours else None
    if _CUES["heading_maybe"].search(near) and not line.is_ours:
        return None
    return Says.YES


@lru_cache(maxsize=512)
def _lead(text: str) -> str:
    return folded(text)


_NOES = frozenset(
    (
        "no",
        "not",
        "we do not",
        "we don't",
        "we are not",
        "we aren't",
        "unfortunately",
        "sorry",
        "lamentablemente",
        "at this time no",
        "at this time, no",
        "not currently",
        "por ahora no",
    )
)


def answered(line: Line) -> Says | None:
    """What the first word of an answer says: yes, no, or None where it does not begin so."""
    first = re.match(
        r"(yes|absolutely|of course|certainly|definitely|si|claro|por supuesto|we do not|we don't|we do|not|no|unfortunately|sorry"
        r"|lamentablemente|we are not|we aren't|at this time,? no|not currently|por ahora no)\b",
        line.plain,
    )
    if not first:
        return None
    return Says.NO if first[1] in _NOES else Says.YES


def is_silent(line: Line) -> bool:
    """Whether nothing in the line is the program's word on itself: another's voice, the world at large, another place."""
    if line.block.voice or line.is_personal or _CUES["beside_care"].search(line.plain):
        return True
    if any(_CUES["heading_none"].search(over) and not _kept(over) for over in line.over_plain):
        return True
    if line.is_ours:
        return False
    near = line.over_plain[-1] if line.over else ""
    general_heading = bool(_CUES["heading_general"].search(near)) and not re.search(
        r"\b(?:we|our|your|you|nuestr|ofrecemos|tratamos)", near
    )
    return bool(_CUES["general"].search(line.plain)) or general_heading


def _kept(heading: str) -> bool:
    """Whether a heading is the program's although a word of it is not: "Our services and resources"."""
    return bool(re.search(r"\b(?:iop|intensive outpatient|programs? we|services|insurance|accept)\b", heading)) and "other" not in heading
