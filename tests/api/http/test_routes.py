"""Every route answers with the wire's objects: those that the command line prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.http.app import make_app
from api.http.examples import EXAMPLES
from api.http.parameters import Search, Sentence
from api.http.reading import repeatable
from api.root import make_finder
from search.request import SearchRequest
from tests.api.conftest import CommandLine
from tests.api.http.conftest import Both
from tests.api.shapes import ANSWER, CRISIS, PROGRAM, READ, SEARCH, VERDICT, fits
from tests.search.embedded.built import build_of, some_programs

DENVER: dict[str, Any] = {"near": "Denver, CO", "age": 16, "require": ["payment:medicaid"], "prefer": ["therapy:cbt,dbt"]}


def test_search(http: TestClient) -> None:
    page = http.get("/v1/search", params={**DENVER, "facet": ["payment", "therapy"], "size": 3}).json()
    fits(page, SEARCH)
    assert page["facets"].keys() == {"payment", "therapy"} and len(page["results"]) == 3 and page["next"]
    assert {"988", "1-800-662-4357"} <= {line["number"] for line in page["crisis"]["lines"]}


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("asked", [{}, {"near": "Denver, CO", "name": "zzzz"}, {"near": "Oregon", "tiers": "maybe"}])
def test_crisis_lines_are_in_every_search(http: TestClient, lang: str, asked: Mapping[str, str]) -> None:
    for reply in (http.get("/v1/search", params={**asked, "lang": lang}), http.post("/v1/search", json={**asked, "lang": lang})):
        fits(reply.json()["crisis"], CRISIS)
        assert {"988", "1-800-662-4357"} <= {line["number"] for line in reply.json()["crisis"]["lines"]}


wishes = st.dictionaries(
    st.sampled_from(["payment:medicaid", "therapy:dbt,cbt", "population:lgbtq", "schedule:evening", "hours_per_week:9..12"]),
    st.sampled_from(["prefer", "rule_out", "require", "avoid"]),
    max_size=3,
)
drawn = st.fixed_dictionaries(
    {"size": st.integers(1, 4), "lang": st.sampled_from(["en", "es"])},
    optional={
        "near": st.sampled_from(["Denver, CO", "80301", "Colorado", "Boulder County, CO", "40.01,-105.27"]),
        "age": st.integers(0, 120),
        "weight": st.sampled_from([["cost=2"], ["distance=0", "ages=0.5"]]),
        "level": st.sampled_from(["iop", "php", "outpatient", "any"]),
        "tiers": st.sampled_from(["listed", "listed,ask_first,maybe"]),
        "facet": st.sampled_from([["payment"], ["payment", "therapy"]]),
        "name": st.sampled_from(["sample", "recovery"]),
    },
)


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(drawn, wishes)
def test_http_says_what_the_command_line_says(both: Both, asked: dict[str, Any], wished: dict[str, str]) -> None:
    for text, strength in wished.items():
        asked = {**asked, strength: [*asked.get(strength, []), text]}
    options = [x for k, v in asked.items() for each in (v if isinstance(v, list) else [v]) for x in (f"--{k.replace('_', '-')}", each)]
    got, posted = both.http.get("/v1/search", params=asked), both.http.post("/v1/search", json=asked)
    assert got.status_code == posted.status_code == 200
    assert got.json() == posted.json() == both.iop("search", *options, "--json").json()


def test_json_has_forms_of_its_own(http: TestClient) -> None:
    one = http.post("/v1/search", json={"weight": {"cost": 2, "distance": 0.5}, "tiers": ["listed", "maybe"]})
    assert one.json() == http.get("/v1/search", params={"weight": ["cost=2", "distance=0.5"], "tiers": "listed, maybe"}).json()
    assert http.post("/v1/search", json={}).json() == http.get("/v1/search").json()


@pytest.mark.parametrize("way", ["get", "post"])
def test_next_leads_to_the_end(http: TestClient, way: str) -> None:
    asked: dict[str, Any] = {**DENVER, "tiers": "listed,ask_first,maybe", "size": 4}
    pages = [http.get("/v1/search", params=asked).json()]
    while cursor := pages[-1]["next"]:
        more = {**asked, "cursor": cursor}
        pages.append((http.get("/v1/search", params=more) if way == "get" else http.post("/v1/search", json=more)).json())
    found = [r["program"]["id"] for p in pages for r in p["results"]]
    total = pages[0]["total"]
    assert len(pages) > 3 and len(found) == len(set(found)) == total["listed"] + total["ask_first"] + total["maybe"]
    assert [r["rank"] for p in pages for r in p["results"]] == list(range(1, len(found) + 1))


def test_a_program(http: TestClient, iop: CommandLine, ids: list[str]) -> None:
    found = http.get(f"/v1/programs/{ids[0]}").json()
    fits(found, PROGRAM)
    assert found == iop("show", ids[0], "--json").json()


def test_a_program_merged_away_leads_to_its_successor(tmp_path: Path) -> None:
    one, other = some_programs(2)
    build_of(tmp_path / "index", [one, replace(other, replaced_by=one.id)])
    with TestClient(make_app(make_finder(tmp_path))) as http:
        moved = http.get(f"/v1/programs/{other.id}", follow_redirects=False)
        assert (moved.status_code, moved.headers["location"]) == (301, f"./{one.id}")
        assert http.get(f"/v1/programs/{other.id}").json()["id"] == one.id
        assert http.get(f"/v1/why/{other.id}").json()["program"]["id"] == one.id


def test_why(http: TestClient, iop: CommandLine, ids: list[str]) -> None:
    asked: dict[str, Any] = {"near": "Miami, FL", "radius": 50, "prefer": "therapy:dbt"}
    read = http.get(f"/v1/why/{ids[0]}", params=asked).json()
    fits(read, READ)
    fits(read["clauses"], [{"question": str, "verdict": VERDICT, "lost": float, "removes": bool}])
    assert read["filters"][0]["filter"] == "radius"
    assert read == iop("why", ids[0], *(x for k, v in asked.items() for x in (f"--{k}", v)), "--json").json()


def test_compare(http: TestClient, iop: CommandLine, ids: list[str]) -> None:
    compared = http.get("/v1/compare", params={"id": ids[:3], **DENVER}).json()
    fits(compared["programs"], [READ])
    fits(compared["rows"], [{"question": str, "title": str, "differs": bool, "answers": [ANSWER]}])
    options = ("--near", "Denver, CO", "--age", 16, "--require", "payment:medicaid", "--prefer", "therapy:cbt,dbt")
    assert compared == iop("compare", *ids[:3], *options, "--json").json()


def test_what_there_is(http: TestClient, iop: CommandLine) -> None:
    assert http.get("/v1/questions").json() == iop("questions", "--json").json()
    assert http.get("/v1/questions?lang=es").json() == iop("questions", "--lang", "es", "--json").json()
    assert http.get("/v1/terms").json() == iop("terms", "--json").json()
    assert http.get("/v1/terms/payment").json() == iop("terms", "payment", "--json").json()
    assert http.get("/v1/places", params={"text": "Springfield"}).json() == iop("places", "Springfield", "--json").json()
    assert http.get("/v1/places", params={"text": "Nowhereville"}).json() == []
    assert [p["match"] for p in http.get("/v1/places", params={"text": "Pheonix, AZ"}).json()] == ["similar"]
    assert http.get("/v1/sources").json() == iop("index", "status", "--json").json()["sources"]


def test_health(http: TestClient, iop: CommandLine) -> None:
    assert http.get("/healthz").json() == {"status": "ok"}
    assert http.get("/readyz").json() == {"status": "ready", "generation": iop("index", "status", "--json").json()["generation"]}


def test_names_are_those_of_the_request() -> None:
    ours = {"weights" if name == "weight" else name for name in Search.model_fields} - {"lang", "include"}
    assert ours == set(SearchRequest.__dataclass_fields__)
    assert Sentence.model_fields.keys() - Search.model_fields.keys() == {"text"}
    assert repeatable(Search) == {"prefer", "rule_out", "require", "avoid", "weight", "facet"}


OPEN = {"contents", "services", "service", "facts", "facets", "weights", "measures", "wanted", "words"}
"""Objects whose keys are no names of ours, or that come in several forms."""


def like(example: Any, real: Any, path: str = "$") -> None:
    """Nothing. Raises AssertionError where an example's objects have other keys than real ones."""
    if isinstance(example, dict) and isinstance(real, dict):
        assert example.keys() == real.keys(), path
        for key in example.keys() - OPEN:
            like(example[key], real[key], f"{path}.{key}")
    elif isinstance(example, list) and isinstance(real, list):
        for some in real[:1] if example else ():
            like(example[0], some, f"{path}[]")


