"""Exchange formats over HTTP: by `Accept` and by ending, one page or all of it, of one generation, in pieces."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient
from uvicorn.protocols.http.flow_control import FlowControl

from api.http import guard
from api.http.app import make_app
from api.root import make_finder
from finder.formats.losses import without
from finder.formats.registry import FORMATS
from finder.program import Program
from tests.api.conftest import CommandLine
from tests.api.http.conftest import Both, problem
from tests.api.http.test_exchange import served
from tests.finder.formats.exports import READ
from tests.search.embedded.built import build_of, some_programs

BY_ACCEPT = {name: f for name, f in FORMATS.items() if name != "hsds"}
DENVER: dict[str, Any] = {"near": "Denver, CO", "size": 5, "require": "payment:medicaid"}


def read(name: str, text: str) -> list[Any]:
    """The programs in a file of a format."""
    return [*READ[name](text)]


@pytest.mark.parametrize("name", FORMATS)
def test_a_page_of_a_search_in_every_form(both: Both, name: str) -> None:
    page = both.http.get("/v1/search", params=DENVER)
    reply = both.http.get(f"/v1/search.{name}", params=DENVER)
    assert reply.status_code == 200 and reply.headers["content-type"].startswith(FORMATS[name].media_type)
    assert [p.id for p in read(name, reply.text)] == [r["program"]["id"] for r in page.json()["results"]]
    assert page.json()["generation"] in reply.text and reply.headers["cache-control"] == "no-store"
    assert reply.headers["link"] == page.headers["link"].replace("/v1/search?", f"/v1/search.{name}?")
    after = both.http.get(reply.links["next"]["url"])
    assert [p.id for p in read(name, after.text)] == [
        r["program"]["id"] for r in both.http.get(page.links["next"]["url"]).json()["results"]
    ]


@pytest.mark.parametrize("name", BY_ACCEPT)
def test_accept_names_the_form(http: TestClient, ids: list[str], name: str) -> None:
    accept = {"accept": f"{FORMATS[name].media_type}, application/json;q=0.5"}
    for path in ("/v1/search", f"/v1/programs/{ids[0]}"):
        named, ended = http.get(path, headers=accept), http.get(f"{path}.{name}")
        assert named.text == ended.text and named.headers["content-type"] == ended.headers["content-type"]
        assert "Accept" in named.headers["vary"].split(", ") and http.get(path).headers["content-type"] == "application/json"
    problem(http.post("/v1/search", json={}, headers={"accept": FORMATS[name].media_type}), 406)


def test_what_is_taken(http: TestClient) -> None:
    def kind(accept: str) -> str:
        reply = http.get("/v1/search", headers={"accept": accept})
        return reply.headers["content-type"].partition(";")[0] if reply.status_code == 200 else str(reply.status_code)

    assert kind("*/*") == kind("text/html, */*;q=0.1") == kind("application/*") == "application/json"
    assert kind("text/*") == kind("text/csv;q=0.9, application/json;q=0.8") == kind("application/json;q=0, text/csv") == "text/csv"
    assert kind("application/geo+json;q=x") == "application/geo+json"
    assert http.get("/v1/terms", headers=[("accept", "text/html"), ("accept", "application/json")]).status_code == 200
    assert kind("text/html") == kind("application/json;q=0") == kind("*/*;q=0") == kind("") == "406"


def test_what_a_form_cannot_answer_is_refused(http: TestClient) -> None:
    problem(http.get("/v1/search.csv?facet=payment&include=none&lang=es"), 422, "facet", "include", "lang")
    problem(http.get("/v1/search?facet=payment", headers={"accept": "text/csv"}), 422, "facet")
    for path in ("/v1/search.xml", "/v1/programs/pwrkazrae4n.xml", "/v1/export.xml"):
        assert problem(http.get(path), 422, "format")["errors"][0]["allowed"] == [*FORMATS]


@pytest.mark.parametrize("name", FORMATS)
def test_a_program_in_every_form(both: Both, name: str) -> None:
    id = both.http.get("/v1/search?near=Colorado&size=1").json()["results"][0]["program"]["id"]
    reply = both.http.get(f"/v1/programs/{id}.{name}")
    (found,) = read(name, reply.text)
    assert found.id == id and "Made up by IOP Finder" in reply.text and "last-modified" in reply.headers
    again = both.http.get(f"/v1/programs/{id}.{name}", headers={"if-none-match": reply.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    problem(both.http.get(f"/v1/programs/pnobody.{name}"), 404)


@pytest.mark.parametrize("name", ["csv", "ndjson"])
def test_the_whole_is_what_the_command_line_writes(both: Both, tmp_path: Path, name: str) -> None:
    reply = both.http.get(f"/v1/export.{name}")
    assert both.iop("export", "--format", name, "--output", tmp_path / name).code == 0
    assert reply.content == (tmp_path / name).read_bytes()
    generation = both.http.get("/readyz").json()["generation"]
    assert generation in reply.headers["etag"] and FORMATS[name].extension in reply.headers["content-disposition"]
    again = both.http.get(f"/v1/export.{name}", headers={"if-none-match": reply.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = both.http.head(f"/v1/export.{name}")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", reply.headers["etag"])


def test_the_whole_loses_nothing_but_what_is_said(http: TestClient, iop: CommandLine) -> None:
    found = read("ndjson", http.get("/v1/export.ndjson").text)
    one: Program = found[0]
    assert len(found) == iop("index", "status", "--json").json()["programs"]
    assert one == without(one, FORMATS["ndjson"].loses)


def test_a_long_reply_is_not_broken_off(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "REPLY_SECONDS", 0.05)
    with served(make_app(make_finder(sample_home))) as base:
        assert len(read("hsds", httpx.get(f"{base}/v1/export.hsds", timeout=60).text)) > 400


def test_patience_begins_where_a_caller_stops_reading() -> None:
    begun: list[float] = []

    class Clock:
        def call_later(self, seconds: float, what: object) -> None:
            begun.append(seconds)

    protocol = object.__new__(guard.Guarded)
    protocol.loop, protocol.flow = Clock(), FlowControl(None)  # type: ignore[assignment, arg-type]
    protocol.pause_writing()  # the reply may have been in the making for longer than that
    assert begun == [guard.REPLY_SECONDS]
    protocol.resume_writing()
    assert begun == [guard.REPLY_SECONDS] * 2


class Slow:
    """Reads a reply's body in pieces, by hand, as a slow caller does."""

    def __init__(self, app: Any, path: str) -> None:
        self.pieces: asyncio.Queue[bytes] = asyncio.Queue(1)
        self.scope: dict[str, Any] = {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [],
        }
        self.scope |= {"http_version": "1.1", "scheme": "http", "server": ("test", 80), "client": None, "root_path": ""}
        self.task = asyncio.create_task(app(self.scope, self._receive, self._send))

    async def _receive(self) -> Any:
        await asyncio.Event().wait()

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.body":
            await self.pieces.put(message.get("body", b""))
            if not message.get("more_body"):
                await self.pieces.put(b"end")


def test_a_swap_in_the_middle_mixes_nothing(tmp_path: Path) -> None:
    """Two swaps while a slow caller reads: what it reads is one generation to the end."""
    names = [build_of(tmp_path / "index", some_programs(300, "a"), 0)["generation"]]

    async def slow() -> str:
        app = make_app(make_finder(tmp_path))
        caller = Slow(app, "/v1/export.hsds")
        read = [await caller.pieces.get(), await caller.pieces.get()]
        for number in (1, 2, 3):
            names.append(build_of(tmp_path / "index", some_programs(300, f"b{number}"), number)["generation"])
            other = Slow(app, "/readyz")
            assert names[-1].encode() in await other.pieces.get() and await other.pieces.get() == b"end"
        while (piece := await caller.pieces.get()) != b"end":
            read.append(piece)
        await caller.task
        await app.state.finder.close()
        return b"".join(read).decode()

    text = asyncio.run(slow())
    assert [p.id for p in read("hsds", text)] == sorted(p.id for p in some_programs(300, "a"))
    assert names[0] in text and not [name for name in names[1:] if name in text]
