"""How answers look in a terminal: words first, one thing a line, everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from api.wire import metres_told
from data.crisis import load_crisis
from finder.answer import Answer, Judged
from finder.claim import Claim
from finder.evaluate import Evaluation, Tier, reason
from finder.listing import Phone
from finder.place import MILE, Precision
from finder.program import Program
from finder.question import Verdict
from finder.questions.level import IOP
from finder.vocabulary import Vocabulary
from finder.wording import Wording, age_note, ask, label, said, sentence

SIGN = {Verdict.YES: "✓", Verdict.PARTLY: "~", Verdict.NO: "✗", Verdict.DISPUTED: "≠", Verdict.UNKNOWN: "?"}
STYLE = {Verdict.YES: "green", Verdict.PARTLY: "yellow", Verdict.NO: "red", Verdict.DISPUTED: "yellow", Verdict.UNKNOWN: "cyan"}
NARROW = 100
SHARED = 3
"""From so many sites on, a shared number is mentioned."""


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
    why = reason(j, p, v)
    text = f"{sentence(j, w, v).removesuffix('.')} ({w.say('reason', why)})." if why else sentence(j, w, v)
    line(f"{SIGN[j.verdict]} {w.name(j.clause.question)}: {said(j, w)} – {text}", style=STYLE[j.verdict], indent=indent)


def print_answers(p: Program, answers: Iterable[Answer], w: Wording, v: Vocabulary) -> None:
    """Prints an answer card: every question with its parts, the evidence, and what to ask."""
    for a in answers:
        line(f"{SIGN[a.verdict]} {w.title(a.question)}", style=f"bold {STYLE[a.verdict]}")
        for j in known_first(a.parts):
            line(f"{said(j, w)} – {sentence(j, w, v)}", indent=4)
            if j.claims:
                line(evidence_words(j.claims, w), style="dim", indent=8)
        if a.verdict not in (Verdict.YES, Verdict.NO):
            line(f"☎ {ask(a.parts[0], w, v)}", style="cyan", indent=4)


def evidence_words(claims: Sequence[Claim], w: Wording, most: int = 3) -> str:
    """The first pieces of evidence, and the source they stand in."""
    pieces = list(dict.fromkeys(c.evidence for c in claims))
    more = f" · {w.say('notice', 'evidence_more', count=len(pieces) - most)}" if len(pieces) > most else ""
    sources = ", ".join(dict.fromkeys(f"{c.origin.source} {c.origin.as_of}" for c in claims))
    return f"{' · '.join(pieces[:most])}{more} ({sources})"


def known_first(parts: Sequence[Judged]) -> Sequence[Judged]:
    """The parts that say something; if none does, the first alone: one "not known" is enough."""
    told = [j for j in parts if j.verdict is not Verdict.UNKNOWN]
    return told or parts[:1]


def to_ask(e: Evaluation, w: Wording, v: Vocabulary) -> list[str]:
    """What to ask on the phone, musts first: everything asked about that is not a plain yes or no."""
    open_parts = [j for a in e.answers for j in a.parts if j.clause.wish.asked and j.verdict not in (Verdict.YES, Verdict.NO)]
    return list(dict.fromkeys(ask(j, w, v) for j in sorted(open_parts, key=lambda j: (not j.clause.must, -j.clause.weight))))


def wished(e: Evaluation, w: Wording) -> list[Judged]:
    """The parts that answer something the seeker asked, in the order of the questions, level of care left out."""
    answers = sorted(e.answers, key=lambda a: w.order.index(a.question))
    return [j for a in answers if a.question != "level" for j in a.parts if j.clause.wish.asked]


def fit_words(e: Evaluation, w: Wording) -> str:
    """How a program fits, in words."""
    parts = [j for j in wished(e, w) if j.clause.weight or j.clause.removes]
    if not parts:
        scored = [a for a in e.answers if a.weight]
        yes = sum(a.verdict in (Verdict.YES, Verdict.PARTLY) for a in scored)
        return w.say("fit", "plain", yes=yes, count=len(scored)) + "."
    yes, no = (sum(j.verdict is verdict for j in parts) for verdict in (Verdict.YES, Verdict.NO))
    open_ = len(parts) - yes - no
    words = [w.say("fit", "all", count=len(parts)) if yes == len(parts) else w.say("fit", "some", yes=yes, count=len(parts))]
    words += [w.say("fit", "to_ask", count=open_)] if open_ else []
    words += [w.say("fit", "no", count=no)] if no else []
    words += [w.say("fit", "level_open")] if any(j.clause.must and j.verdict is not Verdict.YES for j in level_parts(e)) else []
    return "; ".join(words) + "."


def level_parts(e: Evaluation) -> Sequence[Judged]:
    """The parts that say whether it is an IOP, or of the level that is looked for."""
    return next(a.parts for a in e.answers if a.question == "level")


def distance_words(e: Evaluation, p: Program, w: Wording) -> str:
    """The distance in words, as exact as the program's point is; "" where there is none."""
    if p.point is None:
        return w.say("distance", "unknown")
    metres = metres_told(e, p)
    if metres is None:
        return ""
    miles = metres / MILE
    text = f"{miles:.1f}" if miles < 10 else f"{miles:.0f}"
    if p.point.precision is Precision.SITE:
        return w.say("distance", "away", miles=text)
    if miles < 0.1:
        return w.say("distance", "here") if p.point.precision is Precision.ZIP else w.say("distance", "near_city", place=p.address.city)
    return w.say("distance", "about" if p.point.precision is Precision.ZIP else "about_city", miles=text)


def phones_words(phones: Iterable[Phone], w: Wording) -> str:
    """Phone numbers in words."""
    return ", ".join(phone_words(n, w) for n in phones)


def phone_words(n: Phone, w: Wording) -> str:
    """A number as Americans write it, with its extension and whether many sites share it."""
    digits = n.number.removeprefix("+1")
    number = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if len(digits) == 10 else n.number
    extension = f" x{n.extension}" if n.extension else ""
    shared = f" ({w.say('phone', 'shared', count=n.shared_by)})" if n.shared_by >= SHARED else ""
    return f"{number}{extension}{shared}"


def total_words(total: Mapping[Tier, int], w: Wording) -> str:
    """The counts of a search in one line."""
    return ", ".join(w.say("total", t.word, count=total[t]) for t in sorted(total, reverse=True))


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
