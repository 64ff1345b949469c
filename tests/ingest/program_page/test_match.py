"""Which programs a site speaks of."""

from dataclasses import replace

import pytest

from finder.claim import Basis, Claim, Origin, Says, Scope
from finder.listing import PAGE, Care, Listing, Phone
from finder.place import Address
from ingest.match import programs_of

HERE, ELSEWHERE = "410 Quillwood Avenue", "9 Other Road"
OWN, CENTRAL = "+13035550161", "+18005550100"


def known(id: str, name="Larkfield Recovery", street=HERE, phone=OWN, website="http://larkfield.example", care=Care.ADDICTION) -> Listing:
    origin = Origin("list", "a list", "list", Scope.FACILITY, "https://list.example", "2021", "2026-01-05")
    return Listing(id, origin, name, name, care, Address(street, "Boulder", "", "CO", "80302"), None, (Phone(phone),), website, ())


def page(level="level_of_care:iop", **more) -> Listing:
    x = known("larkfield.example/addiction", **({"website": "https://www.larkfield.example/"} | more))
    origin = replace(x.origin, source="program-page", form=PAGE, scope=Scope.PROGRAM, as_of="2026-01-05")
    return replace(x, origin=origin, claims=(Claim(level, Says.YES, "Our IOP", Basis.QUOTED, origin),))


@pytest.mark.parametrize(
    ("said", "there", "informs"),
    [
        (page(), known("a"), True),
        (page(name="Wholly Other", phone=CENTRAL), known("a"), True),  # its site, and its door
        (page(street="", name="Wholly Other", phone=CENTRAL), known("a"), True),  # nobody else gives this site
        (page(street=ELSEWHERE), known("a"), True),  # another door, but its own site and number
        (page(street=ELSEWHERE, phone=CENTRAL), known("a"), False),
        (page(), known("a", website=""), True),  # the door, with a number
        (page(street="", phone=CENTRAL), known("a", website=""), False),  # a name alone
        (page(name="Wholly Other", phone=CENTRAL), known("a", website="http://neighbour.example"), False),  # one house, two doors
        (page(), known("a", care=Care.MENTAL_HEALTH), False),
    ],
)
def test_a_site_speaks_of_a_program(said, there, informs):
    groups = programs_of({"list": [there], "program-page": [said]})
    assert [len(group) for group in groups] == ([2] if informs else [1, 1])


def test_a_site_speaks_of_all_places_that_it_does_not_part():
    chain = [known(f"{n}", street=f"{n} Main Street", phone=f"+1303555010{n}") for n in range(3)]
    groups = programs_of({"list": chain, "program-page": [page(street="", phone=CENTRAL)]})
    assert [len(group) for group in groups] == [2, 2, 2]


def test_a_page_without_a_program_founds_none():
    assert programs_of({"program-page": [page(level="level_of_care:outpatient")]}) == []
    assert len(programs_of({"program-page": [page()]})) == 1
