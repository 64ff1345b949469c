"""What cannot be done is a problem of RFC 9457 that names every parameter at fault, says what is allowed, and repeats nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.http.app import make_app
from api.root import make_finder
from finder.errors import IndexBusy, IndexUnavailable
from search.service import Finder
from tests.api.http.conftest import problem
from tests.search.embedded.built import build_of, some_programs

JSON = {"content-type": "application/json"}
MISUSED = [
    ("age=abc", "age"),
    ("age=", "age"),
    ("age=16.5", "age"),
    ("age=121", "age"),
    ("size=0", "size"),
    ("size=101", "size"),
    ("size=1e1", "size"),
    ("radius=20", "radius"),
    ("near=80301&radius=nan", "radius"),
    ("near=80301&radius=501", "radius"),
    ("near=Nowhereville", "near"),
    ("near=Springfield", "near"),
    ("near=Nowhereville&radius=20", "near"),
    ("near=Denver, CO&near=Boulder, CO", "near"),
    ("prefer=medicaid", "prefer"),
    ("require=payment:gold", "require"),
    ("require=payment:medicaid&avoid=payment:medicaid", "avoid"),
    ("weight=cost", "weight"),
    ("weight=cost=4", "weight"),
    ("weight=cost=1&weight=cost=2", "weight"),
    ("weight=colour=1", "weight"),
    ("level=detox", "level"),
    ("tiers=listed,", "tiers"),
    ("tiers=listed&tiers=maybe", "tiers"),
    ("facet=cost", "facet"),
    ("lang=fr", "lang"),
    ("cursor=x", "cursor"),
    ("name=%ff", "name"),
    ("name=ab%ff", "name"),
    ("name=...", "name"),
    ("colour=red", "colour"),
    ("rule-out=payment:medicaid", "?"),
    ("My child is 16", "?"),
    ("age=abc&near=Nowhereville&radius=900&colour=1&lang=fr&tiers=x&size=0&prefer=x&require=y&weight=z&facet=q&level=w",
     "age near radius colour lang tiers size prefer require weight facet level"),
    ("near=Nowhereville&cursor=x", "near"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "parameters"), MISUSED)
def test_every_bad_parameter_is_named(http: TestClient, query: str, parameters: str) -> None:
    problem(http.get(f"/v1/search?{query}"), 422, *parameters.split())


def test_what_is_allowed_is_said(http: TestClient) -> None:
    found = problem(
        http.get("/v1/search?age=x&require=payment:medicade&near=Springfield&colour=1"), 422, "age", "require", "near", "colour"
    )
    allowed = {e["parameter"]: e["allowed"] for e in found["errors"]}
    assert allowed["age"] == ["0..120"] and "payment:medicaid" in allowed["require"] and "Springfield, MO" in allowed["near"]
    assert {"near", "rule_out"} <= {*allowed["colour"]}
    listed = [t["id"] for d in ("payment", "therapy", "insurer", "condition") for t in http.get(f"/v1/terms/{d}").json()]
    for query, message in (
        (f"search?{'&'.join(f'require={t}' for t in listed[:26])}", "a search has 25 of require and rule_out together at most"),
        (f"search?{'&'.join(f'prefer={t}' for t in listed[:101])}", "a search names 100 terms at most, in all its wishes together"),
        ("search?prefer=age:16&avoid=age:16", "age is also wished as prefer: say it once"),
        ("changes?since=", "must be given"),
    ):
        assert [e["message"] for e in http.get(f"/v1/{query}").json()["errors"]] == [message]


@pytest.mark.parametrize(
    ("body", "parameters"),
    [
        ({"near": ["Denver, CO"]}, "near"),
        ({"near": 80301}, "near"),
        ({"near": None}, "near"),
        ({"age": "16"}, "age"),
        ({"age": 16.5}, "age"),
        ({"age": True}, "age"),
        ({"size": 10**30}, "size"),
        ({"near": "80301", "radius": 10**400}, "radius"),
        ({"prefer": "payment:medicaid"}, "prefer"),
        ({"prefer": [["payment:medicaid"]]}, "prefer"),
        ({"prefer": {"payment": "medicaid"}}, "prefer"),
        ({"weight": {"cost": "2"}}, "weight"),
        ({"weight": {"colour": 2}}, "weight"),
        ({"weight": [2]}, "weight"),
        ({"tiers": [1]}, "tiers"),
        ({"tiers": ["listed,maybe"]}, "tiers"),
        ({"patient": {"name": "x"}}, "patient"),
        ({"Given Name": "x", "dob": 1}, "? dob"),
        ({"near": ["x"], "radius": 20, "age": "x", "colour": 1, "require": ["x"]}, "near age colour require"),
        ([], "body"),
        ("near", "body"),
        (0, "body"),
    ],
)
def test_json_is_taken_at_its_word(http: TestClient, body: Any, parameters: str) -> None:
    problem(http.post("/v1/search", json=body), 422, *parameters.split())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"near": "\xff"}',
        b'{"near": "\\ud800"}',
        b"null",
        b"[" * 60_000,
        b'{"radius": NaN}',
        b"<html>",
        b'{"size": 1%s}' % (b"0" * 5_000),
    ],
)
def test_a_body_that_is_no_json(http: TestClient, body: bytes) -> None:
    problem(http.post("/v1/search", content=body, headers=JSON), 422, "body")


@pytest.mark.parametrize("twice", [b'"near": "80301", "near": "80302"', b'"weight": {"cost": 1, "cost": 2}'])
def test_what_is_said_twice_is_not_half_ignored(http: TestClient, twice: bytes) -> None:
    (error,) = problem(http.post("/v1/search", content=b"{%s}" % twice, headers=JSON), 422, "body")["errors"]
    assert "twice" in error["message"]


def test_a_body_beside_an_address_line_is_not_half_ignored(http: TestClient) -> None:
    problem(http.post("/v1/search?near=Colorado", json={}), 422, "near")


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", ""])
def test_another_media_type(http: TestClient, media: str) -> None:
    assert "accept-post" in http.post("/v1/search", content=b"{}", headers={"content-type": media}).headers
    problem(http.post("/v1/search", content=b"{}", headers={"content-type": media}), 415)
    problem(http.post("/v1/search", content=b"{}", headers={**JSON, "content-encoding": "gzip"}), 415)
    assert http.post("/v1/search", content=b"{}", headers={"content-type": "Application/JSON; charset=UTF-8"}).status_code == 200


def test_a_body_that_is_too_large(http: TestClient) -> None:
    problem(http.post("/v1/search", content=b" " * 10_000_000, headers=JSON), 413)
    problem(http.post("/v1/search", content=(b" " * 1_000 for _ in range(70)), headers=JSON), 413)
    assert http.post("/v1/search", content=b"{}" + b" " * 65_000, headers=JSON).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/v1/search", "GET, HEAD, OPTIONS, POST"),
        ("PUT", "/v1/terms", "GET, HEAD, OPTIONS"),
        ("POST", "/v1/programs/x", "GET, HEAD, OPTIONS"),
        ("ANYTHING", "/healthz", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method(http: TestClient, method: str, path: str, allow: str) -> None:
    reply = http.request(method, path)
    problem(reply, 405)
    assert reply.headers["allow"] == allow


@pytest.mark.parametrize(
    "path", ["/nowhere", "/v1", "/v1/search/", "/v2/search", "/v1/programs", "/v1/programs/a/b", "/docs", "/v1/%ff%00"]
)
def test_an_unknown_route(http: TestClient, path: str) -> None:
    problem(http.get(path), 404)


@pytest.mark.parametrize("path", ["/v1/programs/pnowhere", "/v1/programs/%00", "/v1/why/pnowhere", "/v1/compare?id=pnowhere&id=pelsewhere"])
def test_an_unknown_program(http: TestClient, path: str) -> None:
    assert problem(http.get(path), 404)["type"] == "/problems/unknown-program"


def test_an_unknown_dimension(http: TestClient) -> None:
    for name in ("colour", "hours_per_week"):
        assert "payment" in problem(http.get(f"/v1/terms/{name}"), 404, "dimension")["errors"][0]["allowed"]


def test_compare_wants_two_to_four_different_programs(http: TestClient, ids: list[str]) -> None:
    for wrong in ([], ids[:1], ids[:5], [ids[0], ids[0]]):
        problem(http.get("/v1/compare", params={"id": wrong, "near": "Nowhereville", "lang": "fr"}), 422, "id", "near", "lang")


@pytest.mark.parametrize(
    "path", ["programs/x", "questions", "terms", "terms/payment", "places?text=Denver", "sources", "why/x", "compare?id=a&id=b"]
)
def test_no_route_ignores_a_parameter(http: TestClient, path: str) -> None:
    problem(http.get(f"/v1/{path}{'&' if '?' in path else '?'}colour=red"), 422, "colour")


def test_a_place_that_is_not_typed(http: TestClient) -> None:
    problem(http.get("/v1/places"), 422, "text")
    problem(http.get("/v1/places?text="), 422, "text")


def test_other_formats(http: TestClient) -> None:
    for accept in ("text/csv", "application/json;q=0, text/html", "application/xml"):
        problem(http.get("/v1/questions", headers={"accept": accept}), 406)
    for accept in ("*/*", "text/html, */*;q=0.1", "application/*", "Application/JSON;q=0.5"):
        assert http.get("/v1/questions", headers={"accept": accept}).status_code == 200


def test_a_cursor_of_another_search(http: TestClient) -> None:
    cursor = http.get("/v1/search?near=Colorado&size=1").json()["next"]
    problem(http.get("/v1/search", params={"near": "Nebraska", "cursor": cursor}), 422, "cursor")


def test_a_retired_generation(tmp_path: Path) -> None:
    build_of(tmp_path / "index", some_programs(3), 0)
    with TestClient(make_app(make_finder(tmp_path))) as http:
        asked = {"near": "Colorado", "size": 1, "cursor": http.get("/v1/search?near=Colorado&size=1").json()["next"]}
        build_of(tmp_path / "index", some_programs(3), 1)
        assert http.post("/v1/search", json=asked).status_code == 200
        build_of(tmp_path / "index", some_programs(3), 2)
        assert problem(http.post("/v1/search", json=asked), 410)["type"] == "/problems/retired-generation"


def test_no_index_yet_and_then_one(tmp_path: Path) -> None:
    with TestClient(make_app(make_finder(tmp_path))) as http:
        for path in ("/v1/search", "/v1/programs/x", "/v1/why/x", "/v1/sources", "/readyz"):
            reply = http.get(path)
            assert str(tmp_path) not in json.dumps(problem(reply, 503)) and int(reply.headers["retry-after"]) > 0
        assert http.get("/healthz").status_code == http.get("/v1/questions").status_code == 200
        build_of(tmp_path / "index", some_programs(3))
        assert http.get("/readyz").status_code == http.get("/v1/search").status_code == 200


def test_a_damaged_index(own_home: Path) -> None:
    (generation,) = (own_home / "index" / "generations").iterdir()
    os.truncate(generation / "programs.sqlite", 100)
    with TestClient(make_app(make_finder(own_home))) as http:
        assert str(own_home) not in json.dumps(problem(http.get("/v1/search"), 503))


class Failing:
    """An index that fails with an error."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def current(self) -> Any:
        """Fails."""
        raise self.error

    async def close(self) -> None:
        """Nothing to close."""


def failing(http: TestClient, error: Exception) -> TestClient:
    """A client of a service whose index fails."""
    finder: Finder = http.app.state.finder  # type: ignore[attr-defined]
    return TestClient(make_app(Finder(Failing(error), finder.vocabulary, finder.questions)), raise_server_exceptions=False)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "seconds"),
    [(IndexBusy("busy", 17), "17"), (IndexBusy("busy", 0), "0"), (IndexBusy("busy", None), "5"), (IndexUnavailable("gone"), "5")],
)
def test_when_to_try_again(http: TestClient, error: Exception, seconds: str) -> None:
    reply = failing(http, error).get("/v1/search")
    problem(reply, 503)
    assert reply.headers["retry-after"] == seconds


def test_a_fault_that_nobody_foresaw(http: TestClient) -> None:
    problem(failing(http, KeyError("marker")).get("/v1/search"), 500)
