"""Our own form: what is written comes back the same, every claim is written once, and a foreign line is named by its number."""

from __future__ import annotations

import json
from dataclasses import replace
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.claim import Basis, Range, Says
from finder.formats.records import Interner, from_lines, to_lines
from finder.listing import Care, Closed, Closing, Listing, Phone, PhoneKind
from finder.merge import merge
from finder.place import Precision, on_grid
from finder.program import Program
from tests.builders import OLD_PAGE, PAGE, SURVEY, claim, listing, listings, program, programs

EVERYTHING = replace(
    listing("ñ", "payment:medicaid", "payment:medicare", name='Clínica "Niño" – 希望\u2028', at=on_grid(39.7, -105.0, Precision.ZIP)),
    care=Care.MENTAL_HEALTH,
    website="https://clinica.example/ñ?a=1&b=2",
    phones=(Phone("+13035550100", "12", PhoneKind.INTAKE, 33), Phone("+13035550101")),
    measures={
        "age": (Range(18.0, inf, (claim("age", origin=PAGE, basis=Basis.QUOTED),)), Range(0.5, 17.0, ())),
        "price_usd": (Range(1080.0, 1080.0, (claim("price_usd"), claim("price_usd", origin=PAGE))),),
    },
)
HIDDEN = replace(listing("h", at=None), address=replace(listing("h").address, hidden=True, county=""))
DISPUTED = replace(
    program(
        "p1",
        listing("a", "payment:medicaid", ranges={"weeks": [(8, inf)]}),
        listing("b", no="payment:medicaid", origin=PAGE, ranges={"weeks": [(4, 6)]}),
        listing("c", "therapy:cbt", origin=OLD_PAGE),
    ),
    siblings=("p2", "p3"),
    replaced_by="p9",
    closed=Closed("2026-01-05", "s", Closing.SAID),
)


@pytest.mark.parametrize("thing", [EVERYTHING, HIDDEN, DISPUTED, program("silent")], ids=["everything", "hidden", "disputed", "silent"])
def test_what_is_written_comes_back_the_same(thing: Listing | Program) -> None:
    assert list(from_lines(to_lines([thing]))) == [thing]


def test_the_cases_hold_what_their_names_say() -> None:
    assert DISPUTED.facts["payment:medicaid"].says is Says.DISPUTED
    assert DISPUTED.measures["weeks"].disputed
    assert DISPUTED.forms == {SURVEY.form, PAGE.form}  # the old page's form is the page's, and later words replace it
    assert EVERYTHING.point and EVERYTHING.point.precision is Precision.ZIP


@settings(max_examples=40, deadline=None)
@given(st.lists(listings(), max_size=4), programs(3))
def test_any_listings_and_programs_come_back_in_their_order(some: list[Listing], others: list[Program]) -> None:
    things: list[Listing | Program] = [*some, *others, *some]
    assert list(from_lines(to_lines(things))) == things


def test_every_origin_claim_and_fact_is_written_once_before_it_is_needed() -> None:
    things = [listing(str(i), "payment:medicaid therapy:cbt", ranges={"age": [(12, 17)]}) for i in range(5)]
    things += [listing("page", "payment:medicaid", origin=PAGE)]
    lines = [json.loads(line) for line in to_lines([*things, merge("p", things), merge("q", things)])]
    kinds = [kind for line in lines for kind in line]
    assert [kinds.count(kind) for kind in ("origin", "claim", "fact", "listing", "program")] == [2, 4, 2, 6, 2]
    assert kinds[:5] == ["origin", "claim", "claim", "claim", "listing"]
    assert kinds[-4:] == ["fact", "fact", "program", "program"], "a program brings nothing but facts, and those once"


def test_a_claim_has_one_number_however_often_it_is_made_anew() -> None:
    interner = Interner(lambda *_: None)
    for _ in range(100):  # what was made before is let go, so that the next one may have its place in memory
        assert interner.claims((claim("payment:medicaid"), claim("payment:medicare"))) == [0, 1]
        assert interner.claims((claim("payment:medicare"), claim("payment:medicaid"))) == [1, 0]


def test_claims_are_shared_in_memory_as_in_the_file() -> None:
    first, second = from_lines(to_lines([listing("a", "payment:medicaid"), listing("b", "payment:medicaid")]))
    assert isinstance(first, Listing)
    assert isinstance(second, Listing)
    assert first.claims[0] is second.claims[0]
    assert first.origin is second.origin is first.claims[0].origin


def test_a_line_holds_no_line_end_and_infinity_is_no_number() -> None:
    lines = list(to_lines([EVERYTHING]))
    assert not any("\n" in line for line in lines)
    assert "Infinity" not in "".join(lines)
    assert "Niño" in lines[-1], "written as people write it"


GOOD = list(to_lines([listing("a", "payment:medicaid")]))  # an origin, a claim, a listing
BAD = {
    "no JSON": "{",
    "empty": "",
    "a number": "7",
    "null": "null",
    "a list": "[1]",
    "no key": "{}",
    "two keys": '{"origin": [], "claim": []}',
    "another kind": '{"programme": {}}',
    "an origin cut short": '{"origin": ["samhsa-directory", "SAMHSA"]}',
    "an unknown scope": '{"origin": ["a", "b", "c", "planet", "", "2021", "2022"]}',
    "a claim of no origin": '{"claim": ["payment:medicaid", "yes", "", "ticked", 5]}',
    "a claim that says neither": '{"claim": ["payment:medicaid", "perhaps", "", "ticked", 0]}',
    "a listing without its name": json.dumps({"listing": {k: v for k, v in json.loads(GOOD[-1])["listing"].items() if k != "name"}}),
    "a listing of an unknown claim": GOOD[-1].replace('"claims":[0]', '"claims":[1]'),
    "an unknown kind of care": GOOD[-1].replace('"addiction"', '"surgery"'),
    "a fact of no claim": '{"fact": []}',
    "a fact of an unknown claim": '{"fact": [7]}',
    "a program cut short": '{"program": {"id": "p"}}',
}


@pytest.mark.parametrize("line", BAD.values(), ids=BAD.keys())
def test_a_line_that_is_not_ours_is_named_by_its_number(line: str) -> None:
    assert line not in GOOD
    with pytest.raises(ValueError, match=r"^line 4 is not a record of ours: ."):
        list(from_lines([*GOOD, line, *GOOD]))
