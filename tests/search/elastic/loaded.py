"""Small indexes on a real Elasticsearch, loaded by the real loader at given moments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from elasticsearch import AsyncElasticsearch

from data.vocabulary import load_vocabulary
from finder.program import Program
from finder.questions import all_questions
from search.elastic.engine import ElasticIndex
from search.elastic.load import Layout, load
from search.elastic.names import Names
from search.service import Finder
from tests.search.embedded.built import moment


async def load_of(client: AsyncElasticsearch, alias: str, programs: Iterable[Program], number: int = 0) -> Mapping[str, Any]:
    """The manifest of a generation of these programs."""
    return await load(programs, client, load_vocabulary(), Layout(Names(alias)), moment(number), {})


def finder_at(client: AsyncElasticsearch, alias: str) -> Finder:
    """The service over what the alias stands on, as a new process has it."""
    return Finder(ElasticIndex(client, Names(alias)), load_vocabulary(), all_questions())


async def indexes(client: AsyncElasticsearch, alias: str) -> set[str]:
    """All indexes whose names begin with the alias."""
    return {*(await client.indices.get(index=f"{alias}-*", features=["settings"], allow_no_indices=True)).body}


async def served(client: AsyncElasticsearch, alias: str) -> set[str]:
    """The indexes that the alias stands on."""
    return {*(await client.indices.get_alias(name=alias)).body}
