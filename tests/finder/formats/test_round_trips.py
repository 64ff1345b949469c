"""What is written comes back: all but the format's declared losses, whatever the programs."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import fields, replace
from uuid import NAMESPACE_URL, uuid5

import pytest
from hypothesis import given, settings

from finder.claim import Basis, Claim, Fact, Origin
from finder.formats.exchange import HOME, first_day, uuid_of
from finder.formats.losses import without
from finder.formats.registry import FORMATS
from finder.listing import Phone
from finder.place import Address, Point, Precision, on_grid
from finder.program import Program
from tests.builders import PAGE, listing, program, programs
from tests.finder.formats.exports import DISPUTED, HIDDEN, READ, STRANGE, VOCABULARY, about


def there_and_back(name: str, some: list[Program]) -> Iterator[tuple[object, Program]]:
    """Each program as it comes back, with what should."""
    written = FORMATS[name]
    text = "".join(written.write(some, about(len(some)), VOCABULARY))
    return zip(READ[name](text), (without(p, written.loses) for p in some), strict=True)


def test_the_cases_hold_what_their_names_say() -> None:
    assert DISPUTED.measures["age"].disputed and DISPUTED.facts["payment:medicaid"].says == "disputed"
    assert any(c.basis is Basis.QUOTED for f in STRANGE.facts.values() for c in f.claims)
    assert HIDDEN.address.street and HIDDEN.point and HIDDEN.point.precision is Precision.SITE


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_lost_but_what_is_declared(name: str) -> None:
    for found, wanted in there_and_back(name, [STRANGE, HIDDEN, DISPUTED, program("silent")]):
        assert found == wanted


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=15, deadline=None)
@given(some=programs(3))
def test_any_programs_come_back(name: str, some: list[Program]) -> None:
    for found, wanted in there_and_back(name, some):
        assert found == wanted


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_tells_nothing_that_is_not_ours_to_tell(name: str) -> None:
    text = "".join(FORMATS[name].write([STRANGE, replace(HIDDEN, point=on_grid(39.12345, -105.54321))], about(2), VOCABULARY))
    assert "skills groups" not in text and "therapy" in text and PAGE.url in text
    assert "h Main Street" not in text and "39.1234" not in text and "105.5432" not in text


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_says_whose_it_is_and_of_what_generation(name: str) -> None:
    text = "".join(FORMATS[name].write([program("p1", listing("a"))], about(1), VOCABULARY))
    assert "public domain" in text and "SAMHSA" in text and "20260105t000000000000z" in text


@pytest.mark.parametrize("name", FORMATS)
def test_of_no_programs_there_is_a_whole_file(name: str) -> None:
    assert list(there_and_back(name, [])) == []


def test_the_uuids_are_those_of_the_standard() -> None:
    assert uuid_of("service", "p1") == str(uuid5(NAMESPACE_URL, f"{HOME}/service/p1"))


@pytest.mark.parametrize(("as_of", "day"), [("2021", "2021-01-01"), ("2021-07", "2021-07-01"), ("2021-07-14T10:00:00", "2021-07-14")])
def test_a_day_is_the_first_that_a_date_can_mean(as_of: str, day: str) -> None:
    assert first_day(as_of) == day


@pytest.mark.parametrize("name", FORMATS)
def test_memory_does_not_grow_with_the_number_of_programs(name: str) -> None:
    pieces = FORMATS[name].pieces(about(0), VOCABULARY)

    def write(start: int, end: int) -> None:
        for number in range(start, end):
            FORMATS[name].piece(pieces, number, program(f"p{number}", listing(str(number), "payment:medicaid", "therapy:cbt")))

    tracemalloc.start()
    try:
        write(0, 50)
        before = tracemalloc.get_traced_memory()[0]
        write(50, 550)
        assert tracemalloc.get_traced_memory()[0] - before < 500 * 400, "bytes for 500 more programs; one alone is some 3,000"
    finally:
        tracemalloc.stop()


def test_every_field_is_one_that_the_formats_know() -> None:
    """Whoever adds a field carries it in every format, or declares its loss there; then it is added here."""
    origin = "source publisher form scope url as_of retrieved"
    program = "id name organization care address point phones website facts measures origins listings siblings replaced_by closed forms"
    known: dict[type, str] = {Origin: origin, Program: program, Claim: "term says evidence basis origin heading", Fact: "says claims"}
    known |= {Phone: "number extension kind shared_by", Address: "street city county state zip hidden", Point: "lat lon precision"}
    assert {kind: [f.name for f in fields(kind) if f.compare] for kind in known} == {kind: names.split() for kind, names in known.items()}
