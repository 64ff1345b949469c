"""Two to four programs side by side: the questions in which they differ first, then the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.told import ask_of, common, known_first
from api.web.asked import Asked, to_text
from api.web.views.answers import Told, told_parts
from api.web.views.card import Card, make_card
from api.web.views.speaker import Speaker
from finder.compare import Row
from finder.wording import label
from search.page import Why


@dataclass(frozen=True, slots=True)
class Cell:
    """One program's answer to one question, and what to ask it where that is open."""

    parts: tuple[Told, ...]
    ask: str


@dataclass(frozen=True, slots=True)
class Line:
    """One question over all programs; `shared` is what all of them say, told once."""

    question: str
    title: str
    asked: bool
    shared: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """The page: programs as heads of the columns, and the questions in two groups."""

    asked: str
    ids: tuple[str, ...]
    heads: tuple[Card, ...]
    about: bool
    differ: tuple[Line, ...]
    same: tuple[Line, ...]


def make_compared(read: Sequence[Why], rows: Sequence[Row], asked: Asked, speaker: Speaker) -> Compared:
    """The page of a comparison."""
    lines = [(row.differs, _line(row, read, speaker)) for row in rows]
    heads = tuple(make_card(0, w.program, w.evaluation, speaker) for w in read)
    return Compared(
        asked=to_text(asked),
        ids=tuple(w.program.id for w in read),
        heads=heads,
        about=any(c.about for c in heads),
        differ=tuple(line for differs, line in lines if differs),
        same=tuple(line for differs, line in lines if not differs),
    )


def _line(row: Row, read: Sequence[Why], speaker: Speaker) -> Line:
    w, v = speaker.wording, speaker.vocabulary
    shared = common(row.answers)
    found = ", ".join(label(t, w, v) for t in dict.fromkeys(shared))
    return Line(
        question=row.question,
        title=w.title(row.question),
        asked=any(a.asked for a in row.answers),
        shared=w.say("compare", "all", found=found) if shared else "",
        cells=tuple(_cell(row, i, why, shared, speaker) for i, why in enumerate(read)),
    )


def _cell(row: Row, i: int, why: Why, shared: Sequence[str], speaker: Speaker) -> Cell:
    """Without what all say, which stands in the line's own words; with what to ask where it is not a plain yes or no."""
    answer = row.answers[i]
    parts = [j._replace(claims=tuple(c for c in j.claims if c.term not in shared)) for j in known_first(answer.parts)]
    own = [(j, k) for j, k in zip(known_first(answer.parts), parts, strict=True) if k.claims or not j.claims]
    return Cell(told_parts([k for _, k in own], why.program, speaker), ask_of(answer, speaker.wording, speaker.vocabulary))
