"""The composition root: the rooms put together. Nothing else knows which engine is behind the service."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from data.vocabulary import load_vocabulary
from data.words import LANGUAGES, load_wording
from finder.errors import BadParameter
from finder.questions import all_questions
from finder.wording import Wording
from search.embedded.index import EmbeddedIndex
from search.service import Finder


def make_finder(index: Path) -> Finder:
    """The service over the embedded index of a folder."""
    return Finder(EmbeddedIndex(index), load_vocabulary(), all_questions())


def wording_of(language: str) -> Wording:
    """The words of a language. Raises BadParameter for one that there are none in."""
    if language not in LANGUAGES:
        raise BadParameter("lang", "there are no words in this language", LANGUAGES)
    return load_wording(language)


def today() -> date:
    """The day by the clock: how old a fact is, is asked here and nowhere deeper."""
    return datetime.now(UTC).date()
