"""What the client makes of a cluster that is ill: one clear error each, and nothing of what was searched for in its words."""

from __future__ import annotations

import asyncio
import json
import ssl
import traceback
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx
import trustme

from finder.errors import FinderError, GenerationRetired, IndexBusy, IndexUnavailable
from finder.evaluate import Tier
from finder.predicate import In, Words
from search.elastic.access import Access
from search.elastic.client import check_server, make_client
from search.elastic.engine import ElasticEngine, ElasticIndex
from search.elastic.names import Names
from search.engine import Ask
from tests.builders import plan_of, wish

FIRST, SECOND = "http://one.example:9200", "http://two.example:9200"
SERVER = {"x-elastic-product": "Elasticsearch"}
SECRET = "condition:eating_disorders"
ASK = Ask(plan_of(wish(SECRET), filters=(In("CO"), Words(frozenset({"secretword"})))), frozenset({Tier.LISTED}), 20)
EMPTY: dict[str, Any] = {
    "timed_out": False,
    "_shards": {"total": 1, "successful": 1, "failed": 0},
    "hits": {"hits": []},
    "aggregations": {"tiers": {"buckets": {name: {"doc_count": 0} for name in ("removed", "listed", "maybe", "every")}}},
}


def searched(*urls: str, times: int = 1, **access: Any) -> None:
    """Runs one ask, or several in one request, on a cluster at these addresses; of two addresses twice, so that each gets its turn."""

    async def run() -> None:
        client = make_client(Access(urls or (FIRST,), **access))
        try:
            for _ in urls or (FIRST,):
                await ElasticEngine(client, "iop-finder-x", {}).run([ASK] * times)
        finally:
            await client.close()

    asyncio.run(run())


def reply(status: int, **more: Any) -> httpx.Response:
    """An answer of a real server."""
    return httpx.Response(
        status, **{"headers": SERVER, "json": {"error": {"type": "some_exception", "reason": SECRET}, "status": status}, **more}
    )


@pytest.fixture
def wire() -> Any:
    """The wire; a call that no route expects fails the test."""
    with respx.mock(assert_all_called=False) as mock:
        yield mock


def refused(raised: pytest.ExceptionInfo[FinderError], *words: str) -> None:
    """The error is short, says these words, and repeats nothing of the search."""
    text = str(raised.value)
    assert all(w in text for w in words) and len(text) < 160 and "\n" not in text
    for secret in (SECRET, "secretword", "eating", "CO/", "one.example", "_search"):
        assert secret not in text


SICK: dict[str, tuple[Callable[[], httpx.Response], type[FinderError], str]] = {
    "401": (lambda: reply(401), IndexUnavailable, "refuses the key or password"),
    "403": (lambda: reply(403), IndexUnavailable, "may not do this"),
    "404": (lambda: reply(404), GenerationRetired, "begin the search again"),
    "400": (lambda: reply(400), IndexUnavailable, "status 400"),
    "429": (lambda: reply(429, headers={**SERVER, "retry-after": "7"}), IndexBusy, "busy"),
    "429 by date": (lambda: reply(429, headers={**SERVER, "retry-after": "Sun, 06 Nov 1994 08:49:37 GMT"}), IndexBusy, "busy"),
    "500": (lambda: reply(500), IndexUnavailable, "status 500"),
    "503": (lambda: reply(503), IndexBusy, "busy"),
    "503 of a proxy": (lambda: httpx.Response(503, html="<h1>no healthy upstream</h1>"), IndexBusy, "busy"),
    "302": (lambda: httpx.Response(302, headers={"location": "https://login.example/"}), IndexUnavailable, ""),
    "malformed": (
        lambda: httpx.Response(200, headers={**SERVER, "content-type": "application/json"}, text='{"hits": ['),
        IndexUnavailable,
        "cannot be read",
    ),
    "another type": (lambda: httpx.Response(200, headers={**SERVER, "content-type": "text/html"}, text="<p>hello"), IndexUnavailable, ""),
    "not Elasticsearch": (lambda: httpx.Response(200, json=EMPTY), IndexUnavailable, "not Elasticsearch"),
    "another shape": (lambda: httpx.Response(200, headers=SERVER, json=["hello"]), IndexUnavailable, ""),
    "no hits": (lambda: httpx.Response(200, headers=SERVER, json={"took": 1}), IndexUnavailable, ""),
    "a shard failed": (lambda: httpx.Response(200, headers=SERVER, json={**EMPTY, "_shards": {"failed": 1}}), IndexUnavailable, "not all"),
    "timed out inside": (lambda: httpx.Response(200, headers=SERVER, json={**EMPTY, "timed_out": True}), IndexUnavailable, "not all"),
}


