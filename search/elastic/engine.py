"""The Elasticsearch engine: one generation, and the generations of a cluster."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from itertools import islice
from math import inf
from typing import Any

from elasticsearch import AsyncElasticsearch

from finder.claim import Claim, Origin
from finder.errors import GenerationRetired, IndexUnavailable
from finder.evaluate import Tier, float32
from finder.formats.records import Named, Record, Said, claim_from, fact_from, origin_from, program_from
from finder.program import KEPT_PROGRAMS, Program
from search.elastic.client import UNREADABLE, part, translated
from search.elastic.compile import compile_ask
from search.elastic.names import CLAIMS, Names
from search.engine import Ask, Found, Place
from search.history import Change, Trace, check_since, make_change

LOOK_AGAIN = 1.0
"""Seconds for which the alias is believed; the generation before is kept, so an old answer is still a whole one."""

PAGE = 500
MOST = 5_000
"""Facts or claims read in one request."""


class ElasticEngine:
    """Implements `search.engine.Engine` for one index of programs and its claims."""

    def __init__(self, client: AsyncElasticsearch, index: str, manifest: Mapping[str, Any]) -> None:
        self._client, self._index, self._manifest = client, index, manifest
        self._claims: dict[int, Claim] = {}
        self._origins: dict[int, Origin] = {}
        self._facts: dict[int, Named] = {}
        self._said = Said(self._origins, self._claims, self._facts)
        self._kept: dict[str, Program] = {}

    @property
    def manifest(self) -> Mapping[str, Any]:
        """See `search.engine.Engine.manifest`."""
        return self._manifest

    async def run(self, asks: Sequence[Ask]) -> Sequence[Found]:
        """See `search.engine.Engine.run`: one request, however many asks."""
        if not asks:
            return []
        bodies = [compile_ask(a) for a in asks]
        with translated():
            if len(bodies) == 1:
                replies = [(await self._client.search(index=self._index, body=bodies[0])).body]
            else:
                lines: list[Mapping[str, Any]] = [line for b in bodies for line in ({"index": self._index}, b)]
                replies = part((await self._client.msearch(searches=lines)).body, "responses")
        for reply in replies:
            _whole(reply)
        records = [[hit["_source"]["program"] for hit in reply["hits"]["hits"]] for reply in replies]
        programs = iter(await self._programs([r for own in records for r in own]))
        return [self._found(a, reply, tuple(islice(programs, len(own)))) for a, reply, own in zip(asks, replies, records, strict=True)]

    async def get(self, ids: Sequence[str]) -> Sequence[Program]:
        """See `search.engine.Engine.get`."""
        if not ids:
            return []
        with translated():
            docs = part((await self._client.mget(index=self._index, ids=[*ids], source_includes=["program"])).body, "docs")
        return await self._programs([d["_source"]["program"] for d in docs if d.get("found")])

    async def changes(self, since: str) -> Sequence[Change]:
        """See `search.engine.Engine.changes`."""
        check_since(since, self._manifest)
        wanted = {"query": {"range": {"changed": {"gt": since}}}, "_source": ["trace", "program.replaced_by", "program.closed"]}
        return [
            make_change(h["_id"], Trace(*h["_source"]["trace"]), since, h["_source"]["program"])
            async for hits in self._pages({**wanted, "size": MOST})
            for h in hits
        ]

    async def traces(self) -> dict[str, Trace]:
        """Every program's trace."""
        return {h["_id"]: Trace(*h["_source"]["trace"]) async for hits in self._pages({"_source": ["trace"], "size": MOST}) for h in hits}

    async def scan(self) -> AsyncIterator[Program]:
        """See `search.engine.Engine.scan`."""
        async for hits in self._pages({"size": PAGE, "_source": ["program"]}):
            records = [h["_source"]["program"] for h in hits]
            await self._learn(records)
            for record in records:
                yield program_from(record, self._said)

    async def _pages(self, wanted: Mapping[str, Any]) -> AsyncIterator[list[Any]]:
        """All hits of a search by ascending id, page after page."""
        body: dict[str, Any] = {"sort": [{"id": "asc"}], **wanted}
        while True:
            with translated():
                reply = (await self._client.search(index=self._index, body=body)).body
            _whole(reply)
            hits = reply["hits"]["hits"]
            if not hits:
                return
            yield hits
            body["search_after"] = hits[-1]["sort"]

    async def _programs(self, records: Sequence[Record]) -> list[Program]:
        """The programs of the records. Those read lately are kept: what an index of programs holds never changes."""
        here = {r["id"]: self._kept[r["id"]] for r in records if r["id"] in self._kept}
        if new := [r for r in records if r["id"] not in here]:
            await self._learn(new)  # others search meanwhile: what they keep, or let go of, is not looked at here
            here |= {r["id"]: program_from(r, self._said) for r in new}
            if len(self._kept) + len(new) > KEPT_PROGRAMS:
                self._kept.clear()
            self._kept |= here
        return [here[r["id"]] for r in records]

    def _found(self, ask: Ask, reply: Mapping[str, Any], programs: tuple[Program, ...]) -> Found:
        tiers = reply["aggregations"]["tiers"]["buckets"]
        total: dict[Tier, int] = {t: int(tiers[t.word]["doc_count"]) for t in Tier if t is not Tier.ASK_FIRST}
        total[Tier.ASK_FIRST] = int(tiers["every"]["doc_count"]) - sum(total.values())
        counted = reply["aggregations"].get("terms", {})
        sides = [{b["key"]: b["doc_count"] for b in counted[side]["buckets"]} if counted else {} for side in ("yes", "no")]
        return Found(
            places=tuple(_place(hit, near=ask.plan.near is not None) for hit in reply["hits"]["hits"]),
            programs=programs,
            total={t: total[t] for t in Tier},
            counts={t: (sides[0].get(t, 0), sides[1].get(t, 0)) for t in sorted(ask.terms)},
        )

    async def _learn(self, records: Sequence[Record]) -> None:
        """Reads the facts, claims and origins that are not known yet: none, once a generation has been in use for a while."""
        facts = await self._sayings("fact", set().union(*(r["facts"] for r in records)) - self._facts.keys())
        stated = {n for r in records for ranges in r["measures"].values() for _, _, own in ranges for n in own}
        claims = await self._sayings("claim", stated.union(*facts.values()) - self._claims.keys())
        origins = {n for r in records for n in r["origins"]} | {claim[-1] for claim in claims.values()}
        new = await self._sayings("origin", origins - self._origins.keys())
        self._origins.update({n: origin_from(o) for n, o in new.items()})
        self._claims.update({n: claim_from(c, self._origins) for n, c in claims.items()})
        self._facts.update({n: fact_from(f, self._claims) for n, f in facts.items()})

    async def _sayings(self, kind: str, numbers: Collection[int]) -> Mapping[int, Sequence[Any]]:
        """The records of facts, claims or origins by number. Raises IndexUnavailable where one is missing."""
        found: dict[int, Sequence[Any]] = {}
        ordered = sorted(numbers)
        for at in range(0, len(ordered), MOST):
            some = ordered[at : at + MOST]
            with translated():
                reply = await self._client.mget(index=f"{self._index}{CLAIMS}", ids=[f"{kind}-{n}" for n in some])
            docs = part(reply.body, "docs")
            found |= {n: d["_source"]["said"]["record"] for n, d in zip(some, docs, strict=True) if d.get("found")}
        if len(found) != len(ordered):
            raise IndexUnavailable("the index is not whole: build it again")
        return found


