"""One answer of a site's server to a page of it, or to the reason why it is none of ours. Pure."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

from data.sites import load_sites
from finder.tokens import fold
from ingest.errors import SourceError
from ingest.extract import PageText, read_page
from ingest.extract.availability import date_in
from ingest.extract.lines import folded
from ingest.extract.page import Kind
from ingest.sources.program_page.markup import read_markup
from ingest.sources.program_page.site import SitePage

TYPES = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "")
READ = ("en", "es", "")
"""Languages that are read; of a page that is too short to tell, nobody knows."""
SHORTEST = 40
"""Characters of text below which a page says nothing: it is a frame, or made by a script that we do not run."""

_ISO = re.compile(r"(?<!\d)(20\d\d-[01]\d-[0-3]\d)(?!\d)")
_OLDEST = "2000"
_LOOKED_AT = 20_000  # characters
_LATIN_ENDS = "\u0250"
_TELLING = 0.06  # of a language's text, its twelve words above are a tenth or more


class Unusable(SourceError):
    """An answer that is no page of a program's site; says why."""


def make_page(body: bytes, address: str, content_type: str, changed: str, today: str) -> SitePage:
    """The page. `changed` is the answer's Last-Modified header, `today` the day of the run (ISO 8601).

    Raises SourceError, which says why, for what is no page, not in English or Spanish, or says that there is no such page.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in TYPES:
        raise Unusable(f"is no page but {kind[:60]}")
    text = read_page(body, address, content_type)
    if is_missing(text):
        raise Unusable("says that there is no such page, though its server does not")
    if len(text.text) < SHORTEST:
        raise Unusable("holds no text to read")
    if (language := language_of(text.text)) not in READ:
        raise Unusable(f"is in another language ({language})")
    markup = read_markup(body, address, content_type)
    return SitePage(text, markup, date_of(text, markup.words, changed, today))


def language_of(text: str) -> str:
    """The language by its commonest words (BCP 47, "und" for what is in another script); "" where the text is too short to tell."""
    letters = [c for c in text[:_LOOKED_AT] if c.isalpha()]
    if len(letters) < SHORTEST:
        return ""
    if sum(c < _LATIN_ENDS or "\u1e00" <= c <= "\u1eff" for c in letters) < len(letters) / 2:
        return "und"
    words = re.findall(r"\w+", text[:_LOOKED_AT].lower())
    shares = {language: sum(w in common for w in words) / len(words) for language, common in load_sites().languages.items()}
    best = max(shares, key=lambda language: shares[language])
    return best if len(words) > 20 and shares[best] > _TELLING else ""


def is_missing(page: PageText) -> bool:
    """True for a page that says it is none ("Page not found"), in its title or its first heading."""
    first = next((b.text for b in page.blocks if b.kind is Kind.HEADING), "")
    return any(_begins(fold(said).strip(), missing) for said in (page.title, first) for missing in load_sites().missing)


def _begins(said: str, phrase: str) -> bool:
    return said.startswith(phrase) and not said[len(phrase) :][:1].isalnum()


def date_of(page: PageText, words: str, changed: str, today: str) -> str:
    """The page's own date: the newest that it states, else that of its Last-Modified header; "" for none, or one that cannot be."""
    stated = [page.modified, *(_stated(line) for line in words.splitlines() if len(line) < 300)]
    possible = [d for d in stated if _OLDEST <= d <= today]
    return max(possible, default="") or (header if _OLDEST <= (header := _header_date(changed)) <= today else "")


def _stated(line: str) -> str:
    """The date that a line states beside "last updated"; "" for none."""
    plain = folded(line)
    found = load_sites().dated.search(plain)
    after = plain[found.end() :][:60] if found else ""
    iso = _ISO.search(after)
    return iso[1] if iso else date_in(after)


def _header_date(text: str) -> str:
    try:
        return parsedate_to_datetime(text).date().isoformat() if text else ""
    except ValueError:
        return ""
