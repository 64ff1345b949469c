"""Our index on an Elasticsearch node: our mapping, our searches, and documents of what is searched alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import httpx
import orjson

from bench.peers.peer import SHOWN, SIZE, Page, Refused, Work
from bench.peers.process import memory_of
from finder.evaluate import Tier
from finder.program import Program

DOCUMENTS = 2_000
"""Documents in one request."""

BUSY = (429, 503)
JSON = {"Content-Type": "application/json"}
QUIET = {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"}


@dataclass
class Elastic:
    """An index of a node, named after an alias that nobody else uses."""

    url: str
    alias: str
    name: str = "elasticsearch"

    @property
    def index(self) -> str:
        """Its name."""
        return f"{self.alias}-searched"

    def build(self, programs: Iterable[Program]) -> None:
        """See `Peer.build`: bulk requests without refresh, then one segment, as our own load does it."""
        from data.vocabulary import load_vocabulary
        from search.elastic.mapping import program_mapping

        self.remove()
        mapping = program_mapping(load_vocabulary().measures) | {"_source": {"enabled": False}}
        with self._client() as client:
            client.put(f"/{self.index}", json={"mappings": mapping, "settings": QUIET}).raise_for_status()
            waiting = lines(programs)
            while some := b"".join(islice(waiting, 2 * DOCUMENTS)):
                reply = client.post(f"/{self.index}/_bulk", content=some, headers={"Content-Type": "application/x-ndjson"})
                if reply.raise_for_status().json()["errors"]:
                    raise RuntimeError(f"Elasticsearch refused documents: {reply.text[:500]}")
            client.post(f"/{self.index}/_forcemerge?max_num_segments=1").raise_for_status()
            client.post(f"/{self.index}/_refresh").raise_for_status()

    def open(self) -> ElasticReader:
        """See `Peer.open`."""
        return ElasticReader(self._client(), self.index)

    def disk(self) -> int:
        """See `Peer.disk`."""
        with self._client() as client:
            stats = client.get(f"/{self.index}/_stats/store").raise_for_status().json()
        return int(stats["_all"]["total"]["store"]["size_in_bytes"])

    def memory(self) -> int:
        """See `Peer.memory`: the node, found by the port it listens on."""
        import psutil

        port = int(self.url.rsplit(":", 1)[1])
        listening = [c for c in psutil.net_connections("tcp") if c.status == psutil.CONN_LISTEN and c.laddr]
        return memory_of({c.pid for c in listening if c.pid and getattr(c.laddr, "port", 0) == port})

    def remove(self) -> None:
        """See `Peer.remove`: all indexes that are named after the alias."""
        with self._client() as client:
            found = client.get(f"/_cat/indices/{self.alias}-*?format=json&h=index").raise_for_status().json()
            for index in found:
                client.delete(f"/{index['index']}?ignore_unavailable=true").raise_for_status()

    def _client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=600)


class ElasticReader:
    """One connection; asks for ids, not for whole programs, as the others are asked."""

    def __init__(self, client: httpx.Client, index: str) -> None:
        self._client, self._path = client, f"/{index}/_search"

    def find(self, work: Work) -> Page:
        """See `Reader.find`."""
        from search.elastic.compile import compile_ask
        from search.engine import Ask

        body = {**compile_ask(Ask(work.plan, SHOWN, SIZE, terms=frozenset(work.terms))), "_source": False}
        response = self._client.post(self._path, content=orjson.dumps(body), headers=JSON)
        if response.is_error:
            raise (Refused if response.status_code in BUSY else RuntimeError)(f"{response.status_code} {response.text[:500]}")
        reply = orjson.loads(response.content)
        tiers = {name: bucket["doc_count"] for name, bucket in reply["aggregations"]["tiers"]["buckets"].items()}
        total: dict[Tier, int] = {t: tiers[t.word] for t in Tier if t is not Tier.ASK_FIRST}
        total[Tier.ASK_FIRST] = tiers["every"] - sum(total.values())
        yes = {b["key"]: b["doc_count"] for b in reply["aggregations"]["terms"]["yes"]["buckets"]} if work.terms else {}
        return Page(tuple(hit["_id"] for hit in reply["hits"]["hits"]), total, {t: yes.get(t, 0) for t in work.terms})

    def close(self) -> None:
        """See `Reader.close`."""
        self._client.close()


def lines(programs: Iterable[Program]) -> Iterator[bytes]:
    """The two lines of each program's document. What copies share is made into a document once."""
    from search.elastic.compile import lonlat

    shared: dict[int, tuple[Program, dict[str, Any]]] = {}
    for p in programs:
        if id(p.facts) not in shared:
            shared[id(p.facts)] = (p, searched(p))  # the facts live on, so no others get their number
        point = {"point": lonlat(p.point)} if p.point else {}
        yield orjson.dumps({"index": {"_id": p.id}}, option=orjson.OPT_APPEND_NEWLINE)
        yield orjson.dumps({"id": p.id, **shared[id(p.facts)][1], **point}, option=orjson.OPT_APPEND_NEWLINE)


def searched(program: Program) -> dict[str, Any]:
    """What is searched of a program's document, but for its id and its point."""
    from search.elastic.mapping import document
    from search.history import Trace

    whole = document(program, {}, Trace("", "", ""))
    return {name: value for name, value in whole.items() if name not in ("id", "point", "changed", "trace", "program")}
