"""A place as people write it, to a point. Never a guess: where several places are meant, they are all returned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from data.gazetteer import Gazetteer, gazetteer, outweighs
from finder.errors import AmbiguousPlace, PlaceNotFound
from finder.gazetteer import State, Town, name_key, words_of
from finder.place import on_grid
from search.completion import complete, similar
from search.found import CITY_OF_STATE, FoundPlace, from_county, from_state, from_town, from_zip, one_a_county

Match = Literal["exact", "prefix", "similar"]
"""How a place answers to what was typed."""

MOST = 10
"""Places that typing help gives."""
LARGE = 100_000
"""People in a city whose name may be meant without its state."""
ABROAD = 300_000.0
"""Metres to the nearest town beyond which a point is not in the United States. Toronto passes: this is for slips, not borders."""
ACCEPTED = (
    "give a ZIP code (80301), a city and state (Boulder, CO), a county and state (Boulder County, CO), "
    "a state (Colorado), or a latitude and longitude (40.01,-105.27)"
)

# "la" is kept beside Louisiana's code: both are meant, so both are returned.
NICKNAMES = {
    "abq": ("Albuquerque", "NM"),
    "atl": ("Atlanta", "GA"),
    "bigapple": ("New York", "NY"),
    "bmore": ("Baltimore", "MD"),
    "chitown": ("Chicago", "IL"),
    "cincy": ("Cincinnati", "OH"),
    "indy": ("Indianapolis", "IN"),
    "jax": ("Jacksonville", "FL"),
    "la": ("Los Angeles", "CA"),
    "nola": ("New Orleans", "LA"),
    "nyc": ("New York", "NY"),
    "okc": ("Oklahoma City", "OK"),
    "pdx": ("Portland", "OR"),
    "philly": ("Philadelphia", "PA"),
    "phx": ("Phoenix", "AZ"),
    "saintpete": ("St. Petersburg", "FL"),
    "sanfran": ("San Francisco", "CA"),
    "sf": ("San Francisco", "CA"),
    "slc": ("Salt Lake City", "UT"),
    "vegas": ("Las Vegas", "NV"),
}

_NUMBER = r"([+-]?\d{1,3}(?:\.\d+)?)"
_POINT = re.compile(rf"\(?{_NUMBER}\s*[,; ]\s*{_NUMBER}\)?")
_ZIP = re.compile(r"(?:(.*)[\s,])?(\d{5})(?:[- ]?\d{4})?", re.DOTALL)
_COUNTRY = re.compile(r"(?i)[\s,]+(?:u\.?s\.?a?\.?|united states(?: of america)?)$")
_COUNTY_WORDS = {"county", "parish", "borough", "area", "municipio", "municipality", "region", "district", "island", "city"}
_LONGEST = 100


def locate(text: str, places: Gazetteer | None = None) -> FoundPlace:
    """The one place that the text means. Raises PlaceNotFound or AmbiguousPlace, neither of which repeats the text.

    A slip of the pen is never mended in silence: names that are near it are what the error allows.
    """
    places = places or gazetteer()
    found = find_places(text, places)
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousPlace("near", "several places have this name: say which one", tuple(place.label for place in found))
    if _ZIP.fullmatch(text.strip()):
        raise PlaceNotFound("near", "no area is known for this ZIP code (PO boxes have none): give the city and state")
    if _POINT.fullmatch(text.strip()):
        raise PlaceNotFound("near", "this point is not in the United States: give the latitude first (40.01,-105.27)")
    if near := similar(text, places):
        raise PlaceNotFound("near", "no such place is known. Did you mean one of those allowed?", tuple(place.label for place in near))
    raise PlaceNotFound("near", f"no such place is known: {ACCEPTED}")


def typed_places(text: str, places: Gazetteer) -> list[tuple[Match, FoundPlace]]:
    """What a person who types this may mean, at most ten: the places of this name, then those whose name begins so, most people first;
    where there are none, names that are one or two slips away."""
    if len(text) > _LONGEST:
        return []
    exact = find_places(text, places)
    labels = {place.label for place in exact}
    begun = [place for place in complete(text, places, MOST) if place.label not in labels]
    ways: dict[Match, list[FoundPlace]] = {"exact": exact, "prefix": begun, "similar": [] if exact or begun else similar(text, places)}
    return [(match, place) for match, found in ways.items() for place in found][:MOST]


def find_places(text: str, places: Gazetteer) -> list[FoundPlace]:
    """All places that a text may mean, largest first; empty if none is known.

    One of several cities of a name is meant where it has more than 20 times the people of the next and, if no state is
    given, more than 100,000: Denver (729,019; next 3,792), Boston and Chicago are; Portland (652,503; 68,408), Columbus
    (913,175; 206,922) and Springfield are asked back. A state's name means the state (Oregon, Nevada, Delaware), except
    "New York" and "Washington", which mean the city as well. A ZIP counts more than the city beside it, unless
    it lies in another state: then both are returned.
    """
    if len(text) > _LONGEST:
        return []
    text = _COUNTRY.sub("", text.strip())
    if point := _POINT.fullmatch(text):
        return _at(float(point[1]), float(point[2]), places)
    if not (zipped := _ZIP.fullmatch(text)):
        return _find_named(text, places)
    area, beside = places.zip(zipped[2]), (zipped[1] or "").strip(" ,")
    if area is None:
        return _find_named(beside, places) if beside else []
    state = next((state for _, state in _readings(beside, places) if state), None)
    place = from_zip(area, places)
    county = places.county(area.county_fips)
    return [place] if not state or not county or county.state == state.code else [place, *_find_named(beside, places)]


def _find_named(text: str, places: Gazetteer) -> list[FoundPlace]:
    """The places of the first reading of the text that gives any."""
    if found := _find_state(text, places):
        return found
    for names, state in _readings(text, places):
        if found := _find_local(names, state, places):
            return found
    return []


def _find_state(text: str, places: Gazetteer) -> list[FoundPlace]:
    nicknamed = _find_nickname(text, None, places)
    said = re.fullmatch(r"(?i)(?:the )?state of (.+)|(.+?)(?: \(?state\)?)", text)
    if said and (state := places.state(said[1] or said[2])):
        return [from_state(state)]
    if not (state := places.state(text)):
        return nicknamed
    if name_key(text) == name_key(state.name) and state.code in CITY_OF_STATE:
        name, code = CITY_OF_STATE[state.code]
        nicknamed = [from_town(town, places) for town in places.towns_named(name, code)[:1]]
    return sorted([from_state(state), *nicknamed], key=lambda place: -place.population)


def _find_nickname(text: str, state: str | None, places: Gazetteer) -> list[FoundPlace]:
    name, code = NICKNAMES.get(name_key(text), ("", ""))
    return [from_town(town, places) for town in places.towns_named(name, code)[:1]] if name and state in (None, code) else []


def _readings(text: str, places: Gazetteer) -> Iterator[tuple[list[str], State | None]]:
    """The names before the state, and the state: with each state that the text may end in, the longest first, then without.

    Names are parted by commas, the state by a comma or a space: "Kansas City KS", but also "Mount Washington".
    """
    names = [name.strip() for name in text.split(",") if words_of(name)]
    words = names[-1].split() if names else []
    for count in range(min(4, len(words)), 0, -1):
        state = places.state(" ".join(words[-count:]))
        before = [*names[:-1], " ".join(words[:-count])] if count < len(words) else names[:-1]
        if state and before:
            yield before, state
    if len(names) == 1:  # without a state, "Ontario" of "Toronto, Ontario" would be the one in California
        yield names, None


def _find_local(names: list[str], state: State | None, places: Gazetteer) -> list[FoundPlace]:
    """Towns and counties; of several names the last ("1 Main St, Boulder"), unless that is the county of the one before."""
    code = state.code if state else None
    if len(names) > 1 and _last_word(names[-1]) in _COUNTY_WORDS:
        fips = {county.fips for county in places.counties_named(names[-1], code)}
        if towns := [town for town in places.towns_named(names[-2], code) if town.county_fips in fips]:
            return [from_town(towns[0], places)]
    name = re.sub(r"(?i)^(?:city|town|village) of (?:the )?", "", names[-1]) or names[-1]
    if _last_word(name) in _COUNTY_WORDS - {"city"} and (counties := places.counties_named(name, code)):
        return [from_county(county) for county in counties]
    if towns := places.towns_named(name, code) or places.towns_named(names[-1], code):
        return _choices(towns, state, places)
    if nicknamed := _find_nickname(name, code, places):
        return nicknamed
    if counties := places.counties_named(name, code) or (places.counties_named(f"{name} County", code) if code else []):
        return [from_county(county) for county in counties]
    shorter = re.sub(r"(?i) (?:city|town|township|village)$", "", name)
    return _choices(places.towns_named(shorter, code), state, places) if shorter != name else []


def _last_word(name: str) -> str:
    """ "" where there is none: a name may be all signs."""
    return next(reversed([*words_of(name)]), "")


def _choices(towns: list[Town], state: State | None, places: Gazetteer) -> list[FoundPlace]:
    if towns and outweighs(towns) and (state or len(towns) == 1 or towns[0].population > LARGE):
        towns = towns[:1]
    return one_a_county(towns, places)


def _at(lat: float, lon: float, places: Gazetteer) -> list[FoundPlace]:
    try:
        point = on_grid(lat, lon)
    except ValueError:
        return []
    town, away = places.town_near(point)
    return [FoundPlace(f"near {town.label}", "point", point, None, 0, town.state)] if away <= ABROAD else []
