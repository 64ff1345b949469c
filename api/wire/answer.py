"""A program read against a search: answers, wishes, distance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from math import isfinite
from typing import Any, Generic, TypeVar

import orjson

from api.wire.program import Json, claim_json, open_end, program_summary
from finder.answer import Answer, Judged
from finder.evaluate import Evaluation, reason
from finder.place import MILE, Precision
from finder.program import Program
from finder.query import Wish
from finder.vocabulary import Vocabulary
from finder.wording import Wording, sentence

S = TypeVar("S")
M = TypeVar("M")

SHOWN_CLAIMS = 3
"""Deciding claims shown for each part of an answer; all of them are with the program itself."""

MOST_TOLD = 8_192
"""Answers kept as JSON, and programs' lists of them; then they begin anew."""


class Told(dict[str, Any]):
    """A value that is told again and again, as it is now: nobody may change it. `as_bytes` writes it only once."""

    @cached_property
    def written(self) -> orjson.Fragment:
        """The value as JSON in UTF-8, to be put into another."""
        return orjson.Fragment(orjson.dumps(dict(self)))


class Kept(Generic[S, M]):
    """What was made of a subject for the forms that a program filled in, and in whose words: made anew only for others."""

    def __init__(self) -> None:
        self._made: dict[tuple[int, frozenset[str], str], tuple[S, Wording, Vocabulary, M]] = {}

    def of(self, subject: S, program: Program, wording: Wording, vocabulary: Vocabulary, make: Callable[[], M]) -> M:
        """What was made of this subject. It is known by identity, which is quick, and kept alive, so that no other can have it."""
        key = (id(subject), program.forms, wording.language)
        kept = self._made.get(key)
        if kept is None or kept[0] is not subject or kept[1] is not wording or kept[2] is not vocabulary:
            if len(self._made) >= MOST_TOLD:
                self._made.clear()
            kept = self._made[key] = (subject, wording, vocabulary, make())
        return kept[3]


_told: Kept[Answer, Told] = Kept()
_lists: Kept[tuple[Answer, ...], list[Json]] = Kept()


def as_bytes(value: Any) -> bytes:
    """A value of this room as JSON in UTF-8; what is told again and again was written before."""
    return orjson.dumps(value, _written, orjson.OPT_PASSTHROUGH_SUBCLASS)


def _written(value: object) -> orjson.Fragment:
    if isinstance(value, Told):
        return value.written
    raise TypeError(f"{type(value).__name__} is no JSON value")


def answer_json(a: Answer, program: Program, wording: Wording, vocabulary: Vocabulary) -> Json:
    """`answer`: one question's verdict, in parts where several things were wished.

    Most answers were told before (`finder.answer`): an answer that is the same object is told in the same words wherever the same forms
    were filled in. So what is returned is shared, and nobody may change it.
    """
    return _told.of(a, program, wording, vocabulary, lambda: Told(_answer_json(a, program, wording, vocabulary)))


def answers_json(answers: tuple[Answer, ...], program: Program, wording: Wording, vocabulary: Vocabulary) -> list[Json]:
    """A program's answers in the order in which people see the questions. Shared as each of them is: a program that is asked the same
    again gives the same object."""
    told = partial(answer_json, program=program, wording=wording, vocabulary=vocabulary)
    return _lists.of(answers, program, wording, vocabulary, lambda: [*map(told, in_order(answers, wording))])


def _answer_json(a: Answer, program: Program, wording: Wording, vocabulary: Vocabulary) -> Json:
    return {
        "question": a.question,
        "title": wording.title(a.question),
        "asked": a.asked,
        "verdict": a.verdict,
        "weight": a.weight,
        "value": round(a.value, 6),
        "parts": [part_json(p, program, wording, vocabulary) for p in a.parts],
    }


def part_json(j: Judged, program: Program, wording: Wording, vocabulary: Vocabulary) -> Json:
    """One part of an answer: what was wished, the verdict, the sentence, why nothing is known, and the claims that decided."""
    return {
        "wanted": wish_json(j.clause.wish),
        "verdict": j.verdict,
        "sentence": sentence(j, wording, vocabulary),
        "reason": reason(j, program, vocabulary),
        "claims": [claim_json(c) for c in j.claims[:SHOWN_CLAIMS]],
    }


def wish_json(w: Wish) -> Json:
    """A wish: its dimension or measure, and how strongly it is meant, with its terms or range; of a question that nobody asked no more
    than what it is about, for that would be the whole vocabulary."""
    what: Json = {}
    if w.asked and w.span:
        what = {"low": w.span[0], "high": open_end(w.span[1])}
    elif w.asked:
        what = {"terms": sorted(w.terms)}
    return {"about": w.about, **what, "strength": w.strength, "asked": w.asked}


def evaluation_json(p: Program, e: Evaluation, wording: Wording, vocabulary: Vocabulary) -> Json:
    """A program read against a search."""
    return {
        "tier": e.tier.word,
        "fit": round(e.fit, 6),
        "known": round(e.known, 6),
        "distance": distance_json(e, p),
        "program": program_summary(p),
        "cautions": [claim_json(c) for c in e.cautions],
        "answers": answers_json(e.answers, p, wording, vocabulary),
    }


def in_order(answers: Iterable[Answer], wording: Wording) -> Sequence[Answer]:
    """The answers in the order in which people see the questions."""
    return sorted(answers, key=lambda a: wording.rank[a.question])


def distance_json(e: Evaluation, p: Program) -> Json | None:
    """`distance`, with what the program's point stands for; None where there is none."""
    metres = metres_told(e, p)
    if metres is None or p.point is None:
        return None
    return {"metres": round(metres, 1), "miles": round(metres / MILE, 2), "precision": p.point.precision}


def metres_told(e: Evaluation, p: Program) -> float | None:
    """The distance, where there is one and it does not give away a hidden address: three exact ones would."""
    gives_away = p.point is not None and p.address.hidden and p.point.precision is Precision.SITE
    return e.metres if isfinite(e.metres) and not gives_away else None
