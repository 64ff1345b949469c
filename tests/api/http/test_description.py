"""What /openapi.json says is so: its examples are asked and answered, its schemas hold, and requests made from it break nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from threading import Event, Thread
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema_rs import Draft202012Validator
from schemathesis import GenerationMode
from starlette.testclient import TestClient

from api.http.shapes import schema_of
from api.http.trim import INCLUDE
from tests.api.http.conftest import Both, app_of
from tests.conformance import CONFIGURATION


def operations(http: TestClient) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of every operation."""
    for path, item in http.get("/openapi.json").json()["paths"].items():
        for method, operation in item.items():
            yield method, path, operation


def test_every_operation_is_described(http: TestClient) -> None:
    described = http.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1") and {"Problem", "Fault"} <= described["components"]["schemas"].keys()
    for method, path, operation in operations(http):
        content = operation["responses"]["200"]["content"]
        assert operation["description"] and content and all(c["example"] for c in content.values()), (method, path)
        assert {"406", "400" if path.startswith("/fhir") else "422", "429", "503"} <= operation["responses"].keys()
        assert all(p["description"] and "schema" in p for p in operation.get("parameters", ()))
        assert method == "get" or operation["requestBody"]["content"]["application/json"]["example"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/programs/x", 404),
        ("/v1/why/x", 404),
        ("/v1/terms/x", 404),
        ("/v1/changes?since=20200101t000000000000z", 410),
        ("/hsds/services/x", 404),
        ("/hsds/services?generation=x", 410),
    ],
)
def test_problems_are_described_by_their_titles(http: TestClient, path: str, status: int) -> None:
    title = http.get(path).json()["title"]
    template = path.partition("?")[0].replace("/terms/x", "/terms/{dimension}").replace("/x", "/{id}")
    assert http.get("/openapi.json").json()["paths"][template]["get"]["responses"][str(status)]["description"] == title


def test_examples_hold_to_their_schemas(http: TestClient) -> None:
    for method, path, operation in operations(http):
        for p in (p for p in operation.get("parameters", ()) if "example" in p):
            Draft202012Validator(p["schema"]).validate(p["example"])
        if body := operation.get("requestBody"):
            content = body["content"]["application/json"]
            Draft202012Validator(content["schema"]).validate(content["example"])
        assert operation["operationId"] and method in ("get", "post") and path


def test_examples_can_be_asked(http: TestClient) -> None:
    for method, path, operation in operations(http):
        given = {p["name"]: p["example"] for p in operation.get("parameters", ()) if "example" in p and p["in"] != "header"}
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
        of_path = {p["name"]: p["schema"]["examples"][0] for p in operation.get("parameters", ()) if p["in"] == "path"}
        params = {n: v for n, v in given.items() if n not in of_path}
        params |= {"since": http.get("/readyz").json()["generation"]} if path == "/v1/changes" else {}
        reply = http.request(method, path.format(**of_path), params=params, json=body)
        assert reply.status_code == 200, (method, path, reply.text)


def test_examples_of_replies_hold_to_their_schemas(http: TestClient) -> None:
    described = http.get("/openapi.json").json()
    checked = 0
    for _, _, operation in operations(http):
        for content in operation["responses"]["200"]["content"].values():
            Draft202012Validator({**content["schema"], "components": described["components"]}).validate(content["example"])
            checked += "$ref" in str(content["schema"])
    assert checked > 30


@pytest.mark.parametrize("include", INCLUDE)
def test_pages_hold_to_their_schema_whatever_is_included(http: TestClient, include: str) -> None:
    schema = Draft202012Validator({**schema_of("search"), "components": http.get("/openapi.json").json()["components"]})
    for asked in (
        {"near": "Denver, CO", "require": ["payment:medicaid"], "facet": ["payment"]},
        {"near": "Nebraska", "require": ["insurer:aetna", "schedule:weekend"], "prefer": ["hours_per_week:9..12"]},
        {"text": "DBT for my 15 year old near Denver, she wants to die"},
    ):
        schema.validate(http.post("/v1/search", json={**asked, "include": include}).json())


def test_the_page_tells_all_of_it(http: TestClient) -> None:
    page = http.get("/v1/docs")
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
    assert not [word for word in ("<script", "<link", "<img", 'src="', 'href="http') if word in page.text.lower()]
    for method, path, _ in operations(http):
        assert f"<h2>{method.upper()} {path}</h2>" in page.text
    for told in ("<td>iop | php | outpatient | any</td>", "<td>1..100</td>", "<td>csv | ndjson |", "<td>must be given</td>"):
        assert told in page.text
    assert http.get("/docs").status_code == http.get("/redoc").status_code == 404


@pytest.fixture(scope="session")
def described(both: Both) -> Iterator[Any]:
    """The description of a running server, for requests made from it."""
    server = uvicorn.Server(uvicorn.Config(app_of(both.environment), port=0, log_config=None, access_log=False))
    ready, start = Event(), server.startup

    async def startup(sockets: Any = None) -> None:
        await start(sockets)
        ready.set()

    server.startup = startup  # type: ignore[method-assign]
    thread = Thread(target=server.run)
    thread.start()
    assert ready.wait(60)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield schemathesis.openapi.from_url(f"http://127.0.0.1:{port}/openapi.json", config=schemathesis.Config.from_path(CONFIGURATION))
    finally:
        server.should_exit = True
        thread.join(60)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_requests_made_from_it(described: Any, mode: GenerationMode) -> None:
    for operation in (found.ok() for found in described.get_all_operations()):

        @settings(max_examples=5, deadline=None, derandomize=True, database=None, suppress_health_check=[*HealthCheck])
        @given(operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            case.call_and_validate()

        with suppress(Unsatisfiable):  # an operation that takes nothing has no wrong request
            ask()
