"""The API's wire."""

from collections.abc import Iterator

import pytest
import respx

from ingest.sources import findtreatment


@pytest.fixture
def wire(monkeypatch) -> Iterator[respx.MockRouter]:
    for name, value in {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "RETRY_TIMES": 2, "RETRY_WAIT": 0}.items():
        monkeypatch.setitem(findtreatment.Spider.custom_settings, name, value)
    with respx.mock(assert_all_called=False) as mock:
        mock.get("https://findtreatment.gov/robots.txt").respond(404)
        yield mock
