"""Pictures of the pages over the synthetic sample, for the README: `make screenshots`. Needs the system's Chromium."""

from __future__ import annotations

import shutil
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path
from time import sleep

import uvicorn
from playwright.sync_api import Page, sync_playwright

from api.cli.build import build_index
from api.http.app import make_app
from api.root import make_finder
from data.sample import write_sample
from ingest.run import run_source

OUT = Path(__file__).parent / "screenshots"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def main() -> None:
    """Writes the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        run_source("sample", [str(b) for b in write_sample(home)], home, now=datetime.now(UTC), progress=False)
        build_index(home)
        server = uvicorn.Server(uvicorn.Config(make_app(make_finder(home)), port=0, log_level="error", access_log=False))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            sleep(0.05)
        try:
            take(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}")
        finally:
            server.should_exit = True
            thread.join()


def take(base: str) -> None:
    """Drives a browser through the pages."""
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1100, "height": 820})
        find(page, base, "/")
        page.screenshot(path=OUT / "results.png")
        for i in range(2):
            page.locator(".pick input").nth(i).check()
        page.locator(".tray button").first.click()
        page.screenshot(path=OUT / "compare.png")
        phone = browser.new_page(viewport={"width": 360, "height": 740}, color_scheme="dark")
        find(phone, base, "/es")
        phone.locator(".card").first.evaluate("card => card.scrollIntoView({behavior: 'instant'})")
        phone.screenshot(path=OUT / "phone-es.png")
        light = browser.new_page(viewport={"width": 360, "height": 740})
        find(light, base, "/")
        light.locator("article h3 button").first.click()
        light.locator(".program h1").scroll_into_view_if_needed()
        light.screenshot(path=OUT / "program.png")
        browser.close()


def find(page: Page, base: str, start: str) -> None:
    """Fills in the short form."""
    page.goto(base + start)
    for name, value in {"near": "Denver, CO", "age": "16", "insurance": "Medicaid", "text": "DBT"}.items():
        page.fill(f"#{name}", value)
    page.locator("form.finder button.main").click()
    page.wait_for_load_state()


if __name__ == "__main__":
    main()
