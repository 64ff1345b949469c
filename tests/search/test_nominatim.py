"""An operator's own Nominatim: asked only for what the gazetteer does not know, seldom, and little of what it says is believed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

import httpx
import pytest
import respx

from data.vocabulary import load_vocabulary
from finder.errors import AmbiguousPlace, BadParameter, PlaceNotFound
from finder.questions import all_questions
from search.found import FoundPlace
from search.nominatim import CREDIT, KEPT, NominatimGeocoder
from search.request import SearchRequest
from search.service import Finder

T = TypeVar("T")
HOSPITAL = "St. Nowhere Hospital, 1 Made Up Way"
ANSWER = {"lat": "39.7263", "lon": "-104.9364", "display_name": "St. Nowhere Hospital, Denver", "address": {"ISO3166-2-lvl4": "US-CO"}}


@pytest.fixture
def wire() -> Iterator[respx.Route]:
    """The instance, which knows the hospital."""
    with respx.mock(assert_all_called=False) as mock:
        yield mock.get(host="geo.example", path="/nominatim/search").respond(200, json=[ANSWER])


def asking(work: Callable[[NominatimGeocoder], Coroutine[Any, Any, T]], pause: float = 0.0) -> T:
    """What the work gives, done with a geocoder of the instance."""

    async def whole() -> T:
        geocoder = NominatimGeocoder("https://geo.example/nominatim/", pause=pause)
        try:
            return await work(geocoder)
        finally:
            await geocoder.close()

    return asyncio.run(whole())


def find(text: str) -> FoundPlace | None:
    """What the instance is found to say."""
    return asking(lambda geocoder: geocoder.find(text))


def test_a_place_that_it_knows(wire: respx.Route) -> None:
    place = find(HOSPITAL)
    assert place and (place.label, place.kind, place.state, place.credit) == (ANSWER["display_name"], "point", "CO", CREDIT)
    (call,) = wire.calls
    assert dict(call.request.url.params) == {
        "q": HOSPITAL.lower(), "format": "json", "limit": "5", "addressdetails": "1", "countrycodes": "us",
    }  # fmt: skip
    assert call.request.headers["user-agent"] == "iop-finder" and "cookie" not in call.request.headers


def test_it_is_asked_once_for_one_place_and_one_second_apart(wire: respx.Route, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def work(geocoder: NominatimGeocoder) -> None:
        monkeypatch.setattr(geocoder._ask, "_sleep", sleep)
        for text in (HOSPITAL, f"  {HOSPITAL.upper()} ", "another place"):
            await geocoder.find(text)

    asking(work, pause=1.0)
    assert wire.call_count == 2 and len(slept) >= 1 and 0.5 < slept[0] <= 1.0


def test_what_is_kept_has_an_end(wire: respx.Route) -> None:
    async def work(geocoder: NominatimGeocoder) -> int:
        for number in range(KEPT + 5):
            geocoder._known[str(number)] = []
        await geocoder.find(HOSPITAL)
        return len(geocoder._known)

    assert asking(work) == KEPT


def test_several_far_apart_are_asked_back(wire: respx.Route) -> None:
    wire.respond(200, json=[ANSWER, {**ANSWER, "lat": "40.7", "lon": "-74.0", "display_name": "St. Nowhere Hospital, New York"}])
    with pytest.raises(AmbiguousPlace) as error:
        find(HOSPITAL)
    assert error.value.choices == ("St. Nowhere Hospital, Denver", "St. Nowhere Hospital, New York")
    wire.respond(200, json=[ANSWER, {**ANSWER, "lat": "39.7264"}])
    assert find(HOSPITAL)


@pytest.mark.filterwarnings("ignore:Latitude normalization")  # geopy warns before it refuses
@pytest.mark.parametrize(
    "answer",
    [
        {"json": []},
        {"json": [{**ANSWER, "address": {"ISO3166-2-lvl4": "CA-ON"}}]},
        {"json": [{**ANSWER, "lat": "x"}]},
        {"json": [{**ANSWER, "lat": "951"}]},
        {"json": [{}]},
        {"json": {"error": "no"}},
        {"text": "<html>"},
        {"status_code": 301, "headers": {"location": "https://elsewhere.example/"}},
        {"status_code": 429, "headers": {"retry-after": "60"}},
        {"status_code": 403},
        {"status_code": 500},
    ],
    ids=str,
)
def test_no_answer_is_no_place(wire: respx.Route, answer: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wire.respond(**{"status_code": 200, **answer})
    assert find(HOSPITAL) is None and wire.call_count == 1
    assert "hospital" not in caplog.text.lower()


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError])
def test_no_connection_is_no_place(wire: respx.Route, error: type[Exception], caplog: pytest.LogCaptureFixture) -> None:
    wire.mock(side_effect=error)
    assert find(HOSPITAL) is None and "geocoder: no answer" in caplog.text and "hospital" not in caplog.text.lower()


class NoIndex:
    """An index that nobody asks."""

    async def close(self) -> None:
        """Nothing to close."""


def finder(geocoder: NominatimGeocoder | None) -> Finder:
    """A service that only checks requests."""
    return Finder(NoIndex(), load_vocabulary(), all_questions(), geocoder)  # type: ignore[arg-type]


def test_only_what_the_gazetteer_does_not_know_is_asked(wire: respx.Route) -> None:
    for near in ("Denver, CO", "80301", "Springfield", ""):
        try:
            asking(lambda geocoder, near=near: finder(geocoder).check(SearchRequest(near=near)))  # type: ignore[misc]
        except BadParameter as e:
            assert e.parameter == "near"
    assert not wire.called
    checked = asking(lambda geocoder: finder(geocoder).check(SearchRequest(near=HOSPITAL, radius=5)))
    assert checked.place and checked.place.label == ANSWER["display_name"] and checked.radii == (5.0,)
    with pytest.raises(BadParameter) as error:
        asking(lambda geocoder: finder(geocoder).check(SearchRequest(near=HOSPITAL, radius=900)))
    assert error.value.parameter == "radius"


def test_without_an_instance_nobody_is_asked(wire: respx.Route) -> None:
    with pytest.raises(PlaceNotFound):
        asyncio.run(finder(None).check(SearchRequest(near=HOSPITAL)))
    assert not wire.called
