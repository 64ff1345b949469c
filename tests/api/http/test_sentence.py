"""A sentence over HTTP: what is understood comes back with its words, each part can be taken away, and boxes come before all else."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.api.conftest import CommandLine
from tests.api.http.conftest import problem

SAID = "Evening DBT group for my 15 year old near Denver, CO, we have Medicaid, not 12 step"


def parts(understood: list[dict[str, Any]]) -> dict[str, Any]:
    """The parameters of what was understood, as a search takes them."""
    asked: dict[str, Any] = {}
    for part in understood:
        if part["parameter"] in ("prefer", "rule_out", "require", "avoid"):
            asked.setdefault(part["parameter"], []).append(part["value"])
        else:
            asked[part["parameter"]] = part["value"]
    return asked


def search(http: TestClient, **asked: Any) -> Any:
    """The page of a search that is sent."""
    reply = http.post("/v1/search", json=asked)
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_what_is_understood_has_its_words(http: TestClient) -> None:
    page = search(http, text=SAID)
    understood = page["understood"]
    assert {(u["parameter"], u["value"]) for u in understood} >= {("age", 15), ("near", "Denver, CO")}
    assert len(understood) >= 6 and page["query"]["age"] == 15 and page["query"]["near"]["label"] == "Denver, CO"
    assert all(SAID[u["start"] : u["end"]] == u["words"] for u in understood)


def test_each_part_can_be_taken_away(http: TestClient) -> None:
    page = search(http, text=SAID)
    assert {**search(http, **parts(page["understood"])), "understood": page["understood"]} == page
    for gone in page["understood"]:
        left = search(http, **parts([u for u in page["understood"] if u is not gone]))
        assert left["query"] != page["query"] and left["understood"] == []


def test_a_parameter_wins_over_the_sentence(http: TestClient) -> None:
    assert search(http, text=SAID, age=40, near="Nebraska")["query"]["age"] == 40


@pytest.mark.parametrize("text", [SAID, "terapia para ansiedad en Denver, CO", "I want to kill myself", "", "   ", "x " * 5_000])
def test_a_sentence_is_understood_as_on_the_command_line(http: TestClient, iop: CommandLine, text: str) -> None:
    assert search(http, text=text, size=3) == iop("search", "--text", text, "--size", 3, "--json").json()


def test_pages_of_a_sentence(http: TestClient) -> None:
    first = search(http, text=SAID, size=2)
    second = search(http, text=SAID, size=2, cursor=first["next"])
    assert [r["rank"] for r in first["results"] + second["results"]] == [1, 2, 3, 4]


@pytest.mark.parametrize(("lang", "title"), [("en", "988"), ("es", "988")])
def test_boxes_come_first_and_block_nothing(http: TestClient, lang: str, title: str) -> None:
    page = search(http, text="I think of suicide, IOP near Denver, CO", lang=lang)
    assert [b["id"] for b in page["crisis"]["boxes"]] == ["suicide"] and page["results"]
    assert title in str(page["crisis"]["boxes"]) and search(http)["crisis"]["boxes"] == []


@pytest.mark.parametrize("more", [{"near": "Springfield"}, {"near": "Nowhereville"}, {"age": "x"}, {"colour": 1}, {"cursor": "x"}])
def test_an_error_does_not_hide_the_boxes(http: TestClient, more: dict[str, Any]) -> None:
    reply = http.post("/v1/search", json={"text": "I want to kill myself", **more})
    assert reply.status_code == 422 and [b["id"] for b in reply.json()["crisis"]["boxes"]] == ["suicide"]
    assert "kill" not in str(reply.json()["errors"])
    spanish = http.post("/v1/search", json={"text": "quiero matarme", "lang": "es", **more}).json()["crisis"]
    assert spanish == search(http, text="quiero matarme", lang="es")["crisis"]


def test_words_do_not_stand_in_an_address_line(http: TestClient, ids: list[str]) -> None:
    for path in ("/v1/search", f"/v1/why/{ids[0]}", "/v1/questions"):
        (error,) = problem(http.get(path, params={"text": "my child"}), 422, "text")["errors"]
        assert "POST /v1/search" in error["message"]
    problem(http.post("/v1/search?text=x", json={}), 422, "text")


def test_a_sentence_is_one_text(http: TestClient) -> None:
    for wrong in (["x"], 5, None, {"a": 1}):
        problem(http.post("/v1/search", json={"text": wrong}), 422, "text")
