"""The call sheet: for each program a script of a minute and a half with the questions still open, and room to write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.told import to_ask
from api.web.asked import Asked, to_text
from api.web.frame import Frame
from api.web.views.card import Contact, contacts, place_words
from api.web.views.speaker import Speaker
from finder.evaluate import Evaluation
from finder.question import Verdict
from finder.wording import age_note, ask
from search.page import Why

MOST = 8
"""Questions that can be put in 90 seconds, the two that no list answers among them."""
FIRST = ("level", "insurance", "start", "ages", "cost", "structure")
"""Questions that are put where nothing, or too little, was asked for: without an answer to these no one can begin."""


@dataclass(frozen=True, slots=True)
class Call:
    """One program's sheet."""

    name: str
    place: str
    contacts: tuple[Contact, ...]
    questions: tuple[str, ...]
    age: str


@dataclass(frozen=True, slots=True)
class CallSheet:
    """All sheets, and what to say first."""

    asked: str
    ids: tuple[str, ...]
    opening: str
    calls: tuple[Call, ...]


def make_call_sheet(read: Sequence[Why], asked: Asked, frame: Frame, speaker: Speaker) -> CallSheet:
    """The sheets of some programs."""
    return CallSheet(
        to_text(asked), tuple(w.program.id for w in read), opening(asked, frame), tuple(_call(w, frame, speaker) for w in read)
    )


def opening(asked: Asked, frame: Frame) -> str:
    """What to say first: for whom, and the age. Never a name, and nothing else that was asked."""
    who = frame.say(f"call.for_{asked.who or 'self'}")
    age = asked.request.age
    return frame.say("call.opening_age", who=who, age=age) if age is not None else frame.say("call.opening", who=who)


def _call(why: Why, frame: Frame, speaker: Speaker) -> Call:
    p = why.program
    own = questions(why.evaluation, speaker)[: MOST - 2]
    always = (frame.say("call.progress"), frame.say("call.miss"))
    return Call(
        name=p.name,
        place=place_words(p),
        contacts=tuple(contacts(p.phones, speaker.wording)),
        questions=(*own, *always),
        age=age_note((o.as_of for o in p.origins), speaker.today, speaker.wording),
    )


def questions(e: Evaluation, speaker: Speaker) -> list[str]:
    """What to ask: first what was asked about and is open, then what is open of the questions without which no one can begin."""
    w, v = speaker.wording, speaker.vocabulary
    by_id = {a.question: a for a in e.answers if not a.asked and a.verdict is not Verdict.NO}
    more = [ask(by_id[q].parts[0], w, v) for q in FIRST if q in by_id]
    return list(dict.fromkeys([*to_ask(e, w, v), *more]))
