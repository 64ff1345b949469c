"""The packaged gazetteer: facts anyone can check, and what a look-up reads."""

import shutil
from math import cos, radians
from random import Random

import pytest

from data.gazetteer import HERE, Gazetteer, gazetteer
from finder.gazetteer import name_key
from finder.place import Address, Precision, areas_of, metres, on_grid

PLACES = gazetteer()


@pytest.mark.parametrize(
    ("code", "county", "state"),
    [
        ("80301", "Boulder County", "CO"),
        ("10001", "New York County", "NY"),
        ("70112", "Orleans Parish", "LA"),
        ("99801", "Juneau City and Borough", "AK"),
        ("21201", "Baltimore city", "MD"),
        ("06103", "Capitol Planning Region", "CT"),
        ("00901", "San Juan Municipio", "PR"),
        ("96910", "Guam", "GU"),
        ("20001", "District of Columbia", "DC"),
    ],
)
def test_a_zip_lies_in_its_county(code, county, state):
    area = PLACES.zip(code)
    assert area is not None and area.point.precision is Precision.ZIP
    found = PLACES.county(area.county_fips)
    assert found is not None and (found.name, found.state) == (county, state)
    assert found.area in areas_of(Address("", "", county, state, code))


def test_points_are_on_the_grid_and_in_place():
    area = PLACES.zip("80301")
    assert area is not None
    assert area.point == on_grid(area.point.lat, area.point.lon, Precision.ZIP)
    assert metres(area.point, on_grid(40.046, -105.201)) < 1_000


def test_every_county_and_state_has_its_rows():
    counties = [county for county in PLACES._counties.values() if not county.former]
    assert len(counties) == 3_233 and len(PLACES._counties) == 3_241
    assert {county.state for county in counties} == {s.code for s in PLACES._states.values()} - {"FM", "MH", "PW"}
    assert len({county.area for county in PLACES._counties.values()}) == 3_241
    assert sum(s.population for s in set(PLACES._states.values()) if s.fips <= "56") == 331_449_281


def test_a_zip_is_found_without_the_places(tmp_path):
    for name in ("zips.csv", "counties.csv"):
        shutil.copy(HERE / name, tmp_path)
    bare = Gazetteer(tmp_path)
    area = bare.zip("80301")
    assert area is not None and bare.county_of(area) == "Boulder County"
    with pytest.raises(FileNotFoundError):
        bare.towns_named("Boulder")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Louis", "SAINT LOUIS"),
        ("Ft Collins", "Fort Collins"),
        ("Mt. Vernon", "Mount Vernon"),
        ("LaGrange", "La Grange"),
        ("O'Fallon", "OFallon"),
        ("Mayagüez", "Mayaguez"),
        ("Kapaʻa", "Kapaa"),
        ("The Bronx", "Bronx"),
        ("Winston-Salem", "winston  salem"),
        ("N. Hollywood", "North Hollywood"),
    ],
)
def test_two_spellings_are_one_name(one, other):
    assert name_key(one) == name_key(other)


def test_a_name_is_not_another():
    assert name_key("Kansas") != name_key("Kansas City") and name_key("The") == "the"


def test_the_borough_is_a_neighbourhood_and_the_city_is_not():
    assert [town.neighbourhood for town in PLACES.towns_named("Brooklyn", "NY")][:1] == [True]
    assert [(town.label, town.neighbourhood) for town in PLACES.towns_named("New York City", "NY")] == [("New York, NY", False)]
    assert [town.name for town in PLACES.towns_named("Barrow", "AK")] == ["Utqiagvik"]


@pytest.mark.parametrize(
    ("city", "state", "code", "precision", "county", "reason"),
    [
        ("Boulder", "CO", "80301", "zip", "Boulder County", ""),
        ("Boulder", "", "80301", "zip", "Boulder County", ""),
        ("Denver", "CO", "80201", "city", "Denver County", "unknown_zip"),
        ("Denver", "CO", "", "city", "Denver County", "no_zip"),
        ("Denver", "CO", "10001", "city", "Denver County", "zip_in_other_state"),
        ("Kolonia", "FM", "96941", "city", "", "unknown_zip"),
        ("Nowhere at All", "CO", "80201", None, "", "unknown_city"),
        ("Morehead", "KY", "", None, "", "several_cities"),
    ],
)
def test_an_address_is_placed_by_zip_then_city_then_not_at_all(city, state, code, precision, county, reason):
    placed = PLACES.place_of(city, state, code)
    assert (placed.point and placed.point.precision.value, placed.county, placed.reason) == (precision, county, reason)


def test_the_nearest_town():
    town, away = PLACES.town_near(on_grid(40.015, -105.2705))
    assert town.label == "Boulder, CO" and away < 1_000
    assert PLACES.town_near(on_grid(51.5, -0.12))[1] > 3_000_000


def test_no_town_is_nearer():
    draw = Random(1)
    towns = [(float(row.split(",")[2]), float(row.split(",")[3])) for row in PLACES._rows("places.csv")]
    for _ in range(30):
        point = on_grid(draw.uniform(20, 70), draw.uniform(-165, -65))
        narrow = cos(radians(point.lat))
        nearest = min(towns, key=lambda t: (t[0] - point.lat) ** 2 + ((t[1] - point.lon) * narrow) ** 2)
        assert PLACES.town_near(point)[1] == metres(point, on_grid(*nearest))


def test_the_nearest_town_may_lie_across_the_date_line():
    assert PLACES.town_near(on_grid(51.9, 179.9))[0].state == "AK"


def test_a_wide_zip_gives_way_to_its_town():
    """59101's centre is 14 miles out of Billings; Denver's ZIPs, and a town beside its ZIP's centre, keep theirs."""
    wide = gazetteer().place_of("Billings", "MT", "59101")
    assert (wide.reason, wide.county) == ("wide_zip", "Yellowstone County")
    assert wide.point is not None and wide.point.precision is Precision.CITY
    for city, state, code in (("Denver", "CO", "80204"), ("Boulder", "CO", "80301")):
        assert gazetteer().place_of(city, state, code).reason == ""


def test_towns_that_a_map_would_name():
    names = [town.name for town in PLACES.towns_within(39.5, 40.2, -105.4, -104.6)]
    assert names[:2] == ["Denver", "Aurora"] and "Boulder" in names and "Limon" not in names
