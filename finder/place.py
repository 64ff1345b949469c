"""Points, distances, addresses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import asin, cos, floor, inf, radians, sin, sqrt

EARTH = 6_371_008.7714
"""Mean radius in metres, as Lucene's haversine has it (org.apache.lucene.util.SloppyMath)."""

MILE = 1_609.344
"""Metres in an international mile."""

_LAT_GRID, _LON_GRID = 180.0 / 2**32, 360.0 / 2**32


class Precision(StrEnum):
    """What a point stands for; travels with it, so that no one reads "0.0 miles" off a ZIP's centre."""

    SITE = "site"
    ZIP = "zip"
    CITY = "city"
    COUNTY = "county"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees, WGS 84."""

    lat: float
    lon: float
    precision: Precision = Precision.SITE


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address. `county` is its name ("Boulder County"); `hidden` hides the street in every output."""

    street: str
    city: str
    county: str
    state: str
    zip: str
    hidden: bool = False


def on_grid(lat: float, lon: float, precision: Precision = Precision.SITE) -> Point:
    """The point as Lucene stores it, on a grid of 2^32 steps, so that every engine measures from the same place.

    Raises ValueError for a point that is not on Earth (|lat| > 90, |lon| > 180, NaN).
    """
    if not (-90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0):
        raise ValueError(f"no place on Earth: latitude {lat}, longitude {lon}")
    low_lat = min(floor(lat / _LAT_GRID), 2**31 - 1)
    low_lon = min(floor(lon / _LON_GRID), 2**31 - 1)
    return Point(low_lat * _LAT_GRID, low_lon * _LON_GRID, precision)


@lru_cache(maxsize=65_536)
def unit_vector(point: Point) -> tuple[float, float, float]:
    """The point on a sphere of radius 1: distances follow from subtraction and a root, the same to the last bit in every reader."""
    lat, lon = radians(point.lat), radians(point.lon)
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)


def metres(a: Point, b: Point) -> float:
    """Great-circle distance in metres."""
    (ax, ay, az), (bx, by, bz) = unit_vector(a), unit_vector(b)
    x, y, z = ax - bx, ay - by, az - bz
    return 2.0 * EARTH * asin(min(1.0, sqrt(x * x + y * y + z * z) / 2.0))


def metres_between(a: Point | None, b: Point | None) -> float:
    """Great-circle distance in metres, infinite where a point is missing."""
    return metres(a, b) if a and b else inf


def areas_of(address: Address) -> frozenset[str]:
    """The keys of the areas that an address lies in: its state ("CO") and its county ("CO/Boulder County")."""
    if not address.state:
        return frozenset()
    return frozenset({address.state, f"{address.state}/{address.county}"} if address.county else {address.state})
