"""Ingest's end and search's beginning, joined: the only place where the two rooms meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from finder.program import Program

SAMPLE = "sample"
"""The source whose input we make ourselves."""


@contextmanager
def inputs_of(source: str, named: Sequence[str]) -> Iterator[Sequence[str]]:
    """The inputs that were named; of the sample, where none was, workbooks that are made now and gone afterwards."""
    from data.sample import write_sample

    if named or source != SAMPLE:
        yield named
        return
    with TemporaryDirectory() as folder:
        yield [str(book) for book in write_sample(Path(folder))]


def build_index(home: Path, engine: str = "embedded") -> Mapping[str, Any]:
    """The manifest of the index that is built of the newest good snapshots under a folder, and served from then on.

    Raises FinderError where there is nothing to build of, something is damaged, or another build is running; the index stays then.
    """
    from finder.errors import BadParameter, FinderError
    from ingest.merge_all import merge_all, read_programs
    from search.lock import only_one

    if engine not in BUILDERS:
        raise BadParameter("engine", "there is no such engine", tuple(BUILDERS))
    now = datetime.now(UTC)
    try:
        with only_one(home) if home.is_dir() else nullcontext():  # of no home nothing can be built, and none is left behind
            summary = merge_all(home, now=now)
            sources = [{"source": s.id, **_terms(s.id), **{k: v for k, v in asdict(s).items() if k != "id"}} for s in summary.sources]
            about = {"sources": sources, "listings": summary.listings, "siblings": summary.siblings, "left_out": summary.left_out}
            return BUILDERS[engine](read_programs(home), home, now, about)
    except (OSError, ValueError) as e:
        raise FinderError(f"the index could not be built, the one served stays: {e}") from e


def _terms(source: str) -> Mapping[str, str]:
    """Whom a source's facts are to be credited to, and on what terms they may be used; wherever the index goes, these go."""
    from ingest.run import find_source

    declared = find_source(source).SOURCE
    return {"title": declared.title, "address": declared.address, "licence": declared.licence, "credit": declared.credit}


def _embedded(programs: Iterable[Program], home: Path, now: datetime, about: Mapping[str, Any]) -> Mapping[str, Any]:
    from data.vocabulary import load_vocabulary
    from search.embedded.generation import build

    return build(programs, home / "index", load_vocabulary(), now, about)


def _elastic(programs: Iterable[Program], home: Path, now: datetime, about: Mapping[str, Any]) -> Mapping[str, Any]:
    import asyncio

    from api.root import access
    from api.settings import settings
    from data.vocabulary import load_vocabulary
    from search.elastic.client import check_server, make_client
    from search.elastic.load import Layout, load
    from search.elastic.names import Names

    async def run() -> Mapping[str, Any]:
        client = make_client(access())
        try:
            await check_server(client)
            s = settings()
            layout = Layout(Names(s.elasticsearch_alias), s.elasticsearch_shards, s.elasticsearch_replicas)
            return await load(programs, client, load_vocabulary(), layout, now, about)
        finally:
            await client.close()

    return asyncio.run(run())


BUILDERS: Mapping[str, Callable[[Iterable[Program], Path, datetime, Mapping[str, Any]], Mapping[str, Any]]] = {
    "embedded": _embedded,
    "elastic": _elastic,
}
