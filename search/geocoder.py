"""The gazetteer as a geopy geocoder, for code that is written for geopy. Nothing else of ours imports geopy: it costs 0.6 s."""

from __future__ import annotations

from typing import Any, NoReturn

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError, GeocoderServiceError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point as GeopyPoint

from data.gazetteer import Gazetteer, gazetteer
from finder.place import on_grid
from search.found import FoundPlace
from search.places import ABROAD, find_places


class _NoNetwork(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """geopy asks for an adapter; this one refuses to send anything."""

    def get_text(self, url: str, *, timeout: float, headers: Any) -> NoReturn:
        raise GeocoderServiceError("the offline geocoder makes no request")

    get_json = get_text


class OfflineGeocoder(Geocoder):  # type: ignore[misc]
    """US places without a request. `raw` of a location holds kind, precision, area and population."""

    def __init__(self, places: Gazetteer | None = None, *, timeout: Any = DEFAULT_SENTINEL) -> None:
        super().__init__(adapter_factory=_NoNetwork, timeout=timeout)
        self.places = places or gazetteer()

    def geocode(self, query: str, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL) -> Any:
        """The place, or with `exactly_one=False` all that may be meant; None if none is known.

        Raises GeocoderQueryError where one is asked for and several are meant: there is no best guess.
        """
        found = find_places(query, self.places)
        if not found:
            return None
        if not exactly_one:
            return [_location(place) for place in found]
        if len(found) > 1:
            raise GeocoderQueryError(f"several places have this name: {'; '.join(place.label for place in found)}")
        return _location(found[0])

    def reverse(self, query: Any, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL) -> Any:
        """The nearest town to a point in any of geopy's forms; None if none is within 300 km."""
        at = GeopyPoint(query)
        town, away = self.places.town_near(on_grid(at.latitude, at.longitude))
        if away > ABROAD:
            return None
        raw = {"kind": "neighbourhood" if town.neighbourhood else "city", "population": town.population, "metres": away}
        location = Location(town.label, (town.point.lat, town.point.lon), raw)
        return location if exactly_one else [location]


def _location(place: FoundPlace) -> Location:
    raw = {"kind": place.kind, "precision": place.point.precision.value, "area": place.area, "population": place.population}
    return Location(place.label, (place.point.lat, place.point.lon), raw)
