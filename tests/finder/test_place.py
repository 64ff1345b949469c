"""Points on Lucene's grid, and distances between places whose distance is known."""

from __future__ import annotations

from math import inf, nan, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.place import EARTH, Address, Point, Precision, areas_of, metres, metres_between, on_grid

LAT_STEP, LON_STEP = 180 / 2**32, 360 / 2**32
lats, lons = st.floats(-90, 90), st.floats(-180, 180)


@given(lats, lons)
def test_the_grid_is_finer_than_a_centimetre_and_a_point_on_it_stays(lat: float, lon: float) -> None:
    p = on_grid(lat, lon)
    assert 0 <= lat - p.lat <= LAT_STEP < 1e-7
    assert 0 <= lon - p.lon <= LON_STEP < 1e-7
    assert on_grid(p.lat, p.lon) == p


@pytest.mark.parametrize(("lat", "lon"), [(90, 180), (-90, -180), (90, -180), (0, 0), (-0.0, 180)])
def test_the_ends_of_the_earth_are_on_the_grid(lat: float, lon: float) -> None:
    p = on_grid(lat, lon, Precision.ZIP)
    assert (p.lat, p.lon) == pytest.approx((lat, lon), abs=1e-7)
    assert p.precision is Precision.ZIP


@pytest.mark.parametrize(("lat", "lon"), [(90.0001, 0), (-91, 0), (0, 180.1), (0, -181), (nan, 0), (0, nan), (inf, 0)])
def test_what_is_not_on_earth_is_refused(lat: float, lon: float) -> None:
    with pytest.raises(ValueError, match="no place on Earth"):
        on_grid(lat, lon)


# Kilometres on a sphere of the mean radius, from published coordinates; the last four follow from geometry alone.
QUARTER = EARTH * pi / 2000
KNOWN = {
    "Denver - Boulder": ((39.7392, -104.9903), (40.0150, -105.2705), 38.89),
    "New York - Los Angeles": ((40.7128, -74.0060), (34.0522, -118.2437), 3935.75),
    "London - Paris": ((51.5074, -0.1278), (48.8566, 2.3522), 343.56),
    "Anchorage - Honolulu": ((61.2181, -149.9003), (21.3069, -157.8583), 4478.3),
    "one degree of latitude": ((39.0, -105.0), (40.0, -105.0), QUARTER / 90),
    "pole - equator": ((90.0, 12.0), (0.0, -77.0), QUARTER),
    "pole - pole": ((90.0, 0.0), (-90.0, 0.0), 2 * QUARTER),
    "across the date line": ((0.0, 179.5), (0.0, -179.5), QUARTER / 90),
}


@pytest.mark.parametrize(("a", "b", "kilometres"), KNOWN.values(), ids=KNOWN.keys())
def test_known_distances(a: tuple[float, float], b: tuple[float, float], kilometres: float) -> None:
    assert metres(on_grid(*a), on_grid(*b)) == pytest.approx(kilometres * 1000, rel=1e-3)
    assert metres(on_grid(*a), on_grid(*b)) == metres(on_grid(*b), on_grid(*a))


@given(lats, lons)
def test_nothing_is_farther_than_the_antipode_and_nothing_is_nearer_than_here(lat: float, lon: float) -> None:
    p = on_grid(lat, lon)
    opposite = Point(-p.lat, p.lon + 180 if p.lon <= 0 else p.lon - 180)
    assert metres(p, p) == 0.0
    assert metres(p, opposite) == pytest.approx(EARTH * pi, rel=1e-6)


def test_all_longitudes_meet_at_a_pole() -> None:
    assert metres(Point(90.0, 10.0), Point(90.0, -120.0)) < 1e-6


def test_without_a_point_it_is_infinitely_far() -> None:
    here = on_grid(39.7, -105.0)
    assert metres_between(None, here) == metres_between(here, None) == metres_between(None, None) == inf
    assert metres_between(here, here) == 0.0


@pytest.mark.parametrize(
    ("county", "state", "areas"),
    [
        ("Boulder County", "CO", {"CO", "CO/Boulder County"}),
        ("", "CO", {"CO"}),
        ("Boulder County", "", set()),  # a county of no state is no area
    ],
)
def test_an_address_lies_in_its_state_and_county(county: str, state: str, areas: set[str]) -> None:
    assert areas_of(Address("1 Main Street", "Boulder", county, state, "80302")) == areas
