"""Every form in which people write a place, what is asked back, and what is refused."""

import csv

import pytest
from geopy.exc import GeocoderQueryError

from data.gazetteer import HERE, gazetteer
from finder.errors import AmbiguousPlace, BadParameter, FinderError, PlaceNotFound
from finder.place import Precision, metres, on_grid
from search.found import CITY_OF_STATE
from search.geocoder import OfflineGeocoder
from search.places import LARGE, find_places, locate, typed_places


@pytest.mark.parametrize(
    ("text", "label", "kind"),
    [
        ("80301", "Boulder County, CO 80301", "zip"),
        ("80301-1234", "Boulder County, CO 80301", "zip"),
        ("Boulder, CO 80301", "Boulder County, CO 80301", "zip"),
        ("1 Main St, Boulder, CO 80301, USA", "Boulder County, CO 80301", "zip"),
        ("00901", "San Juan Municipio, PR 00901", "zip"),
        ("Boulder, CO", "Boulder, CO", "city"),
        ("boulder co", "Boulder, CO", "city"),
        ("  BOULDER ,  colorado. ", "Boulder, CO", "city"),
        ("1 Main St, Boulder, CO", "Boulder, CO", "city"),
        ("Denver, CO 80201", "Denver, CO", "city"),
        ("Washington, DC", "Washington, DC", "city"),
        ("Washington D.C.", "Washington, DC", "city"),
        ("New York, NY", "New York, NY", "city"),
        ("San José, CA", "San Jose, CA", "city"),
        ("Saint Louis MO", "St. Louis, MO", "city"),
        ("ft. collins", "Fort Collins, CO", "city"),
        ("Mc Allen, TX", "McAllen, TX", "city"),
        ("Kansas City KS", "Kansas City, KS", "city"),
        ("Oregon, Ohio", "Oregon, OH", "city"),
        ("Bozeman MT", "Bozeman, MT", "city"),
        ("Mayaguez, Puerto Rico", "Mayagüez, PR", "city"),
        ("City of Boulder, CO", "Boulder, CO", "city"),
        ("nyc", "New York, NY", "city"),
        ("Philly", "Philadelphia, PA", "city"),
        ("sf", "San Francisco, CA", "city"),
        ("Harlem, NY", "Harlem, NY", "neighbourhood"),
        ("Boulder County, CO", "Boulder County, CO", "county"),
        ("boulder county colorado", "Boulder County, CO", "county"),
        ("Boulder County", "Boulder County, CO", "county"),
        ("Orleans County, LA", "Orleans Parish, LA", "county"),
        ("Westchester, NY", "Westchester County, NY", "county"),
        ("Baltimore city, MD", "Baltimore city, MD", "county"),
        ("Oregon", "Oregon", "state"),
        ("or", "Oregon", "state"),
        ("DC", "District of Columbia", "state"),
        ("NY", "New York State", "state"),
        ("State of New York", "New York State", "state"),
        ("Puerto Rico", "Puerto Rico", "state"),
        ("40.015,-105.2705", "near Boulder, CO", "point"),
        ("(40.015, -105.2705)", "near Boulder, CO", "point"),
        ("40.015 -105.2705", "near Boulder, CO", "point"),
    ],
)
def test_a_place_as_people_write_it(text, label, kind):
    place = locate(text)
    assert (place.label, place.kind) == (label, kind)


@pytest.mark.parametrize(
    ("text", "area", "precision"),
    [
        ("Colorado", "CO", Precision.STATE),
        ("Boulder County, CO", "CO/Boulder County", Precision.COUNTY),
        ("Capitol Planning Region, CT", "CT/Capitol Planning Region", Precision.COUNTY),
        ("Hartford County, CT", None, Precision.COUNTY),  # no address lies in it any more
        ("Boulder, CO", None, Precision.CITY),
        ("80301", None, Precision.ZIP),
        ("40.015,-105.2705", None, Precision.SITE),
    ],
)
def test_areas_and_precision(text, area, precision):
    place = locate(text)
    assert (place.area, place.point.precision) == (area, precision)
    assert place.point == on_grid(place.point.lat, place.point.lon, precision)


@pytest.mark.parametrize("name", ["Denver", "Boston", "Chicago", "Houston", "Brooklyn"])
def test_a_city_that_everyone_knows_needs_no_state(name):
    assert locate(name).population > LARGE


@pytest.mark.parametrize("name", ["Oregon", "Nevada", "Delaware", "Indiana", "Wyoming"])
def test_a_state_is_meant_though_a_town_has_its_name(name):
    assert locate(name).kind == "state"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Springfield", ("Springfield, MO", "Springfield, MA")),
        ("Portland", ("Portland, OR", "Portland, ME")),
        ("Columbus", ("Columbus, OH", "Columbus, GA")),
        ("New York", ("New York State", "New York, NY")),
        ("Washington", ("Washington State", "Washington, DC")),
        ("LA", ("Louisiana", "Los Angeles, CA")),
        ("Orange County", ("Orange County, CA", "Orange County, FL")),
        ("Denver, CO 10001", ("New York County, NY 10001", "Denver, CO")),
        ("Morehead, KY", ("Morehead, Muhlenberg County, KY", "Morehead, Rowan County, KY")),
    ],
)
def test_what_several_places_answer_to_is_asked_back(text, first):
    with pytest.raises(AmbiguousPlace) as error:
        locate(text)
    assert error.value.choices[:2] == first and error.value.parameter == "near"
    for choice in error.value.choices:
        assert locate(choice).label


