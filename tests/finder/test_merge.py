"""Several sources' words on one program: which stand, which give way, and where they disagree."""

from __future__ import annotations

from dataclasses import replace

import pytest

from finder.claim import Origin, Says, Scope
from finder.listing import Care, Listing, Phone
from finder.merge import merge, months_between, settle, shared_numbers, with_shared
from finder.place import Point, Precision, on_grid
from tests.builders import DENVER, PAGE, SURVEY, claim, listing

TERM = "payment:medicaid"
LATER = replace(PAGE, form="list")


def origin(publisher: str, as_of: str, form: str = "") -> Origin:
    """Where a publisher's word stands, said at some time; its form is its own unless another is named."""
    return Origin(f"source-{publisher}", publisher, form or publisher, Scope.PROGRAM, "https://source.example", as_of, "2026-01-01")


def told(text: str) -> list[Listing]:
    """Listings in words: "A 2021 yes, B 2022-03 no"."""
    made = []
    for i, (publisher, as_of, says) in enumerate(part.split() for part in text.split(", ")):
        yes, no = (TERM, "") if says == "yes" else ("", TERM) if says == "no" else ("", "")
        made.append(listing(f"l{i}", yes, no, origin=origin(publisher, as_of)))
    return made


@pytest.mark.parametrize(
    ("text", "says", "claims"),
    [
        ("A 2021 yes", "yes", 1),
        ("A 2021 no", "no", 1),
        ("A 2021 silent", None, 0),
        ("A 2021 yes, A 2021 no", "yes", 2),  # two rows of one facility: it is taken in one of them
        ("A 2021 yes, B 2022 yes", "yes", 2),
        ("A 2021 yes, B 2022 no", "disputed", 2),
        ("A 2021 no, B 2023 yes", "disputed", 2),  # exactly 24 months
        ("A 2021 no, B 2024-01 yes", "yes", 1),  # 25 months: the older gives way
        ("A 2021 yes, B 2024 no", "no", 1),
        ("A 2021-11 yes, B 2023-11 no", "disputed", 2),
        ("A 2021-10-31 yes, B 2023-11-01 no", "no", 1),
        ("A 2021 yes, B 2021 silent", "yes", 1),  # silence neither affirms nor denies
        ("A 2020 no, B 2022 yes, C 2022 yes", "disputed", 3),
        ("A 2018 no, B 2022 yes, C 2022 yes", "yes", 2),
        ("A 2022 yes, A 2022 no, B 2022 no", "disputed", 3),
        ("A 2021 no, A 2021-06 yes", "no", 1),  # a year means its end: it is the later edition
        ("A 2021 no, A 2021-12-31 yes", "yes", 2),  # the same day, written in two ways
        ("A 2021-02 no, A 2021-02-20 yes", "no", 1),
        ("A 2021 yes, B 2023-12-31 no", "disputed", 2),  # 24 months from the year's end
        ("A 2021-06 no, B 2023-07-01 yes, C 2023 yes", "yes", 2),
    ],
)
def test_what_several_words_come_to(text: str, says: str | None, claims: int) -> None:
    for order in (told(text), told(text)[::-1]):
        fact = merge("p", order).facts.get(TERM)
        assert (fact and fact.says, len(fact.claims) if fact else 0) == (says, claims)


def test_a_later_edition_of_the_same_form_replaces_the_earlier_one_with_all_it_said() -> None:
    old = listing("a", f"{TERM} therapy:cbt", origin=origin("A", "2021"), name="Old name", ranges={"weeks": [(4, 6)]})
    new = listing("a", "", TERM, origin=origin("A", "2022"), name="New name")
    other = listing("b", "therapy:dbt", origin=origin("A", "2019", form="another form"), name="Another")
    p = merge("p", [old, new, other])
    assert {t: f.says for t, f in p.facts.items()} == {TERM: Says.NO, "therapy:dbt": Says.YES}
    assert (p.name, dict(p.measures)) == ("New name", {})
    assert [o.as_of for o in p.origins] == ["2022", "2019"]
    assert p.forms == {"A", "another form"}
    assert p.listings == ("source-A/a", "source-A/b"), "a listing that was replaced still leads here"


@pytest.mark.parametrize(
    ("a", "b", "disputed", "kept"),
    [
        (("A", "2021", (9, 12)), ("B", "2022", (10, 20)), False, [(9, 12), (10, 20)]),
        (("A", "2021", (9, 12)), ("B", "2022", (12, 20)), False, [(9, 12), (12, 20)]),
        (("A", "2021", (9, 12)), ("B", "2022", (13, 20)), True, [(9, 12), (13, 20)]),
        (("A", "2019", (9, 12)), ("B", "2022", (13, 20)), False, [(13, 20)]),
        (("A", "2021", (3, 3)), ("A", "2021", (9, 9)), False, [(3, 3), (9, 9)]),  # one publisher: two tracks
        (("A", "2021", (9, 9)), ("B", "2021", (9, 9)), False, [(9, 9)]),
    ],
)
def test_measures(a: tuple[str, str, tuple[int, int]], b: tuple[str, str, tuple[int, int]], disputed: bool, kept: list) -> None:
    made = [listing(str(i), origin=origin(p, day), ranges={"hours_per_week": [span]}) for i, (p, day, span) in enumerate((a, b))]
    for order in (made, made[::-1]):
        m = merge("p", order).measures["hours_per_week"]
        assert ([(r.low, r.high) for r in m.ranges], m.disputed) == (kept, disputed)
    assert sum(len(r.claims) for r in m.ranges) == (1 if len(kept) < 2 and a[1] != b[1] else 2)


