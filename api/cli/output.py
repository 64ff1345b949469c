"""How answers look in a terminal: words first, one thing a line, everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.told import (
    SIGN,
    ask_of,
    distance_words,
    evidence_words,
    fit_words,
    known_first,
    level_parts,
    measured,
    part_words,
    phones_words,
    stated_words,
    to_ask,
)
from data.crisis import load_crisis
from finder.answer import Answer, Judged
from finder.evaluate import Evaluation
from finder.program import Program
from finder.question import Verdict
from finder.questions.level import IOP
from finder.vocabulary import Vocabulary
from finder.wording import Wording, age_note, label, said, sentence

STYLE = {Verdict.YES: "green", Verdict.PARTLY: "yellow", Verdict.NO: "red", Verdict.DISPUTED: "yellow", Verdict.UNKNOWN: "cyan"}
NARROW = 100


@cache
def out() -> Console:
    """The console on stdout: colours in a terminal only, and never wider than can be read."""
    width = min(Console().width, NARROW) if sys.stdout.isatty() else NARROW
    return Console(width=width, highlight=False, soft_wrap=False)


@cache
def err() -> Console:
    """The console on stderr."""
    return Console(stderr=True, highlight=False)


def print_json(value: object) -> None:
    """Prints a value as JSON on stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def line(text: str = "", style: str = "", indent: int = 0) -> None:
    """Prints one paragraph, indented, wrapped where it is too long."""
    out().print(Padding(Text(text, style=style), (0, 0, 0, indent), expand=False) if text else "")


def whole_line(text: str, style: str = "") -> None:
    """Prints what is to be copied: never wrapped."""
    out().print(Text(text, style=style), soft_wrap=True)


def print_program_card(
    rank: str, p: Program, e: Evaluation, shown: Sequence[Judged], w: Wording, v: Vocabulary, *, today: date, asks: int
) -> None:
    """Prints one result: who, where, what it is, how it fits, the answers, what to ask."""
    line(f"{rank}{p.name}", style="bold")
    where = distance_words(e, p, w)
    street = ", ".join(x for x in ("" if p.address.hidden else p.address.street, p.address.city, p.address.state) if x)
    line(f"{where + ' · ' if where else ''}{street} · {phones_words(p.phones[:1], w)}", indent=4)
    level = level_parts(e)[0]
    kind = w.say("kind", level.verdict) if level.clause.wish.asked and IOP in level.clause.wish.terms else sentence(level, w, v)
    line(" · ".join(x for x in (kind, w.say("care", p.care)) if x), indent=4)
    line(fit_words(e, w), style="italic", indent=4)
    print_cautions(e, w, v)
    for j in shown:
        print_part(j, p, w, v, indent=4)
    if note := age_note((o.as_of for o in p.origins), today, w):
        line(note, style="dim", indent=4)
    for question in to_ask(e, w, v)[:asks]:
        line(f"☎ {question}", style="cyan", indent=4)
    line(f"iop-finder show {p.id}", style="dim", indent=4)


def print_cautions(e: Evaluation, w: Wording, v: Vocabulary) -> None:
    """Prints whom alone the program serves, each once."""
    for term in dict.fromkeys(c.term for c in e.cautions):
        evidence = "; ".join(c.evidence for c in e.cautions if c.term == term)
        line(f"! {label(term, w, v)} ({evidence})", style="yellow", indent=4)


def print_part(j: Judged, p: Program, w: Wording, v: Vocabulary, *, indent: int) -> None:
    """Prints one part of an answer: sign, question, who says so, the sentence, and why nothing is known where nothing is."""
    line(f"{SIGN[j.verdict]} {w.name(j.clause.question)}: {said(j, w)} – {part_words(j, p, w, v)}", style=STYLE[j.verdict], indent=indent)


def print_answers(p: Program, answers: Iterable[Answer], w: Wording, v: Vocabulary) -> None:
    """Prints an answer card: every question with its parts, the evidence, and what to ask."""
    for a in answers:
        line(f"{SIGN[a.verdict]} {w.title(a.question)}", style=f"bold {STYLE[a.verdict]}")
        numbers = measured(a.parts, v)
        if numbers:  # in one line, and the words that state them once
            line(stated_words(p, a.question, w, v), indent=4)
            line(evidence_words(list(dict.fromkeys(c for j in numbers for c in j.claims)), w), style="dim", indent=8)
        for j in (j for j in known_first(a.parts) if j not in numbers):
            line(f"{said(j, w)} – {sentence(j, w, v)}", indent=4)
            if j.claims:
                line(evidence_words(j.claims, w), style="dim", indent=8)
        if question := ask_of(a, w, v):
            line(f"☎ {question}", style="cyan", indent=4)


def print_crisis(w: Wording) -> None:
    """Prints the crisis and help lines in short, always in the same place: last."""
    words = [f"{x.name[w.language]}: {x.number}" for x in load_crisis().lines if x.id in ("988", "samhsa")]
    line(" · ".join(words), style="bold")


def grid(rows: Iterable[Sequence[str]], headers: Sequence[str]) -> None:
    """Prints a plain table."""
    table = Table(*headers, box=None, padding=(0, 2, 0, 0), header_style="bold", show_edge=False)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    out().print(table)
