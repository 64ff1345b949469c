"""What people are told of programs, in words: the same in the terminal and on the page. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from api.wire import metres_told
from finder.answer import Answer, Judged
from finder.claim import Basis, Claim
from finder.evaluate import Evaluation, Tier, reason
from finder.listing import Phone
from finder.place import MILE, Precision
from finder.program import Program
from finder.question import Verdict
from finder.vocabulary import Vocabulary
from finder.wording import Wording, ask, day_words, sentence, source_phrase, span_text
from search.page import Page

SIGN = {Verdict.YES: "✓", Verdict.PARTLY: "~", Verdict.NO: "✗", Verdict.DISPUTED: "≠", Verdict.UNKNOWN: "?"}
SHARED = 3
"""From so many sites on, a shared number is mentioned."""


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


def wished(e: Evaluation, w: Wording) -> list[Judged]:
    """The parts that answer something the seeker asked, in the order of the questions, level of care left out."""
    answers = sorted(e.answers, key=lambda a: w.order.index(a.question))
    return [j for a in answers if a.question != "level" for j in a.parts if j.clause.wish.asked]


def level_parts(e: Evaluation) -> Sequence[Judged]:
    """The parts that say whether it is an IOP, or of the level that is looked for."""
    return next(a.parts for a in e.answers if a.question == "level")


def to_ask(e: Evaluation, w: Wording, v: Vocabulary) -> list[str]:
    """What to ask on the phone, musts first: everything asked about that is not a plain yes or no."""
    open_parts = [j for a in e.answers for j in a.parts if j.clause.wish.asked and j.verdict not in (Verdict.YES, Verdict.NO)]
    return list(dict.fromkeys(ask(j, w, v) for j in sorted(open_parts, key=lambda j: (not j.clause.must, -j.clause.weight))))


def ask_of(a: Answer, w: Wording, v: Vocabulary) -> str:
    """What to ask of a question, "" where nothing is open: about the first part that was asked and is open; where part of what nobody
    asked about is known, in the words for the part that is not, if there are such."""
    open_ = [j for j in a.parts if j.verdict not in (Verdict.YES, Verdict.NO)]
    if not open_ or a.verdict in (Verdict.YES, Verdict.NO):
        return ""
    about = f"ask_{open_[0].clause.wish.about}" if len(open_) < len(a.parts) and not a.asked else ""
    return w.questions[a.question].get(about) or ask(open_[0], w, v)


def known_first(parts: Sequence[Judged]) -> Sequence[Judged]:
    """The parts that say something; if none does, the first alone: one "not known" is enough."""
    told = [j for j in parts if j.verdict is not Verdict.UNKNOWN]
    return told or parts[:1]


def evidence_words(claims: Sequence[Claim], w: Wording, most: int = 3) -> str:
    """The first pieces of evidence, what was said on a page in quotation marks, and the source, or page and heading, they stand in."""
    pieces = list(dict.fromkeys(f"“{c.evidence}”" if is_quoted(c) else c.evidence for c in claims))
    more = f" · {w.say('notice', 'evidence_more', count=len(pieces) - most)}" if len(pieces) > most else ""
    sources = ", ".join(dict.fromkeys(standing_words(c, w) for c in claims))
    return f"{' · '.join(pieces[:most])}{more} ({sources})"


def is_quoted(claim: Claim) -> bool:
    """True for words of a program's own page."""
    return claim.basis in (Basis.QUOTED, Basis.COMPUTED) and bool(claim.evidence)


def standing_words(claim: Claim, w: Wording) -> str:
    """Where a claim stands: its source and date; of a page, its address and the heading there."""
    o = claim.origin
    if not is_quoted(claim):
        return f"{o.source} {o.as_of}"
    return w.say("standing", "heading" if claim.heading else "page", url=o.url, heading=claim.heading, date=day_words(o.as_of, w))


def measured(parts: Iterable[Judged], v: Vocabulary) -> list[Judged]:
    """The parts to which nothing but stated numbers say yes."""
    return [j for j in parts if j.verdict is Verdict.YES and j.claims and all(c.term in v.measures for c in j.claims)]


def part_words(j: Judged, p: Program, w: Wording, v: Vocabulary) -> str:
    """One part of an answer in a sentence: numbers in the reader's own language, and why nothing is known where nothing is."""
    ranges = [(c.term, r) for own in measured([j], v) for c in own.claims for r in p.measures[c.term].ranges if c in r.claims]
    numbers = dict.fromkeys(span_text(term, r.low, r.high, w, v) for term, r in ranges)
    text, why = sentence(j, w, v, ", ".join(numbers)), reason(j, p, v)
    return f"{text.removesuffix('.')} ({w.say('reason', why)})." if why else text


def stated(p: Program, question: str, w: Wording, v: Vocabulary) -> Mapping[str, Sequence[str]]:
    """All numbers that are stated on a question, by where they stand."""
    spans: dict[str, list[str]] = {}
    for name in (m.id for m in v.measures.values() if m.question == question and m.id in p.measures):
        for r in p.measures[name].ranges:
            spans.setdefault(source_phrase(r.claims, w), []).append(span_text(name, r.low, r.high, w, v))
    return spans


def stated_words(p: Program, question: str, w: Wording, v: Vocabulary) -> str:
    """The same in one line: "3 hours a day, 3-5 days a week (their page, 12 Nov 2026)"; "" for none."""
    return "; ".join(f"{', '.join(own)} ({phrase})" for phrase, own in stated(p, question, w, v).items())


def common(answers: Sequence[Answer]) -> tuple[str, ...]:
    """The terms that every program says yes to, where that is worth a line of its own: said once, not for each."""
    yes = [{c.term for j in a.parts if j.verdict is Verdict.YES for c in j.claims} for a in answers]
    shared = set.intersection(*yes)
    return tuple(c.term for j in answers[0].parts for c in j.claims if c.term in shared) if len(shared) > 1 else ()


def distance_words(e: Evaluation, p: Program, w: Wording, *, short: bool = False) -> str:
    """The distance in words, as exact as the program's point is; "" where there is none. `short`: what "about" means is said elsewhere."""
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
    return w.say("distance", "about_short" if short else "about" if p.point.precision is Precision.ZIP else "about_city", miles=text)


def where_words(page: Page, wording: Wording) -> str:
    """Where was searched."""
    place = page.checked.place
    if not place:
        return wording.say("area", "country")
    if page.radius is None:
        return wording.say("area", "whole", place=place.label)
    return wording.say("area", "around", miles=f"{page.radius:g}", place=place.label)


def total_words(total: Mapping[Tier, int], w: Wording) -> str:
    """The counts of a search in one line."""
    return ", ".join(w.say("total", t.word, count=total[t]) for t in sorted(total, reverse=True))


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
