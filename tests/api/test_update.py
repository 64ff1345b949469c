"""update: all configured sources read, the index built of what is good, and what changed."""

import json
from pathlib import Path

import pytest

from ingest.configured import EXAMPLE, load_configured
from search.lock import only_one
from tests.api.conftest import CommandLine
from tests.ingest.findtreatment.made import page, row, rows

LISTS = """
[[source]]
name = "findtreatment"
inputs = ["saved_2025-06-30.json"]

[[source]]
name = "samhsa-directory"
inputs = ["nowhere.xlsx"]
enabled = {other}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a list of sources, and no run yet."""
    (tmp_path / "sources.toml").write_text(LISTS.format(other="false"))
    return tmp_path


def save(home: Path, own: list[dict]) -> None:
    (home / "saved_2025-06-30.json").write_text(json.dumps(page(own)))


def test_every_night_says_what_changed(home):
    iop = CommandLine(home)
    save(home, rows(40))
    first = iop("update", "--json").json()
    assert (first["programs"], first["new"], first["closed"], first["changed"]) == (40, 40, 0, {})
    assert first["sources"] == [
        {"source": "findtreatment", "outcome": "good", "why": [], "listings": 40, "lost": 0, "gained": 40, "gone": 0}
    ]
    save(home, [*rows(37), row(name1="Made-up Center 37", phone="303-555-0177"), *rows(2, begin=90)])
    second = iop("update")
    assert second.code == 0 and "findtreatment: 40 listings, 2 gained, 2 lost" in second.err
    assert "40 programs, generation" in second.err
    assert "programs: 2 new, 2 closed, 0 replaced" in second.err and "phones in 1" in second.err


def test_a_source_that_fails_or_is_refused_leaves_its_last_good_run_and_exit_code_1(home):
    iop = CommandLine(home)
    save(home, rows(40))
    assert iop("update").code == 0
    (home / "sources.toml").write_text(LISTS.format(other="true"))
    save(home, rows(5))
    said = iop("update", "--json")
    told = json.loads(said.out)
    assert said.code == 1 and told["programs"] == 40
    assert [s["outcome"] for s in told["sources"]] == ["refused", "failed"]
    assert "35 of the 40 listings" in told["sources"][0]["why"][0] and "no file that can be found" in told["sources"][1]["why"][0]
    assert "findtreatment: refused, its last good run stays" in said.err
    listed = {s["id"]: s for s in iop("sources", "--json").json()}["findtreatment"]
    assert listed["last_good_run"]["kept"] == 40 and "35 of the 40" in listed["last_refused_run"]["shortfalls"][0]
    assert "refused run" in iop("sources").words
    served = iop("index", "status", "--json").json()["sources"][0]
    assert (served["publisher"], served["drift"]) == ("SAMHSA", None) and "35 of the 40" in served["refused"]["shortfalls"][0]


def test_nothing_to_build_of_is_a_failure(home):
    save(home, [])
    said = CommandLine(home)("update")
    assert said.code == 1 and "no source has been read yet" in said.err


def test_two_updates_never_run_at_once(home):
    save(home, rows(40))
    with only_one(home, "update"):
        said = CommandLine(home)("update")
    assert said.code == 1 and "another update is running" in said.err


def test_init_writes_an_example_that_can_be_read(tmp_path):
    iop = CommandLine(tmp_path / "home")
    assert iop("update").code == 2 and iop("update", "--init").code == 0
    path = tmp_path / "home" / "sources.toml"
    assert path.read_text() == EXAMPLE
    (directory,) = load_configured(path)
    assert directory.name == "samhsa-directory" and all(Path(place).parent == path.parent / "lists" for place in directory.inputs)
    again = iop("update", "--init")
    assert again.code == 2 and "is there already" in again.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "source: Field required"),
        ("source = []", "source: List should have at least 1 item"),
        ("[[source]]", "source.0.name: Field required"),
        ('[[source]]\nname = "x"\nurl = "y"', "source.0.url: Extra inputs are not permitted"),
        ('[[source]]\nname = "x"\ninputs = "y"', "source.0.inputs"),
        ('[[source]]\nname = "x"\nenabled = false', "no source in it is enabled"),
        ("[[source", "cannot be read"),
    ],
)
def test_a_list_that_says_something_else_is_refused_in_one_line(tmp_path, text, words):
    (tmp_path / "own.toml").write_text(text)
    said = CommandLine(tmp_path)("update", "--config", tmp_path / "own.toml")
    assert said.code == 2 and words in said.err and said.err.count("\n") == 1
