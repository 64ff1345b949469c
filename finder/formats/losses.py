"""What an exchange format cannot carry, each thing declared once: a sentence for people, and the function that takes just that away.

The tests hold every format to it: what is written and read again is the program without its format's losses, and nothing else is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from finder.claim import Basis, Claim, Fact, Measure, Origin, Range, Says
from finder.merge import combine, settle
from finder.place import Precision
from finder.program import Program


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that is not carried: `says` in words, `taken` takes it from a program."""

    id: str
    says: str
    taken: Callable[[Program], Program]


class Answer(StrEnum):
    """What is said on a term where no evidence can be carried: an empty box is not a spoken no."""

    YES = "yes"
    NO = "no"
    NOT_TICKED = "not_ticked"
    DISPUTED = "disputed"


def answer_of(fact: Fact) -> Answer:
    """The fact in one word."""
    if fact.says is Says.NO and all(c.basis is Basis.UNTICKED for c in fact.claims):
        return Answer.NOT_TICKED
    return Answer(fact.says)


@lru_cache(maxsize=65_536)
def plain_fact(term: str, answer: Answer, origin: Origin) -> Fact:
    """The fact that an answer alone gives, in the name of one origin and without evidence."""
    basis = Basis.UNTICKED if answer is Answer.NOT_TICKED else Basis.TICKED
    said = {Answer.YES: (Says.YES,), Answer.DISPUTED: (Says.NO, Says.YES)}.get(answer, (Says.NO,))
    verdict = Says.DISPUTED if answer is Answer.DISPUTED else said[0]
    return Fact(verdict, tuple(Claim(term, says, "", basis, origin) for says in said))


def plain_measure(name: str, spans: Iterable[tuple[float, float]], disputed: bool, origin: Origin) -> Measure:
    """The measure that ranges alone give, in the name of one origin and without evidence."""
    claim = Claim(name, Says.YES, "", Basis.TICKED, origin)
    return Measure(tuple(Range(low, high, (claim,)) for low, high in spans), disputed)


def without_evidence(program: Program) -> Program:
    """The program with its answers only, all in the name of its newest origin."""
    origin = program.origins[0]
    return replace(
        program,
        facts={t: plain_fact(t, answer_of(f), origin) for t, f in program.facts.items()},
        measures={n: plain_measure(n, ((r.low, r.high) for r in m.ranges), m.disputed, origin) for n, m in program.measures.items()},
    )


def without_quotations(program: Program) -> Program:
    """The program without the words of pages: what was read there is kept, and where."""
    quoted = {t: f for t, f in program.facts.items() if _quotes(f.claims)}
    measured = {n: m for n, m in program.measures.items() if any(_quotes(r.claims) for r in m.ranges)}
    if not quoted and not measured:
        return program
    facts: Mapping[str, Fact] = {t: settle(_bare(f.claims)) for t, f in quoted.items()}
    measures = {n: combine(Range(r.low, r.high, _bare(r.claims)) for r in m.ranges) for n, m in measured.items()}
    return replace(program, facts={**program.facts, **facts}, measures={**program.measures, **measures})


def without_hidden_place(program: Program) -> Program:
    """The program; where its address is hidden, without the street and any exact point."""
    if not program.address.hidden:
        return program
    point = None if program.point and program.point.precision is Precision.SITE else program.point
    return replace(program, address=replace(program.address, street=""), point=point)


def with_plain_website(program: Program) -> Program:
    """The program, its website as a URI (RFC 3986): letters beyond ASCII percent-encoded."""
    uri = "".join(c if c.isascii() and c not in _NOT_IN_A_URI else "".join(f"%{byte:02X}" for byte in c.encode()) for c in program.website)
    return replace(program, website=uri)


_NOT_IN_A_URI = frozenset(' "<>\\^`{|}')


_WORDS_OF_PAGES = frozenset({Basis.QUOTED, Basis.COMPUTED})
"""A number that we counted quotes what it was counted from."""


def _quotes(claims: Iterable[Claim]) -> bool:
    return any(c.basis in _WORDS_OF_PAGES and (c.evidence or c.heading) for c in claims)


def _bare(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(replace(c, evidence="", heading="") if c.basis in _WORDS_OF_PAGES else c for c in claims)


HIDDEN_PLACE = Loss(
    "hidden_place", "Where an address is not made public, its street and any point but its area's are left out.", without_hidden_place
)
QUOTATIONS = Loss(
    "quotations", "Words quoted from programs' own pages are left out: the fact and the page's address stay.", without_quotations
)
EVIDENCE = Loss(
    "evidence",
    "Each answer is yes, no, not ticked or disputed, without its code or words and without which of several sources gave it.",
    without_evidence,
)

PLAIN_WEBSITE = Loss(
    "plain_website", "Letters beyond ASCII in a website's address are percent-encoded; it leads to the same page.", with_plain_website
)

ALWAYS = (HIDDEN_PLACE, QUOTATIONS)
"""What no export carries, whatever its format could."""


def without(program: Program, losses: Iterable[Loss]) -> Program:
    """The program without any of this."""
    for loss in losses:
        program = loss.taken(program)
    return program