@pytest.mark.parametrize("sickness", SICK)
def test_one_clear_error(wire: respx.MockRouter, sickness: str) -> None:
    answer, kind, words = SICK[sickness]
    wire.route(host="one.example").mock(side_effect=lambda request: answer())
    with pytest.raises(kind) as raised:
        searched()
    refused(raised, words)
    if isinstance(raised.value, IndexBusy):
        assert raised.value.retry_after == (7 if sickness == "429" else None)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpx.ConnectError("refused"), "cannot be reached"),
        (httpx.ConnectTimeout("late"), "in time"),
        (httpx.ReadTimeout("late"), "in time"),
        (httpx.PoolTimeout("full"), "in time"),
        (httpx.ReadError("cut"), "cannot be reached"),
        (httpx.RemoteProtocolError("peer closed connection without sending complete message body"), "cannot be reached"),
    ],
)
def test_a_connection_that_fails(wire: respx.MockRouter, error: Exception, words: str) -> None:
    route = wire.route(host="one.example").mock(side_effect=error)
    with pytest.raises(IndexUnavailable) as raised:
        searched()
    refused(raised, words)
    assert route.call_count == 4, "three times again, and no more"


def test_a_body_that_is_cut_off(wire: respx.MockRouter) -> None:
    class Cut(httpx.AsyncByteStream):
        async def __aiter__(self) -> Any:
            yield b'{"took": 1, "hits"'
            raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")

    wire.route(host="one.example").mock(side_effect=lambda request: httpx.Response(200, headers=SERVER, stream=Cut()))
    with pytest.raises(IndexUnavailable) as raised:
        searched()
    refused(raised, "cannot be reached")


@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.ReadTimeout("late"), httpx.ReadError("cut")])
def test_another_address_answers(wire: respx.MockRouter, error: Exception) -> None:
    first = wire.route(host="one.example").mock(side_effect=error)
    second = wire.route(host="two.example").mock(side_effect=lambda request: httpx.Response(200, headers=SERVER, json=EMPTY))
    searched(FIRST, SECOND)
    assert (first.call_count, second.call_count) == (1, 2), "who failed is left alone for a while"


@pytest.mark.parametrize("status", [502, 503, 504])
def test_another_address_answers_for_a_sick_one(wire: respx.MockRouter, status: int) -> None:
    first = wire.route(host="one.example").mock(side_effect=lambda request: reply(status))
    second = wire.route(host="two.example").mock(side_effect=lambda request: httpx.Response(200, headers=SERVER, json=EMPTY))
    searched(FIRST, SECOND)
    assert first.call_count >= 1 and second.call_count == 2


@pytest.mark.parametrize(
    ("error", "kind"),
    [("index_not_found_exception", GenerationRetired), ("search_phase_execution_exception", IndexUnavailable)],
)
def test_an_error_within_a_request_of_many(wire: respx.MockRouter, error: str, kind: type[FinderError]) -> None:
    answers = [EMPTY, {"error": {"type": error, "reason": SECRET}, "status": 404}]
    wire.route(host="one.example").mock(side_effect=lambda request: httpx.Response(200, headers=SERVER, json={"responses": answers}))
    with pytest.raises(kind) as raised:
        searched(times=2)
    refused(raised)


@pytest.mark.parametrize("answer", [reply(400), reply(429), httpx.ConnectError("refused")])
def test_what_was_searched_for_is_in_no_trace(wire: respx.MockRouter, answer: Any) -> None:
    wire.route(host="one.example").mock(side_effect=[answer] * 4)
    with pytest.raises(IndexUnavailable) as raised:
        searched()
    trace = "".join(traceback.format_exception(raised.value))
    assert SECRET not in trace and "secretword" not in trace


def info(version: str) -> httpx.Response:
    """What a server says of itself."""
    return httpx.Response(200, headers=SERVER, json={"version": {"number": version}, "tagline": "You Know, for Search"})


def asked_version() -> str:
    """What `check_server` says."""

    async def run() -> str:
        client = make_client(Access([FIRST]))
        try:
            return await check_server(client)
        finally:
            await client.close()

    return asyncio.run(run())


