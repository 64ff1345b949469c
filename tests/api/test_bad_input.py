"""What cannot be used is named in one line on stderr, with what is allowed; nothing is guessed, clamped, left out or repeated."""

from __future__ import annotations

import json
import os
import shutil
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from tests.api.conftest import CommandLine, Said
from tests.search.embedded.built import build_of, some_programs

SECRET = "qwzx-not-for-others"
"""Stands in what a seeker wrote; no message may repeat it."""


def refused(said: Said, code: int, *words: str) -> str:
    """The one line on stderr, which holds all these words."""
    assert said.code == code, said
    assert said.out == "" and "Traceback" not in said.err
    assert len(said.err.splitlines()) == 1 and said.err.startswith("iop-finder: ")
    missing = [w for w in words if w not in said.err]
    assert not missing, f"{missing} not in {said.err!r}"
    return said.err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("--prefer colour:red", "prefer DIMENSION:TERM MEASURE:LOW..HIGH payment hours_per_week"),
        ("--prefer medicaid", "prefer DIMENSION:TERM"),
        ("--prefer :", "prefer DIMENSION:TERM"),
        ("--require payment:medicade", "require payment:medicaid"),
        ("--rule-out payment:medicaid,gold", "rule_out payment: payment:medicare"),
        ("--avoid approach:13_steps", "avoid approach:"),
        ("--prefer payment:", "prefer payment:medicaid"),
        ("--prefer payment", "prefer payment:medicaid"),
        ("--prefer payment:,", "prefer payment:medicaid"),
        ("--prefer Payment:medicaid", "prefer DIMENSION:TERM payment"),
        ("--prefer hours_per_week:12..9", "prefer hours_per_week LOW..HIGH 0 168 hours_per_week:9..12"),
        ("--prefer hours_per_week:", "prefer hours_per_week LOW..HIGH"),
        ("--prefer hours_per_week:many", "prefer hours_per_week LOW..HIGH"),
        ("--prefer hours_per_week:nan", "prefer hours_per_week LOW..HIGH"),
        ("--prefer hours_per_week:nan..nan", "prefer hours_per_week LOW..HIGH"),
        ("--prefer hours_per_week:inf", "prefer hours_per_week LOW..HIGH"),
        ("--prefer hours_per_week:-5..12", "prefer hours_per_week LOW..HIGH"),
        ("--prefer hours_per_week:999", "prefer hours_per_week 168"),
        ("--prefer hours_per_week:1..2..3", "prefer hours_per_week LOW..HIGH"),
        ("--require payment:medicaid --avoid payment:medicaid", "avoid payment:medicaid require once"),
        ("--prefer therapy:cbt --rule-out therapy:dbt,cbt", "rule_out therapy:cbt prefer once"),
        ("--near 80301 --radius 0", "radius 1 500"),
        ("--near 80301 --radius -1", "radius 1 500"),
        ("--near 80301 --radius 10000", "radius 1 500"),
        ("--near 80301 --radius nan", "radius 1 500"),
        ("--near 80301 --radius inf", "radius 1 500"),
        ("--near Oregon --radius 20", "radius state city ZIP"),
        ("--radius 20", "radius near"),
        ("--age -1", "age 0 120"),
        ("--age 121", "age 0 120"),
        ("--weight ages=9", "weight 0 3"),
        ("--weight ages=-1", "weight 0 3"),
        ("--weight ages=nan", "weight 0 3"),
        ("--weight ages=inf", "weight 0 3"),
        ("--weight ages", "weight ID=NUMBER ages=2"),
        ("--weight ages=", "weight ID=NUMBER"),
        ("--weight ages=lots", "weight ID=NUMBER"),
        ("--weight =2", "weight ages distance"),
        ("--weight payment=2", "weight insurance distance"),
        ("--weight ages=1 --weight ages=2", "weight one"),
        ("--size 0", "size 1 100"),
        ("--size -1", "size 1 100"),
        ("--size 101", "size 1 100"),
        ("--level detox", "level iop php outpatient any"),
        ("--level IOP", "level iop"),
        ("--tiers x", "tiers listed ask_first maybe"),
        ("--tiers listed,removed", "tiers listed ask_first maybe"),
        ("--tiers ,", "tiers listed ask_first maybe"),
        ("--name !!!", "name letter"),
        ("--facet colour", "facet payment therapy"),
        ("--facet payment:medicaid", "facet payment"),
        ("--facet payment --facet hours_per_week", "facet payment"),
        ("--prefer payment:medicaid,sliding_scale", "prefer different questions cost insurance"),
        ("--require service:employment,case_management", "require different questions"),
        ("--lang xx", "lang en es"),
        ("--lang EN", "lang en es"),
    ],
)
def test_a_parameter_that_cannot_be_used(iop: CommandLine, given: str, words: str) -> None:
    line = refused(iop("search", *given.split()), 2, *words.split())
    assert line == refused(iop("search", *given.split(), "--json"), 2)