@pytest.mark.parametrize(
    ("a", "b", "months"),
    [
        ("2021", "2021-12", 0),
        ("2021", "2022", 12),
        ("2021-11-30", "2021-12-01", 1),
        ("2024-02", "2021-11-15", 27),
        ("2021-05-01", "2021-05-31", 0),
    ],
)
def test_months_between_dates(a: str, b: str, months: int) -> None:
    assert months_between(a, b) == months_between(b, a) == months


def test_the_newest_listing_gives_the_names_and_each_field_comes_from_the_newest_that_has_it() -> None:
    old = replace(listing("a", name="Old", at=DENVER), website="https://old.example", phones=(Phone("+13035550111"), Phone("+13035550100")))
    new = replace(listing("b", name="New", at=None, origin=LATER), address=replace(listing("b").address, street="9 New Street"))
    p = merge("p", [old, new])
    assert (p.name, p.organization, p.address.street) == ("New", "New", "9 New Street")
    assert (p.point, p.website) == (DENVER, "https://old.example")
    assert [x.number for x in p.phones] == ["+13035550100", "+13035550111"], "the newest listing's first, each once"


@pytest.mark.parametrize("hidden", ["old", "new", "both", "neither"])
def test_hidden_in_one_source_hides_the_address(hidden: str) -> None:
    old, new = listing("a"), listing("b", origin=PAGE)
    made = [replace(x, address=replace(x.address, hidden=hidden in (name, "both"))) for x, name in ((old, "old"), (new, "new"))]
    assert merge("p", made).address.hidden == (hidden != "neither")


def test_hidden_in_an_edition_that_was_replaced_still_hides() -> None:
    old = listing("a", origin=origin("A", "2021"))
    hidden = replace(old, address=replace(old.address, hidden=True))
    assert merge("p", [hidden, listing("a", origin=origin("A", "2022"))]).address.hidden


def test_two_kinds_of_care_are_two_programs_and_nothing_is_none() -> None:
    with pytest.raises(ValueError, match=r"program p: .*addiction.*mental_health"):
        merge("p", [listing("a"), replace(listing("b"), care=Care.MENTAL_HEALTH)])
    with pytest.raises(ValueError, match="program p"):
        merge("p", [])


def at(id: str, *numbers: str, street: str = "", zip: str = "80202", care: Care = Care.ADDICTION) -> Listing:
    """A listing at a site, with these numbers."""
    x = listing(id)
    address = replace(x.address, street=street or x.address.street, zip=zip)
    return replace(x, address=address, care=care, phones=tuple(Phone(n) for n in numbers))


def test_a_number_is_shared_by_sites_not_by_listings() -> None:
    call_centre, own = "+18005550100", "+13035550101"
    shared = shared_numbers(
        [
            at("a", call_centre, own, street="1 Main St."),
            at("b", call_centre, own, street="1 MAIN ST", zip="80202-1234", care=Care.MENTAL_HEALTH),  # the same site's other kind of care
            at("c", call_centre, street="1 Main St.", zip="80303"),
            at("d", call_centre, call_centre, street="2 Main St."),
        ]
    )
    assert shared == {call_centre: 3, own: 1}
    marked = with_shared([Phone(call_centre, "12"), Phone(own), Phone("+13035550199")], shared)
    assert [(p.number, p.extension, p.shared_by) for p in marked] == [(call_centre, "12", 3), (own, "", 1), ("+13035550199", "", 1)]


SITE, ZIP, CITY = (on_grid(40.0, -105.0, precision) for precision in (Precision.SITE, Precision.ZIP, Precision.CITY))


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [(SITE, ZIP, SITE), (ZIP, SITE, SITE), (ZIP, CITY, ZIP), (CITY, ZIP, ZIP), (None, CITY, CITY), (CITY, None, CITY), (None, None, None)],
)
def test_of_several_points_the_most_exact_is_kept(old: Point | None, new: Point | None, kept: Point | None) -> None:
    made = [listing("a", at=old), listing("b", at=new, origin=LATER)]
    assert merge("p", made).point == merge("p", made[::-1]).point == kept


def test_of_equally_exact_points_that_of_the_newest_listing_is_kept() -> None:
    elsewhere = on_grid(40.0, -105.0)
    a_year, its_june = listing("a", at=DENVER, origin=origin("A", "2021")), listing("b", at=elsewhere, origin=origin("B", "2021-06"))
    assert merge("p", [a_year, its_june]).point == DENVER, "a year means its end"
    assert merge("p", [listing("a", at=DENVER), listing("b", at=elsewhere, origin=LATER)]).point == elsewhere
    assert merge("p", [listing("a", at=None, origin=SURVEY)]).point is None


def test_a_page_informs_a_program_and_does_not_rename_or_move_it() -> None:
    known = replace(listing("a", name="Harbor Clinic, Denver", at=DENVER), phones=(Phone("+13035550111"),))
    page = replace(
        listing("b", name="Harbor", at=None, origin=PAGE),
        address=replace(known.address, street="1 Head Office"),
        phones=(Phone("+18005550100"),),
    )
    p = merge("p", [page, known])
    assert (p.name, p.address, p.point) == (known.name, known.address, known.point)
    assert [n.number for n in p.phones] == ["+13035550111", "+18005550100"]
    assert merge("p", [page]).name == "Harbor"


def test_older_words_that_agree_stay_as_evidence() -> None:
    old, new = (
        claim("payment:medicaid", origin=replace(SURVEY, as_of="2021")),
        claim("payment:medicaid", origin=replace(PAGE, as_of="2026-11-22")),
    )
    assert settle((old, new)).claims == (old, new)
    assert settle((replace(old, says=Says.NO), new)).claims == (new,)
