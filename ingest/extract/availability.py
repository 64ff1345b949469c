"""Whether a program takes new people now, and as of when it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from data.pages import load_page_cues
from finder.claim import Says
from ingest.extract.lines import Line
from ingest.extract.named import answers
from ingest.extract.polarity import polarity
from ingest.extract.said import Said, make_said
from ingest.extract.scope import Scopes

_CUES = load_page_cues()
_MONTHS = (
    "january|enero", "february|febrero", "march|marzo", "april|abril", "may|mayo", "june|junio", "july|julio", "august|agosto",
    "september|septiembre", "october|octubre", "november|noviembre", "december|diciembre",
)  # fmt: skip
_NAMED = "|".join(f"(?P<m{i}>{names})" for i, names in enumerate(_MONTHS, 1))
_DATE = re.compile(rf"(?<!\w)(?:{_NAMED})(?: de)?(?: (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,)? (?:de )?(?P<year>20\d\d)(?!\d)")
_DAY = re.compile(r"(?<![\d/])(?P<month>1[0-2]|0?[1-9])/(?P<day>[12]\d|3[01]|0?[1-9])/(?P<year>20\d\d)(?!\d)")
_NO_LIST = re.compile(
    r"\b(?:no (?:wait(?:ing)? ?-?list|wait)|without a wait(?:ing)? ?-?list|sin lista de espera|no (?:hay|tenemos) lista de espera"
    r"|do not (?:currently )?have a wait(?:ing)? ?-?list|there is (?:currently )?no wait)\b"
)


def read_availability(line: Line, scopes: Scopes) -> Iterator[Said]:
    """Whether a line says that there are places, with its own date if it gives one."""
    if _CUES["job"].search(line.plain) and "accepting" not in line.plain:
        return
    date = date_in(line.plain) or next((d for over in line.over_plain[-1:] if (d := date_in(over))), "")
    none_waits = any(mention.term == "availability:waitlist" and says is Says.NO for mention, says in answers(line, "availability"))
    if none_waits or _NO_LIST.search(line.plain):
        yield replace(make_said(line, "availability:accepting", Says.YES, scopes.of(line)), as_of=date)
        return
    if _CUES["referral_needed"].search(line.plain) and not re.search(r"\b(?:no|not|without|sin)\b", line.plain):
        yield make_said(line, "availability:referral_needed", Says.YES, scopes.of(line))
    for mention in line.mentions:
        if mention.dimension != "availability" or (not line.is_fragment and line.is_heading):
            continue
        if polarity(line, mention.start, mention.end) is Says.YES or _is_plain(line, mention.term):
            yield replace(make_said(line, mention.term, Says.YES, scopes.of(line, mention.start)), as_of=date)


def _is_plain(line: Line, term: str) -> bool:
    """Whether a phrase holds its own no ("not accepting new patients")."""
    return term == "availability:not_accepting" and not re.search(r"\b(?:if|when|may|never)\b", line.plain)


def date_in(plain: str) -> str:
    """The date that a folded text gives, as ISO 8601: a day or a month; empty if none."""
    if found := _DATE.search(plain):
        month = next(i for i in range(1, 13) if found[f"m{i}"])
        return f"{found['year']}-{month:02}" + (f"-{int(found['day']):02}" if found["day"] else "")
    if day := _DAY.search(plain):
        return f"{day['year']}-{int(day['month']):02}-{int(day['day']):02}"
    return ""
