"""Loading: a new index built aside, checked against what went in, then served by moving one alias; a failed load leaves nothing.

Only one build runs at a time: the command line holds the home's lock, as it does for the embedded index. Two homes must not build
under one alias.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from elasticsearch import AsyncElasticsearch
from elasticsearch.helpers import BulkIndexError, async_streaming_bulk

from finder.errors import BadParameter, IndexUnavailable
from finder.formats.records import Interner, program_record
from finder.program import Program
from finder.vocabulary import Vocabulary
from search.elastic.client import part, translated
from search.elastic.engine import ElasticEngine
from search.elastic.mapping import CLAIM_MAPPING, document, program_mapping
from search.elastic.names import CLAIMS, Names
from search.engine import generation_name
from search.history import History
from search.statistics import Statistics

KEEP = 2
SAMPLE = 50
PATIENCE = 120.0
"""Seconds that one request of a load may take: nobody waits for it, and a busy cluster takes its time."""
COPYING = 600
"""Seconds in which the copies of a new index must be there."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How indexes are named and spread: primary shards (one up to some millions of programs), copies of each."""

    names: Names
    shards: int = 1
    replicas: int = 0


@dataclass
class Loading:
    """What one load has done so far."""

    statistics: Statistics
    history: History
    sample: dict[str, Program] = field(default_factory=dict)
    programs: int = 0
    sayings: int = 0


