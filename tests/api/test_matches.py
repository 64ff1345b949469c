"""`matches`: what a person sees of doubtful pairs, and what nobody sees."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.settings import settings
from finder.errors import BadParameter
from ingest.snapshot import SnapshotWriter
from tests.builders import SURVEY, listing
from tests.ingest.books import NOW

SECRET = "77 Secret Lane"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("IOP_FINDER_HOME", str(tmp_path))
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


def read(home, source, *rows):
    with SnapshotWriter(home, source, NOW) as writer:
        for id, name, street, hidden in rows:
            x = listing(id, name=name, at=None, origin=replace(SURVEY, source=source))
            writer.add(replace(x, address=replace(x.address, street=street, hidden=hidden)))
        writer.finish({"source": source, "synthetic": False, "as_of": ["2021"], "started": NOW.isoformat()})


def matches(*arguments):
    result = CliRunner().invoke(app, ["matches", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_near_misses_come_first_each_with_its_parts(home):
    read(home, "s", ("a", "Alpha House", "1 Main Street", False), ("b", "Beta Wilson", "5 Oak Street", False))
    read(home, "t", ("x", "Alpha House", "90 Elm Street", False), ("y", "Beta Wilson Smith", "5 Oack Street", False))
    near, barely = json.loads(matches("--json"))
    assert (near["merged"], near["points"], barely["merged"]) == (False, 10.0, True)
    assert near["points"] == sum(p["points"] for p in near["parts"]) and near["threshold"] == 11.0 <= barely["points"]
    assert [near[side]["source_id"] for side in ("left", "right")] == ["a", "x"] and "claims" not in near["left"]
    text = matches()
    assert "10 points: not merged" in text and "-6 street: another street" in text and "Alpha House · 1 Main Street" in text
    assert json.loads(matches("--json", "--source", "t", "--limit", "1")) == [near, barely]


def test_a_hidden_address_is_in_no_output_nor_is_that_of_its_partner_or_its_door(home):
    read(home, "s", ("a", "Alpha House Wilson", SECRET, False), ("b", "Beta Wilson", SECRET, False))
    read(home, "t", ("x", "Alpha House", SECRET, True), ("y", "Beta Wilson Smith", SECRET, False))
    found = json.loads(matches("--json"))
    assert found and all(x[side]["address"]["street"] is None for x in found for side in ("left", "right"))
    assert "Secret" not in matches() + json.dumps(found)


def test_a_source_that_was_not_read_is_said(home):
    read(home, "s", ("a", "Alpha House", "1 Main Street", False))
    assert json.loads(matches("--json")) == []
    with pytest.raises(BadParameter, match="has not been read"):
        matches("--source", "nobody")
