"""The referral sheet, "Three for discharge": three ways in that do not hang on one another, on one page, with no word about a patient."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.told import SIGN, distance_words, known_first
from api.web.asked import Asked, to_text
from api.web.views.answers import Told, told
from api.web.views.call_sheet import questions
from api.web.views.card import Contact, contacts, kind_words, place_words
from api.web.views.speaker import Speaker
from finder.answer import Answer, Judged
from finder.claim import Says
from finder.evaluate import Evaluation
from finder.program import Program
from finder.question import Verdict
from finder.wording import age_note
from search.page import Why

THREE = 3
PLAIN = ("ages", "insurance", "people", "start")
"""Questions whose general answers stand on a sheet that leaves out what was asked."""
LONG = "population"
"""What is left out of general answers: a line for each group of people would fill the page."""
FLAGS = {
    "alcohol_medicine": ("approach:naltrexone", "approach:acamprosate", "approach:disulfiram"),
    "opioid_medicine": ("approach:buprenorphine", "approach:methadone", "approach:naltrexone"),
    "detox": ("level_of_care:detox", "level_of_care:outpatient_detox"),
}
"""What a discharge hangs on: medicines and detox, and the terms that say so."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Whether a program has a medicine or detox: "yes", "no", or "unknown" with its sign."""

    name: str
    says: str
    sign: str


@dataclass(frozen=True, slots=True)
class Way:
    """One of the three: how to reach it, why it is there, what is not known."""

    id: str
    name: str
    organization: str
    place: str
    where: str
    kind: str
    care: str
    contacts: tuple[Contact, ...]
    why: tuple[Told, ...]
    asks: tuple[str, ...]
    flags: tuple[Flag, ...]
    age: str


@dataclass(frozen=True, slots=True)
class Referral:
    """The sheet. `shows_asked`: what was asked for stands on it; by default it does not. `apart`: no two hang on one another."""

    asked: str
    ids: tuple[str, ...]
    ways: tuple[Way, ...]
    spare: Way | None
    shows_asked: bool
    apart: bool
    today: str


def three_of(programs: Iterable[Program]) -> list[Program]:
    """The first programs, four at most, no two of which are of one organisation, at one address, or share a phone number: if one is
    full, another way is open. The fourth is the one to fall back on."""
    kept: list[Program] = []
    taken: set[str] = set()
    for p in programs:
        own = {p.organization.casefold(), p.name.casefold(), *(n.number for n in p.phones)} - {""}
        own |= {f"{p.address.street} {p.address.zip}".casefold()} if p.address.street else set()
        if not own & taken:
            kept.append(p)
            taken |= own
    return kept[: THREE + 1]


def make_referral(read: Sequence[Why], plain: Sequence[Why], asked: Asked, shows_asked: bool, speaker: Speaker) -> Referral:
    """The sheet: `read` against the search, `plain` against none. The fourth program, if there is one, is the one to fall back on."""
    ways = [make_way(a, b, shows_asked, speaker) for a, b in zip(read, plain, strict=True)]
    ids = tuple(w.program.id for w in read)
    apart = len(three_of(w.program for w in read)) == len(read)
    spare = next(iter(ways[THREE:]), None)
    return Referral(to_text(asked), ids, tuple(ways[:THREE]), spare, shows_asked, apart, speaker.today.isoformat())


def make_way(read: Why, plain: Why, shows_asked: bool, speaker: Speaker) -> Way:
    """One of the three. Distance is left out with what was asked: it would tell where someone lives."""
    p, w = read.program, speaker.wording
    shown = read if shows_asked else plain
    return Way(
        id=p.id,
        name=p.name,
        organization=p.organization if p.organization.casefold() not in p.name.casefold() else "",
        place=place_words(p),
        where=distance_words(read.evaluation, p, w) if shows_asked else "",
        kind=kind_words(shown.evaluation, speaker),
        care=w.say("care", p.care),
        contacts=tuple(contacts(p.phones, w)),
        why=tuple(told(j, p, speaker) for j in reasons(shown.evaluation, shows_asked)),
        asks=tuple(questions(shown.evaluation, speaker)[:THREE]),
        flags=tuple(Flag(name, says := flag(p, terms), SIGN[Verdict(says)]) for name, terms in FLAGS.items()),
        age=age_note((o.as_of for o in p.origins), speaker.today, w),
    )


def reasons(e: Evaluation, asked: bool) -> list[Judged]:
    """What speaks for the program: the good answers to what was asked, or to what anyone would ask."""
    answers: list[Answer] = [a for a in e.answers if (a.asked if asked else a.question in PLAIN) and a.question != "level"]
    parts = [j for a in answers for j in (a.parts if asked else known_first(a.parts))]
    return [j for j in parts if j.verdict in (Verdict.YES, Verdict.PARTLY) and (asked or j.clause.wish.about != LONG)]


def flag(p: Program, terms: Iterable[str]) -> str:
    """Yes where one of the terms is said, no where all are denied, unknown else."""
    said = [p.facts[t].says if t in p.facts else None for t in terms]
    if Says.YES in said:
        return "yes"
    return "no" if all(s is Says.NO for s in said) else "unknown"
