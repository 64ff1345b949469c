"""Words on a page to claims, each with the quotation that proves it: `read_page` makes text of bytes, `extract` what it says of programs.

One theme a file; each is a pure function from a line to what it says. `draft` puts together what the lines of a site's pages say, so that
the numbers of one level of care or one track are never another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from data.pages import load_page_cues
from ingest.extract.access import read_access
from ingest.extract.accreditation import read_accreditation
from ingest.extract.aftercare import read_aftercare
from ingest.extract.ages import read_age_groups, read_ages
from ingest.extract.availability import read_availability
from ingest.extract.conditions import read_conditions
from ingest.extract.days import day_sets
from ingest.extract.delivery import read_delivery
from ingest.extract.draft import Draft, make_drafts, to_claims, to_measures
from ingest.extract.insurance import read_insurance
from ingest.extract.kind import read_kind
from ingest.extract.languages import read_languages
from ingest.extract.level import read_level
from ingest.extract.lines import lines_of
from ingest.extract.page import NotAPage, PageText, read_page
from ingest.extract.people import read_people
from ingest.extract.polarity import is_silent
from ingest.extract.price import read_price
from ingest.extract.said import Said
from ingest.extract.schedule import read_schedule
from ingest.extract.scope import Scopes
from ingest.extract.services import read_services
from ingest.extract.stay import read_stay
from ingest.extract.structure import Session, of_sessions, read_sessions, read_structure
from ingest.extract.team import read_team
from ingest.extract.therapies import read_therapies

__all__ = ["Draft", "NotAPage", "PageText", "Said", "extract", "read_page", "read_said", "to_claims", "to_measures"]

THEMES = (
    *(
        read_level,
        read_kind,
        read_age_groups,
        read_delivery,
        read_schedule,
        read_insurance,
        read_therapies,
        read_conditions,
        read_people,
        read_languages,
    ),
    *(read_accreditation, read_team, read_services, read_aftercare, read_availability, read_access),
)
MEASURED = (read_structure, read_stay, read_ages, read_price)
_OTHER_VOICE = re.compile(
    r"/(?:blog|news|noticias|careers?|jobs?|empleos?|press|articles?|posts?|events?)(?:/|$)|/20\d\d/\d\d/", re.IGNORECASE
)
_OTHER_TYPES = frozenset(("BlogPosting", "NewsArticle", "JobPosting"))


def extract(*pages: PageText) -> tuple[Draft, ...]:
    """The programs that the pages of one site speak of, each with what they say of it; none where they claim nothing."""
    return make_drafts([said for page in pages for said in read_said(page)])


def read_said(page: PageText) -> tuple[Said, ...]:
    """All that one page says of programs, in its order; nothing where the page is a blog's, the news' or a job's."""
    return () if is_other(page) else tuple(_read(page))


def is_other(page: PageText) -> bool:
    """Whether a page as a whole is no description of programs: a blog post, a job."""
    types = {str(o.get("@type")) for o in page.objects}
    return bool(types & _OTHER_TYPES) or bool(_OTHER_VOICE.search(urlsplit(page.url).path))


def _read(page: PageText) -> Iterator[Said]:
    scopes = Scopes(page.title)
    sessions: list[Session] = []
    for line in lines_of(page):
        scopes.note(line)
        answers = bool(line.asked) and line.first
        speaks = bool(line.mentions) or answers or line.has_number or load_page_cues()["unnamed"].search(line.plain)
        if line.is_question or not (speaks or day_sets(line.plain)) or is_silent(line):
            continue
        if speaks:
            for theme in THEMES:
                yield from theme(line, scopes)
        if line.has_number:
            for measure in MEASURED:
                yield from measure(line, scopes)
        sessions.extend(read_sessions(line, scopes))
    yield from of_sessions(sessions)
