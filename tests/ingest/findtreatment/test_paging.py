"""The API's pages, followed to the last."""

from typing import Any

import httpx
import pytest
import respx

from data.samhsa.labels import load_state_ids
from ingest.errors import SourceError
from ingest.sources.findtreatment import crawl
from ingest.sources.findtreatment.search import searches_of
from tests.ingest.findtreatment.made import API, COLORADO, counts, page, row, rows, run
from tests.ingest.findtreatment.served import Server


def test_pages_are_followed_to_the_last(tmp_path, wire):
    server = Server(wire, rows(1_203))
    result = run(tmp_path, COLORADO)
    assert [q["page"] for q in server.asked] == ["1", "2", "3"] and {q["pageSize"] for q in server.asked} == {"500"}
    assert {(q["sAddr"], q["limitType"], q["limitValue"], q["sType"]) for q in server.asked} == {("0,0", "0", "24", "sa")}
    assert result.report.kept == 1_203 and len({x.source_id for x in result.listings}) == 1_203
    assert {x.origin.url for x in result.listings} == {COLORADO} and result.report.as_of == ("2025",)
    assert counts(result.report.repairs) == {"edition assumed: 2025": 1_203}


def test_a_search_may_begin_at_a_later_page(tmp_path, wire):
    server = Server(wire, rows(25))
    result = run(tmp_path, f"{API}?sAddr=38.03,-78.48&limitType=2&limitValue=20000&pageSize=10&page=2")
    assert [q["page"] for q in server.asked] == ["2", "3"] and result.report.kept == 15


def test_a_saved_answer_at_another_address_is_read_as_a_file(tmp_path, wire):
    place = "https://mirror.example/saved_2025-06-30.json"
    wire.get("https://mirror.example/robots.txt").respond(404)
    wire.get(place).respond(200, json=page(rows(2)))
    assert {x.origin.as_of for x in run(tmp_path, place).listings} == {"2025-06-30"}


def test_without_inputs_every_state_is_asked_for_both_surveys(tmp_path, wire, monkeypatch):
    monkeypatch.setattr(crawl, "THE_COUNTRY", {"n-sumhss-sa": 3, "n-sumhss-mh": 2})
    server = Server(wire, [*rows(3), *rows(2, typeFacility="MH")])
    result = run(tmp_path)
    assert {(q["limitType"], int(q["limitValue"]), q["sType"]) for q in server.asked} == {
        ("0", number, kind) for number in load_state_ids().values() for kind in ("sa", "mh")
    }
    assert len(server.asked) == 102 and result.report.forms == {"n-sumhss-mh": 2, "n-sumhss-sa": 3}
    assert counts(result.report.dropped) == {"the same row again": 50 * 5}


def test_a_country_that_is_too_small_is_refused(tmp_path, wire):
    Server(wire, [*rows(3), *rows(2, typeFacility="MH")])
    with pytest.raises(SourceError, match="not the whole country: 3 of n-sumhss-sa, at least 10,000 expected; 2 of n-sumhss-mh"):
        run(tmp_path)


def test_a_search_of_ones_own_is_asked_as_it_is():
    (own,) = searches_of(f"{API}?sAddr=%2239.14,-77.2%22&limitType=1&limitValue=1119&page=3")
    assert (own.first, own.size) == (3, 30) and own.address == f"{API}?sAddr=%2239.14,-77.2%22&limitType=1&limitValue=1119"
    assert [dict(httpx.URL(s.address).params)["sType"] for s in searches_of(f"{API}?sType=mh")] == ["mh"] * 51


class Growing(Server):
    """A facility is added before each answer, or for the first `until` of them."""

    until = 99

    def found(self, query: dict[str, str]) -> list[dict[str, Any]]:
        if len(self.asked) <= self.until:
            self.rows = [*self.rows, row(name1=f"Made-up Newcomer {len(self.asked)}")]
        return super().found(query)


def test_a_count_that_changes_while_paging_begins_the_search_again(tmp_path, wire):
    server = Growing(wire, rows(25), size=10)
    server.until = 2
    result = run(tmp_path, COLORADO)
    assert [q["page"] for q in server.asked] == ["1", "2", "1", "2", "3"]
    assert result.report.read == result.report.kept == 27, "what came before is not kept twice"
    assert result.report.repairs["a count that changed or was wrong, search begun again"].count == 1


def test_a_count_that_goes_on_changing_ends_the_run(tmp_path, wire):
    server = Growing(wire, rows(25), size=10)
    with pytest.raises(SourceError, match="its count changes while its pages are fetched, or is wrong"):
        run(tmp_path, COLORADO)
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([page(rows(10), 1, 1, 25)], "10 rows came, 25 of 25 were to come on 1 pages"),
        ([page(rows(10), 1, 2, 12), page([], 2, 2, 12)], "10 rows came, 12 of 12"),
        ([page(rows(10), 1, 9_999, 12), page([], 2, 9_999, 12)], "10 rows came"),
        ([page(rows(10), 1, 9_999, 12), page(rows(10, 10), 2, 9_999, 12)], "20 rows came, 12 of 12"),
    ],
)
def test_fewer_or_more_rows_than_counted_end_the_run(tmp_path, wire, answers, words):
    wire.get(url__startswith=API).mock(side_effect=[httpx.Response(200, json=a) for a in answers * 3])
    with pytest.raises(SourceError, match=words):
        run(tmp_path, COLORADO)


def test_a_search_that_finds_nothing_is_counted(tmp_path, wire):
    Server(wire, [])
    assert counts(run(tmp_path, COLORADO).report.repairs) == {"a search that found nothing": 1}


def test_robots_are_obeyed(tmp_path, monkeypatch):
    with respx.mock(assert_all_called=False) as mock:
        mock.get("https://findtreatment.gov/robots.txt").respond(200, text="User-agent: *\nDisallow: /locator\n")
        server = Server(mock, rows(1))
        with pytest.raises(SourceError, match=r"robots\.txt asks us not to"):
            run(tmp_path, COLORADO)
    assert not server.asked
