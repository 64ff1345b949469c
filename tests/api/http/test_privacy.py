"""Nothing that a seeker sends is kept, logged or said back in an error; no reply may be kept on the way."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.http.app import make_app
from api.http.metrics import Metrics
from api.http.parameters import Sentence
from tests.api.http.conftest import Both
from tests.api.http.test_problems import failing

MARKER = "qwzx-not-for-others"
NAMES = tuple(Sentence.model_fields)
FORMS = (MARKER, f"payment:{MARKER}", f"{MARKER}:medicaid", f"{MARKER}=2", f"cost={MARKER}", f"hours_per_week:{MARKER}", f"listed,{MARKER}")
PATHS = ("search", f"programs/{MARKER}", f"why/{MARKER}", "compare", f"terms/{MARKER}", "places", "questions", "sources", MARKER)


def asked(http: TestClient) -> Any:
    """Replies to requests that are full of the marker."""
    for path in PATHS:
        for name in (*NAMES, "id", "text", MARKER):
            yield http.get(f"/v1/{path}", params={name: MARKER})
        yield http.get(f"/v1/{path}?{MARKER}", headers={"referer": MARKER, "user-agent": MARKER, "accept": MARKER, "cookie": f"a={MARKER}"})
        yield http.request(MARKER.upper(), f"/v1/{path}", params={"near": MARKER})
    for path in (f"/fhir/{MARKER}/{MARKER}", f"/hsds/{MARKER}"):
        yield http.get(path, params={"near": MARKER})
    for name in NAMES:
        for form in FORMS:
            yield http.get("/v1/search", params={name: form})
            for value in (form, [form], {form: form}, {form: 2}, [[form]], {"a": [form]}):
                yield http.post("/v1/search", json={name: value})
    for body in (MARKER, f'{{"near": "{MARKER}', f'"{MARKER}"', f'["{MARKER}"]', f'{{"{MARKER}": 1}}', f'{{"near": "{MARKER}\\ud800"}}'):
        yield http.post("/v1/search", content=body.encode(), headers={"content-type": "application/json"})
    yield http.post("/v1/search", content=MARKER * 10_000, headers={"content-type": "application/json"})
    yield http.post("/v1/search", content=MARKER, headers={"content-type": f"text/{MARKER}"})


def asked_everywhere(http: TestClient) -> Any:
    """Replies of every operation that is described, with the marker in its place and in each of its parameters."""
    for path, item in http.get("/openapi.json").json()["paths"].items():
        for operation in item.values():
            names = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"]
            for name in (*names, MARKER, f"name:{MARKER}"):
                yield http.get(re.sub(r"{\w+}", MARKER, path), params={name: MARKER}, headers={"prefer": f"handling={MARKER}"})


def test_a_marker_is_in_no_error_no_log_and_no_file(
    both: Both, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    broken = failing(both.http, RuntimeError(MARKER))
    replies = [*asked(both.http), broken.get("/v1/search", params={"name": MARKER}), broken.post("/v1/search", json={"name": MARKER})]
    for level in (logging.ERROR, logging.WARNING, logging.INFO, logging.DEBUG):
        caplog.set_level(level)
        replies += asked_everywhere(both.http)
    refused = [r for r in replies if r.status_code >= 400]
    assert {r.status_code for r in refused} == {400, 404, 405, 406, 410, 413, 415, 422, 500} and len(refused) > 1_000
    for reply in refused:
        assert MARKER not in reply.text.lower() and MARKER not in str(reply.headers).lower()
    for path in ("/", "/search", "/es/search", "/guide", f"/programs/{MARKER}", f"/compare?id={MARKER}", f"/{MARKER}"):
        both.http.get(path, params={"near": MARKER})
        both.http.post(path, data={"text": MARKER, "near": MARKER, MARKER: MARKER})
    ours = [r for r in caplog.records if not r.name.startswith("http")]  # the client that stands in for the seeker logs what it asks
    assert len(ours) > 1_000 and any(r.levelno == logging.ERROR for r in ours)
    formatter = logging.Formatter()
    assert not [line for r in ours if MARKER in (line := formatter.format(r) + str(r.__dict__)).lower()]
    assert MARKER not in "".join(capfd.readouterr()).lower()
    assert not [f for f in both.home.rglob("*") if f.is_file() and MARKER.encode() in f.read_bytes().lower()]


def test_a_line_of_the_log(http: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "iop_finder.http")
    reply = http.get("/v1/programs/some", params={"near": "x"}, headers={"x-request-id": MARKER})
    (line,) = [json.loads(r.getMessage()) for r in caplog.records if r.name == "iop_finder.http"]
    assert line.keys() == {"event", "level", "timestamp", "request_id", "route", "status", "ms"}
    assert (line["route"], line["status"]) == ("/v1/programs/{id}", 422) and line["ms"] >= 0
    assert line["request_id"] == reply.headers["x-request-id"] != MARKER


def test_a_failure_and_its_request_have_one_id(http: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    failing(http, KeyError("x")).get("/v1/search")
    lines = [json.loads(r.getMessage()) for r in caplog.records if r.name == "iop_finder.http"]
    (failed,) = [line for line in lines if line["event"] == "failed"]
    assert failed["error"] == "KeyError" and failed["at"] and failed["route"] == "/v1/search"


def test_metrics_name_routes_and_nothing_else(http: TestClient) -> None:
    metrics = Metrics()
    with TestClient(make_app(http.app.state.finder, metrics=metrics)) as counted:  # type: ignore[attr-defined]
        for path in (f"/v1/programs/{MARKER}", f"/{MARKER}", f"/v1/search?near={MARKER}", f"/v1/search?name={MARKER}"):
            counted.get(path)
        counted.head(f"/v1/search?near={MARKER}")
        told = counted.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain") and MARKER not in told.text
    assert 'iop_finder_requests_total{route="/v1/programs/{id}",status="404"} 1.0' in told.text
    assert 'iop_finder_requests_total{route="/v1/search",status="422"} 2.0' in told.text
    assert 'iop_finder_request_seconds_count{route="-"} 1.0' in told.text
    assert http.get("/metrics").status_code == 404


def test_headers(http: TestClient) -> None:
    for reply in (*map(http.get, ("/v1/search", "/v1/search?age=x", "/nowhere", "/healthz")), http.post("/v1/search", json={})):
        assert (
            reply.headers["cache-control"] == "no-store"
            and reply.headers["access-control-allow-origin"] == "*"
            and reply.headers["referrer-policy"] == "no-referrer"
        )
        assert reply.headers["x-content-type-options"] == "nosniff" and "default-src 'none'" in reply.headers["content-security-policy"]
        assert "set-cookie" not in reply.headers and "location" not in reply.headers
