"""A person's word beside what others say: it disputes, or settles until they say something newer."""

from dataclasses import replace

import pytest

from finder.claim import Basis, Claim, Origin, Range, Says, Scope
from finder.merge import combine, merge, settle
from tests.builders import SURVEY, listing

MEDICAID = "payment:medicaid"


def person(says: Says = Says.NO, *, settles: bool = False, when: str = "2026-11-02") -> Claim:
    origin = Origin("corrections", "A desk", "correction", Scope.PERSON, "corrections.toml", when, "2026-11-03")
    return Claim(MEDICAID, says, "They stopped. (A desk)", Basis.SETTLED if settles else Basis.CORRECTED, origin)


def survey(says: Says = Says.YES, when: str = "2021") -> Claim:
    return Claim(MEDICAID, says, "MD: Medicaid", Basis.TICKED, replace(SURVEY, as_of=when))


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        ((survey(), person()), Says.DISPUTED),  # though five years apart
        ((survey(), person(settles=True)), Says.NO),
        ((survey(Says.NO), person()), Says.NO),
        ((person(),), Says.NO),
        ((survey(when="2027"), person(settles=True)), Says.DISPUTED),  # a newer edition says yes again
        ((survey(when="2027-02-01"), survey(), person(settles=True)), Says.DISPUTED),
        ((survey(), person(), person(Says.YES, when="2026-12-01")), Says.YES),  # the person's newest word counts
    ],
)
def test_what_a_person_says_disputes_or_settles(claims: tuple[Claim, ...], says: Says) -> None:
    fact = settle(claims)
    assert fact.says is says
    assert set(fact.claims) == set(claims), "nothing is lost: who said what stays to be seen"
    assert settle(tuple(reversed(claims))) == fact


@pytest.mark.parametrize(("settles", "ranges", "disputed"), [(False, {(13, 17), (18, 64)}, True), (True, {(13, 17)}, False)])
def test_a_persons_range_disputes_or_stands_alone(settles: bool, ranges: set[tuple[int, int]], disputed: bool) -> None:
    old, new = replace(survey(), term="age"), replace(person(settles=settles), term="age")
    measure = combine([Range(18, 64, (old,)), Range(13, 17, (new,))])
    assert {(r.low, r.high) for r in measure.ranges} == ranges and measure.disputed is disputed


def test_a_persons_word_gives_a_program_no_name_and_no_place() -> None:
    own = listing("a", yes=MEDICAID)
    said = replace(own, source_id="1 p", origin=person().origin, name="p", organization="", claims=(person(),), phones=(), point=None)
    merged = merge("p", [said, own])
    assert (merged.name, merged.address, merged.point) == (own.name, own.address, own.point)
    assert merged.facts[MEDICAID].says is Says.DISPUTED


def test_two_words_of_one_person_both_count() -> None:
    own = listing("a", yes=f"{MEDICAID} therapy:cbt")
    said = [person(), replace(person(when="2026-11-03"), term="therapy:cbt")]
    first, second = (replace(own, source_id=str(n), origin=c.origin, claims=(c,)) for n, c in enumerate(said))
    merged = merge("p", [own, first, second])
    assert {merged.facts[t].says for t in (MEDICAID, "therapy:cbt")} == {Says.DISPUTED}