@pytest.mark.parametrize("measure", ["hours_per_week:1..9999", "age:40..900"])
def test_a_range_ends_where_the_measure_does(iop: CommandLine, measure: str) -> None:
    refused(iop("search", "--prefer", measure), 2, "prefer")


def test_a_range_that_is_wished_and_avoided_is_a_contradiction(iop: CommandLine) -> None:
    given = ("--require", "hours_per_week:9..12", "--avoid", "hours_per_week:9..12")
    refused(iop("search", *given), 2, "avoid", "hours_per_week")


@pytest.mark.parametrize("given", ["--age x", "--age 16.5", "--radius x", "--size many", "--colour red"])
def test_what_the_parser_refuses_names_the_option_last(iop: CommandLine, given: str) -> None:
    said = iop("search", *given.split())
    assert (said.code, said.out) == (2, "") and "Traceback" not in said.err
    assert said.err.splitlines()[-1].startswith("Error: ") and given.split()[0] in said.err.splitlines()[-1]
    assert "iop-finder search --help" in said.err


@pytest.mark.parametrize("place", [SECRET, f"{SECRET}, CO", f"12 {SECRET} Street", "00000", "-105.27,40.01", "51.5,-0.12", "x" * 300])
def test_a_place_that_is_none_is_not_repeated(iop: CommandLine, place: str) -> None:
    line = refused(iop("search", "--near", place), 2, "near")
    assert SECRET not in line and place not in line
    assert place not in refused(iop("places", "--", place), 2)


def test_a_slip_in_a_place_is_asked_back(iop: CommandLine) -> None:
    refused(iop("search", "--near", "Pheonix, AZ"), 2, "near", "Did you mean", "Phoenix, AZ")
    assert [p["match"] for p in iop("places", "Pheonix, AZ", "--json").json()] == ["similar"]


def test_all_that_cannot_be_used_is_named(iop: CommandLine) -> None:
    given = "--near Springfield --age 200 --size 0 --radius 900 --level detox --weight cost --tiers x --facet q --require r"
    line = refused(iop("search", *given.split()), 2)
    assert [part.partition(":")[0] for part in line.removeprefix("iop-finder: ").split(" | ")] == [
        *("near", "age", "require", "size", "radius", "level", "weight", "tiers", "facet")
    ]


def test_an_error_does_not_hide_the_boxes(iop: CommandLine) -> None:
    said = iop("search", "--text", "I want to kill myself", "--near", "Springfield")
    assert said.code == 2 and "988" in said.out and said.err.startswith("iop-finder: near: ")


def test_an_ambiguous_place_names_the_choices(iop: CommandLine) -> None:
    line = refused(iop("search", "--near", "Springfield"), 2, "near", "which one", "Springfield, MO", "Springfield, IL")
    assert line.count("Springfield, ") > 5
    assert iop("search", "--near", "Springfield, MO").code == 0


def test_no_message_repeats_what_was_sent(iop: CommandLine) -> None:
    for option in ("near", "prefer", "require", "rule-out", "avoid", "weight", "level", "tiers", "facet", "cursor", "lang"):
        assert SECRET not in refused(iop("search", f"--{option}", SECRET, "--name", SECRET), 2)
    for wish in (f"payment:{SECRET}", f"hours_per_week:{SECRET}", f"{SECRET}:medicaid"):
        assert SECRET not in refused(iop("search", "--prefer", wish, "--name", SECRET), 2)


def cursor_of(iop: CommandLine, *search: str) -> str:
    """The cursor of a search's second page."""
    return str(iop("search", *search, "--size", 1, "--json").json()["next"])


def as_cursor(value: object) -> str:
    """A text in the form of our cursors."""
    return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor", ["x", "%%%", "1", "ünï", SECRET, as_cursor(None), as_cursor([]), as_cursor({}), as_cursor(["g", "s", None, 0, 0, "x"]),
               as_cursor(["g", "s", "far", 0, 0, "x", 1]), as_cursor([[], [], [], [], [], [], []]), "A" * 5_000]
)  # fmt: skip
def test_a_cursor_that_is_none(iop: CommandLine, cursor: str) -> None:
    refused(iop("search", "--near", "Colorado", "--cursor", cursor), 2, "cursor", "`next`")


def test_a_cursor_of_another_search(iop: CommandLine) -> None:
    cursor = cursor_of(iop, "--near", "Colorado")
    for other in (("--near", "Nebraska"), ("--near", "Colorado", "--age", "40"), ("--near", "Colorado", "--tiers", "listed"), ()):
        refused(iop("search", *other, "--cursor", cursor), 2, "cursor", "another search", "begin without it")
    assert iop("search", "--near", "Colorado", "--cursor", cursor).code == 0


def test_a_cursor_of_a_retired_generation(tmp_path: Path) -> None:
    iop = CommandLine(tmp_path)
    build_of(tmp_path / "index", some_programs(3), 0)
    cursor = cursor_of(iop, "--near", "Colorado")
    build_of(tmp_path / "index", some_programs(3), 1)
    assert iop("search", "--near", "Colorado", "--cursor", cursor).code == 0
    build_of(tmp_path / "index", some_programs(3), 2)
    refused(iop("search", "--near", "Colorado", "--cursor", cursor), 2, "renewed", "begin the search again")


