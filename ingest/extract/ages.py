"""The ages that a program takes: in years, and as groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import inf

from data.pages import load_page_cues
from finder.claim import Says
from ingest.extract.lines import Line
from ingest.extract.measured import labelled
from ingest.extract.polarity import polarity
from ingest.extract.said import Said, make_measured, make_said
from ingest.extract.scope import Scopes

_CUES = load_page_cues()
_N = r"(?P<low>\d{1,2})"
_TO = rf"{_N} ?(?:-|to|through|thru|and|a|hasta|y|up to) ?(?P<high>\d{{1,3}})"
_YEARS = r"(?: ?(?:years?|yrs?|anos)(?: (?:of age|old|de edad))?)"
_UP = (
    r"(?:\+|,? ?(?:(?:years?|yrs?\.?) (?:old |of age )?)?(?:and|or|&|y|o) (?:older|over|up|above|mayores|mas)| and beyond"
    r"| anos (?:o mas|y mayores|en adelante|de edad o mas)| o mas| en adelante)"
    r"(?! ?(?:hours?|hrs|weeks|days|months|horas|semanas|people|years of exp))"
)
_OPEN = (
    rf"(?:ages?|aged|edades|edad|adults?|clients|patients|anyone|people|individuals|participants|adultos|personas|teens|men|women"
    rf"|those)?(?: \(?(?:who are |age |ages |aged |de )?|\(){_N}{_YEARS}?{_UP}",
    rf"(?:over|above|mayores de|older than) (?:the age of |age )?{_N}(?!\d| ?(?:hours|years of exp|weeks|months|%|days|people))",
    rf"(?:at least|must be|minimo de|al menos) {_N}{_YEARS}(?: of age| old)?",
)
_CLOSED = (
    rf"(?:ages?|aged|edades?|age range|de edad) ?(?:range|served|accepted|we serve|group)? ?:? ?(?:of |from |between |de |entre "
    rf"|the ages of |los )?{_TO}(?![\d:]| ?(?:am|pm|a\.m|p\.m|hours|weeks|days))",
    rf"(?:between|entre)(?: the)?(?: ages| los)?(?: of)? {_TO}(?!\d| ?(?:hours|hrs|days|weeks|minutes|months|people|sessions"
    rf"|percent|%|horas|semanas|dias|times|a\.?m|p\.?m))",
    rf"{_TO}{_YEARS}(?:-olds?)?(?! (?:of exp|de exp))",
    rf"{_TO}[ -]year[ -]olds?",
    rf"\b(?:teens?|adolescents?|adults?|youth|children|kids|boys|girls|seniors|adolescentes|jovenes|ninos|adultos|teenagers?"
    rf"|students|people)(?: [a-z]{{2,12}}){{0,2}} ?[(,] ?(?:ages? |aged |de )?{_TO}(?: anos)?[),]?(?! ?(?:am|pm|hours|weeks|days"
    rf"|:))",
    rf"\b(?:teens|adolescents|adults|men|women|boys|girls|students|seniors|youth|children|kids"
    rf"|young people|people|clients|patients|individuals|adolescentes|jovenes|ninos|adultos)(?: from| de| aged?)? "
    rf"{_TO}(?! ?(?:am|pm|a\.m|p\.m|hours|weeks|days|times|:|of|people))",
)
_UPPER = (
    rf"(?:up to|through|hasta los?) (?:age |ages |the age of )?(?P<high>\d{{1,2}}){_YEARS}",
    r"ages? (?P<high>\d{1,2}) (?:and|or) (?:under|younger|below)",
)
_AGED = tuple(re.compile(rf"(?<![\w$.]){pattern}" if pattern.startswith("(?P") else pattern) for pattern in (*_OPEN, *_CLOSED, *_UPPER))
_CELL = re.compile(
    rf"^(?:ages?|age range|edad|edades|who|population|ages served|age group) ?: (?:\w+ )?\(?{_N}(?: ?(?:-|to"
    rf"|a) ?(?P<high>\d{{1,3}})|(?P<plus>\+| and (?:up|older|over)))"
)
_GROUPS = (
    "age_group:adolescents",
    "age_group:children",
    "age_group:young_adults",
    "age_group:adults",
    "age_group:seniors",
    "age_group:minors",
)
_IMPLIED = {"program_type:teens": "age_group:adolescents"}
_OTHER_ADULTS = ("older ", "young ", "younger ", "emerging ", "senior ")
_ASIDE = re.compile(
    r"\b(?:adult children|adult child|young adult children|your child|your teen|parent|parents|child care|childcare|children of"
    r"|inner child|child welfare|child protective|child's|adulthood|(?:have|bring|with|their|your|of|sus|mis|small|young"
    r"|cuidado de|for clients'|clients'|while) (?:\w+ )?(?:children|kids|ninos|hijos)|children(?:'s)? (?:play|while|are welcome"
    r"|supervised|hospital)|childhood|youthful|child and family|children and families|hij[oa]s|child-care|for their kids)\b"
)


def read_ages(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The years of age that a line says a program takes."""
    taken: list[tuple[int, int]] = []
    for pattern in _AGED:
        for found in pattern.finditer(line.plain):
            span = _span(found)
            if not span or any(a < found.end() and found.start() < b for a, b in taken):
                continue
            taken.append((found.start(), found.end()))
            if _is_own(line, found):
                yield make_measured(line, "age", span, scopes.of(line, found.start()))
    for text in labelled(line) if not taken else ():
        if (cell := _CELL.match(text)) and (span := _span(cell)):
            yield make_measured(line, "age", span, scopes.of(line))


def _span(found: re.Match[str]) -> tuple[float, float] | None:
    said = found.groupdict()
    low, high = float(said.get("low") or 0), float(said["high"]) if said.get("high") else inf
    if high == inf and found.re.pattern.startswith(_CLOSED):
        return None
    return (low, high) if low <= high and (low >= 3 or high < inf) and (high <= 110 or high == inf) and low <= 70 else None


def _is_own(line: Line, found: re.Match[str]) -> bool:
    """Whether an age is that of those who are taken: not years of experience, not a number of hours."""
    around = line.plain[max(0, found.start() - 60) : found.end() + 30]
    aged = _CUES["aged"].search(around) or any(_CUES["aged"].search(over) for over in line.over_plain[-1:])
    return bool(aged) and not _CUES["not_aged"].search(around) and polarity(line, found.start(), found.end()) is Says.YES


def read_age_groups(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The groups of ages that a line says a program takes."""
    for mention in line.mentions:
        named = _IMPLIED.get(mention.term, mention.term)
        if named not in _GROUPS:
            continue
        around = line.plain[max(0, mention.start - 40) : mention.end + 25]
        if named == "age_group:adults" and line.plain[: mention.start].endswith(_OTHER_ADULTS):
            continue
        if _ASIDE.search(around) or not (_CUES["age_served"].search(line.plain) or _headed(line)):
            continue
        term = (
            "age_group:adults"
            if re.match(r" (?:de|a partir de los) \d", line.plain[mention.end : mention.end + 20]) and named.endswith("seniors")
            else named
        )
        if (says := polarity(line, mention.start, mention.end)) is not None:
            yield make_said(line, term, says, scopes.of(line, mention.start))


def _headed(line: Line) -> bool:
    return (bool(line.block.cells) and len(line.words) < 4) or (
        line.is_fragment
        and (
            line.is_heading
            or any(
                re.search(r"\b(?:who we|ages?|serve|programs?|populations?|tracks?|edades|servicios|programas)\b", o)
                for o in line.over_plain[-1:]
            )
        )
    )
