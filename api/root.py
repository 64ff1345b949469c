"""The composition root: the rooms put together. Nothing else knows which engine is behind the service."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from api.settings import settings
from data.vocabulary import load_vocabulary
from data.words import LANGUAGES, load_wording
from finder.errors import BadParameter
from finder.questions import all_questions
from finder.wording import Wording
from search.elastic.access import Access
from search.engine import Index
from search.found import Geocoder
from search.intent.heard import NOTHING, Intent
from search.service import Finder

if TYPE_CHECKING:
    from finder.lexicon import Lexicon

T = TypeVar("T")


def make_finder(home: Path, engine: str = "embedded", verified: bool = False) -> Finder:
    """The service over the index of a home, by engine; `verified`: an embedded index is read whole and checked before it is served."""
    return Finder(_index(home, engine, verified), load_vocabulary(), all_questions(), _geocoder(settings().nominatim_url))


def run(work: Callable[[Finder], Awaitable[T]]) -> T:
    """What the work gives, done with the service that the settings name; its connections are closed afterwards."""

    async def whole() -> T:
        finder = make_finder(settings().home, settings().engine)
        try:
            return await work(finder)
        finally:
            await finder.close()

    return asyncio.run(whole())


def understand(text: str) -> Intent:
    """What a sentence asks for; of no sentence nothing. It is kept nowhere."""
    if not text.strip():
        return NOTHING
    from data.crisis import load_crisis
    from search.intent import read_sentence

    return read_sentence(text, _lexicon(), load_crisis())


@cache
def _lexicon() -> Lexicon:
    from finder.lexicon import Lexicon

    return Lexicon(load_vocabulary())


def access() -> Access:
    """How to reach Elasticsearch, as the settings say."""
    s = settings()
    return Access(s.elasticsearch_urls, s.elasticsearch_api_key, s.elasticsearch_user, s.elasticsearch_password, s.elasticsearch_ca_certs)


def _index(home: Path, engine: str, verified: bool) -> Index:
    if engine == "embedded":
        from search.embedded.index import EmbeddedIndex

        return EmbeddedIndex(home / "index", verified)
    from search.elastic.client import make_client
    from search.elastic.engine import ElasticIndex
    from search.elastic.names import Names

    return ElasticIndex(make_client(access()), Names(settings().elasticsearch_alias))


def _geocoder(url: str) -> Geocoder | None:
    if not url:
        return None
    from search.nominatim import NominatimGeocoder

    return NominatimGeocoder(url)


def wording_of(language: str) -> Wording:
    """The words of a language. Raises BadParameter for one that there are none in."""
    if language not in LANGUAGES:
        raise BadParameter("lang", "there are no words in this language", LANGUAGES)
    return load_wording(language)


def today() -> date:
    """The day by the clock: how old a fact is, is asked here and nowhere deeper."""
    return datetime.now(UTC).date()
