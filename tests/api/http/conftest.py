"""The HTTP service in this process, over the sample's index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.http.app import make_app
from api.root import make_finder


@pytest.fixture(scope="session")
def http(sample_home: Path) -> Iterator[TestClient]:
    """A client of the service over the sample. A fault that nobody foresaw is a reply, as it is for any caller."""
    with TestClient(make_app(make_finder(sample_home)), raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


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
