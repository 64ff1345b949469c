"""HTTP's own manners: what a caller has is not sent again, the next page is named whole, HEAD and OPTIONS tell the truth."""

from __future__ import annotations

from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.testclient import TestClient

from api.http.problems import KINDS, OF_STATUS
from api.http.trim import INCLUDE
from tests.api.http.conftest import Both, problem

RECORDS = ("/v1/questions", "/v1/questions?lang=es", "/v1/terms", "/v1/terms/payment", "/v1/sources")
NEAR = ("Denver, CO", "80301", "Colorado", "Boulder County, CO", "40.01,-105.27", "Nebraska")


def test_every_kind_of_problem_has_its_page(http: TestClient) -> None:
    assert {400, 404, 405, 406, 408, 410, 413, 415, 422, 429, 431, 500, 503} == {kind.status for kind in KINDS.values()}
    for name, kind in KINDS.items():
        page = http.get(f"/problems/{name}")
        assert page.status_code == 200 and kind.title in page.text and str(kind.status) in page.text and "<script" not in page.text
        assert f"/problems/{name}" in http.get("/problems").text
    problem(http.get("/problems/qwzx"), 404)


def test_the_type_of_a_problem_leads_to_its_page(http: TestClient) -> None:
    for reply in (http.get("/v1/search?age=x"), http.get("/nowhere"), http.delete("/v1/search"), http.get("/v1/programs/x")):
        assert http.get(reply.json()["type"]).status_code == 200
    assert {kind.name for kind in OF_STATUS.values()} <= KINDS.keys()


@pytest.mark.parametrize("path", [*RECORDS, "program"])
def test_what_a_caller_has_is_not_sent_again(http: TestClient, ids: list[str], path: str) -> None:
    path = f"/v1/programs/{ids[0]}" if path == "program" else path
    first = http.get(path)
    etag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache" and etag.startswith('W/"')
    for tags in (etag, etag.removeprefix("W/"), f'"x", {etag}', "*"):
        again = http.get(path, headers={"if-none-match": tags})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
        assert {*first.headers.get("vary", "").split(", ")} <= {"", *again.headers["vary"].split(", ")}
    assert http.get(path, headers={"if-none-match": '"x"'}).content == first.content
    assert http.get(path, headers=[("if-none-match", '"x"'), ("if-none-match", etag)]).status_code == 304
    head = http.head(path, headers={"if-none-match": etag})
    assert (head.status_code, head.content) == (304, b"")


@pytest.mark.parametrize("path", ["/v1/sources", "program"])
def test_a_record_says_when_it_was_made(http: TestClient, ids: list[str], path: str) -> None:
    path = f"/v1/programs/{ids[0]}" if path == "program" else path
    modified = http.get(path).headers["last-modified"]
    assert modified.endswith(" GMT")
    assert http.get(path, headers={"if-modified-since": modified}).status_code == 304
    for since in (
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Fri, 31 Dec 2100 00:00:00 GMT",
        "yesterday",
        "",
        "Thu, 01 Jan 1970 00:00:00",
        f"{modified[:-3]}+{'9' * 20}",
    ):
        assert http.get(path, headers={"if-modified-since": since}).status_code == 200
    assert http.get(path, headers={"if-modified-since": modified, "if-none-match": '"x"'}).status_code == 200


def test_a_search_is_never_kept(http: TestClient) -> None:
    searches = [
        http.get(f"/{path}") for path in ("v1/search", "v1/places?text=Denver", "hsds/services?search=ridge", "fhir/Location?name=x")
    ]
    for reply in (*searches, http.post("/v1/search", json={})):
        assert reply.headers["cache-control"] == "no-store" and "etag" not in reply.headers and "last-modified" not in reply.headers


@pytest.mark.parametrize(
    "path", ["/v1/search?near=Colorado", "/v1/search?age=x", "/v1/terms", "/nowhere", "/healthz", "/problems", "/openapi.json"]
)
def test_head_is_get_without_its_body(http: TestClient, path: str) -> None:
    got, head = http.get(path), http.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    same = ("content-type", "content-length", "etag", "link", "cache-control")
    assert {n: head.headers.get(n) for n in same} == {n: got.headers.get(n) for n in same}


@pytest.mark.parametrize(
    ("path", "allow"),
    [("/v1/search", "GET, HEAD, OPTIONS, POST"), ("/v1/programs/x", "GET, HEAD, OPTIONS"), ("/openapi.json", "GET, HEAD, OPTIONS")],
)
def test_options_say_what_an_address_knows(http: TestClient, path: str, allow: str) -> None:
    for headers in ({}, {"origin": "https://elsewhere.example", "access-control-request-method": "POST"}):
        reply = http.options(path, headers=headers)
        assert (reply.status_code, reply.headers["allow"], reply.content) == (204, allow, b"")
        assert reply.headers["access-control-allow-methods"] == allow and {"Content-Type", "Prefer"} <= {
            *reply.headers["access-control-allow-headers"].split(", ")
        }
        assert reply.headers["access-control-allow-origin"] == "*" and "access-control-allow-credentials" not in reply.headers
    problem(http.options("/nowhere"), 404)


