"""Ingest's end and search's beginning, joined: the only place where the two rooms meet."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from finder.program import Program

if TYPE_CHECKING:
    from search.elastic.load import Layout

SAMPLE = "sample"
"""The source whose input we make ourselves."""


@contextmanager
def inputs_of(source: str, named: Sequence[str]) -> Iterator[Sequence[str]]:
    """The inputs that were named; of the sample, where none was, workbooks that are made now and gone afterwards."""
    if named or source != SAMPLE:
        yield named
        return
    from data.sample import write_sample

    with TemporaryDirectory() as folder:
        yield [str(book) for book in write_sample(Path(folder))]


def build_index(home: Path, engine: str = "embedded") -> Mapping[str, Any]:
    """The manifest of the index that is built of the newest good snapshots under a folder, and served from then on.

    Raises FinderError where there is nothing to build of, something is damaged, or another build is running; the index stays then.
    """
    from finder.errors import BadParameter, FinderError
    from ingest.bulk import garbage_seldom_sought
    from ingest.merge_all import merge_all, read_programs
    from search.lock import only_one

    if engine not in BUILDERS:
        raise BadParameter("engine", "there is no such engine", tuple(BUILDERS))
    now = datetime.now(UTC)
    try:
        lock = only_one(home) if home.is_dir() else nullcontext()  # of no home nothing can be built, and none is left behind
        with lock, garbage_seldom_sought():
            summary = merge_all(home, now=now)
            sources = [{"source": s.id, **_about(home, s.id), **{k: v for k, v in asdict(s).items() if k != "id"}} for s in summary.sources]
            about = {
                "sources": sources,
                "listings": summary.listings,
                "siblings": summary.siblings,
                "left_out": summary.left_out,
                "nowhere": summary.nowhere,
            }
            return BUILDERS[engine](read_programs(home), home, now, about)
    except (OSError, ValueError) as e:
        raise FinderError(f"the index could not be built, the one served stays: {e}") from e


def use_generation(home: Path, name: str, engine: str = "embedded") -> Mapping[str, Any]:
    """The manifest of the kept generation that is served from now on. Raises FinderError; what was served stays then."""
    from finder.errors import BadParameter
    from search.lock import only_one

    if engine not in BUILDERS:
        raise BadParameter("engine", "there is no such engine", tuple(BUILDERS))
    with only_one(home) if home.is_dir() else nullcontext():
        if engine == "embedded":
            from search.embedded.generation import use

            return use(home / "index", name)
        from search.elastic.load import use as use_elastic

        return _in_cluster(lambda client, layout: use_elastic(client, layout.names, name))


def _about(home: Path, source: str) -> Mapping[str, Any]:
    """Whom a source's facts are to be credited to, on what terms they may be used, and how full and steady its newest good run is.

    Wherever the index goes, this goes.
    """
    from ingest.snapshot import last_refusal, newest_good

    run, refused = newest_good(home, source), last_refusal(home, source)
    if run is None:
        return {}
    told = {name: run.report.get(name) for name in ("fill", "questions", "drift", "gone", "accepted")}
    why = {"run": refused["run"], "shortfalls": refused["shortfalls"]} if refused and refused["run"] > run.run else None
    return {**{name: value for name, value in run.report.get("declared", {}).items() if name != "id"}, **told, "refused": why}


def _embedded(programs: Iterable[Program], home: Path, now: datetime, about: Mapping[str, Any]) -> Mapping[str, Any]:
    from data.vocabulary import load_vocabulary
    from search.embedded.generation import build

    return build(programs, home / "index", load_vocabulary(), now, about)


def _elastic(programs: Iterable[Program], home: Path, now: datetime, about: Mapping[str, Any]) -> Mapping[str, Any]:
    from data.vocabulary import load_vocabulary
    from search.elastic.load import load

    return _in_cluster(lambda client, layout: load(programs, client, load_vocabulary(), layout, now, about))


def _in_cluster(work: Callable[[Any, Layout], Awaitable[Mapping[str, Any]]]) -> Mapping[str, Any]:
    """What the work gives, done with a client of the cluster that the settings name."""
    import asyncio

    from api.root import access
    from api.settings import settings
    from search.elastic.client import check_server, make_client
    from search.elastic.load import Layout
    from search.elastic.names import Names

    async def run() -> Mapping[str, Any]:
        client = make_client(access())
        try:
            await check_server(client)
            s = settings()
            layout = Layout(Names(s.elasticsearch_alias), s.elasticsearch_shards, s.elasticsearch_replicas)
            return await work(client, layout)
        finally:
            await client.close()

    return asyncio.run(run())


BUILDERS: Mapping[str, Callable[[Iterable[Program], Path, datetime, Mapping[str, Any]], Mapping[str, Any]]] = {
    "embedded": _embedded,
    "elastic": _elastic,
}
