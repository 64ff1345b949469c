"""`iop-finder doctor` on set-ups that are broken in one way each: what it finds, and what it says mends it."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from api.doctor import State, check_lines, check_room
from data.crisis import load_crisis
from ingest.snapshot import write_refusal
from tests.api.conftest import CommandLine


def broken(home: Path, **environment: str) -> dict[str, tuple[str, str]]:
    """What is wrong in a home: by what it is about, what was found and what mends it. The exit code says so too."""
    said = CommandLine(home)("doctor", "--json", **environment)
    checks = json.loads(said.out)
    wrong = {c["about"]: (c["found"], c["mend"]) for c in checks if c["state"] == "wrong"}
    assert said.code == int(bool(wrong)), said.err
    assert all(c["mend"] for c in checks if c["state"] != "fine")
    return wrong


def test_a_good_installation_has_nothing_wrong(iop: CommandLine) -> None:
    said = iop("doctor")
    assert said.code == 0
    assert "✗" not in said.out and "! source sample: 462 listings" in said.words and "(served)" in said.words


def test_no_index(tmp_path: Path) -> None:
    wrong = broken(tmp_path)
    assert [*wrong] == ["index"] and "index build" in wrong["index"][1]


def test_a_turned_bit_in_the_index(own_home: Path) -> None:
    (store,) = own_home.glob("index/generations/*/programs.sqlite")
    content = bytearray(store.read_bytes())
    content[5_000] ^= 1
    store.write_bytes(content)
    ((about, (found, mend)),) = broken(own_home).items()
    assert "(served)" in about and "programs.sqlite is not what was built" in found and "index build" in mend


def test_a_snapshot_that_was_cut_off(own_home: Path) -> None:
    (listings,) = own_home.glob("snapshots/sample/*/listings.jsonl.gz")
    listings.write_bytes(listings.read_bytes()[:-20])
    wrong = broken(own_home)
    assert [*wrong] == ["source sample"] and "ingest sample" in wrong["source sample"][1]


def test_a_run_that_was_refused(own_home: Path) -> None:
    record = {"shortfalls": ["too few"]}
    write_refusal(own_home, "sample", datetime(2126, 1, 1, tzinfo=UTC), record)
    said = CommandLine(own_home)("doctor", "--json")
    (check,) = [c for c in json.loads(said.out) if c["about"] == "source sample"]
    assert said.code == 0 and check["state"] == "look" and "refused" in check["found"] and "--accept" in check["mend"]


def test_a_clock_that_was_set_back(own_home: Path) -> None:
    (manifest,) = own_home.glob("index/generations/*/manifest.json")
    later = json.loads(manifest.read_text("utf-8")) | {"built": "2126-01-01T00:00:00+00:00"}
    manifest.write_text(json.dumps(later), "utf-8")
    ((found, mend),) = broken(own_home).values()
    assert "still to come" in found and "clock" in mend


def test_no_elasticsearch(sample_home: Path) -> None:
    wrong = broken(sample_home, IOP_FINDER_ENGINE="elastic", IOP_FINDER_ELASTICSEARCH_URL="http://127.0.0.1:9")
    assert [*wrong] == ["Elasticsearch"] and "IOP_FINDER_ELASTICSEARCH_URL" in wrong["Elasticsearch"][1]


def test_a_full_disk(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
    assert check_room(own_home).state is State.WRONG


def test_crisis_lines_that_nobody_has_looked_up_lately() -> None:
    oldest = min(line.checked for line in load_crisis().lines)
    assert check_lines(oldest + timedelta(days=366)).state is State.WRONG
    assert check_lines(max(oldest, date(2026, 1, 1))).state is not State.WRONG