@pytest.mark.parametrize("version", ["8.0.0", "8.19.8", "9.1.0"])
def test_servers_that_will_do(wire: respx.MockRouter, version: str) -> None:
    wire.route(host="one.example").mock(return_value=info(version))
    assert asked_version() == version


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (info("7.17.29"), "version 7.17.29; 8 or newer"),
        (httpx.Response(200, json={"version": {"number": "2.11.0", "distribution": "opensearch"}}), "not Elasticsearch"),
        (httpx.Response(200, headers=SERVER, json={"version": {}}), ""),
        (httpx.Response(200, headers=SERVER, json={"version": {"number": "main"}}), ""),
        (httpx.Response(200, headers=SERVER, json=[]), ""),
        (reply(404), ""),
    ],
)
def test_a_wrong_server_says_so(wire: respx.MockRouter, answer: httpx.Response, words: str) -> None:
    wire.route(host="one.example").mock(return_value=answer)
    with pytest.raises(IndexUnavailable) as raised:
        asked_version()
    refused(raised, words)


def opened(name: str = "") -> None:
    """Opens the generation of a name, or the one that is served."""

    async def run() -> None:
        index = ElasticIndex(make_client(Access([FIRST])), Names())
        try:
            await (index.generation(name) if name else index.current())
        finally:
            await index.close()

    asyncio.run(run())


@pytest.mark.parametrize("answer", [httpx.Response(200, headers=SERVER, json={}), reply(404)])
def test_no_index_yet(wire: respx.MockRouter, answer: httpx.Response) -> None:
    wire.route(host="one.example").mock(return_value=answer)
    with pytest.raises(IndexUnavailable, match="there is no index yet"):
        opened()


@pytest.mark.parametrize(
    "name", ["*", "_all", "20260105t000000000000z,other", "../../_cluster/settings", "20260105t000000000000z-claims", " "]
)
def test_a_cursor_names_no_index_of_others(wire: respx.MockRouter, name: str) -> None:
    with pytest.raises(GenerationRetired):
        opened(name)
    assert not wire.calls, "cursors come from anyone: what cannot be a generation is not even asked for"


def test_a_generation_that_is_gone(wire: respx.MockRouter) -> None:
    wire.route(host="one.example").mock(return_value=reply(404))
    with pytest.raises(GenerationRetired, match="begin the search again"):
        opened("20260105t000000000000z")


KEY = "a2V5OnNlY3JldA=="
BASIC = "Basic " + b64encode("finder:pass:wörd".encode()).decode()
WAYS_IN: dict[str, tuple[dict[str, Any], str | None]] = {
    "nothing": ({}, None),
    "a key": ({"api_key": KEY}, f"ApiKey {KEY}"),
    "a user": ({"user": "finder", "password": "pass:wörd"}, BASIC),
}


@pytest.mark.parametrize("way", WAYS_IN)
def test_the_way_in_goes_with_every_request(wire: respx.MockRouter, way: str) -> None:
    access, header = WAYS_IN[way]
    answers = [EMPTY, {"responses": [EMPTY, EMPTY]}]
    route = wire.route(host="one.example").mock(side_effect=[httpx.Response(200, headers=SERVER, json=a) for a in answers])
    searched(**access)
    searched(times=2, **access)
    assert [call.request.headers.get("authorization") for call in route.calls] == [header, header]


def test_a_key_that_is_refused_is_in_no_trace(wire: respx.MockRouter) -> None:
    wire.route(host="one.example").mock(side_effect=lambda request: reply(401))
    with pytest.raises(IndexUnavailable) as raised:
        searched(api_key=KEY)
    refused(raised, "refuses the key")
    assert KEY not in "".join(traceback.format_exception(raised.value))


def test_only_the_authority_that_was_named_is_trusted(tmp_path: Path) -> None:
    """On a real wire: a server with a certificate that an authority of ours signed."""
    authority, other = trustme.CA(), trustme.CA()
    for name, ca in (("ours", authority), ("other", other)):
        ca.cert_pem.write_to_path(str(tmp_path / name))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    said = json.dumps({"version": {"number": "8.19.8"}}).encode()
    head = f"HTTP/1.1 200 OK\r\nx-elastic-product: Elasticsearch\r\ncontent-type: application/json\r\ncontent-length: {len(said)}"

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(head.encode() + b"\r\nconnection: close\r\n\r\n" + said)
        await writer.drain()
        writer.close()

    async def asked(ca_certs: str) -> str:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
        client = make_client(Access([f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"], ca_certs=ca_certs))
        try:
            return await check_server(client)
        finally:
            await client.close()
            server.close()

    assert asyncio.run(asked(str(tmp_path / "ours"))) == "8.19.8"
    for stranger in (str(tmp_path / "other"), ""):
        with pytest.raises(IndexUnavailable, match="certificate"):
            asyncio.run(asked(stranger))
