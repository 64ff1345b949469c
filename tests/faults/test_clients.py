"""Clients that do not behave, at a real server: whoever behaves is answered, nobody is told 500, and memory stays."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.parse import urlsplit

import httpx
import pytest

from api.http.guard import SPARE, make_room
from finder.errors import BadParameter
from tests.faults.crowd import KINDS, crowd, resident
from tests.search.embedded.built import build_of, some_programs
from tests.served import PATIENCE, served

pytestmark = pytest.mark.checkout  # once is enough: the wheel has the same code
HASTY = "import api.http.guard as g, api.http.limits as l; g.REQUEST_SECONDS, g.REPLY_SECONDS, l.BODY_SECONDS = 1.0, 2.0, 0.5"
HELD = 150
POST = b"POST /v1/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
NEST = b"[" * 30_000
ODD = {
    "no Host": (b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", {200, 400}),
    "HTTP/1.0": (b"GET /healthz HTTP/1.0\r\n\r\n", {200}),
    "absolute form": (b"GET http://other.example/healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {200}),
    "asterisk": (b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {400, 404, 405}),
    "CONNECT": (b"CONNECT other.example:443 HTTP/1.1\r\nHost: x\r\n\r\n", {400}),
    "an upgrade": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", {200, 400}),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), {400}),
    "no protocol": (b"GET /\r\n\r\n", {200, 400}),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400}),
    "two lengths": (POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", {400}),
    "length and chunks": (POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400}),
    "a length below nothing": (POST + b"Content-Length: -1\r\n\r\n", {400}),
    "a folded header": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\nConnection: close\r\n\r\n", {200, 400}),
    "zeros in a header": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: \x00\r\n\r\n", {400}),
    "bytes in the path": (b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {400, 404}),
    "percent signs": (b"GET /v1/programs/%00%ff%2e%2e HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", {404, 422}),
    "a great chunk": (POST + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", {400, 408}),
    "a head without end": (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 400_000, {431}),
    "100,000 headers": (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 100_000 + b"\r\n", {431}),
    "100,000 parameters": (b"GET /v1/search?" + b"age=1&" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", {431}),
    "parameters that just fit": (b"GET /v1/search?" + b"".join(b"%x&" % n for n in range(12_000)) + b" HTTP/1.0\r\n\r\n", {422}),
    "10 MB by length": (POST + b"Content-Length: 10000000\r\nConnection: close\r\n\r\n" + b" " * 10_000_000, {413}),
    "10 MB in chunks": (
        POST + b"Transfer-Encoding: chunked\r\n\r\n" + (b"10000\r\n" + b" " * 65_536 + b"\r\n") * 160 + b"0\r\n\r\n",
        {413},
    ),
    "deep JSON": (POST + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(NEST) + NEST, {422}),
    "keys without end": (
        POST
        + b"Connection: close\r\nContent-Length: 60000\r\n\r\n"
        + b"{%b}" % (b"".join(b'"%04x":1,' % n for n in range(6_666)) + b'"a":0 '),
        {422},
    ),
    "a form of 20,000 fields": (
        b"POST /search HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 60000\r\n\r\n" + b"a=&" * 20_000,
        {200, 422},
    ),
    "requests in a row": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 2_000, {200, 400}),
    "a request and garbage": (b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n\x00\x01\x02garbage\r\n\r\n", {200, 400}),
}
"""What is sent, and the statuses that the first reply may have; it may also be none where the connection is closed."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    """A server of one worker that holds 150 connections and has little patience."""
    home = tmp_path_factory.mktemp("home")
    build_of(home / "index", some_programs(40))
    with served(home, home / "log", before=HASTY, IOP_FINDER_CONNECTIONS=str(HELD)) as (base, process):
        yield base, process, home / "log"


def reply_to(base: str, sent: bytes) -> bytes:
    """All that comes back until the connection ends."""
    with socket.create_connection((urlsplit(base).hostname, urlsplit(base).port), timeout=PATIENCE) as wire:
        got = b""
        try:
            wire.sendall(sent)
            while piece := wire.recv(65_536):
                got += piece
        except (ConnectionResetError, BrokenPipeError):
            pass
        return got


@pytest.mark.parametrize("kind", KINDS)
def test_a_search_is_answered_beside_a_crowd(server: tuple[str, subprocess.Popen[bytes], Path], kind: str) -> None:
    base, process, _ = server
    seen = asyncio.run(crowd(base, process.pid, kind, 3 * HELD, 1.2))
    assert seen.connected > HELD and not seen.failed and seen.ms, seen
    assert seen.files < HELD + SPARE and seen.memory < seen.memory_before + 60, seen


@pytest.mark.parametrize("name", ODD)
def test_what_is_no_search_is_refused(server: tuple[str, subprocess.Popen[bytes], Path], name: str) -> None:
    base, process, log = server
    sent, allowed = ODD[name]
    before = resident(process.pid)
    got = reply_to(base, sent)
    first = int(got[9:12]) if got.startswith(b"HTTP/1.1 ") else None
    assert first in allowed or (first is None and name != "no Host"), (first, got[:300])
    assert len(got) < 600_000 and resident(process.pid) < before + 40
    assert httpx.get(f"{base}/v1/search?near=Colorado").status_code == 200
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize("head", [b"", b"GET /heal", POST + b"Content-Length: 9\r\n\r\n{", b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n\r\n"])
def test_what_is_never_finished_is_given_up(server: tuple[str, subprocess.Popen[bytes], Path], head: bytes) -> None:
    reply = reply_to(server[0], head)  # it ends, although nobody here ends it
    assert not reply or reply[9:12] in (b"408", b"200")


def test_what_is_refused_is_a_problem(server: tuple[str, subprocess.Popen[bytes], Path]) -> None:
    for sent, status in ((b"\x16\x03\x01 \r\n\r\n", b"400"), (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", b"431")):
        head, _, body = reply_to(server[0], sent).partition(b"\r\n\r\n")
        assert head[9:12] == status and b"application/problem+json" in head and b'"type":"/problems/' in body and b"aaaa" not in body


def test_told_to_end_it_ends_what_it_began(tmp_path: Path) -> None:
    build_of(tmp_path / "index", some_programs(5))
    with served(tmp_path, tmp_path / "log") as (base, process):
        port = urlsplit(base).port
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as wire, socket.create_connection(("127.0.0.1", port)) as idle:
            wire.sendall(POST + b"Expect: 100-continue\r\nContent-Length: 19\r\n\r\n")
            assert wire.recv(100).startswith(b"HTTP/1.1 100")  # the search has begun, and waits for its body
            process.send_signal(signal.SIGTERM)
            assert idle.recv(1) == b""  # whoever asked nothing is let go
            until = monotonic() + PATIENCE
            while monotonic() < until and not refused(port):
                Event().wait(0.02)
            assert refused(port)
            wire.sendall(b'{"near":"Colorado"}')
            reply = wire.recv(100)
        assert reply.startswith(b"HTTP/1.1 200")
        assert process.wait(PATIENCE) in (0, -signal.SIGTERM)
    assert "Traceback" not in (tmp_path / "log").read_text()


def refused(port: int | None) -> bool:
    """Whether nobody listens."""
    with socket.socket() as wire:
        return wire.connect_ex(("127.0.0.1", port or 0)) != 0


def test_a_worker_that_is_killed_comes_back(tmp_path: Path) -> None:
    build_of(tmp_path / "index", some_programs(5))
    log = tmp_path / "log"
    with served(tmp_path, log, workers=2) as (base, process):
        os.kill(workers(log)[0], signal.SIGKILL)
        until = monotonic() + PATIENCE
        while monotonic() < until and log.read_text().count("Application startup complete") < 3:
            assert httpx.get(f"{base}/readyz", timeout=PATIENCE).status_code == 200  # the other answers meanwhile
            Event().wait(0.1)
        assert log.read_text().count("Application startup complete") == 3
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)
        assert len(workers(log)) == 3 and not any(Path(f"/proc/{pid}").exists() for pid in workers(log))


def workers(log: Path) -> list[int]:
    """The processes that have begun to serve, in order."""
    return [int(pid) for pid in re.findall(r"Started server process \[(\d+)\]", log.read_text())]


def test_more_connections_than_files() -> None:
    with pytest.raises(BadParameter, match="IOP_FINDER_CONNECTIONS"):
        make_room(1_000_000_000)
