"""From snapshots to the programs file."""

import gzip
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from finder.claim import Says
from finder.listing import Care
from finder.source import Expectations
from ingest.errors import BrokenStore
from ingest.merge_all import SUMMARY, NothingToMerge, merge_all, read_programs
from ingest.run import run_source
from ingest.sources import sample
from search.embedded.generation import MANIFEST, current
from tests.ingest.books import NOW, directory, expect_little, facility


@pytest.fixture(autouse=True)
def lenient(monkeypatch):
    expect_little(monkeypatch)
    monkeypatch.setattr(sample, "SOURCE", replace(sample.SOURCE, expects=Expectations({})))


def ingest(tmp_path, sa=(), mh=(), *, source="samhsa-directory", later=0):
    books = [directory(tmp_path / "in", survey, rows) for survey, rows in (("SA", sa), ("MH", mh)) if rows]
    result = run_source(source, books, tmp_path / "home", now=NOW + timedelta(days=later), progress=False, accept=True)
    assert result.shortfalls == ()


def built(tmp_path, **more):
    summary = merge_all(tmp_path / "home", now=NOW, **more)
    return summary, list(read_programs(tmp_path / "home"))


MH_ROW = facility(service_code_info="MH * PHDT")


def test_repeats_merge_and_both_kinds_of_care_are_siblings(tmp_path):
    ingest(tmp_path, sa=[facility(), facility(phone="720-555-0100", service_code_info="SA * OP"), facility(name2="Teens")], mh=[MH_ROW])
    summary, programs = built(tmp_path)
    assert (summary.programs, summary.listings, summary.siblings) == (3, 4, 2)
    assert summary.by_care == {"addiction": 2, "mental_health": 1}
    by_name = {(p.name, p.care): p for p in programs}
    one, other = by_name[("Made-up Recovery Center", Care.ADDICTION)], by_name[("Made-up Recovery Center", Care.MENTAL_HEALTH)]
    assert one.facts["level_of_care:iop"].says is Says.YES, "one row says so, the other leaves it unticked: yes"
    assert {p.number for p in one.phones} == {"+13035550142", "+17205550100"}
    assert other.id in one.siblings and one.id in other.siblings
    assert [p.id for p in programs] == sorted(p.id for p in programs)


def test_a_number_of_many_sites_is_marked(tmp_path):
    ingest(tmp_path, sa=[facility(name1=f"Center {n}", street1=f"{n} Elm Street") for n in range(7)])
    assert {p.phones[0].shared_by for p in built(tmp_path)[1]} == {7}


def test_ids_survive_rebuilds_and_changed_phones_and_answers(tmp_path):
    ingest(tmp_path, sa=[facility(), facility(name2="Teens")])
    before = {p.name: p.id for p in built(tmp_path)[1]}
    ingest(tmp_path, sa=[facility(name2="Teens", service_code_info="SA"), facility(phone="720-555-0100"), facility(zip="80301")], later=1)
    summary, programs = built(tmp_path)
    assert {p.name: p.id for p in programs if p.address.zip == "80302"} == before and len({p.id for p in programs}) == 3
    assert summary.sources[0].run.startswith("20260106")


def test_the_same_input_gives_the_same_file_on_another_machine(tmp_path):
    for machine in ("a", "b"):
        ingest(tmp_path / machine, sa=[facility(), facility(name2="Teens")], mh=[MH_ROW])
    assert built(tmp_path / "a")[0].sha256 == built(tmp_path / "b")[0].sha256


def test_the_summary_says_what_went_in(tmp_path):
    ingest(tmp_path, sa=[facility()])
    summary, _ = built(tmp_path)
    written = json.loads((tmp_path / "home" / SUMMARY).read_text())
    (source,) = written["sources"]
    assert (source["id"], source["as_of"], source["retrieved"], source["listings"]) == ("samhsa-directory", ["2021"], "2026-01-05", 1)
    assert written["sha256"] == summary.sha256 and written["programs"] == 1 and len(source["sha256"]) == 64


def test_made_up_programs_never_stand_among_real_ones(tmp_path):
    ingest(tmp_path, sa=[facility(name1="Sample (synthetic) Center")], source="sample")
    assert built(tmp_path)[0].programs == 1
    ingest(tmp_path, sa=[facility()])
    summary, programs = built(tmp_path)
    assert summary.left_out == ("sample",) and [p.name for p in programs] == ["Made-up Recovery Center"]
    assert [p.name for p in built(tmp_path, sources=["sample"])[1]] == ["Sample (synthetic) Center"]


def test_nothing_read_is_said(tmp_path):
    with pytest.raises(NothingToMerge, match="iop-finder ingest"):
        merge_all(tmp_path, now=NOW)
    with pytest.raises(NothingToMerge):
        next(read_programs(tmp_path))


@pytest.mark.parametrize("spoil", [lambda b: b[: len(b) // 2], lambda b: b"hello", lambda b: gzip.compress(b'{"listing": {}}\n')])
def test_a_damaged_snapshot_changes_nothing(tmp_path, spoil):
    ingest(tmp_path, sa=[facility()])
    before = built(tmp_path)[0].sha256
    (listings,) = (tmp_path / "home").rglob("listings.jsonl.gz")
    listings.write_bytes(spoil(listings.read_bytes()))
    with pytest.raises(BrokenStore, match="is damaged"):
        merge_all(tmp_path / "home", now=NOW)
    assert json.loads((tmp_path / "home" / SUMMARY).read_text())["sha256"] == before
    assert len(list(read_programs(tmp_path / "home"))) == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from ingest.merge_all import merge_all
from tests.ingest.books import NOW

home, moment = sys.argv[1:]
calls, replace_file = [], os.replace
def at(a, b):
    calls.append(a)
    os.kill(os.getpid(), signal.SIGKILL) if len(calls) == int(moment) else replace_file(a, b)
os.replace = at
merge_all(Path(home), now=NOW)
"""


@pytest.mark.parametrize("moment", ["1", "2"])  # renaming the ledger, renaming the programs
def test_a_killed_merge_leaves_the_programs_of_before(tmp_path, moment):
    ingest(tmp_path, sa=[facility()])
    _, before = built(tmp_path)
    ingest(tmp_path, sa=[facility(), facility(name2="Teens")], later=1)
    root = str(Path(__file__).parents[2])
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "home"), moment], env={"PYTHONPATH": root}, cwd=root, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert list(read_programs(tmp_path / "home")) == before
    _, after = built(tmp_path)
    assert len(after) == 2 and before[0].id in {p.id for p in after}
    assert not [name for name in os.listdir(tmp_path / "home") if name.startswith(".writing-")]


def test_the_real_directories(real_home):
    manifest = json.loads((current(real_home / "index") / MANIFEST).read_text("utf-8"))
    assert (manifest["listings"], manifest["programs"]) == (21_213, 21_203)
    assert 2_100 <= manifest["siblings"] <= 2_900
    says = [fact.says for p in read_programs(real_home) if (fact := p.facts.get("level_of_care:iop"))]
    assert 5_515 <= says.count(Says.YES) <= 5_525 and says.count(Says.DISPUTED) == 0
