"""A place that was found, and how a place of the gazetteer becomes one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from data.gazetteer import Gazetteer
from finder.gazetteer import County, State, Town, Zip
from finder.place import Point

Kind = Literal["zip", "city", "neighbourhood", "county", "state", "point"]

# The two states whose name is a city of more than 100,000 people somewhere: no one can tell which is meant.
CITY_OF_STATE = {"NY": ("New York", "NY"), "WA": ("Washington", "DC")}


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place that a text means. `label` is what people read, and means this place only when it is given back.

    `area` is the key of the area that is searched without a radius ("CO", "CO/Boulder County"); None for all but states and
    counties, and for Connecticut's former counties, which no address carries any more. `population` is 0 where not known,
    `state` a code; `credit` names whom the place is owed to, where that is not the gazetteer.
    """

    label: str
    kind: Kind
    point: Point
    area: str | None
    population: int
    state: str = ""
    credit: str = ""


class Geocoder(Protocol):
    """Who is asked for a place that the gazetteer does not know."""

    async def find(self, text: str) -> FoundPlace | None:
        """The place, or None where none is known or nobody answers. Raises AmbiguousPlace."""

    async def close(self) -> None:
        """Lets go of its connections."""


def from_zip(area: Zip, places: Gazetteer) -> FoundPlace:
    """A ZIP's area."""
    county = places.county(area.county_fips)
    return FoundPlace(f"{county.label} {area.code}" if county else area.code, "zip", area.point, None, 0, county.state if county else "")


def from_town(town: Town, places: Gazetteer, with_county: bool = False) -> FoundPlace:
    """A town, its county named where its state has several of the name."""
    label = f"{town.name}, {places.county_of(town)}, {town.state}" if with_county else town.label
    return FoundPlace(label, "neighbourhood" if town.neighbourhood else "city", town.point, None, town.population, town.state)


def from_county(county: County) -> FoundPlace:
    """A county; a former one has no area."""
    return FoundPlace(county.label, "county", county.point, None if county.former else county.area, 0, county.state)


def from_state(state: State) -> FoundPlace:
    """A state, which is searched whole."""
    label = f"{state.name} State" if state.code in CITY_OF_STATE else state.name
    return FoundPlace(label, "state", state.point, state.code, state.population, state.code)


def one_a_county(towns: Sequence[Town], places: Gazetteer) -> list[FoundPlace]:
    """Towns of one name, the largest of each county, which a label tells from all others; in the order given, largest first."""
    largest = {(town.state, town.county_fips): town for town in reversed(towns)}
    states = [state for state, _ in largest]
    return [from_town(town, places, states.count(town.state) > 1) for town in towns if town in largest.values()]
