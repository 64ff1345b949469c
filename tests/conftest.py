"""What all tests share: the real files beside the checkout, and what to do where something is absent."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import AsyncElasticsearch

from search.elastic.access import Access
from search.elastic.client import make_client
from tests.homes import built_home

ROOT = Path(__file__).parent.parent
BOOKS = "samhsa/national-directory-2022/National_Directory_{}_Facilities_2022.xlsx"


def need(present: object, reason: str) -> None:
    """Returns if `present`; else the test is skipped with the reason, or fails where CI=true: there nothing may be missing."""
    if present:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"absent, and nothing may be absent in CI: {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real files: IOP_FINDER_TEST_DATA, or ../shared/data beside the checkout. Who asks for it is marked `real`."""
    folder = Path(os.environ.get("IOP_FINDER_TEST_DATA") or ROOT.parent / "shared" / "data").resolve()
    need(folder.is_dir(), f"no real files at {folder}: IOP_FINDER_TEST_DATA names another folder")
    return folder


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Path:
    """A home with both national directories, ingested and built; scenarios and the engines' contract share it."""
    return built_home(tmp_path_factory, "samhsa-directory", lambda _: [real_data / BOOKS.format(survey) for survey in ("SA", "MH")])


@pytest.fixture(scope="session")
def elasticsearch() -> str:
    """The address of a real Elasticsearch: IOP_FINDER_TEST_ELASTICSEARCH_URL."""
    url = os.environ.get("IOP_FINDER_TEST_ELASTICSEARCH_URL", "")
    need(url, "no Elasticsearch: IOP_FINDER_TEST_ELASTICSEARCH_URL names one (docker run -p 9200:9200 elasticsearch, without security)")
    return url


@asynccontextmanager
async def cluster(url: str) -> AsyncIterator[tuple[AsyncElasticsearch, str]]:
    """A client, and an alias that no other test uses; all indexes under it are deleted at the end."""
    client, alias = make_client(Access([u for u in url.split(",") if u], timeout=30)), f"test-{uuid4().hex[:12]}"
    try:
        yield client, alias
    finally:
        found = (await client.indices.get(index=f"{alias}-*", allow_no_indices=True)).body
        if found:
            await client.indices.delete(index=[*found])
        await client.close()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks what asks for the real files, so that `-m "not real"` leaves it out."""
    if "real_data" in getattr(item, "fixturenames", ()):
        item.add_marker("real")
