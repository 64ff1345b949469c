"""Which listings are one program, and which programs are two sides of one site. All names are made up."""

from itertools import permutations

import pytest

from finder.claim import Origin, Scope
from finder.listing import Care, Listing, Phone
from finder.place import Address
from ingest.match import likeness, programs_of, siblings_of

ORIGIN = Origin("s", "P", "f", Scope.FACILITY, "u", "2021", "2026-01-05")


def listing(id, name="Anywhere Center", street="1 Main Street", zip="80302", care=Care.ADDICTION, phone="", organization=None):
    phones = (Phone(f"+1303555{phone}"),) if phone else ()
    address = Address(street, "Boulder", "Boulder County", "CO", zip)
    return Listing(id, ORIGIN, name, organization or name.partition(", ")[0], care, address, None, phones, "", ())


def ids(groups):
    return [[x.source_id for x in group] for group in groups]


@pytest.mark.parametrize(
    ("other", "one"),
    [
        ({}, True),
        ({"phone": "0199"}, True),
        ({"name": "ANYWHERE  center."}, True),
        ({"name": "Anywhere, Center"}, True),  # broken over two columns
        ({"name": "Anywhere Center, Teens"}, False),
        ({"street": "1 main street."}, True),
        ({"street": "1 1/2 Main Street"}, False),
        ({"street": "1 Main St"}, False),
        ({"zip": "80302-1234"}, True),
        ({"zip": "80301"}, False),
        ({"care": Care.MENTAL_HEALTH}, False),
    ],
)
def test_the_same_name_and_place_are_one_program(other, one):
    assert len(programs_of([listing("a"), listing("b", **other)])) == (1 if one else 2)


@pytest.mark.parametrize(
    ("suites", "expected"),
    [
        (["Suite 5", "Ste 5", "#5", "Unit 5"], [["a", "b", "c", "d"]]),
        (["Suite 200", ""], [["a", "b"]]),
        (["Suite 200", "Suite 300"], [["a"], ["b"]]),
        (["Suite 200", "Suite 300", ""], [["a"], ["b"], ["c"]]),
        (["Suites F and G", "Suites F, G"], [["a", "b"]]),
        (["Building 200", "Suite 200"], [["a"], ["b"]]),
    ],
)
def test_suites_stay_apart_unless_they_are_one(suites, expected):
    found = [listing(id, street=", ".join(filter(None, ["1 Main Street", s]))) for id, s in zip("abcd", suites, strict=False)]
    for order in permutations(found):
        assert ids(programs_of(order)) == expected


def sibling_pairs(*listings):
    found = siblings_of({x.source_id: x for x in listings})
    assert all(id in found[other] for id, others in found.items() for other in others)
    return {(id, other) for id, others in found.items() for other in others if id < other}


MH = Care.MENTAL_HEALTH


@pytest.mark.parametrize(
    ("other", "paired"),
    [
        ({"name": "Anywhere Center"}, True),
        ({"name": "Anywhere Center, Adult Clinic"}, True),
        ({"name": "Anywhere, Center"}, True),
        ({"name": "Another Name Inc", "phone": "0142"}, True),
        ({"name": "Another Name Inc", "phone": "0143"}, False),
        ({"name": "Anywhere Center", "zip": "80301"}, False),
        ({"name": "Anywhere Center", "street": "2 Main Street", "phone": "0142"}, False),
        ({"name": "Anywhere Center", "street": "1 Main Street, Suite 9"}, True),
    ],
)
def test_siblings_share_a_site_and_a_name_or_a_number(other, paired):
    assert bool(sibling_pairs(listing("a", phone="0142"), listing("b", care=MH, **other))) is paired


def test_programs_of_one_kind_of_care_are_no_siblings():
    assert sibling_pairs(listing("a"), listing("b", name="Anywhere Center, Teens")) == set()


def test_of_several_the_best_names_pair_first():
    a, b = listing("a", name="Org, Adults"), listing("b", name="Org, Teens")
    x, y = listing("x", name="Org, Teens", care=MH), listing("y", name="Org, Adults", care=MH)
    for order in permutations((a, b, x, y)):
        assert sibling_pairs(*order) == {("a", "y"), ("b", "x")}


def test_who_is_left_over_joins_the_best_match():
    a, b, x = listing("a", name="Org, Men"), listing("b", name="Org, Women"), listing("x", name="Org, Clinic", care=MH)
    assert sibling_pairs(a, b, x) == {("a", "x"), ("b", "x")}


def test_two_organisations_at_one_site_keep_their_own_siblings():
    a, b = listing("a", name="Alpha"), listing("b", name="Beta")
    x, y = listing("x", name="Alpha Inc", care=MH, phone="0142"), listing("y", name="Beta", care=MH)
    assert sibling_pairs(a, b, x, y) == {("b", "y")}


def test_a_site_without_a_street_is_none():
    assert sibling_pairs(listing("a", street=""), listing("b", street="", care=MH)) == set()


def test_likeness_counts_the_words_that_both_names_have():
    assert likeness(listing("a", name="One Two"), listing("b", name="Two Three"))[-1] == pytest.approx(1 / 3)