@pytest.mark.parametrize("command", [("show", "pnowhere"), ("why", "pnowhere"), ("compare", "pnowhere", "pelsewhere")])
def test_an_unknown_program(iop: CommandLine, command: tuple[str, ...]) -> None:
    line = refused(iop(*command), 2, "no program has this id", "take one from a search")
    assert "nowhere" not in line


def test_compare_wants_two_to_four_different_programs(iop: CommandLine) -> None:
    ids = iop.ids(5)
    for wrong in (ids[:1], ids, [ids[0], ids[0]], [*ids[:2], ids[0]]):
        refused(iop("compare", *wrong), 2, "ids", "two to four different")
    assert iop("compare").code == 2 and iop("compare", *ids[:4]).code == 0


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("terms", "colour"), "dimension payment"),
        (("terms", "paymnt"), "dimension payment"),
        (("questions", "--lang", "xx"), "lang en es"),
        (("show", "x", "--lang", "xx"), "lang en es"),
        (("ingest", "nobody"), "source sample samhsa-directory"),
        (("ingest", "samhsa-directory"), "input files"),
        (("ingest", "sample", SECRET), "input file"),
    ],
)
def test_other_commands(iop: CommandLine, command: tuple[str, ...], words: str) -> None:
    assert SECRET not in refused(iop(*command), 2, *words.split())


def test_no_index_yet(no_home: CommandLine) -> None:
    for command in (("search",), ("show", "x"), ("why", "x"), ("compare", "x", "y"), ("index", "status")):
        refused(no_home(*command), 1, "no index yet", "iop-finder index build", "iop-finder demo")
    refused(no_home("index", "build"), 1, "iop-finder ingest")
    assert not no_home.home.exists()


def damaged(home: Path, name: str) -> CommandLine:
    """The command line over an index of which one file is cut off."""
    (generation,) = (home / "index" / "generations").iterdir()
    os.truncate(generation / name, (generation / name).stat().st_size // 2)
    return CommandLine(home)


@pytest.mark.parametrize("name", ["programs.sqlite", "manifest.json", "columns/facts.npy", "columns/names.json"])
def test_a_damaged_index_is_refused_until_it_is_built_again(own_home: Path, name: str) -> None:
    iop = damaged(own_home, name)
    for command in (("search",), ("show", "x"), ("index", "status")):
        refused(iop(*command), 1, "cannot be opened")
    assert iop("index", "build").code == 0 and iop("search").code == 0


def test_a_damaged_index_says_what_to_do(own_home: Path) -> None:
    refused(damaged(own_home, "programs.sqlite")("search"), 1, "iop-finder index build")


def test_an_index_whose_generation_is_gone(own_home: Path) -> None:
    (generation,) = (own_home / "index" / "generations").iterdir()
    shutil.rmtree(generation)
    refused(CommandLine(own_home)("search"), 1, "iop-finder index build")


def test_a_damaged_snapshot_leaves_the_index(own_home: Path) -> None:
    iop, (snapshot,) = CommandLine(own_home), own_home.glob("snapshots/sample/2*/listings.jsonl.gz")
    before = iop("index", "status").out
    os.truncate(snapshot, snapshot.stat().st_size // 2)
    refused(iop("index", "build"), 1, "damaged", "read the source again")
    assert iop("index", "status").out == before


@pytest.mark.parametrize("command", [("search",), ("index", "status"), ("show", "x"), ("demo", "--once"), ("sources",)])
def test_an_unknown_engine(iop: CommandLine, command: tuple[str, ...]) -> None:
    refused(iop(*command, IOP_FINDER_ENGINE="nonsense"), 2, "IOP_FINDER_ENGINE", "embedded")


ELASTIC = "IOP_FINDER_ELASTICSEARCH_"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("URL", "127.0.0.1:9200", "https://HOST:PORT"),
        ("URL", "https://cluster.example", "https://HOST:PORT"),
        ("URL", "http://one.example:9200,two.example", "https://HOST:PORT"),
        ("URL", " , ", "https://HOST:PORT"),
        ("CA_CERTS", "/nowhere/ca.pem", "certificate"),
        ("CA_CERTS", __file__, "certificate"),
        ("API_KEY", "a2V5", "not both"),
    ],
)
def test_a_way_to_elasticsearch_that_leads_nowhere(iop: CommandLine, name: str, value: str, words: str) -> None:
    said = iop("search", **{f"{ELASTIC}USER": "finder", f"{ELASTIC}{name}": value})
    refused(said, 2, ELASTIC if name == "API_KEY" else f"{ELASTIC}{name}", words)


def test_a_home_that_cannot_be_written(tmp_path: Path, sample_books: list[Path]) -> None:
    (tmp_path / "file").touch()
    refused(CommandLine(tmp_path / "file")("ingest", "sample", *map(str, sample_books)), 1, "file", "directory")
