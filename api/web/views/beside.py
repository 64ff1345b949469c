"""What stands beside the list: filters with their counts, and how much each question matters."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from api.web.frame import Frame
from api.web.views.speaker import Speaker
from data.gazetteer import gazetteer
from finder.place import Point
from finder.plan import DISTANCE
from finder.questions import all_questions
from finder.wording import label
from search.page import Page

GROUPS = ("payment", "condition", "therapy", "approach", "population", "language", "service", "access")
"""The groups of filters, in the order in which they are shown."""
TOWNS, MARGIN = 12, 0.2
"""Towns that the map names, and how far (degrees) around the programs they are looked for."""
VALUES = 8
"""Terms of a group that are shown, the most frequent first; a ticked one always."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One filter: how many say yes, of how many it is not known, whether it is a must now."""

    term: str
    label: str
    count: int
    unknown: int
    ticked: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Filters of one kind; open where one of them is ticked."""

    id: str
    title: str
    ticks: tuple[Tick, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Importance:
    """How much a question matters now, and what can be chosen."""

    id: str
    title: str
    chosen: str
    choices: tuple[str, ...]


def groups(page: Page, speaker: Speaker) -> Iterator[Group]:
    """The groups of filters that count something."""
    w, v = speaker.wording, speaker.vocabulary
    for dimension in GROUPS:
        values = page.facets.get(dimension, ())
        ticks = tuple(
            Tick(x.term, label(x.term, w, v), x.count, x.unknown, x.selected) for i, x in enumerate(values) if i < VALUES or x.selected
        )
        if ticks:
            yield Group(dimension, v.dimensions[dimension].label[w.language], ticks, any(t.ticked for t in ticks))


def importance(page: Page, frame: Frame) -> Iterator[Importance]:
    """How much each question matters now: what was asked about first, then distance, then all others."""
    weights, wishes = page.checked.weights, page.checked.wishes
    wished = {c.question for c in page.plan.clauses if c.wish.asked and c.wish.about != "level_of_care"}
    musts = {c.question for c in page.plan.clauses if c.must}
    personal = {q.id for q in all_questions() if q.personal}
    order = frame.wording.order
    for id in sorted((q for q in order if q != "level"), key=lambda q: (q not in wished, order.index(q))):
        usual = 1.0 if id in wished or (not wishes and id not in personal) else 0.0
        chosen = "must" if id in musts else _chosen(weights.get(id, usual))
        yield Importance(id, frame.wording.title(id), chosen, ("not", "some", "very", *(("must",) if id in wished else ())))
    if page.checked.near:
        yield Importance(DISTANCE, frame.say("weights.distance"), _chosen(weights.get(DISTANCE, 1.0)), ("not", "some", "very"))


def _chosen(weight: float) -> str:
    return "not" if weight == 0 else "some" if weight <= 1 else "very"


def towns(points: Sequence[Point]) -> str:
    """The largest towns around these points, as JSON: what names places on the map."""
    lats, lons = zip(*((p.lat, p.lon) for p in points), strict=True) if points else ((), ())
    if not lats:
        return "[]"
    found = gazetteer().towns_within(min(lats) - MARGIN, max(lats) + MARGIN, min(lons) - MARGIN, max(lons) + MARGIN)
    return json.dumps([[t.name, t.point.lat, t.point.lon] for t in islice(found, TOWNS)])
