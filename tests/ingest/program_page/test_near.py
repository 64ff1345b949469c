"""The sites of known programs near a place, and whom a crawl names to write to."""

from pathlib import Path

import pytest

from api.cli.sites import sites_near
from finder.errors import BadParameter
from ingest.merge_all import merge_all
from ingest.run import run_source
from ingest.settings import crawl_settings
from tests.ingest.books import NOW

SITE = Path(__file__).parents[1] / "saved" / "program-page"


def test_sites_of_known_programs_near_a_place(tmp_path):
    run_source("program-page", [str(page) for page in sorted(SITE.glob("*.html"))], tmp_path, now=NOW, progress=False)
    merge_all(tmp_path, now=NOW)
    for near, radius in (("80302", None), ("Denver, CO", 60), ("Colorado", None)):
        assert sites_near(tmp_path, near, radius) == ["https://www.larkfield.example/"]
    with pytest.raises(BadParameter, match="no program near Miami, FL gives a web site"):
        sites_near(tmp_path, "Miami, FL", None)


def test_an_agent_says_what_it_is_and_whom_to_write_to():
    agent = crawl_settings(allow_private=False, contact="crawl@operator.example")["USER_AGENT"]
    assert agent.startswith("IOP-Finder/") and agent.endswith("contact: crawl@operator.example)")
