"""Which listings are one program, and which programs are two sides of one site. All names are made up."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.claim import Origin, Scope
from finder.listing import Care, Listing, Phone
from finder.place import Address
from ingest.match import programs_of, siblings_of
from ingest.match.group import sharing_of
from ingest.match.score import THRESHOLD, Against, Evidence, score, sketch_of

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
        ({"street": "1 MAIN ST"}, True),
        ({"street": "1 North Main Street"}, True),
        ({"street": "3 Main Street"}, False),
        ({"zip": "80302-1234"}, True),
        ({"zip": "80301"}, False),
        ({"care": Care.MENTAL_HEALTH}, False),
    ],
)
def test_the_same_name_and_place_are_one_program(other, one):
    assert len(programs_of({"run": [listing("a"), listing("b", **other)]})) == (1 if one else 2)


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
        assert ids(programs_of({"run": order})) == expected


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
    x, y = listing("x", name="Gamma", care=MH, phone="0142"), listing("y", name="Beta Inc", care=MH)
    assert sibling_pairs(a, b, x, y) == {("b", "y")}


def test_a_hidden_address_has_its_siblings():
    a, b = listing("a", phone="0142"), listing("b", care=MH, phone="0142")
    assert sibling_pairs(replace(a, address=replace(a.address, hidden=True)), b) == {("a", "b")}


def test_a_site_without_a_street_is_none():
    assert sibling_pairs(listing("a", street=""), listing("b", street="", care=MH)) == set()


def other(id, **changed):
    """A listing of another source."""
    return replace(listing(id, **changed), origin=replace(ORIGIN, source="t"))


def scored(a, b, *more):
    """The score of two listings of two sources, with whatever else the sources list."""
    sketches = [sketch_of(x, [x.origin.source]) for x in (a, b, *more)]
    return score(sketches[0], sketches[1], sharing_of(sketches))


NAME = "Anywhere Behavioral Health Services Inc, Boulder Clinic"


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"name": "ANYWHERE BEHAV HLTH SERVS, BOULDER CLINIC"},
        {"name": "Boulder Clinic, Anywhere Behavioral Health LLC"},
        {"name": "Anywhere Bheavioral Health Services, Boulder Clinic"},
        {"name": "Any Where Behavioral Health - Main St."},  # a register's way to tell a firm's sites apart
        {"phone": "0199"},
        {"street": "1 N. Main St., Ste 5"},
        {"street": "1 Mian Street"},
        {"street": "", "phone": "0142"},
        {"zip": "80301", "street": "1 Main Street", "phone": "0142"},
    ],
)
def test_another_spelling_is_the_same_program(changed):
    a, b = listing("a", name=NAME, phone="0142"), other("b", **({"name": NAME, "phone": "0142"} | changed))
    assert scored(a, b).points >= THRESHOLD
    assert ids(programs_of({"s": [a], "t": [b]})) == [["a", "b"]]


@pytest.mark.parametrize(
    ("one", "another", "against"),
    [
        ({"name": "Org, Adult Clinic"}, {"name": "Org, Adolescent Clinic"}, Against.PROGRAM),
        ({"name": "Org Womens House"}, {"name": "Org Mens House"}, Against.PROGRAM),
        ({"name": "Org, Teen Phase I"}, {"name": "Org, Adult"}, Against.PROGRAM),
        ({"name": "Org Clinic 2"}, {"name": "Org Clinic 3"}, Against.PROGRAM),
        ({"name": "Org, Alpha Lodge"}, {"name": "Org, Beta Manor"}, Against.PROGRAM),
        ({"street": "1 Main Street, Suite 5"}, {"street": "1 Main Street #6"}, Against.SUITE),
        ({}, {"care": MH}, Against.CARE),
    ],
)
def test_what_rules_a_pair_out_does_so_whatever_else_they_share(one, another, against):
    a, b = listing("a", phone="0142", **one), other("b", phone="0142", **another)
    assert scored(a, b).against is against
    assert ids(programs_of({"s": [a], "t": [b]})) == [["a"], ["b"]]


def test_a_call_centres_number_is_no_evidence_by_itself():
    centre = [listing(f"c{n}", name=f"Place {n}", street=f"{n} Elm Street", phone="0142") for n in range(3, 9)]
    a, b = listing("a", name="Alpha", street="1 Main Street", phone="0142"), other("b", name="Beta", street="2 Oak Street", phone="0142")
    assert [p.said for p in scored(a, b, *centre).parts if p.evidence is Evidence.PHONE] == []  # two names rule it out before
    moved = other("b", name="Alpha Center", street="2 Oak Street", phone="0142")
    assert scored(a, moved, *centre).points < THRESHOLD <= scored(a, replace(moved, name="Alpha", address=a.address), *centre).points
    assert ids(programs_of({"s": [a, *centre], "t": [moved]})) == [["a"], *([c.source_id] for c in centre), ["b"]]


def test_of_two_equally_good_partners_neither_is_taken():
    five, six, none = (listing(id, street=f"1 Main Street{s}") for id, s in (("a", ", Suite 5"), ("b", ", Suite 6"), ("c", "")))
    assert ids(programs_of({"s": [five, six], "t": [replace(none, origin=replace(ORIGIN, source="t"))]})) == [["a"], ["b"], ["c"]]


def test_each_finds_its_own_where_a_site_has_several():
    names = ("Org, Adults", "Org, Teens", "Org")
    ours, theirs = [listing(n, name=n) for n in names], [other(n, name=n.upper(), phone="0199") for n in names]
    assert {frozenset(group) for group in ids(programs_of({"s": ours, "t": theirs}))} == {frozenset((n,)) for n in names}
    assert [len(group) for group in programs_of({"s": ours, "t": theirs})] == [2, 2, 2]


def test_a_hidden_address_is_no_evidence():
    a = listing("a", phone="0142", street="77 Secret Lane")
    hidden = replace(a, origin=replace(ORIGIN, source="t"), address=replace(a.address, hidden=True))
    found = scored(hidden, a)
    assert found.points >= THRESHOLD and not {p.evidence for p in found.parts} & {Evidence.STREET, Evidence.POINT}
    assert "secret" not in repr(sketch_of(hidden)).lower()


runs = st.lists(
    st.builds(
        listing,
        id=st.sampled_from("abcdefgh"),
        name=st.sampled_from(["Alpha House", "Alpha House Inc", "Alpha House, Teens", "Alpha Huose", "Beta Center"]),
        street=st.sampled_from(["1 Main Street", "1 Main St", "1 Main Street, Suite 5", "2 Main Street", ""]),
        zip=st.sampled_from(["80302", "80301"]),
        care=st.sampled_from(Care),
        phone=st.sampled_from(["", "0142", "0143"]),
    ),
    max_size=6,
    unique_by=lambda x: x.source_id,
)


@settings(max_examples=80, deadline=None)
@given(first=runs, second=runs, random=st.randoms())
def test_the_order_of_sources_and_of_listings_does_not_matter(first, second, random):
    second = [replace(x, origin=replace(ORIGIN, source="t")) for x in second]
    groups = [[x.key for x in g] for g in programs_of({"s": first, "t": second})]
    random.shuffle(first)
    random.shuffle(second)
    assert [[x.key for x in g] for g in programs_of({"t": second, "s": first})] == groups
    assert sorted(k for g in groups for k in g) == sorted(x.key for x in (*first, *second)), "each listing once"
