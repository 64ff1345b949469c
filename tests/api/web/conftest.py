"""The pages over the sample: asked in this process, or seen by a real browser."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.testclient import TestClient

from api.http.app import make_app
from api.root import make_finder
from tests.conftest import need

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


@dataclass(frozen=True)
class Site:
    """Asks for pages as a browser without a script does."""

    client: TestClient

    def get(self, path: str) -> str:
        """The page's text."""
        reply = self.client.get(path)
        assert reply.status_code == 200, reply.text
        return reply.text

    def post(self, path: str, status: int = 200, **fields: Any) -> str:
        """The page that answers a form. A name may be given with `__` for a dot."""
        reply = self.client.post(path, data={name.replace("__", "."): value for name, value in fields.items()})
        assert reply.status_code == status, reply.text
        return reply.text


def carried(page: str) -> str:
    """The search that a page's forms carry on."""
    found = re.search(r'name="asked" value="([^"]*)"', page)
    assert found
    return unescape(found[1])


@pytest.fixture(scope="session")
def site(sample_home: Path) -> Iterator[Site]:
    """The pages over the sample."""
    with TestClient(make_app(make_finder(sample_home)), follow_redirects=False) as client:
        yield Site(client)


@dataclass(frozen=True)
class Served:
    """A server's address, and the method and path of each request that reached it."""

    url: str
    hits: list[tuple[str, str]]


@pytest.fixture(scope="session")
def served(sample_home: Path) -> Iterator[Served]:
    """One server for all tests in a browser."""
    app, hits = make_app(make_finder(sample_home)), []

    async def counting(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            hits.append((scope["method"], scope["path"]))
        await app(scope, receive, send)

    server = uvicorn.Server(uvicorn.Config(counting, port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until, pause = monotonic() + 30, threading.Event()
    while not server.started and monotonic() < until:
        pause.wait(0.02)
    yield Served(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", hits)
    server.should_exit = True
    thread.join(30)


@pytest.fixture(scope="module")
def chromium(served: Served) -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright, for a module's time only: while it runs, nothing else in this thread can run a loop."""
    path = shutil.which("chromium")
    need(path, "no chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page in a browser, and what must not happen there: requests to others, lines on the console, faults."""

    page: Page
    base: str
    faults: list[str]
    hits: list[tuple[str, str]]
    refused: int = 0
    """Forms that are sent with a fault on purpose: the browser writes a line for each reply of 422."""
    missing: int = 0
    """Addresses that are not there, asked on purpose: a line for each reply of 404."""

    def find(self, start: str = "/", **fields: str) -> Page:
        """The page that the short form leads to."""
        self.page.goto(self.base + start)
        for name, value in fields.items():
            self.page.fill(f"#{name}", value)
        self.page.locator("form.finder button.main").click()
        self.page.wait_for_load_state()
        return self.page


@pytest.fixture
def visit(request: pytest.FixtureRequest, chromium: Browser, served: Served) -> Iterator[Visit]:
    """A new tab; its settings come as the parameter. At the end nothing may have gone wrong in it."""
    settings = {"viewport": {"width": 768, "height": 900}, **getattr(request, "param", {})}
    context = chromium.new_context(**settings)
    page, faults = context.new_page(), []
    page.on("request", lambda r: None if r.url.startswith(served.url) else faults.append(f"asked {r.url}"))
    page.on("console", lambda m: faults.append(f"console: {m.text}"))
    page.on("pageerror", lambda e: faults.append(f"error: {e}"))
    visit = Visit(page, served.url, faults, served.hits)
    yield visit
    context.close()
    meant = [f for f in faults if f.startswith("console: Failed to load resource") and ("422" in f or "404" in f)]
    assert [f for f in faults if f not in meant] == [] and len(meant) == visit.refused + visit.missing