def test_a_choice_given_back_means_that_place():
    for place in find_places("Hollywood", gazetteer()):
        assert locate(place.label).point == place.point


def test_only_two_states_are_large_cities_too():
    places = gazetteer()
    with (HERE / "states.csv").open(encoding="utf-8") as rows:
        names = {row["name"]: row["code"] for row in csv.DictReader(rows)}
    large = {code for name, code in names.items() for town in places.towns_named(name) if town.population > LARGE}
    assert large == set(CITY_OF_STATE)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("80201", "no area is known for this ZIP code"),
        ("asdfgh", "no such place is known"),
        ("", "no such place is known"),
        (", ,", "no such place is known"),
        ("Toronto, Ontario", "no such place is known"),
        ("x" * 5_000, "no such place is known"),
        ("-105.27,40.01", "latitude first"),
        ("51.5,-0.12", "not in the United States"),
        ("999,999", "not in the United States"),
    ],
)
def test_an_unknown_place_says_what_is_accepted_and_repeats_nothing(text, says):
    with pytest.raises(PlaceNotFound, match=says) as error:
        locate(text)
    assert isinstance(error.value, BadParameter) and isinstance(error.value, FinderError)
    assert not text.strip(" ,") or text not in str(error.value)


def test_geopy_asks_and_is_answered_in_its_own_form():
    geocoder = OfflineGeocoder()
    boulder = geocoder.geocode("Boulder, CO")
    assert boulder.address == "Boulder, CO" and boulder.raw["precision"] == "city"
    assert metres(on_grid(boulder.latitude, boulder.longitude), on_grid(40.015, -105.2705)) < 1_000
    assert geocoder.geocode("asdfgh") is None and geocoder.geocode("asdfgh", exactly_one=False) is None
    assert len(geocoder.geocode("Springfield", exactly_one=False)) > 10
    with pytest.raises(GeocoderQueryError, match="Springfield, MO"):
        geocoder.geocode("Springfield")


def test_geopy_asks_for_the_nearest_town():
    geocoder = OfflineGeocoder()
    assert geocoder.reverse("40.015, -105.2705").address == "Boulder, CO"
    assert [town.address for town in geocoder.reverse((40.015, -105.2705), exactly_one=False)] == ["Boulder, CO"]
    assert geocoder.reverse((51.5, -0.12)) is None


@pytest.mark.parametrize(
    ("typed", "way", "first"),
    [
        ("boul", "prefix", ("Boulder, CO", "Boulder City, NV")),
        ("Boulder, C", "prefix", ("Boulder, CO", "Boulder Creek, CA")),
        ("boulder c", "prefix", ("Boulder, CO",)),
        ("803", "prefix", ("Boulder County, CO 80301", "Boulder County, CO 80302")),
        ("Orange Cou", "prefix", ("Orange County, CA",)),
        ("new y", "prefix", ("New York State", "New York, NY")),
        ("Harl", "prefix", ("Harlem, NY",)),
        ("Denver", "exact", ("Denver, CO",)),
        ("Springfield", "exact", ("Springfield, MO", "Springfield, MA")),
        ("80301", "exact", ("Boulder County, CO 80301",)),
        ("Pheonix", "similar", ("Phoenix, AZ",)),
        ("Bolder, CO", "similar", ("Boulder, CO",)),
        ("Bolder, Colorodo", "similar", ("Boulder, CO",)),
        ("bolder colorado", "similar", ("Boulder, CO",)),
        ("Cincinatti", "similar", ("Cincinnati, OH",)),
        ("Massachusets", "similar", ("Massachusetts",)),
    ],
)
def test_typing_help(typed, way, first):
    found = typed_places(typed, gazetteer())
    assert found[0][0] == way and tuple(place.label for _, place in found)[: len(first)] == first
    labels = [place.label for _, place in found]
    assert len(labels) == len(set(labels)) <= 10
    assert all(locate(label) for label in labels if not label.startswith("Boulder, "))


@pytest.mark.parametrize("typed", ["", " ", "qwzx", "?!", "x" * 5_000, ",", "a" * 90, "xyzzy, qq", "000"])
def test_typing_that_leads_nowhere(typed):
    assert typed_places(typed, gazetteer()) == []


def test_those_that_begin_so_stand_by_people():
    people = [place.population for way, place in typed_places("san", gazetteer()) if way == "prefix"]
    assert people == sorted(people, reverse=True) and len(people) == 10


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Pheonix, AZ", "Phoenix, AZ"), ("Seatle", "Seattle, WA"), ("Pittsburg, PA", ""), ("Bolder County, CO", "Boulder County, CO")],
)
def test_a_slip_is_asked_back_and_never_mended_in_silence(text, meant):
    with pytest.raises(PlaceNotFound) as error:
        locate(text)
    assert text not in str(error.value)
    if meant:
        assert error.value.allowed[0] == meant and "Did you mean" in error.value.message


def test_what_is_near_no_name_is_not_guessed_at():
    for text in ("asdfgh", "Toronto, Ontario", "zzz", "Xqaz, CO"):
        with pytest.raises(PlaceNotFound) as error:
            locate(text)
        assert error.value.allowed == ()
