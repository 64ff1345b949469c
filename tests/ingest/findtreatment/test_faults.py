"""What goes wrong on the wire, once or for good."""

import json

import httpx
import pytest

from ingest.errors import SourceError
from ingest.run import run_source
from tests.ingest.books import NOW
from tests.ingest.findtreatment.made import COLORADO, page, rows, run
from tests.ingest.findtreatment.served import Server


@pytest.mark.parametrize(
    "fault",
    [
        httpx.Response(429, headers={"retry-after": "0"}),
        httpx.Response(500),
        httpx.Response(200, html="<p>Down for maintenance"),
        httpx.Response(200, content=json.dumps(page(rows(10), 2, 3, 25)).encode()[:-9]),
        httpx.Response(200, json={"error": "timeout"}),
        httpx.Response(200, json=page(rows(10), 1, 3, 25)),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("peer closed connection without sending complete message body"),
    ],
)
def test_what_goes_wrong_once_is_asked_for_again(tmp_path, wire, fault):
    server = Server(wire, rows(25), size=10)
    server.faults = {"2": [fault]}
    result = run(tmp_path, COLORADO)
    assert [q["page"] for q in server.asked] == ["1", "2", "2", "3"] and result.report.kept == 25


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (httpx.Response(429), "answered with status 429"),
        (httpx.Response(500), "answered with status 500"),
        (httpx.Response(404), "answered with status 404"),
        (httpx.Response(200, html="<p>Please log in"), "a web page, not JSON"),
        (httpx.Response(200, content=b'{"rows": [{"name1": "Made-'), "cut short"),
        (httpx.Response(200, json={"rows": []}), "lacks page, totalPages or recordCount"),
        (httpx.Response(200, json=[page(rows(1))] * 2), "lacks page, totalPages or recordCount"),
        (httpx.Response(200, json=page(rows(10), 1, 3, 25)), "page 1 came instead"),
        (httpx.RemoteProtocolError("closed"), "could not be fetched: closed"),
    ],
)
def test_what_stays_wrong_ends_the_run_and_stores_nothing(tmp_path, wire, fault, words):
    server = Server(wire, rows(25), size=10)
    server.faults = {"2": [fault] * 9}
    with pytest.raises(SourceError, match=words):
        run_source("findtreatment", [COLORADO], tmp_path / "home", now=NOW, progress=False)
    assert not list((tmp_path / "home").rglob("*.gz"))


def test_after_a_failure_nothing_more_is_asked(tmp_path, wire):
    server = Server(wire, rows(3))
    server.faults = {"1": [httpx.Response(404)] * 102}
    with pytest.raises(SourceError, match="status 404"):
        run(tmp_path)
    assert len(server.asked) == 1
