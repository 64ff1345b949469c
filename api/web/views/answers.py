"""What a program answers, part by part: the verdict, whose word it is, the evidence, and what to ask where it is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.told import SIGN, ask_of, evidence_words, known_first, measured, part_words, stated, stated_words
from api.web.views.speaker import Speaker
from api.wire import in_order
from finder.answer import Answer, Judged
from finder.claim import BY_A_PERSON, Basis, Claim
from finder.program import Program
from finder.wording import said, wanted

FREE_WORDS = (Basis.QUOTED, Basis.COMPUTED, *BY_A_PERSON)
"""How claims are said whose evidence is somebody's own sentence."""


@dataclass(frozen=True, slots=True)
class Told:
    """One part of an answer: verdict (with its sign), what was wished, who says so, the sentence, and the evidence
    in its own language ("": nobody said which)."""

    verdict: str
    sign: str
    wanted: str
    said: str
    sentence: str
    evidence: str
    language: str


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with its answer in parts, and what to ask where it is open."""

    question: str
    title: str
    asked: bool
    verdict: str
    sign: str
    parts: tuple[Told, ...]
    ask: str


def told(j: Judged, p: Program, speaker: Speaker, text: str = "") -> Told:
    """One part of an answer, in the sentence that is given or in its own."""
    w, v = speaker.wording, speaker.vocabulary
    text = text or part_words(j, p, w, v)
    evidence = evidence_words(j.claims, w) if j.claims else ""
    return Told(j.verdict, SIGN[j.verdict], wanted(j, w, v), said(j, w), text, evidence, evidence_language(j.claims))


def told_parts(parts: Sequence[Judged], p: Program, speaker: Speaker) -> tuple[Told, ...]:
    """The parts of an answer; several that are stated numbers in one line, as in the terminal, with the words that state them once."""
    w, v = speaker.wording, speaker.vocabulary
    numbers = measured(parts, v)
    if len(numbers) < 2:
        return tuple(told(j, p, speaker) for j in parts)
    all_ = numbers[0]._replace(claims=tuple(dict.fromkeys(c for j in numbers for c in j.claims)))
    by_place = stated(p, all_.clause.question, w, v)
    line = ", ".join(*by_place.values()) if len(by_place) == 1 else stated_words(p, all_.clause.question, w, v)
    return (told(all_, p, speaker, f"{line}."), *(told(j, p, speaker) for j in parts if j not in numbers))


def evidence_language(claims: Sequence[Claim]) -> str:
    """English for the codes and names of directories; of a page's words or a person's note nobody said in which they are."""
    return "" if any(c.basis in FREE_WORDS for c in claims) else "en"


def answered(p: Program, answers: Iterable[Answer], speaker: Speaker) -> tuple[Answered, ...]:
    """Every question with its answer: those that were asked first, each in the order for people."""
    w = speaker.wording
    shown = sorted(in_order(answers, w), key=lambda a: not a.asked)
    return tuple(_answered(a, p, speaker) for a in shown)


def _answered(a: Answer, p: Program, speaker: Speaker) -> Answered:
    w = speaker.wording
    parts = known_first(a.parts) if not a.asked else a.parts
    return Answered(
        a.question,
        w.title(a.question),
        a.asked,
        a.verdict,
        SIGN[a.verdict],
        told_parts(parts, p, speaker),
        ask_of(a, w, speaker.vocabulary),
    )
