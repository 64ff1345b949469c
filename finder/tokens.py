"""How words are cut: once, here; engines store what comes out and never cut again."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """The text in lower case without accents or apostrophes ("St. Mary's Niño" -> "st. marys nino")."""
    plain = text if text.isascii() else "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return plain.casefold().replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")


def tokens(text: str) -> frozenset[str]:
    """The words of a text, folded; letters and digits only."""
    return frozenset(_WORD.findall(fold(text)))


def squash(text: str) -> str:
    """The words of a text in their order, folded, one space between: two spellings of one name come out the same."""
    return " ".join(_WORD.findall(fold(text)))
