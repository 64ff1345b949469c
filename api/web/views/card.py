"""A program as people meet it: who, where, what it is, how it fits, what it answers, what to ask, whom to call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from api.told import (
    SHARED,
    distance_words,
    fit_words,
    level_parts,
    phone_words,
    to_ask,
    wished,
)
from api.web.views.answers import Told, told
from api.web.views.speaker import Speaker
from finder.evaluate import Evaluation
from finder.listing import Phone
from finder.place import Point, Precision
from finder.program import Program
from finder.questions.level import IOP
from finder.wording import Wording, age_note, label, sentence


@dataclass(frozen=True, slots=True)
class Contact:
    """A phone number: as it is dialled, as it is read, whose it is, and a word of warning where many sites share it."""

    tel: str
    number: str
    kind: str
    shared: int


@dataclass(frozen=True, slots=True)
class Caution:
    """Whom alone the program serves, and what says so."""

    text: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Card:
    """One program of a list. `about`: its distance is that of the middle of its ZIP area or town. `kin`: its organization and its phone
    numbers, which its other sites share. `same_asks`: it is to be asked the same as the one before it."""

    id: str
    rank: int
    name: str
    kin: frozenset[str]
    city: str
    place: str
    where: str
    about: bool
    kind: str
    care: str
    fit: str
    cautions: tuple[Caution, ...]
    answers: tuple[Told, ...]
    asks: tuple[str, ...]
    same_asks: bool
    contact: Contact | None
    age: str
    point: Point | None


@dataclass(frozen=True, slots=True)
class Sites:
    """A program of a list, and those right behind it of the same organization or phone number: folded away, each with its own place."""

    card: Card
    more: tuple[Card, ...]

    @property
    def places(self) -> str:
        """Where the others stand in the list and in which towns: "5 Canon City, 6 Salida"."""
        return ", ".join(f"{c.rank or ''} {c.city}".strip() for c in self.more)


def make_card(rank: int, p: Program, e: Evaluation, speaker: Speaker) -> Card:
    """The program as a card."""
    w, v = speaker.wording, speaker.vocabulary
    return Card(
        id=p.id,
        rank=rank,
        name=p.name,
        kin=frozenset({p.organization.casefold(), *(n.number for n in p.phones)} - {""}),
        city=p.address.city,
        place=place_words(p),
        where=(where := distance_words(e, p, w, short=True)),
        about=bool(where) and p.point is not None and p.point.precision is not Precision.SITE,
        kind=kind_words(e, speaker),
        care=w.say("care", p.care),
        fit=fit_words(e, w),
        cautions=caution_words(e, speaker),
        answers=tuple(told(j, p, speaker) for j in wished(e, w)),
        asks=tuple(to_ask(e, w, v)),
        same_asks=False,
        contact=next(iter(contacts(p.phones, w)), None),
        age=age_note((o.as_of for o in p.origins), speaker.today, w),
        point=None if p.address.hidden else p.point,
    )


def folded(cards: Iterable[Card]) -> tuple[Sites, ...]:
    """The cards in their order, those right behind one of their kin together with it."""
    runs: list[list[Card]] = []
    for card in marked(cards):
        if runs and runs[-1][0].kin & card.kin:
            runs[-1].append(card)
        else:
            runs.append([card])
    return tuple(Sites(run[0], tuple(run[1:])) for run in runs)


def marked(cards: Iterable[Card]) -> Iterator[Card]:
    """The cards; one that is to be asked the same as the one before it is marked so."""
    before: tuple[str, ...] = ()
    for card in cards:
        yield replace(card, same_asks=card.asks == before != ())
        before = card.asks


def place_words(p: Program) -> str:
    """Street (unless it is hidden), city and state."""
    return ", ".join(x for x in ("" if p.address.hidden else p.address.street, p.address.city, p.address.state) if x)


def kind_words(e: Evaluation, speaker: Speaker) -> str:
    """What the program is: an IOP, one that runs a day program, or whatever level was asked for."""
    level = level_parts(e)[0]
    if level.clause.wish.asked and IOP not in level.clause.wish.terms:
        return sentence(level, speaker.wording, speaker.vocabulary)
    return speaker.wording.say("kind", level.verdict)


def caution_words(e: Evaluation, speaker: Speaker) -> tuple[Caution, ...]:
    """Whom alone the program serves, each once, with the evidence."""
    terms = dict.fromkeys(c.term for c in e.cautions)
    told = {t: "; ".join(dict.fromkeys(c.evidence for c in e.cautions if c.term == t)) for t in terms}
    return tuple(Caution(label(t, speaker.wording, speaker.vocabulary), evidence) for t, evidence in told.items())


def contacts(phones: Iterable[Phone], w: Wording) -> list[Contact]:
    """The numbers, intake lines first: there someone answers who can say whether there is a place."""
    kinds = ("intake", "main", "hotline")
    return [_contact(n, w) for n in sorted(phones, key=lambda n: kinds.index(n.kind))]


def _contact(n: Phone, w: Wording) -> Contact:
    tel = f"{n.number};ext={n.extension}" if n.extension else n.number
    return Contact(tel, phone_words(n, w).partition(" (")[0], w.say("phone", n.kind), n.shared_by if n.shared_by >= SHARED else 0)
