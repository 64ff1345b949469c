"""The HTTP service in this process, over the sample's index."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.http.app import app_from_settings, make_app
from api.root import make_finder
from api.settings import settings
from search.elastic.access import Access
from search.elastic.client import make_client
from tests.api.conftest import CommandLine, Said


@pytest.fixture(scope="session")
def http(sample_home: Path) -> Iterator[TestClient]:
    """A client of the service over the sample. A fault that nobody foresaw is a reply, as it is for any caller."""
    with TestClient(make_app(make_finder(sample_home)), raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@dataclass(frozen=True)
class Both:
    """One engine's index of the sample, behind HTTP and behind the command line."""

    http: TestClient
    home: Path
    environment: Mapping[str, str]

    def iop(self, *arguments: object) -> Said:
        """What a command says over the same index."""
        return CommandLine(self.home)(*arguments, **self.environment)


@pytest.fixture(scope="session", params=["embedded", "elastic"])
def both(request: pytest.FixtureRequest, sample_home: Path) -> Iterator[Both]:
    """The sample behind both ways in, by each engine."""
    environment = {"IOP_FINDER_HOME": str(sample_home), "IOP_FINDER_ENGINE": request.param}
    with ExitStack() as stack:
        if request.param == "elastic":
            url, alias = request.getfixturevalue("elasticsearch"), f"test-{uuid4().hex[:12]}"
            environment |= {"IOP_FINDER_ELASTICSEARCH_URL": url, "IOP_FINDER_ELASTICSEARCH_ALIAS": alias}
            stack.callback(lambda: asyncio.run(drop(url, alias)))
            assert CommandLine(sample_home)("index", "build", **environment).code == 0
        http = stack.enter_context(TestClient(app_of(environment), raise_server_exceptions=False, follow_redirects=False))
        yield Both(http, sample_home, environment)


def app_of(environment: Mapping[str, str]) -> FastAPI:
    """The application that these settings name."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        settings.cache_clear()
        app = app_from_settings()
    settings.cache_clear()
    return app


async def drop(url: str, alias: str) -> None:
    """Nothing: the indexes of an alias are deleted."""
    client = make_client(Access([url], timeout=30))
    found = (await client.indices.get(index=f"{alias}-*", allow_no_indices=True)).body
    if found:
        await client.indices.delete(index=[*found])
    await client.close()


@pytest.fixture(scope="session")
def ids(http: TestClient) -> list[str]:
    """The ids of some programs."""
    return [r["program"]["id"] for r in http.get("/v1/search", params={"near": "Colorado"}).json()["results"]]


def problem(reply: Any, status: int, *parameters: str) -> Any:
    """The problem that the reply is, with these parameters named and no other."""
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    value = reply.json()
    assert value.keys() == {"type", "title", "status", "detail", "errors"} and value["status"] == status
    assert value["type"].startswith("/problems/") and value["title"] and value["detail"]
    assert sorted(e["parameter"] for e in value["errors"]) == sorted(parameters), value["errors"]
    assert all(e.keys() == {"parameter", "message", "allowed"} and e["message"] for e in value["errors"])
    return value
