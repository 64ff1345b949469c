"""Pages of a crawl, kept until its run is good: one that was killed goes on where it was, and asks for nothing twice.

`HOME/crawls/<source>/` holds `run.json` (what is crawled, since when) and a file for each page: its record as a line of JSON, then its body
as it came. Of a good run only those pages stay that the server can confirm by their ETag or date, for the next run to ask whether they
changed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from ingest.disk import sweep, written_whole

RESUMABLE = timedelta(hours=12)
"""How long a crawl that was cut short can be gone on with: pages of two days make no picture of one, and a nightly run starts anew."""

RUN, PAGE = "run.json", ".page"
VALIDATORS = {"etag": "if-none-match", "last-modified": "if-modified-since"}
"""By header of an answer, the one that asks with it whether anything changed (RFC 9110, section 13.1)."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer with status 200; `run` is when the crawl began that fetched it, or had it confirmed."""

    url: str
    run: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask whether it changed; none where the server gave nothing to ask with, or wants nothing kept."""
        held = {name.lower(): value for name, value in self.headers}
        if "no-store" in held.get("cache-control", "").lower():
            return {}
        return {ask: held[name] for name, ask in VALIDATORS.items() if held.get(name)}


class PageStore:
    """The pages of one source's crawl. Nothing is on disk before the first page is."""

    def __init__(self, home: Path, source: str, inputs: Sequence[str], now: datetime, *, judged: bool = False) -> None:
        """Goes on with a crawl of the same inputs that was cut short lately; `judged`: also with one that was whole, and refused."""
        self._folder = home / "crawls" / source
        self._inputs = sha256("\n".join(inputs).encode()).hexdigest()
        self.begun = now
        self._noted = False
        run = self._last_run()
        began = datetime.fromisoformat(run["begun"]) if run else now
        if run and run["inputs"] == self._inputs and now - began < RESUMABLE and (judged or not run["whole"]):
            self.begun, self._noted = began, True

    @property
    def run(self) -> str:
        """The name of this run's pages."""
        return self.begun.isoformat()

    def page(self, url: str) -> Page | None:
        """The page as it was last fetched; None for one that was not, or whose file does not hold what was written."""
        try:
            head, _, body = self._path(url).read_bytes().partition(b"\n")
            held = json.loads(head)
            found = Page(held["url"], held["run"], tuple((name, value) for name, value in held["headers"]), body)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return found if found.url == url and held["bytes"] == len(body) else None

    def keep(self, page: Page) -> Page:
        """The page as one of this run, on disk."""
        if not self._noted:
            self._folder.mkdir(parents=True, exist_ok=True)
            sweep(self._folder)
            self._note(whole=False)
        own = replace(page, run=self.run)
        head = {"url": own.url, "run": own.run, "bytes": len(own.body), "headers": own.headers}
        with written_whole(self._path(own.url)) as file:
            file.write(json.dumps(head).encode() + b"\n" + own.body)
        return own

    def whole(self) -> None:
        """Notes that all is fetched: should the run be refused, only who accepts it goes on with these pages."""
        if self._noted:
            self._note(whole=True)

    def drop(self, *, others: bool = True) -> None:
        """Lets the run's pages go, but for those that the server can confirm next time; those of `others`, earlier runs, all of them."""
        (self._folder / RUN).unlink(missing_ok=True)
        for path in self._folder.glob(f"*{PAGE}"):
            page = self._read_whole(path)
            if page is None or not page.conditions or (others and page.run != self.run):
                path.unlink(missing_ok=True)
        if self._folder.is_dir() and not any(self._folder.iterdir()):
            shutil.rmtree(self._folder, ignore_errors=True)
            with suppress(OSError):
                self._folder.parent.rmdir()

    def _read_whole(self, path: Path) -> Page | None:
        try:
            with path.open("rb") as file:
                return self.page(json.loads(file.readline())["url"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _path(self, url: str) -> Path:
        return self._folder / f"{sha256(url.encode()).hexdigest()}{PAGE}"

    def _last_run(self) -> dict[str, str] | None:
        try:
            run = json.loads((self._folder / RUN).read_text("utf-8"))
            return run if datetime.fromisoformat(run["begun"]).tzinfo and {"inputs", "whole"} <= run.keys() else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def _note(self, *, whole: bool) -> None:
        self._noted = True
        with written_whole(self._folder / RUN) as file:
            file.write(json.dumps({"begun": self.run, "inputs": self._inputs, "whole": whole}).encode())
