"""What we know and what we do not: how many programs say something, question by question, in the country or in one state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.web.views.about import Told, make_told
from api.web.views.speaker import Speaker
from data.gazetteer import gazetteer
from finder.errors import BadParameter, IndexUnavailable
from finder.vocabulary import Vocabulary
from search.statistics import PROGRAMS


@dataclass(frozen=True, slots=True)
class Filled:
    """One thing that a question is about, and how many programs say something on it."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, and what is said on it, thing by thing."""

    title: str
    filled: tuple[Filled, ...]


@dataclass(frozen=True, slots=True)
class State:
    """A state that programs are in: its two letters, its name, and how many."""

    id: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Known:
    """The page. `state` is "" where the whole country is counted."""

    told: Told
    built: str
    programs: int
    questions: tuple[Answered, ...]
    states: tuple[State, ...]
    state: str
    name: str


def make_known(manifest: Mapping[str, Any], state: str, speaker: Speaker) -> Known:
    """The page of what is served, of one state or of all. Raises BadParameter, IndexUnavailable."""
    by_state: Mapping[str, Mapping[str, Any]] | None = manifest.get("by_state")
    if by_state is None:
        raise IndexUnavailable("the index does not count what is known by state: run `iop-finder index build` again")
    if state and state not in by_state:
        raise BadParameter("state", "no program is in this state", tuple(by_state))
    chosen, w = [by_state[state]] if state else [*by_state.values()], speaker.wording
    return Known(
        told=make_told("known", w.language),
        built=str(manifest["built"])[:10],
        programs=sum(s[PROGRAMS] for s in chosen),
        questions=tuple(Answered(w.title(id), tuple(_filled(id, chosen, speaker))) for id in w.order),
        states=tuple(sorted((State(s, _name(s), n[PROGRAMS]) for s, n in by_state.items() if s), key=lambda s: s.name)),
        state=state,
        name=_name(state) if state else "",
    )


def _filled(question: str, chosen: Sequence[Mapping[str, Any]], speaker: Speaker) -> Iterator[Filled]:
    """What the question is about, most said first; what nobody says as well."""
    counted = Counter(dict.fromkeys(_about(question, speaker.vocabulary), 0))
    for state in chosen:
        counted.update(state.get(question, {}))
    yield from (Filled(_label(about, speaker), count) for about, count in counted.most_common())


def _about(question: str, v: Vocabulary) -> Iterator[str]:
    """The dimensions and measures that a question hears."""
    yield from (t.dimension for t in v.terms.values() if t.question == question)
    yield from (m.id for m in v.measures.values() if m.question == question)


def _label(about: str, speaker: Speaker) -> str:
    v = speaker.vocabulary
    named = v.terms.get(about) or v.dimensions.get(about) or v.measures[about]
    return named.label[speaker.wording.language]


def _name(state: str) -> str:
    found = gazetteer().state(state)
    return found.name if found else state
