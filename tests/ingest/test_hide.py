"""What hiding takes from a program, and which programs are hidden: rules. What comes of them is in tests/api/test_hidden_address.py."""

from dataclasses import replace

import pytest

from finder.claim import Basis, Claim, Fact, Says
from finder.listing import Care, Listing, Phone
from finder.place import Address, Point, Precision
from ingest.hide import INSTEAD, hidden_ids, kin_of, without_place
from tests.builders import PAGE, SURVEY, listing, program

DOOR = Point(40.02, -105.28, Precision.SITE)
MAIN = Address("1 Main Street, Suite 5", "Boulder", "Boulder County", "CO", "80302")


@pytest.mark.parametrize(("address", "precision"), [({}, Precision.ZIP), ({"zip": ""}, Precision.CITY), ({"zip": "99999"}, Precision.CITY)])
def test_a_hidden_program_is_placed_no_closer_than_its_zip_and_has_no_street(address, precision):
    p = without_place(replace(program("p", at=DOOR), address=replace(MAIN, **address)), [MAIN.street])
    assert p.point is not None and p.point.precision is precision and (p.point.lat, p.point.lon) != (DOOR.lat, DOOR.lon)
    assert p.address == replace(MAIN, street="", hidden=True, **address)


def test_one_of_no_known_place_has_no_point():
    assert without_place(replace(program("p", at=DOOR), address=replace(MAIN, city="Nowhereville", zip="")), []).point is None


def test_a_point_that_tells_nothing_stays():
    town = Point(40.0, -105.2, Precision.CITY)
    assert without_place(replace(program("p", at=town), address=MAIN), []).point == town


@pytest.mark.parametrize("words", ["Find us at 1 Main Street!", "1 MAIN STREET, Suite 5, Boulder"])
def test_no_claim_quotes_the_street(words):
    plain = listing("a", yes="level_of_care:iop").claims[0]
    claim = Claim("level_of_care:iop", Says.YES, words, Basis.QUOTED, plain.origin)
    p = replace(program("p"), facts={claim.term: Fact(Says.YES, (claim,))}, address=MAIN)
    assert [c.evidence for c in without_place(p, [MAIN.street]).facts[claim.term].claims] == [INSTEAD]
    assert without_place(p, ["11 Main Street"]).facts == p.facts


def test_what_hides_one_hides_its_siblings():
    open_, shut = listing("a"), listing("b")
    shut = replace(shut, address=replace(shut.address, hidden=True))
    groups = {"p1": [open_, shut], "p2": [listing("c")], "p3": [listing("d")]}
    assert hidden_ids(groups, {"p1": ("p2",), "p2": ("p1",)}) == {"p1", "p2"}


REGISTER = replace(PAGE, source="register", publisher="A state")


def kin(*others: Listing, name: str = "Rosewood Recovery LLC - Oneida") -> set[str]:
    """Which of the others may be the hidden site: the programs are named after their listings."""
    shut = replace(listing("shut", origin=REGISTER, name=name), address=Address("", "", "", "CO", "", True))
    return set(kin_of({x.source_id: [x] for x in (shut, *others)}, ["shut"]))


def test_an_unmatched_program_of_the_hidden_ones_name_and_telephone_is_hidden_too():
    assert kin(listing("a", name="Rosewood Recovery")) == {"a"}
    assert kin(replace(listing("a", name="Rosewood Recovery"), care=Care.MENTAL_HEALTH)) == {"a"}


@pytest.mark.parametrize(
    "other",
    [
        listing("a", name="Maple Counseling"),
        listing("a", name="Recovery Center"),
        listing("a", name="Rosewood Recovery", state="WY"),
        replace(listing("a", name="Rosewood Recovery"), phones=(Phone("+13035550111"),)),
        listing("a", name="Rosewood Recovery LLC - Denver", origin=REGISTER),
    ],
    ids=["another name", "common words only", "another state", "another number", "shown by the source that hides"],
)
def test_others_are_not(other: Listing):
    assert kin(other) == set()


def test_a_street_that_the_hiding_source_shows_is_no_secret():
    shown = replace(listing("b", name="Rosewood Recovery LLC - Main", origin=REGISTER), address=MAIN)
    same = replace(listing("a", name="Rosewood Recovery"), address=replace(MAIN, street="1 Main St. #4"))
    assert kin(shown, same) == set() and kin(same) == {"a"}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Rosewood Recovery Inc - Oneida", "Rosewood Recovery Inc"),
        ("Rosewood Center-Lincoln", "Rosewood Center"),
        ("Rosewood - IOP - 4th Ave", "Rosewood"),
        ("Rosewood Re-Entry, Co-occurring", "Rosewood Re-Entry, Co-occurring"),
        ("Rosewood", "Rosewood"),
    ],
)
def test_a_hidden_programs_name_does_not_tell_its_street(name, kept):
    p = without_place(replace(program("p", name=name)), [])
    assert (p.name, p.organization) == (kept, kept)


def test_nor_does_the_claim_that_quotes_its_name():
    said = Claim("level_of_care:iop_in_name", Says.YES, "Rosewood IOP - Oneida", Basis.NAMED, SURVEY)
    p = replace(program("p"), facts={said.term: Fact(Says.YES, (said,))})
    assert [c.evidence for c in without_place(p, []).facts[said.term].claims] == [INSTEAD]
