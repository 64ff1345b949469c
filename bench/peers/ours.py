"""Our embedded index, our Elasticsearch, and the reference in plain Python, as peers of the others."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.peers.many import Many
from bench.peers.peer import SHOWN, SIZE, Page, Work
from bench.peers.process import memory_of
from finder.evaluate import Tier, evaluate, sort_key
from finder.program import Program
from finder.support import support


@dataclass
class Embedded:
    """The default index: numpy columns, memory-mapped."""

    folder: Path
    name: str = "embedded"

    def build(self, programs: Iterable[Program]) -> None:
        """See `Peer.build`."""
        from data.vocabulary import load_vocabulary
        from search.embedded.generation import build

        build(programs, self.folder, load_vocabulary(), datetime.now(UTC), {})

    def open(self) -> EmbeddedReader:
        """See `Peer.open`."""
        return EmbeddedReader(self.folder)

    def disk(self) -> int:
        """See `Peer.disk`: the columns, which are what is searched; the whole programs lie beside them."""
        from search.embedded.generation import COLUMNS, current

        return sum(f.stat().st_size for f in (current(self.folder) / COLUMNS).iterdir())

    def memory(self) -> int:
        """See `Peer.memory`."""
        return 0

    def remove(self) -> None:
        """See `Peer.remove`."""
        shutil.rmtree(self.folder, ignore_errors=True)


class EmbeddedReader:
    """The columns of the generation that is served."""

    def __init__(self, folder: Path) -> None:
        from search.embedded.columns import load
        from search.embedded.generation import COLUMNS, current

        self._columns = load(current(folder) / COLUMNS)

    def find(self, work: Work) -> Page:
        """See `Reader.find`."""
        from search.embedded.score import run_ask
        from search.engine import Ask

        found = run_ask(Ask(work.plan, SHOWN, SIZE, terms=frozenset(work.terms)), self._columns)
        ids = tuple(self._columns.id(row) for row in found.first.rows)
        return Page(ids, found.total, {t: found.counts[t][0] for t in work.terms})

    def close(self) -> None:
        """See `Reader.close`."""


@dataclass
class Elastic:
    """Our index on an Elasticsearch node."""

    url: str
    alias: str
    name: str = "elasticsearch"

    def build(self, programs: Iterable[Program]) -> None:
        """See `Peer.build`."""
        from data.vocabulary import load_vocabulary
        from search.elastic.load import Layout, load

        async def work(client: Any) -> None:
            await load(programs, client, load_vocabulary(), Layout(self._names), datetime.now(UTC), {})

        self._with_client(work)

    def open(self) -> ElasticReader:
        """See `Peer.open`."""
        return ElasticReader(self.url, self.alias)

    def disk(self) -> int:
        """See `Peer.disk`: the index of programs, whole documents included."""

        async def work(client: Any) -> int:
            stats = await client.indices.stats(index=self.alias, metric="store")
            return int(stats["_all"]["total"]["store"]["size_in_bytes"])

        return int(self._with_client(work))

    def memory(self) -> int:
        """See `Peer.memory`: the node, found by the port it listens on."""
        import psutil

        port = int(self.url.rsplit(":", 1)[1])
        listening = [c for c in psutil.net_connections("tcp") if c.status == psutil.CONN_LISTEN and c.laddr]
        return memory_of({c.pid for c in listening if c.pid and getattr(c.laddr, "port", 0) == port})

    def remove(self) -> None:
        """See `Peer.remove`."""

        async def work(client: Any) -> None:
            found = (await client.indices.get(index=self._names.every, features=["settings"], allow_no_indices=True)).body
            if found:
                await client.indices.delete(index=[*found])

        self._with_client(work)

    @property
    def _names(self) -> Any:
        from search.elastic.names import Names

        return Names(self.alias)

    def _with_client(self, work: Any) -> Any:
        from search.elastic.access import Access
        from search.elastic.client import make_client

        async def run() -> Any:
            client = make_client(Access([self.url]))
            try:
                return await work(client)
            finally:
                await client.close()

        return asyncio.run(run())


class ElasticReader:
    """One connection; asks for ids, not for whole programs, as the others are asked."""

    def __init__(self, url: str, alias: str) -> None:
        import httpx

        self._client = httpx.Client(base_url=url, timeout=120)
        self._path = f"/{alias}/_search"

    def find(self, work: Work) -> Page:
        """See `Reader.find`."""
        from search.elastic.compile import compile_ask
        from search.engine import Ask

        body = compile_ask(Ask(work.plan, SHOWN, SIZE, terms=frozenset(work.terms))) | {"_source": False}
        reply = self._client.post(self._path, json=body).raise_for_status().json()
        tiers = {name: bucket["doc_count"] for name, bucket in reply["aggregations"]["tiers"]["buckets"].items()}
        total: dict[Tier, int] = {t: tiers[t.word] for t in Tier if t is not Tier.ASK_FIRST}
        total[Tier.ASK_FIRST] = tiers["every"] - sum(total.values())
        yes = {b["key"]: b["doc_count"] for b in reply["aggregations"]["terms"]["yes"]["buckets"]} if work.terms else {}
        return Page(tuple(hit["_id"] for hit in reply["hits"]["hits"]), total, {t: yes.get(t, 0) for t in work.terms})

    def close(self) -> None:
        """See `Reader.close`."""
        self._client.close()


@dataclass
class Reference:
    """All programs in memory, each judged in plain Python."""

    programs: Many
    name: str = "plain Python"

    def build(self, programs: Iterable[Program]) -> None:
        """See `Peer.build`."""

    def open(self) -> ReferenceReader:
        """See `Peer.open`."""
        return ReferenceReader(list(self.programs))

    def disk(self) -> int:
        """See `Peer.disk`."""
        return 0

    def memory(self) -> int:
        """See `Peer.memory`."""
        return 0

    def remove(self) -> None:
        """See `Peer.remove`."""


class ReferenceReader:
    """The programs."""

    def __init__(self, programs: list[Program]) -> None:
        self._programs = programs

    def find(self, work: Work) -> Page:
        """See `Reader.find`."""
        read = [(evaluate(work.plan, p), p) for p in self._programs if all(support(f, p) is not None for f in work.plan.filters)]
        shown = [(e, p) for e, p in read if e.tier in SHOWN]
        yes = {t: sum(1 for _, p in shown if (f := p.facts.get(t)) and f.says == "yes") for t in work.terms}
        ids = [p.id for _, p in sorted(shown, key=lambda pair: sort_key(*pair))[:SIZE]]
        return Page(tuple(ids), {t: sum(1 for e, _ in read if e.tier is t) for t in Tier}, yes)

    def close(self) -> None:
        """See `Reader.close`."""


def worker_memory() -> int:
    """Bytes that this process holds, shared pages by their share."""
    return memory_of([os.getpid()])
