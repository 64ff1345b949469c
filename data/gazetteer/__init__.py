"""The places of the United States from the CSV files beside this one; `build.py` makes them, README.md names the sources.

Each file is read when it is first asked for, and its rows are parsed when they are asked for: a ZIP costs one pass over
`zips.csv` and never opens `places.csv`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache
from math import cos, inf, radians
from pathlib import Path

from finder.gazetteer import County, Placement, State, Town, Zip, name_key
from finder.place import Point, Precision, metres, on_grid

HERE = Path(__file__).parent
SAME_TOWN = 15_000.0
"""Metres: two rows of one name and state that are nearer than this are one town (a city and the township around it)."""
FAR_OUT, LARGE_CITY = 12_000.0, 150_000
"""A ZIP's centre so many metres from its town is out in the country (59101 Billings, MT: 14 miles), unless the town itself is so large."""
OUTWEIGHS = 20
"""The largest town of a name is meant where it has more than this many times the people of the next one: see search.places."""


MAPPED = 5_000
"""People from whom on a town is named on a map."""


class Gazetteer:
    """Look-ups by name, code and point. Keys of names are `finder.gazetteer.name_key`'s."""

    def __init__(self, folder: Path = HERE) -> None:
        self._folder = folder

    def zip(self, code: str) -> Zip | None:
        """The area of a five-digit ZIP; None for PO-box and single-building ZIPs, which have no area."""
        row = self._zips.get(code)
        if row is None:
            return None
        _, lat, lon, fips = row.split(",")
        return Zip(code, _point(lat, lon, Precision.ZIP), fips)

    def county(self, fips: str) -> County | None:
        """The county with a five-digit FIPS code."""
        return self._counties.get(fips)

    def county_of(self, place: Zip | Town) -> str:
        """The name of the county that a ZIP's centre or a town lies in; empty in FM, MH and PW, which have none."""
        county = self.county(place.county_fips)
        return county.name if county else ""

    def state(self, code_or_name: str) -> State | None:
        """The state with a code ("or", "OR") or a name ("Oregon")."""
        return self._states.get(code_or_name.strip().lower()) or self._states.get(name_key(code_or_name))

    @property
    def states(self) -> list[State]:
        """All states, DC and territories."""
        return list({state.code: state for state in self._states.values()}.values())

    def counties_named(self, name: str, state: str | None = None) -> list[County]:
        """Counties of a full name ("Boulder County"), by state; "X County" also finds the parish, borough or municipio of X."""
        key = name_key(name)
        for named in (self._counties_by_name.get(key, []), self._counties_by_base.get(key.removesuffix("county"), [])):
            if found := [county for county in named if state in (None, county.state)]:
                return found
        return []

    def towns_named(self, name: str, state: str | None = None) -> list[Town]:
        """Towns of a name or other name, largest first; of several within 15 km in one state only the largest."""
        found: list[Town] = []
        for row in sorted(set(self._towns.get(name_key(name), ())), key=lambda row: (-int(row.split(",")[4]), row)):
            town = _town(row)
            if state in (None, town.state) and not any(_same(town, other) for other in found):
                found.append(town)
        return found

    def town_near(self, point: Point) -> tuple[Town, float]:
        """The nearest town, and how far it is in metres. Looks outwards from the point's latitude: not at every town."""
        narrow, rows = cos(radians(point.lat)), self._points
        nearest, found, middle = inf, "", bisect_left(rows, (point.lat,))
        for side in (range(middle, len(rows)), range(middle - 1, -1, -1)):
            for i in side:
                lat, lon, row = rows[i]
                if (north := (lat - point.lat) ** 2) >= nearest:
                    break
                east = abs(lon - point.lon)
                if (away := north + (min(east, 360.0 - east) * narrow) ** 2) < nearest:
                    nearest, found = away, row
        town = _town(found)
        return town, metres(point, town.point)

    def towns_within(self, south: float, north: float, west: float, east: float) -> Iterator[Town]:
        """The towns of 5,000 people and more between these degrees, most people first: what a map would name."""
        return (t for t in self._large if south <= t.point.lat <= north and west <= t.point.lon <= east)

    def place_of(self, city: str, state: str, zip_code: str) -> Placement:
        """Where an address lies: its ZIP's centre, else its city's, else nowhere; with the county's name. `state` is a code."""
        code = zip_code.strip()[:5]
        area = self.zip(code)
        county = self.county(area.county_fips) if area else None
        towns = self.towns_named(city, state)
        if area and county and county.state == (state or county.state):
            if towns and outweighs(towns) and is_wide(area, towns[0]):
                return Placement(towns[0].point, county.name, "wide_zip")
            return Placement(area.point, county.name, "")
        reason = "zip_in_other_state" if area else "unknown_zip" if code else "no_zip"
        if towns and outweighs(towns):
            return Placement(towns[0].point, self.county_of(towns[0]), reason)
        return Placement(None, "", "several_cities" if towns else "unknown_city")

    def zips_beginning(self, digits: str) -> Iterator[Zip]:
        """The ZIP areas whose code begins with these digits, in order."""
        return (area for code in sorted(self._zips) if code.startswith(digits) and (area := self.zip(code)))

    @cached_property
    def names(self) -> Mapping[str, int]:
        """Every key of a name of a town, county or state, in order, and the people of the largest of that name; counties have none."""
        people = {key: max(int(row.split(",")[4]) for row in rows) for key, rows in self._towns.items()}
        for name in self._counties_by_name:
            people.setdefault(name, 0)
        for state in self._states.values():
            people[name_key(state.name)] = max(state.population, people.get(name_key(state.name), 0))
        return dict(sorted(people.items()))

    @cached_property
    def _zips(self) -> dict[str, str]:
        return {row[:5]: row for row in self._rows("zips.csv")}

    @cached_property
    def _states(self) -> dict[str, State]:
        states: dict[str, State] = {}
        for row in self._rows("states.csv"):
            code, name, fips, lat, lon, population = row.split(",")
            state = State(code, name, fips, _point(lat, lon, Precision.STATE), int(population))
            states |= {code.lower(): state, name_key(name): state}
        for also, code in (("Virgin Islands", "vi"), ("Micronesia", "fm")):
            states[name_key(also)] = states[code]
        return states

    @cached_property
    def _counties(self) -> dict[str, County]:
        counties = {}
        for row in self._rows("counties.csv"):
            fips, name, state, lat, lon, former = row.split(",")
            counties[fips] = County(fips, name, state, _point(lat, lon, Precision.COUNTY), bool(former))
        return counties

    @cached_property
    def _counties_by_name(self) -> dict[str, list[County]]:
        return _grouped((name_key(county.name), county) for county in self._counties.values())

    @cached_property
    def _counties_by_base(self) -> dict[str, list[County]]:
        return _grouped((name_key(_base(county.name)), county) for county in self._counties.values())

    @cached_property
    def _towns(self) -> dict[str, list[str]]:
        towns: dict[str, list[str]] = {}
        for row in self._rows("places.csv"):
            towns.setdefault(name_key(row[: row.index(",")]), []).append(row)
            if not row.endswith(","):
                for also in row[row.rindex(",") + 1 :].split(";"):
                    towns.setdefault(name_key(also), []).append(row)
        return towns

    @cached_property
    def _points(self) -> list[tuple[float, float, str]]:
        """Latitude, longitude and row of each town, from south to north."""
        return sorted((float(lat), float(lon), row) for row in self._rows("places.csv") for lat, lon in [row.split(",")[2:4]])

    @cached_property
    def _large(self) -> list[Town]:
        towns = (_town(row) for row in self._rows("places.csv"))
        return sorted((t for t in towns if t.population >= MAPPED and not t.neighbourhood), key=lambda t: -t.population)

    def _rows(self, name: str) -> list[str]:
        return (self._folder / name).read_text(encoding="utf-8").splitlines()[1:]


