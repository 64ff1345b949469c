"""A server on 127.0.0.1 that speaks the API of SAMHSA's guide over synthetic rows, and fails where it is told to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, islice
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from data.samhsa.labels import load_state_ids
from data.sample.generate import draw_rows
from tests.ingest.findtreatment.made import as_sent

PAGE = 40
"""The most rows that this server puts on a page, however many are asked for."""


def synthetic_rows(wanted: int) -> list[dict[str, Any]]:
    """So many rows as the API sends them, of facilities that do not exist and whose names say so."""
    states = load_state_ids()
    drawn = (row for seed in count(1) for row in draw_rows(seed) if not row.placed and row.cells["state"] in states)
    once = {(row.survey, tuple(sorted(row.cells.items()))): row for row in islice(drawn, wanted + wanted // 20)}
    rows = [as_sent(row.cells | {"service_code_info": " ".join(sorted(row.codes))}, row.survey.upper()) for row in once.values()]
    return [{**row, "services": [s for s in row["services"] if s["f2"] in ASKED]} for row in rows[:wanted]]


ASKED = ("TC", "SET", "PAY", "SG", "AGE")
"""The categories of answers that rows keep: enough to tell whether they came whole, and a fifth of the time to read."""


@dataclass
class Locator:
    """The rows that are served. `faults`: by the number of a request, what happens instead of its answer. `good`: what was answered."""

    rows: list[dict[str, Any]]
    faults: dict[int, str] = field(default_factory=dict)
    confirms: bool = False
    at: tuple[int, Callable[[], None]] | None = None
    asked: list[str] = field(default_factory=list)
    good: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0
    closing: Event = field(default_factory=Event)
    address: str = ""

    def page(self, query: dict[str, str]) -> dict[str, Any]:
        """The answer to a search by state."""
        state = {str(number): state for state, number in load_state_ids().items()}[query["limitValue"]]
        found = [r for r in self.rows if r["state"] == state and r["type_facility"].lower() == query["sType"]]
        number, size = int(query["page"]), min(int(query["pageSize"]), PAGE)
        rows = [{"_irow": n, **r} for n, r in enumerate(found[(number - 1) * size : number * size], (number - 1) * size + 1)]
        return {"page": number, "totalPages": -(-len(found) // size), "recordCount": len(found), "rows": rows}


class Answers(BaseHTTPRequestHandler):
    """One connection."""

    locator: Locator

    def do_GET(self) -> None:
        """Answers, or does what a fault says."""
        own, parts = self.locator, urlsplit(self.path)
        if parts.path == "/robots.txt":
            self.send(404, b"", {})
            return
        own.asked.append(self.path)
        if own.at and len(own.asked) == own.at[0]:
            own.at[1]()
            return
        body = json.dumps(own.page(dict(parse_qsl(parts.query)))).encode()
        fault = own.faults.get(len(own.asked))
        if fault:
            getattr(self, f"fault_{fault}")(body)
            return
        tag = {"ETag": f'"{sha256(body).hexdigest()}"'} if own.confirms else {}
        if tag and self.headers.get("if-none-match") == tag["ETag"]:
            own.unchanged += 1
            self.send(304, b"", tag)
            return
        self.send(200, body, tag)
        own.good[self.path] += 1

    def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def fault_busy(self, body: bytes) -> None:
        self.send(429, b"", {"Retry-After": "1"})

    def fault_down(self, body: bytes) -> None:
        self.send(503, b"<h1>Service Unavailable", {"Retry-After": "0"})

    def fault_error(self, body: bytes) -> None:
        self.send(500, b"{}", {})

    def fault_html(self, body: bytes) -> None:
        self.send(200, b"<!DOCTYPE html><p>Please log in", {"Content-Type": "text/html"})

    def fault_cut(self, body: bytes) -> None:
        self.send(200, body[: len(body) // 2], {})

    def fault_schema(self, body: bytes) -> None:
        self.send(200, b'{"facilities": [], "status": "ok"}', {})

    def fault_close(self, body: bytes) -> None:
        self.send(200, body[:40], {"Content-Length": str(len(body))})
        self.close_connection = True

    def fault_slow(self, body: bytes) -> None:
        self.locator.closing.wait(0.4)
        self.send(200, body, {})

    def fault_hang(self, body: bytes) -> None:
        self.locator.closing.wait(30)

    def fault_moved(self, body: bytes) -> None:
        """A facility more than the pages before counted."""
        page = json.loads(body)
        self.send(200, json.dumps(page | {"recordCount": page["recordCount"] + 1}).encode(), {})

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def served(locator: Locator) -> Iterator[Locator]:
    """The locator at its `address`, until the block ends."""
    handler = type("Here", (Answers,), {"locator": locator})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    locator.address = f"http://127.0.0.1:{server.server_port}/locator/exportsAsJson/v2"
    try:
        yield locator
    finally:
        locator.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