HSDS_LISTS = ("services", "service_at_locations", "organizations")


def test_examples_are_like_real_replies(http: TestClient, ids: list[str]) -> None:
    asked = {
        "search": "/v1/search?near=Denver, CO&require=payment:medicaid&size=1",
        "program": f"/v1/programs/{ids[0]}",
        "why": f"/v1/why/{ids[0]}?near=Denver, CO",
        "compare": f"/v1/compare?id={ids[0]}&id={ids[1]}",
        "questions": "/v1/questions",
        "dimensions": "/v1/terms",
        "terms": "/v1/terms/payment",
        "places": "/v1/places?text=Denver, CO",
        "sources": "/v1/sources",
        **{f"hsds_{name}": f"/hsds/{name}?per_page=1" for name in (*HSDS_LISTS, "taxonomies", "taxonomy_terms")},
        "changes": f"/v1/changes?since={http.get('/readyz').json()['generation']}",
        "hsds": "/hsds",
        "healthz": "/healthz",
        "readyz": "/readyz",
    }
    written = {f"hsds_{name[:-1]}" for name in HSDS_LISTS}
    written |= {name for name in EXAMPLES if name.startswith("fhir_")}
    assert asked.keys() | written == EXAMPLES.keys()  # those are by the formats themselves, of a program of which less is said
    for name, address in asked.items():
        like(EXAMPLES[name], http.get(address).json(), name)