async def load(
    programs: Iterable[Program], client: AsyncElasticsearch, vocabulary: Vocabulary, layout: Layout, now: datetime, about: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The manifest of the generation that is loaded from the programs and served from then on. Raises FinderError; the alias stays then."""
    names, client = layout.names, client.options(request_timeout=PATIENCE)
    with translated(IndexUnavailable("an index that is being built has been deleted: build it again")):
        name = generation_name(now, (g for i in await _indexes(client, names) if (g := names.generation(i))))
        index = names.index(name)
        await _sweep(client, names)
        try:
            await _create(client, index, vocabulary, layout)
            loading = Loading(Statistics(vocabulary), await _history(client, names, name))
            await _bulk(client, index, programs, loading)
            counts = loading.statistics.counts()
            manifest = {
                "generation": name,
                "engine": "elastic",
                "built": now.isoformat(),
                **about,
                "lineage": loading.history.lineage(),
                **counts,
            }
            await _check(client, index, loading, manifest)
            await _settle(client, index, layout, manifest)
        except BaseException:
            await _drop(client, index)
            raise
        await _serve(client, names, index)  # where this fails it may have been done all the same: the next load tidies up, not we
        await _retire(client, names, index)
    return manifest


async def use(client: AsyncElasticsearch, names: Names, name: str) -> Mapping[str, Any]:
    """The manifest of the kept generation that the alias stands on from now on, until the next load. Raises BadParameter where it is not
    kept, IndexUnavailable where it is not whole; the alias stays then."""
    with translated():
        found = await _indexes(client, names)
        kept = _manifests(found, names)
        if name not in kept:
            raise BadParameter("generation", "no such generation is kept", tuple(sorted(kept)))
        index = names.index(name)
        there = part((await client.count(index=index)).body, "count")
        if there != kept[name]["programs"] or f"{index}{CLAIMS}" not in found:
            raise IndexUnavailable(f"generation {name} is not whole; what was served stays")
        await _serve(client, names, index)
    manifest: Mapping[str, Any] = kept[name]
    return manifest


async def kept_generations(client: AsyncElasticsearch, names: Names) -> Mapping[str, Mapping[str, Any]]:
    """The manifests of the generations that `use` can go to, by name."""
    with translated():
        return _manifests(await _indexes(client, names), names)


def _manifests(found: Mapping[str, Any], names: Names) -> dict[str, Mapping[str, Any]]:
    metas = {names.generation(i): about["mappings"].get("_meta", {}) for i, about in found.items() if not i.endswith(CLAIMS)}
    return {str(g): meta["manifest"] for g, meta in metas.items() if "manifest" in meta}


async def _history(client: AsyncElasticsearch, names: Names, name: str) -> History:
    """What is known of the programs of the generation that is served; nothing, where none is."""
    found = await _indexes(client, names)
    served = max((i for i, about in found.items() if names.alias in about["aliases"]), default="")
    manifest = found[served]["mappings"].get("_meta", {}).get("manifest", {}) if served else {}
    if "lineage" not in manifest:
        return History(name)
    return History(name, await ElasticEngine(client, served, manifest).traces(), manifest["lineage"])


async def _create(client: AsyncElasticsearch, index: str, vocabulary: Vocabulary, layout: Layout) -> None:
    """Both indexes, set for loading: no refresh, no copies. Without `_meta` nobody takes them for a generation."""
    quiet = {"number_of_replicas": 0, "refresh_interval": "-1"}
    shards = {"number_of_shards": layout.shards}
    await client.indices.create(index=index, mappings=program_mapping(vocabulary.measures), settings={**quiet, **shards})
    await client.indices.create(index=f"{index}{CLAIMS}", mappings=CLAIM_MAPPING, settings={**quiet, "number_of_shards": 1})


async def _bulk(client: AsyncElasticsearch, index: str, programs: Iterable[Program], loading: Loading) -> None:
    try:
        async for _ in async_streaming_bulk(
            client, _actions(index, programs, loading), chunk_size=1_000, max_chunk_bytes=8 << 20, max_retries=5
        ):
            pass
    except BulkIndexError as e:
        reason = e.errors[0]["index"]["error"].get("type", "unknown") if e.errors else "unknown"
        raise IndexUnavailable(f"Elasticsearch refused {len(e.errors)} of our documents ({reason}); the index served stays") from e
    if not loading.programs:
        raise IndexUnavailable("there are no programs to build an index of")


async def _actions(index: str, programs: Iterable[Program], loading: Loading) -> AsyncIterator[dict[str, Any]]:
    """A document a program, and before the first that needs it one for each origin, claim and fact, under its kind and number."""
    fresh: list[dict[str, Any]] = []
    numbers = {"origin": 0, "claim": 0, "fact": 0}

    def intern(kind: str, record: list[Any]) -> None:
        fresh.append(_action(f"{index}{CLAIMS}", f"{kind}-{numbers[kind]}", {"said": {"record": record}}))
        numbers[kind] += 1
        loading.history.learn(kind, record)

    interner = Interner(intern)
    drawn = random.Random(0)  # which programs are read back; no secret
    for p in programs:
        record = program_record(p, interner)
        action = _action(index, p.id, document(p, record, loading.history.trace(record)))
        for saying in fresh:
            yield saying
        loading.sayings += len(fresh)
        fresh.clear()
        yield action
        loading.programs += 1
        if p.searchable:
            loading.statistics.add(p)
        if drawn.random() < SAMPLE / loading.programs:
            loading.sample[p.id] = p


def _action(index: str, id: str, source: Mapping[str, Any]) -> dict[str, Any]:
    """One document; written over where it is there already, so that a request that is sent again after a silence does no harm."""
    return {"_op_type": "index", "_index": index, "_id": id, "_source": source}


async def _check(client: AsyncElasticsearch, index: str, loading: Loading, manifest: Mapping[str, Any]) -> None:
    """Raises IndexUnavailable where what is there is not what was sent."""
    await client.indices.refresh(index=[index, f"{index}{CLAIMS}"])
    there = [(await client.count(index=i))["count"] for i in (index, f"{index}{CLAIMS}")]
    if there != [loading.programs, loading.sayings]:
        sent = [loading.programs, loading.sayings]
        raise IndexUnavailable(f"{there} programs and claims are there of {sent} sent (do two share an id?); the index served stays")
    ids = sorted(loading.sample)
    if list(await ElasticEngine(client, index, manifest).get(ids)) != [loading.sample[i] for i in ids]:
        raise IndexUnavailable("programs read back from Elasticsearch differ from those sent; the index served stays")


async def _settle(client: AsyncElasticsearch, index: str, layout: Layout, manifest: Mapping[str, Any]) -> None:
    """One segment a shard, copies and refresh as they will stay, and the manifest, which makes it a generation."""
    both = [index, f"{index}{CLAIMS}"]
    patient = client.options(request_timeout=COPYING + PATIENCE)
    await patient.indices.forcemerge(index=both, max_num_segments=1)
    await client.indices.put_settings(index=both, settings={"number_of_replicas": layout.replicas, "refresh_interval": None})
    if layout.replicas:
        health = await patient.options(ignore_status=408).cluster.health(index=both, wait_for_status="green", timeout=f"{COPYING}s")
        if health["timed_out"]:
            raise IndexUnavailable(
                "the cluster did not make the copies in time: are there more nodes than replicas? The index served stays"
            )
    await client.indices.put_mapping(index=index, meta={"manifest": manifest})


async def _serve(client: AsyncElasticsearch, names: Names, index: str) -> None:
    """The alias moved in one action."""
    await client.indices.update_aliases(
        actions=[
            {"remove": {"index": names.every, "alias": names.alias, "must_exist": False}},
            {"add": {"index": index, "alias": names.alias}},
        ]
    )


async def _retire(client: AsyncElasticsearch, names: Names, served: str) -> None:
    """Removes all generations but the one served and the newest before it."""
    older = {names.index(g) for i in await _indexes(client, names) if (g := names.generation(i))} - {served}
    for index in sorted(older)[: 1 - KEEP]:
        await _drop(client, index)


async def _sweep(client: AsyncElasticsearch, names: Names) -> None:
    """Removes what loads that were killed left behind: indexes without a manifest, and whole ones that were never served."""
    found = await _indexes(client, names)
    served = max((i for i, about in found.items() if names.alias in about["aliases"]), default="")
    whole = {i for i, about in found.items() if "manifest" in about["mappings"].get("_meta", {}) and i <= served}
    for index in {i.removesuffix(CLAIMS) for i in found} - whole:
        await _drop(client, index)


async def _indexes(client: AsyncElasticsearch, names: Names) -> Mapping[str, Any]:
    """All our indexes, half ones too; none of another alias that begins with ours."""
    found = (await client.indices.get(index=names.every, features=["mappings", "aliases"], allow_no_indices=True)).body
    return {index: about for index, about in found.items() if names.generation(index)}


async def _drop(client: AsyncElasticsearch, index: str) -> None:
    await client.indices.delete(index=[index, f"{index}{CLAIMS}"], ignore_unavailable=True)
