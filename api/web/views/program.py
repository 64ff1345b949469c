"""The page of one program: whom to call first, then every question with its answer and evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from api.told import distance_words, fit_words, to_ask, wished
from api.web.asked import Asked, to_text
from api.web.views.answers import Answered, answered
from api.web.views.card import Caution, Contact, caution_words, contacts, kind_words
from api.web.views.speaker import Speaker
from finder.claim import Origin
from finder.formats.jsonld import CONTEXT, to_jsonld
from finder.program import Program
from finder.wording import age_note
from search.page import Why


@dataclass(frozen=True, slots=True)
class Sibling:
    """The same site's program for the other kind of care."""

    id: str
    name: str
    care: str


@dataclass(frozen=True, slots=True)
class Whole:
    """All that the page shows; `ids` are the programs that were kept in the list. `fit` and `asks` are empty where nothing was asked."""

    asked: str
    ids: tuple[str, ...]
    id: str
    name: str
    organization: str
    kind: str
    care: str
    street: str
    town: str
    where: str
    hidden: bool
    contacts: tuple[Contact, ...]
    website: str
    cautions: tuple[Caution, ...]
    fit: str
    asks: tuple[str, ...]
    questions: tuple[Answered, ...]
    sources: tuple[str, ...]
    age: str
    siblings: tuple[Sibling, ...]
    jsonld: str


def make_whole(read: Why, asked: Asked, kept: tuple[str, ...], siblings: Iterable[Program], speaker: Speaker) -> Whole:
    """The page of a program, read against a search."""
    p, e, w = read.program, read.evaluation, speaker.wording
    something = bool(wished(e, w))
    return Whole(
        asked=to_text(asked),
        ids=kept,
        id=p.id,
        name=p.name,
        organization=p.organization if p.organization.casefold() not in p.name.casefold() else "",
        kind=kind_words(e, speaker),
        care=w.say("care", p.care),
        street="" if p.address.hidden else p.address.street,
        town=", ".join(x for x in (p.address.city, f"{p.address.state} {p.address.zip}".strip()) if x),
        where=distance_words(e, p, w) if asked.request.near else "",
        hidden=p.address.hidden,
        contacts=tuple(contacts(p.phones, w)),
        website=p.website,
        cautions=caution_words(e, speaker),
        fit=fit_words(e, w) if something else "",
        asks=tuple(to_ask(e, w, speaker.vocabulary)) if something else (),
        questions=answered(p, e.answers, speaker),
        sources=tuple(dict.fromkeys(source_words(o) for o in p.origins)),
        age=age_note((o.as_of for o in p.origins), speaker.today, w),
        siblings=tuple(Sibling(s.id, s.name, w.say("care", s.care)) for s in siblings),
        jsonld=script_text({"@context": CONTEXT, **to_jsonld(p, speaker.vocabulary)}),
    )


def script_text(value: object) -> str:
    """A value as JSON that may stand in a script element: nothing in it can end the element."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def source_words(origin: Origin) -> str:
    """A source and its date."""
    return f"{origin.publisher}, {origin.source} ({origin.as_of})"