class ElasticIndex:
    """Implements `search.engine.Index` over a cluster: the alias names the generation that is served."""

    def __init__(self, client: AsyncElasticsearch, names: Names) -> None:
        self._client, self._names = client, names
        self._open: dict[str, ElasticEngine] = {}
        self._current: tuple[float, str] = (-inf, "")

    async def current(self) -> ElasticEngine:
        """The generation that is served. Raises IndexUnavailable."""
        if time.monotonic() - self._current[0] > LOOK_AGAIN:
            missing = IndexUnavailable("there is no index yet: run `iop-finder index build --engine elastic`")
            with translated(missing):
                found = (await self._client.indices.get_alias(index=self._names.every, allow_no_indices=True)).body
            served = sorted(index for index in found if self._names.alias in part(found, index, "aliases"))
            if not served:
                raise missing
            self._current = (time.monotonic(), served[-1])
        return await self._engine(self._current[1])

    async def generation(self, name: str) -> ElasticEngine:
        """A kept generation. Raises GenerationRetired."""
        return await self._engine(self._names.index(name))

    async def close(self) -> None:
        """Closes the client."""
        await self._client.close()

    async def _engine(self, index: str) -> ElasticEngine:
        if index not in self._open:
            with translated():
                mapping = part((await self._client.indices.get_mapping(index=index)).body, index, "mappings")
            manifest = mapping.get("_meta", {}).get("manifest")
            if manifest is None:
                raise GenerationRetired("the list has been renewed since this page: begin the search again")
            self._open = dict([*self._open.items()][-1:])  # the one before this one; older ones are gone
            self._open[index] = ElasticEngine(self._client, index, manifest)
        return self._open[index]


def _whole(reply: Any) -> None:
    """Raises where a search failed, or not all shards answered: a part of the list would be a wrong list."""
    if isinstance(reply, dict) and "error" in reply:
        kind = part(reply, "error", "type")
        if kind == "index_not_found_exception":
            raise GenerationRetired("the list has been renewed since this page: begin the search again")
        raise IndexUnavailable(f"Elasticsearch could not search ({kind})")
    if not isinstance(part(reply, "hits", "hits"), list):
        raise IndexUnavailable(UNREADABLE)
    if reply.get("timed_out") or part(reply, "_shards", "failed"):
        raise IndexUnavailable("not all of Elasticsearch answered: try again")


def _place(hit: Mapping[str, Any], *, near: bool) -> Place:
    values = hit["sort"]  # a 32-bit float's shortest form is not yet its number
    return Place(float32(values[0]), float(values[1]) if near else inf, str(values[-1]))
