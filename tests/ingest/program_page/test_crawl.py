"""The crawl over a real wire: a web of made-up sites with every fault that we know, and a process killed in the middle."""

from __future__ import annotations

import gzip
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from ingest.extract import read_page
from ingest.run import RunResult, run_source
from ingest.snapshot import newest_good
from tests.conftest import need
from tests.ingest.books import NOW
from tests.ingest.program_page.web import FAULTS, Web, served

ROOT = Path(__file__).parents[3]


def crawl(home: Path, *sites: str, now: datetime = NOW, delay: float = 0.0, dry_run: bool = False) -> RunResult:
    return run_source("program-page", sites, home, now=now, delay=delay, dry_run=dry_run, allow_private=True, progress=False)


def words(home: Path) -> str:
    """The newest snapshot's listings as they were written, without the day of the crawl."""
    snapshot = newest_good(home, "program-page")
    assert snapshot
    return re.sub(r'"20(26-01-05|2\d-\d\d-\d\d)"', "", gzip.decompress((snapshot.folder / "listings.jsonl.gz").read_bytes()).decode())


def command(home: Path, web: Web) -> subprocess.Popen[bytes]:
    """`iop-finder ingest` in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "IOP_FINDER_HOME": str(home), "IOP_FINDER_CRAWL_DELAY": "0"}
    line = [sys.executable, "-c", "from api.cli import main; main()", "ingest", "program-page", *web.addresses, "--allow-private"]
    return subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_faults_are_counted_and_a_killed_crawl_ends_with_the_same_snapshot(tmp_path):
    with served(Web(len(FAULTS) + 3)) as web:
        whole = crawl(tmp_path / "smooth", *web.addresses)
        requests, first = len(web.asked), Counter((port, path) for port, path, _ in web.asked)
        web.asked.clear()
        killed = command(tmp_path / "rough", web)
        web.at = (requests // 2, killed.kill)
        assert killed.wait(120) == -signal.SIGKILL
        assert newest_good(tmp_path / "rough", "program-page") is None
        before = Counter((port, path) for port, path, _ in web.asked)
        crawl(tmp_path / "rough", *web.addresses, now=datetime.now(UTC))
    assert words(tmp_path / "rough") == words(tmp_path / "smooth")
    again = Counter((port, path) for port, path, _ in web.asked)
    kept = {page for page in before if again[page] == before[page] and not page[1].endswith("robots.txt")}
    assert len(kept) > requests // 6, "what was fetched before the kill is not fetched again"
    assert max(first.values()) <= 3 and not any("/page/" in path or "blog" in path for _, path in first)
    dropped = {what: count.count for what, count in whole.report.dropped.items()}
    for reason in (
        *("robots.txt asks us not to read it", "robots.txt could not be had", "redirects without end", "no such page", "holds no text"),
        *("more than 5,000,000 bytes", "another language (fr)", "status 404", "status 503", "a site of which no page could be read"),
    ):
        assert any(reason in what for what in dropped), (reason, dropped)
    sites = {id.partition("/")[0] for id in ids(tmp_path / "rough")}
    lost = {"forbids", "no_robots", "down"}
    assert len(sites) == sum(FAULTS[n % len(FAULTS)] not in lost for n in web.ports.values())


def test_one_host_is_asked_at_most_as_often_as_the_setting_says(tmp_path, capsys):
    with served(Web(4)) as web:
        crawl(tmp_path, *web.addresses, delay=0.2)
    gaps = sorted(web.gaps())
    with capsys.disabled():
        print(
            f"\n{len(gaps)} gaps between requests to one host, 0.2 s wanted: shortest {gaps[0]:.3f} s, median {gaps[len(gaps) // 2]:.3f} s"
        )
    assert gaps[0] >= 0.2


def test_a_later_run_asks_what_changed_and_keeps_what_other_sites_said(tmp_path):
    with served(Web(FAULTS.index("tracked") + 1)) as web:
        first, second = web.addresses[-1], web.addresses[0]
        crawl(tmp_path, first)
        both = crawl(tmp_path, second, now=NOW + timedelta(days=1))
        assert not both.shortfalls and {x.partition("/")[0] for x in ids(tmp_path)} == {urlsplit(a).netloc for a in (first, second)}
        again = crawl(tmp_path, first, now=NOW + timedelta(days=2))
        assert again.report.pages.get("unchanged", 0) > 3 and "fetched" not in again.report.pages
    gone = crawl(tmp_path, first, now=NOW + timedelta(days=3))
    assert gone.report.gone == 0 and gone.report.repairs["a site that could not be read: what it said before stays"].count == 1


def ids(home: Path) -> set[str]:
    snapshot = newest_good(home, "program-page")
    assert snapshot
    return {x.source_id for x in snapshot.listings()}


def test_private_addresses_are_left_alone(tmp_path):
    with served(Web(1)) as web:
        result = run_source("program-page", web.addresses, tmp_path, now=NOW, delay=0.0, progress=False)
        assert "--allow-private" in result.shortfalls[0] and not web.asked


@pytest.mark.real
def test_a_real_site_over_a_local_server(tmp_path, real_data):
    folder = real_data / "program-pages" / "plan-your-recovery"
    need(folder.is_dir(), f"no pages at {folder}")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        result = crawl(tmp_path, f"http://127.0.0.1:{server.server_port}/", dry_run=True)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    (x,) = result.listings
    stated = {name: sorted((r.low, r.high) for r in ranges) for name, ranges in x.measures.items()}
    assert stated["days_per_week"] == [(5, 5)] and (1.0, 1.0) in stated["hours_per_day"] and (1080, 1080) in stated["price_usd"]
    assert "payment:out_of_network" in {c.term for c in x.claims if c.says == "yes"}
    texts = {path.name: read_page(path.read_bytes(), path.name).text for path in folder.iterdir()}
    for c in (*x.claims, *(c for ranges in x.measures.values() for r in ranges for c in r.claims)):
        assert c.evidence and c.evidence in texts[c.origin.url.rpartition("/")[2]], c


class Quiet(SimpleHTTPRequestHandler):
    """A folder's files."""

    def log_message(self, *_: object) -> None:
        """Says nothing."""
