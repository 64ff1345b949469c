"""The checks that every listing passes."""

import pytest

from finder.claim import Basis, Claim, Origin, Range, Says, Scope
from finder.listing import Care, Listing, Phone
from finder.place import Address, Point, Precision
from ingest.pipelines import Check
from ingest.tally import Tally

ORIGIN = Origin("s", "P", "page", Scope.PROGRAM, "u", "2026-01-01", "2026-01-05")


def listing(*, terms=(), point=None, phones=(), measures=None, zip="80302", city="Boulder", state="CO"):
    claims = tuple(Claim(t, Says.YES, "words", Basis.QUOTED, ORIGIN) for t in terms)
    address = Address("1 Main Street", city, "", state, zip)
    return Listing("x", ORIGIN, "Name", "Name", Care.ADDICTION, address, point, tuple(map(Phone, phones)), "", claims, measures or {})


def checked(x):
    tally = Tally()
    return Check(tally).process_item(x), dict(tally.repairs.number)


def test_a_good_listing_stays_the_object_that_it_was():
    x = listing(terms=["payment:medicaid"], phones=["+13035550142"], measures={"hours_per_week": (Range(9, 12, ()),)})
    assert checked(x) == (x, {}) and checked(x)[0] is x


def test_terms_and_measures_that_nobody_knows_are_left_out():
    x, repairs = checked(listing(terms=["payment:medicaid", "payment:gold"], measures={"moons": (Range(1, 2, ()),)}))
    assert [c.term for c in x.claims] == ["payment:medicaid"] and x.measures == {}
    assert repairs == {"unknown term left out: payment:gold": 1, "unknown term left out: moons": 1}


@pytest.mark.parametrize("number", ["303-555-0142", "3035550142", "+0303555", "+1", ""])
def test_numbers_not_in_our_form_are_left_out(number):
    x, repairs = checked(listing(phones=["+13035550142", number]))
    assert [p.number for p in x.phones] == ["+13035550142"] and len(repairs) == 1


@pytest.mark.parametrize(
    ("place", "lat", "lon", "kept"),
    [
        ({}, 40.02, -105.28, True),
        ({}, 40.02, 105.28, False),  # the sign forgotten
        ({}, -105.28, 40.02, False),  # the two exchanged, though not even on Earth
        ({}, 0.0, 0.0, False),
        ({"zip": "", "city": ""}, 40.02, -105.28, True),  # near a town of its state, which is all that can be said
        ({"zip": "", "city": ""}, 45.5, -122.6, False),
    ],
)
def test_a_point_far_from_its_own_address_is_an_error_not_a_place(place, lat, lon, kept):
    x, repairs = checked(listing(point=Point(lat, lon), **place))
    assert (x.point == Point(lat, lon)) is kept and bool(repairs) is not kept
    if not kept:
        assert x.point is None or x.point.precision is Precision.ZIP
