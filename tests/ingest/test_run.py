"""Runs: what they leave behind when they are good, thin, empty, dry, broken, interrupted or killed."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from finder.errors import BadParameter
from ingest.errors import SourceError
from ingest.pipelines import Keep
from ingest.run import run_source
from ingest.snapshot import newest_good, stored_sources
from tests.ingest.books import NOW, directory, expect_little, facility

ID = "samhsa-directory"


def run(tmp_path, *inputs, **more):
    return run_source(ID, inputs, tmp_path / "home", now=NOW, progress=False, **more)


def left(tmp_path):
    return sorted(str(f.relative_to(tmp_path / "home")) for f in (tmp_path / "home").rglob("*") if f.is_file())


def test_a_good_run_leaves_a_snapshot_that_reads_as_it_was_written(tmp_path, monkeypatch):
    expect_little(monkeypatch)
    book = directory(tmp_path, rows=[facility(), facility(name2="Teens")])
    result = run(tmp_path, book)
    assert result.shortfalls == () and result.listings == ()
    snapshot = newest_good(tmp_path / "home", ID)
    assert snapshot is not None and snapshot.folder == result.path and snapshot.run == "20260105T093000.000000Z"
    assert list(snapshot.listings()) == list(run(tmp_path, book, dry_run=True).listings)
    assert snapshot.report["kept"] == 2 and len(snapshot.report["sha256"]) == 64
    assert left(tmp_path) == [f"snapshots/{ID}/{snapshot.run}/{name}" for name in ("listings.jsonl.gz", "report.json")]


def test_two_runs_of_one_moment_are_two(tmp_path, monkeypatch):
    expect_little(monkeypatch)
    book = directory(tmp_path)
    assert run(tmp_path, book).path != run(tmp_path, book).path


def test_a_dry_run_leaves_nothing(tmp_path):
    result = run(tmp_path, directory(tmp_path), dry_run=True)
    assert len(result.listings) == 1 and result.path is None and result.shortfalls
    assert not (tmp_path / "home").exists()


def test_a_thin_run_is_refused_and_the_last_good_one_stays(tmp_path, monkeypatch):
    expect_little(monkeypatch, listings={"n-sumhss-sa": 2})
    good = run(tmp_path, directory(tmp_path, rows=[facility(), facility(name2="Teens")]))
    thin = run(tmp_path, directory(tmp_path, rows=[facility()]))
    assert thin.path is None and "1 listings kept, at least 2 expected" in thin.shortfalls[0]
    snapshot = newest_good(tmp_path / "home", ID)
    assert snapshot is not None and snapshot.folder == good.path
    (refusal,) = [f for f in left(tmp_path) if "refused" in f]
    assert json.loads((tmp_path / "home" / refusal).read_text())["shortfalls"] == list(thin.shortfalls)


def test_a_file_without_rows_is_refused(tmp_path):
    result = run(tmp_path, directory(tmp_path, rows=[]))
    assert result.path is None and "nothing kept of 0 read" in result.shortfalls[0]
    assert stored_sources(tmp_path / "home") == []


def test_one_of_the_two_workbooks_is_not_enough(tmp_path):
    result = run(tmp_path, directory(tmp_path), dry_run=True)
    assert any(s.startswith("n-sumhss-mh: 0 listings") for s in result.shortfalls)


@pytest.mark.parametrize("inputs", [[], ["nowhere.xlsx"], ["/"], ["ftp://host/book.xlsx"], [""]])
def test_an_input_that_is_none_is_a_bad_parameter(tmp_path, inputs):
    with pytest.raises(BadParameter) as caught:
        run(tmp_path, *inputs)
    assert caught.value.parameter == "input" and "nowhere" not in str(caught.value)


def test_an_unknown_source_is_a_bad_parameter(tmp_path):
    with pytest.raises(BadParameter) as caught:
        run_source("nobody", [], tmp_path, now=NOW)
    assert caught.value.parameter == "source" and ID in caught.value.allowed


def test_an_error_of_ours_ends_the_run_as_what_it_is(tmp_path, monkeypatch):
    def full(self, item):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Keep, "process_item", full)
    with pytest.raises(OSError, match="No space left"):
        run(tmp_path, directory(tmp_path))
    assert left(tmp_path) == []


def test_ctrl_c_ends_the_run_and_leaves_nothing(tmp_path, monkeypatch):
    kept = []

    def interrupted(self, item):
        kept.append(item)
        if len(kept) == 3:
            os.kill(os.getpid(), signal.SIGINT)
        return item

    monkeypatch.setattr(Keep, "process_item", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, directory(tmp_path, rows=[facility(name2=str(n)) for n in range(2_000)]))
    assert 3 <= len(kept) < 2_000
    assert left(tmp_path) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from dataclasses import replace
from finder.source import Expectations
from ingest import snapshot
from ingest.run import run_source
from ingest.sources import samhsa_directory as source
from tests.ingest.books import NOW

source.SOURCE = replace(source.SOURCE, expects=Expectations({}))
home, book, moment = sys.argv[1:]
die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
if moment == "adding":
    snapshot.SnapshotWriter.add = die
else:  # the moments of renaming: the report into the unfinished folder, then the folder itself
    calls, replace_file = [], os.replace
    def at(a, b):
        calls.append(a)
        die() if len(calls) == int(moment) else replace_file(a, b)
    os.replace = at
run_source("samhsa-directory", [book], Path(home), now=NOW, progress=False)
"""


@pytest.mark.parametrize("moment", ["adding", "1", "2"])
def test_a_killed_run_leaves_the_newest_good_one(tmp_path, monkeypatch, moment):
    expect_little(monkeypatch)
    book = directory(tmp_path)
    good = run(tmp_path, book)
    root = str(Path(__file__).parents[2])
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path / "home"), book, moment], env={"PYTHONPATH": root}, cwd=root, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    snapshot = newest_good(tmp_path / "home", ID)
    assert snapshot is not None and snapshot.folder == good.path and len(list(snapshot.listings())) == 1
    assert any(".writing-" in f for f in left(tmp_path))
    run(tmp_path, book)
    assert not any(".writing-" in f for f in left(tmp_path)), "the next run clears away what the dead one left"


def test_a_source_error_names_the_file_without_folders(tmp_path):
    bad = tmp_path / "secret folder" / "National_Directory_SA_Facilities_2022.xlsx"
    bad.parent.mkdir()
    bad.write_text("hello")
    with pytest.raises(SourceError) as caught:
        run(tmp_path, str(bad))
    assert "secret" not in str(caught.value) and "SA_Facilities_2022.xlsx" in str(caught.value)
