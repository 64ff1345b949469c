"""First paint of the pages in a real browser with its processor slowed down four times, the server's share apart, and what a page weighs.

The list is measured with 20 programs, though a page shows ten. A new tab each time: nothing is in its cache. The busier the machine,
the less a figure says: the load stands beside each.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping

import httpx
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from bench.figure import Figure, make_figure
from bench.ground import Ground
from bench.http import SERVE, served

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PHONE: ViewportSize = {"width": 360, "height": 740}
SLOWED, TARGET, WEIGHT = 4, 1_000.0, 60.0
REPEATS = 7
ASKED = "near=Denver%2C+CO&age=16&rule_out=payment%3Amedicaid&prefer=therapy%3Adbt"
SERVE_20 = f"import api.web.routes; api.web.routes.PAGE = 20; {SERVE}"
TIMES = """() => new Promise(done => {
  const look = () => {
    const [page] = performance.getEntriesByType("navigation"), [paint] = performance.getEntriesByName("first-contentful-paint");
    paint ? done([paint.startTime, page.responseStart]) : setTimeout(look, 10);
  };
  look();
})"""


def measure(ground: Ground, runs: int) -> Iterator[Figure]:
    """Of each page milliseconds to the first paint, slowed and not, and to the first byte; then the weight of a page of the list."""
    path = shutil.which("chromium")
    if path is None:
        print("no chromium here: no paint to measure", file=sys.stderr)
        return
    home = ground.index.parent
    with served(home, SERVE_20) as server, sync_playwright() as playwright, httpx.Client(base_url=server.base) as http:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        results = http.get(f"/search?{ASKED}").text
        for name, address in pages(results).items():
            yield from painted(browser, name, f"{server.base}{address}")
        cards = results.count("<article")
        yield make_figure("paint", f"a list of {cards} programs and all it loads, packed", "kB", [weight(http, results)], WEIGHT)
        browser.close()


def pages(results: str) -> Mapping[str, str]:
    """The pages that are measured, by name: their addresses, from a page of the list."""
    ids = list(dict.fromkeys(re.findall(r'name="id" value="(\w+)"', results)))
    some = "&".join(f"id={id}" for id in ids[:3])
    sheets = {name: f"/{name}?{ASKED}&{some}" for name in ("compare", "call-sheet", "referral")}
    lists = {f"a list of {len(ids)}": f"/search?{ASKED}", "a program": f"/programs/{ids[0]}?{ASKED}"}
    return {"home": "/", **lists, **sheets, "about": "/about/iop", "an error": "/nowhere"}


def painted(browser: Browser, name: str, address: str) -> Iterator[Figure]:
    """The figures of a page: slowed, as the machine is, and to the first byte."""
    slow = [paint(browser, address, SLOWED) for _ in range(REPEATS)]
    plain = [paint(browser, address, 1) for _ in range(REPEATS)]
    load = f"load {os.getloadavg()[0]:.1f}"
    yield make_figure("paint", f"{name}, {SLOWED} times slower ({load})", "ms", [first for first, _ in slow], TARGET)
    yield make_figure("paint", "  as the machine is", "ms", [first for first, _ in plain])
    yield make_figure("paint", "  to the first byte", "ms", [byte for _, byte in plain])


def paint(browser: Browser, address: str, slowed: int) -> tuple[float, float]:
    """Milliseconds to the first contentful paint, and to the first byte."""
    tab = browser.new_context(viewport=PHONE).new_page()
    tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": slowed})
    tab.goto(address)
    first, byte = tab.evaluate(TIMES)
    tab.context.close()
    return first, byte


def weight(http: httpx.Client, page: str) -> float:
    """kB (10^3), packed, of a page and of all that it loads."""
    files = [http.get(path) for path in re.findall(r'(?:href|src)="(/assets/[\w.]+)"', page)]
    return (len(gzip.compress(page.encode(), 6)) + sum(int(r.headers["content-length"]) for r in files)) / 1e3