@cache
def gazetteer() -> Gazetteer:
    """The packaged gazetteer, one for the process."""
    return Gazetteer()


def is_wide(area: Zip, town: Town) -> bool:
    """Whether a ZIP reaches so far beyond its town that the town is the better place: most of what is addressed there is in town."""
    return town.population < LARGE_CITY and metres(area.point, town.point) > FAR_OUT


def outweighs(towns: list[Town]) -> bool:
    """Whether the first of these, largest first, is so much larger than the next that it is the one meant."""
    return len(towns) == 1 or towns[0].population > OUTWEIGHS * towns[1].population


_COUNTY_WORDS = (
    " Planning Region",
    " City and Borough",
    " Census Area",
    " County",
    " Parish",
    " Borough",
    " Municipio",
    " Municipality",
    " District",
    " Island",
)


def _base(name: str) -> str:
    """ "Boulder" of "Boulder County". An independent city ("Baltimore city") is never found without its "city"."""
    return next((name.removesuffix(word) for word in _COUNTY_WORDS if name.endswith(word)), name)


def _grouped(pairs: Iterable[tuple[str, County]]) -> dict[str, list[County]]:
    groups: dict[str, list[County]] = {}
    for key, county in sorted(pairs, key=lambda pair: pair[1].label):
        groups.setdefault(key, []).append(county)
    return groups


@lru_cache(maxsize=16_384)
def _town(row: str) -> Town:
    name, state, lat, lon, population, fips, kind, also = row.split(",")
    others = tuple(also.split(";")) if also else ()
    return Town(name, state, _point(lat, lon, Precision.CITY), int(population), fips, kind == "neighbourhood", others)


def _same(town: Town, other: Town) -> bool:
    return town.state == other.state and metres(town.point, other.point) < SAME_TOWN


def _point(lat: str, lon: str, precision: Precision) -> Point:
    return on_grid(float(lat), float(lon), precision)
