"""The whole crawl, over a real wire: 3,000 synthetic rows, a server that fails in every way we know, a process killed in the middle."""

import gzip
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import SourceError
from ingest.run import run_source
from ingest.snapshot import newest_good
from ingest.sources import findtreatment
from tests.ingest.books import NOW
from tests.ingest.findtreatment.locator import Locator, served, synthetic_rows

KINDS = ("busy", "error", "html", "cut", "schema", "close", "down", "slow", "moved")
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return synthetic_rows(3_000)


@pytest.fixture
def api(rows) -> Iterator[Locator]:
    with served(Locator([r for r in rows if r["type_facility"] == "SA"][:300])) as locator:
        yield locator


def crawl(home: Path, api: Locator, **more: Any):
    place = api.address if len(api.rows) == 3_000 else f"{api.address}?sType=sa"  # half the searches are enough for most
    return run_source("findtreatment", [place], home, **({"now": NOW} | more), allow_private=True, delay=0.0, progress=False)


def words(home: Path) -> str:
    """The newest snapshot as it was written, without days and the server's port."""
    snapshot = newest_good(home, "findtreatment")
    assert snapshot
    text = gzip.decompress((snapshot.folder / "listings.jsonl.gz").read_bytes()).decode()
    return re.sub(r'127\.0\.0\.1:\d+|"\d{4}-\d\d-\d\d"', "", text)


def command(home: Path, api: Locator) -> subprocess.Popen[bytes]:
    """`iop-finder ingest` in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "IOP_FINDER_HOME": str(home), "IOP_FINDER_CRAWL_DELAY": "0"}
    code = "from api.cli import main; main()"
    line = [sys.executable, "-c", code, "ingest", "findtreatment", api.address, "--allow-private"]
    home.mkdir(exist_ok=True)
    with (home / "said").open("wb") as said:
        return subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL, stderr=said)


def test_faults_and_a_kill_in_the_middle_leave_the_same_snapshot(tmp_path, rows):
    with served(Locator(rows)) as smooth:
        whole = crawl(tmp_path / "smooth", smooth)
    assert whole.report.kept == 3_000 and not whole.shortfalls and not whole.report.unknown_codes and not whole.report.unread
    requests, rough = len(smooth.asked), tmp_path / "rough"
    faults = {number: KINDS[number // 9 % len(KINDS)] for number in range(9, requests, 9)}
    with served(Locator(rows, faults)) as failing:
        killed = command(rough, failing)
        failing.at = (requests // 2, killed.kill)
        assert killed.wait(300) == -signal.SIGKILL
        assert newest_good(rough, "findtreatment") is None
        before = Counter(failing.good)
        again = command(rough, failing)
        assert again.wait(300) == 0, (rough / "said").read_text()
    assert words(rough) == words(tmp_path / "smooth")
    twice = {page for page, times in failing.good.items() if times > before[page] > 0}
    assert len(before) > requests // 3 and len(twice) < PAGES_OF_A_SEARCH, "what was fetched before the kill is not fetched again"
    assert not list((rough / "crawls").rglob("*.page")), "pages go when the run is good"
    assert len({failing.faults[n] for n in failing.faults if n <= len(failing.asked)}) == len(KINDS)


PAGES_OF_A_SEARCH = 12
"""At most: those of a search that had to be begun again, because its count had changed."""


def test_a_failure_keeps_the_last_good_run_and_the_pages(tmp_path, api):
    crawl(tmp_path, api)
    last = newest_good(tmp_path, "findtreatment")
    asked = len(api.asked)
    api.faults = dict.fromkeys(range(asked + 30, asked + 60), "error")
    with pytest.raises(SourceError, match="answered with status 500"):
        crawl(tmp_path, api, now=NOW + timedelta(days=1))
    assert newest_good(tmp_path, "findtreatment") == last
    api.faults, before = {}, len(api.asked)
    result = crawl(tmp_path, api, now=NOW + timedelta(days=1, hours=1))
    assert result.path and result.report.pages == {"fetched": asked - 29, "resumed": 29}
    assert len(api.asked) - before == asked - 29


def test_pages_of_a_crawl_too_long_ago_are_not_gone_on_with(tmp_path, api):
    api.faults = dict.fromkeys(range(10, 99), "error")
    with pytest.raises(SourceError):
        crawl(tmp_path, api)
    api.faults = {}
    assert "resumed" not in crawl(tmp_path, api, now=NOW + timedelta(days=1)).report.pages


def test_a_server_that_can_is_asked_what_changed(tmp_path, api):
    api.confirms = True
    crawl(tmp_path, api)
    asked, first = len(api.asked), words(tmp_path)
    result = crawl(tmp_path, api, now=NOW + timedelta(days=1))
    assert result.report.pages == {"unchanged": asked} and api.unchanged == asked
    assert words(tmp_path) == first


def test_a_server_that_never_answers_ends_the_run(tmp_path, api, monkeypatch):
    monkeypatch.setitem(findtreatment.Spider.custom_settings, "DOWNLOAD_TIMEOUT", 0.2)
    monkeypatch.setitem(findtreatment.Spider.custom_settings, "RETRY_TIMES", 1)
    api.faults = {3: "hang", 4: "hang"}
    with pytest.raises(SourceError, match=r"no answer within 0\.2 s"):
        crawl(tmp_path, api)


def test_a_row_that_comes_on_two_pages_begins_the_search_again(tmp_path, api):
    """One facility went and another came while the pages were fetched: the count is the same, a row is missing."""
    true = api.page
    moved: list[dict[str, str]] = []

    def shifted(query):
        page = true(query)
        if not moved and query["page"] == "2":
            moved.append(query)
            page["rows"][0] = true({**query, "page": "1"})["rows"][-1]
        return page

    api.page = shifted
    result = crawl(tmp_path, api)
    assert result.report.kept == 300 and result.report.dropped == {}
    assert result.report.repairs["a count that changed or was wrong, search begun again"].count == 1
