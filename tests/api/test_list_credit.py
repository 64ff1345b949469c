"""A list's publisher, licence and credit, as its mapping says them, go wherever its facts go."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.http.app import make_app
from api.root import make_finder
from finder.formats.registry import FORMATS
from tests.api.conftest import CommandLine

LIST = Path(__file__).parents[1] / "ingest" / "saved" / "csv"
LICENCE, CREDIT = "CC BY-SA 4.0 of this list", "Made-up County, as its list wants to be credited"


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    """The command line over a home with one list."""
    home = tmp_path_factory.mktemp("list")
    mapping = (LIST / "mapping.toml").read_text("utf-8").replace('licence = "CC0 1.0"', f'licence = "{LICENCE}"\ncredit = "{CREDIT}"')
    (home / "mapping.toml").write_text(mapping, "utf-8")
    iop = CommandLine(home / "home")
    assert iop("ingest", "csv", "--mapping", home / "mapping.toml", LIST / "list.csv").code == 0
    assert iop("index", "build").code == 0
    return iop


@pytest.mark.parametrize("format", FORMATS)
def test_every_export_holds_them(lists: CommandLine, tmp_path: Path, format: str) -> None:
    assert lists("export", "--format", format, "--output", tmp_path / "out").code == 0
    text = (tmp_path / "out").read_text("utf-8")
    assert LICENCE in text and CREDIT in text


def test_the_sources_name_them(lists: CommandLine) -> None:
    with TestClient(make_app(make_finder(lists.home))) as http:
        served = http.get("/v1/sources").json()
    (own,) = [s for s in lists("sources", "--json").json() if s["id"] == "csv-made-up-county"]
    for source in (own, *served):
        assert (source["licence"], source["credit"], source["publisher"]) == (LICENCE, CREDIT, "Made-up County Behavioral Health")
