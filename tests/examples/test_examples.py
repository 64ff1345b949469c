"""The examples, run as anyone runs them, against a server on loopback."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.http.app import make_app
from api.root import make_finder
from data.vocabulary import load_vocabulary
from finder.listing import Closed, Closing
from search.embedded.generation import build
from tests.api.conftest import sample_books, sample_home
from tests.api.http.test_exchange import served
from tests.builders import program
from tests.contract.test_changes import read_again
from tests.search.embedded.built import moment

__all__ = ["sample_books", "sample_home"]

EXAMPLES = Path(__file__).parents[2] / "examples"
pytestmark = pytest.mark.checkout


def run(name: str, *arguments: str) -> str:
    """What an example prints."""
    done = subprocess.run([sys.executable, EXAMPLES / name, *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def sample(sample_home: Path) -> Iterator[str]:
    """A server over the sample."""
    with served(make_app(make_finder(sample_home))) as base:
        yield base


def test_the_referral_desk(sample: str) -> None:
    told = run("referral_desk.py", sample, "Denver, CO", "--age", "16", "--require", "payment:medicaid", "--prefer", "therapy:dbt")
    assert [line[:2] for line in told.splitlines() if line[0].isdigit()] == ["1.", "2.", "3."]
    assert "Takes Medicaid. (2021)" in told and "ask: Nothing said about dialectical behavior therapy (DBT)" in told


def test_the_notebook_table(sample: str) -> None:
    head, first, *_ = run("notebook_table.py", sample, "Colorado").splitlines()
    assert head.split() == ["town", "programs", "Medicaid"] and int(first.split()[-2]) >= int(first.split()[-1]) > 0


def test_a_cell_may_hold_what_looks_like_an_end_of_line(tmp_path: Path) -> None:
    odd = replace(program("pa", yes="level_of_care:iop"), name="North\u2028Ridge")
    build([odd], tmp_path / "index", load_vocabulary(), moment(0), {"sources": [], "listings": 0, "siblings": 0, "left_out": []})
    with served(make_app(make_finder(tmp_path))) as base:
        _, *towns = run("notebook_table.py", base, "Colorado").splitlines()
    assert [town.split()[-2:] for town in towns] == [["1", "0"]]


def test_the_mirror_keeps_its_copy_where_the_whole_cannot_be_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(EXAMPLES)
    client, mirror = import_module("client"), import_module("nightly_mirror")

    def server(request: httpx.Request) -> httpx.Response:
        status = 410 if "since" in request.url.params else 200 if "if-none-match" in request.headers else 503
        return httpx.Response(status, json={"title": "", "detail": "", "type": ""}, headers={"etag": "new"})

    (path := tmp_path / "mirror.json").write_text(copy := json.dumps({"generation": "g", "etag": "old", "programs": {"pa": {}}}))
    with pytest.raises(client.Problem, match="503"):
        mirror.update(client.Client("", httpx.Client(base_url="http://test", transport=httpx.MockTransport(server))), path)
    assert path.read_text() == copy


def test_the_nightly_mirror_follows_generations(tmp_path: Path) -> None:
    index, path, lazy = tmp_path / "index", tmp_path / "mirror.json", tmp_path / "lazy.json"
    say = "level_of_care:iop"
    kept = program("pa", yes=say)
    generations = [
        [kept, program("pb", yes=say), program("pc", yes=say)],
        [kept, program("pb", yes=f"{say} payment:medicaid"), program("pc", yes=say)],
        [kept, replace(program("pb", yes=say), closed=Closed("2026-01-05", "samhsa-directory", Closing.GONE)), program("pc", yes=say)],
        [kept, program("pb", yes=say), replace(program("pc", yes=say), replaced_by="pa"), program("pd", yes=say)],
        [kept, program("pb", yes=say), replace(program("pc", yes=say), replaced_by="pa"), program("pd", no=say)],
        [kept, program("pb", yes=say), replace(program("pc", yes=say), replaced_by="pa"), read_again(program("pd", no=say))],
        [kept, program("pe", yes=say)],
    ]
    done = []
    for number, programs in enumerate(generations):
        about = {"sources": [], "listings": 0, "siblings": 0, "left_out": []}
        build(programs, index, load_vocabulary(), moment(number), about)
        with served(make_app(make_finder(tmp_path))) as base:
            done += [run("nightly_mirror.py", base, str(path), "--reread").strip() for _ in range(1 if number else 2)]
            run("nightly_mirror.py", base, str(lazy))
            run("nightly_mirror.py", base, str(tmp_path / f"{number}.json"))
        mirror, whole = json.loads(path.read_text()), json.loads((tmp_path / f"{number}.json").read_text())
        assert mirror["programs"] == whole["programs"] and mirror["generation"] == whole["generation"]
        old = json.loads(lazy.read_text())
        assert undated(old["programs"]) == undated(whole["programs"])
        assert (old["programs"] == whole["programs"]) is (programs is not generations[5])
    assert done == ["whole", "unchanged", *["changes"] * 5, "whole"]


def undated(programs: Any) -> Any:
    """The programs without the days on which they were read."""
    return json.loads(re.sub("202[23]-01-01", "", json.dumps(programs)))