def test_other_origins_may_read_errors_too(http: TestClient) -> None:
    for reply in (
        http.get("/v1/search"),
        http.get("/v1/search?age=x"),
        http.get("/nowhere"),
        http.post("/v1/search", content=b"x" * 99_999),
    ):
        assert reply.headers["access-control-allow-origin"] == "*" and "Link" in reply.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in reply.headers


def test_long_replies_are_compressed(http: TestClient) -> None:
    small = http.get("/v1/search?near=Colorado", headers={"accept-encoding": "gzip"})
    plain = http.get("/v1/search?near=Colorado", headers={"accept-encoding": "identity"})
    assert small.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert small.json() == plain.json() and int(small.headers["content-length"]) * 4 < int(plain.headers["content-length"])
    assert small.headers["vary"] == plain.headers["vary"] == "Accept, Accept-Encoding"
    assert "content-encoding" not in http.get("/healthz", headers={"accept-encoding": "gzip"}).headers


def asked(rng: Random) -> dict[str, Any]:
    """A search as somebody may send it."""
    more = {
        "require": rng.choice(["payment:medicaid", "schedule:evening"]),
        "prefer": ["therapy:cbt,dbt", "hours_per_week:9..12"],
        "weight": ["cost=2", "distance=0.5"],
        "age": rng.choice([15, 40]),
        "lang": "es",
        "include": rng.choice(INCLUDE),
        "level": rng.choice(["php", "any"]),
        "radius": 150,
    }
    near = rng.choice(NEAR)
    names = [n for n in rng.sample(sorted(more), 3) if n != "radius" or near not in ("Colorado", "Nebraska")]
    return {"near": near, "size": rng.choice([3, 7, 20]), "tiers": "listed,ask_first,maybe", **{n: more[n] for n in names}}


def same(address: str, given: dict[str, Any]) -> bool:
    """Whether an address holds all that was asked."""
    pairs = {(n, str(v)) for n, value in given.items() for v in (value if isinstance(value, list) else [value])}
    return pairs == {(n, v) for n, v in parse_qsl(urlsplit(address).query) if n != "cursor"}


def test_links_and_next_lead_to_the_end(both: Both) -> None:
    rng = Random(20261122)
    for given in (asked(rng) for _ in range(50)):
        address: str | None = both.http.build_request("GET", "/v1/search", params=given).url.raw_path.decode()
        seen: list[str] = []
        cursor = ""
        while address:
            reply = both.http.get(address)
            page = reply.json()
            also = both.http.post("/v1/search", json=as_json({**given, **({"cursor": cursor} if cursor else {})}))
            assert also.json() == page and "link" not in also.headers
            seen += [r["program"]["id"] for r in page["results"]]
            cursor, next = page["next"], reply.links.get("next")
            assert same(reply.links["first"]["url"], given) and bool(cursor) == bool(next)
            assert not next or same(next["url"], given)
            address = next["url"] if next else None
        assert len(seen) == len({*seen}) == sum(page["total"][tier] for tier in ("listed", "ask_first", "maybe"))


def as_json(given: dict[str, Any]) -> dict[str, Any]:
    """The search as a JSON body has it."""
    lists = ("require", "prefer", "weight")
    return {n: [v] if n in lists and isinstance(v, str) else v for n, v in given.items()}


def test_a_page_holds_what_its_reader_wants(http: TestClient) -> None:
    whole = http.get("/v1/search?near=Denver, CO&size=3").json()
    assert all(p["claims"] is not None for r in whole["results"] for a in r["answers"] for p in a["parts"])
    answers = http.get("/v1/search?near=Denver, CO&size=3&include=answers").json()
    assert not any("claims" in p for r in answers["results"] for a in r["answers"] for p in a["parts"])
    assert [a["verdict"] for r in answers["results"] for a in r["answers"]] == [
        a["verdict"] for r in whole["results"] for a in r["answers"]
    ]
    none = http.post("/v1/search", json={"near": "Denver, CO", "size": 3, "include": "none"}).json()
    assert not any("answers" in r for r in none["results"]) and len(str(none["results"])) * 10 < len(str(whole["results"]))
    assert [r["program"] for r in none["results"]] == [r["program"] for r in whole["results"]]
    assert http.get("/v1/search?near=Denver, CO&size=3").json() == whole  # nothing was cut in what others are sent
    problem(http.get("/v1/search?include=claims"), 422, "include")
    far = http.get("/v1/search?near=Limon, CO&radius=1&require=therapy:dbt&include=none").json()
    assert not any("answers" in r for x in far["repair"] for r in x.get("farther", ()))


def test_words_are_in_the_language_that_is_asked_for(http: TestClient) -> None:
    page = http.get("/v1/search?near=Denver, CO&require=payment:medicaid&lang=es&facet=payment").json()
    answer = next(a for a in page["results"][0]["answers"] if a["question"] == "insurance")
    assert answer["title"].startswith("¿") and "Medicaid" in answer["parts"][0]["sentence"]
    labels = {f["term"]: f["label"] for f in page["facets"]["payment"]}
    assert labels != {f["term"]: f["label"] for f in http.get("/v1/search?near=Denver, CO&facet=payment").json()["facets"]["payment"]}
    assert page["crisis"]["lines"][0]["name"].startswith("988 Línea")
