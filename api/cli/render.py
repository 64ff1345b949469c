"""Whole answers in a terminal: a page of results, a program, a comparison, a why, a run's report."""

from __future__ import annotations

from collections.abc import Sequence

from api.cli import output
from api.root import today
from api.told import SIGN, common, distance_words, known_first, phone_words, total_words, where_words, wished
from api.wire import filter_json, in_order, notices
from data.crisis import load_crisis
from finder.answer import Judged
from finder.claim import BY_A_PERSON
from finder.compare import Row
from finder.evaluate import Tier
from finder.program import Program
from finder.question import Verdict
from finder.vocabulary import Vocabulary
from finder.wording import Wording, age_note, ask, label, said, sentence, wish_words
from search.intent.heard import Intent
from search.page import Page, Why
from search.service import lost


def page(page: Page, wording: Wording, vocabulary: Vocabulary) -> None:
    """Prints a page of results for people."""

    output.line(f"{total_words(page.total, wording)} · {where_words(page, wording)}", style="bold")
    for notice in notices(page, wording):
        output.line(notice["text"], style="yellow")
    tier = None
    for r in page.results:
        if r.evaluation.tier is not tier:
            tier = r.evaluation.tier
            output.line()
            plain = tier is Tier.LISTED and sum(c.must for c in page.plan.clauses) == len(page.plan.level)
            output.line(wording.say("tier", "listed_plain" if plain else tier.word), style="bold underline")
        output.line()
        shown = wished(r.evaluation, wording)
        output.print_program_card(f"{r.rank}. ", r.program, r.evaluation, shown, wording, vocabulary, today=today(), asks=2)
    output.line()
    if not page.results:
        output.line(wording.say("notice", "nothing"))
    asides(page, wording, vocabulary)
    if page.next:
        output.whole_line(wording.say("notice", "more", cursor=page.next), style="dim")
    output.print_crisis(wording)


def understood(intent: Intent, wording: Wording) -> None:
    """Prints the boxes that a sentence's words bring up, before all else, and what was understood of it."""
    for box in (b for b in load_crisis().boxes if b.id in intent.crisis):
        output.line(box.title[wording.language], style="bold red")
        output.line(box.text[wording.language])
        output.line()
    heard = [f"{h.wish} ({h.words})" for h in intent.wishes]
    said = [f"{s.value} ({s.words})" for s in (intent.age, intent.near, intent.radius, intent.level) if s]
    output.line(wording.say("notice", "understood", heard=", ".join([*heard, *said]) or "–"), style="dim")


def asides(page: Page, wording: Wording, vocabulary: Vocabulary) -> None:
    """Prints what stands beside the list: what to let go, programs farther away, virtual ones, counts."""
    for relaxed in page.relaxed[:3]:
        what = wish_words(relaxed.wish, wording, vocabulary)
        output.line(wording.say("notice", "relax", wanted=what, count=relaxed.listed), style="yellow")
    for title, results in (("farther", page.farther), ("virtual", page.virtual)):
        if results:
            output.line(wording.say("notice", title), style="bold underline")
        for r in results:
            where = distance_words(r.evaluation, r.program, wording)
            output.line(
                " · ".join(x for x in (r.program.name, f"{r.program.address.city}, {r.program.address.state}", where, r.program.id) if x),
                indent=4,
            )
    for dimension, values in page.facets.items():
        output.line(vocabulary.dimensions[dimension].label[wording.language].capitalize(), style="bold")
        for v in values[:12]:
            tick = "[x]" if v.selected else "[ ]"
            counted = wording.say("notice", "counted", count=v.count, unknown=v.unknown)
            output.line(f"{tick} {label(v.term, wording, vocabulary)}: {counted} ({v.term})", indent=4)


def head(p: Program, wording: Wording) -> None:
    """Prints who and where a program is, and how to reach it."""

    output.line(p.name, style="bold")
    if p.closed:
        output.line(wording.say("closed", p.closed.how, source=p.closed.source, date=p.closed.date), style="bold red")
    output.line(f"{wording.say('care', p.care)} · {p.id}")
    a = p.address
    output.line(", ".join(x for x in ("" if a.hidden else a.street, a.city, f"{a.state} {a.zip}".strip(), a.county) if x))
    for phone in p.phones:
        output.line(f"{wording.say('phone', phone.kind)}: {phone_words(phone, wording)}")
    if p.website:
        output.line(p.website)
    dates = sorted({o.as_of for o in p.origins})
    note = age_note(dates, today(), wording)
    sources = ", ".join(dict.fromkeys(f"{o.source} ({o.as_of})" for o in p.origins))
    output.line(wording.say("notice", "sources", sources=sources) + (f" – {note}" if note else ""), style="dim")
    for sibling in p.siblings:
        output.line(wording.say("notice", "sibling", id=f"iop-finder show {sibling}"), style="dim")


def comparison(read: Sequence[Why], rows: Sequence[Row], wording: Wording, vocabulary: Vocabulary) -> None:
    """Prints programs side by side: one block a question, one line a program."""

    letters = "ABCD"
    for letter, w in zip(letters, read, strict=False):
        output.line(f"{letter}: {w.program.name} – {w.program.address.city}, {w.program.address.state}", style="bold")
        if where := distance_words(w.evaluation, w.program, wording):
            output.line(where, indent=3)
    differs = None
    for row in rows:
        if row.differs is not differs:
            differs = row.differs
            output.line()
            output.line(wording.say("compare", "differ" if differs else "same"), style="bold underline")
        output.line()
        output.line(wording.title(row.question), style="bold")
        shared = common(row.answers)
        if shared:
            found = ", ".join(label(t, wording, vocabulary) for t in dict.fromkeys(shared))
            output.line(wording.say("compare", "all", found=found), indent=2)
        for letter, a in zip(letters, row.answers, strict=False):
            for j in known_first(a.parts):
                own = j._replace(claims=tuple(c for c in j.claims if c.term not in shared))
                if own.claims or not j.claims:
                    text = f"{said(j, wording)} – {sentence(own, wording, vocabulary)}"
                    output.line(f"{letter} {SIGN[j.verdict]} {text}", style=output.STYLE[j.verdict], indent=2)
        if any(a.verdict not in (Verdict.YES, Verdict.NO) for a in row.answers):
            output.line(f"☎ {ask(row.answers[0].parts[0], wording, vocabulary)}", style="cyan", indent=2)
    output.line()
    output.print_crisis(wording)


def why(read: Why, wording: Wording, vocabulary: Vocabulary) -> None:
    """Prints what each question earned and lost."""

    e = read.evaluation
    output.line(read.program.name, style="bold")
    for f in read.kept_out_by:
        output.line(wording.say("notice", "kept_out", why=" ".join(str(v) for v in filter_json(f).values())), style="red")
    output.line(wording.say("tier", e.tier.word))
    output.print_cautions(e, wording, vocabulary)
    parts = [j for a in e.answers for j in a.parts if j.clause.weight or j.clause.removes]
    for j in sorted(parts, key=lambda j: (not (j.clause.removes and j.verdict is Verdict.NO), -lost(j.clause, j.value, read.plan))):
        effect = effect_words(j, read, wording)
        output.line(f"{SIGN[j.verdict]} {wording.name(j.clause.question)}: {effect}", style=output.STYLE[j.verdict], indent=2)
        output.line(f"{said(j, wording)} – {sentence(j, wording, vocabulary)}", indent=6)
    output.line()
    output.print_crisis(wording)


def effect_words(j: Judged, read: Why, wording: Wording) -> str:
    """What a part of an answer does to the program's place."""
    if j.clause.removes and j.verdict is Verdict.NO:
        return wording.say("notice", "removes")
    share = lost(j.clause, j.value, read.plan)
    return wording.say("notice", "loses", share=f"{share:.1%}") if share else wording.say("notice", "keeps")


def program(read: Why, wording: Wording, vocabulary: Vocabulary) -> None:
    """Prints a program's answer card."""
    head(read.program, wording)
    corrections(read.program, wording, vocabulary)
    output.line()
    output.print_answers(read.program, in_order(read.evaluation.answers, wording), wording, vocabulary)
    output.line()
    output.print_crisis(wording)


def corrections(p: Program, wording: Wording, vocabulary: Vocabulary) -> None:
    """Prints who corrected what of a program, when and why."""
    claims = [c for f in p.facts.values() for c in f.claims]
    claims += [c for m in p.measures.values() for r in m.ranges for c in r.claims]
    for c in (c for c in claims if c.basis in BY_A_PERSON):
        known = vocabulary.measures.get(c.term)
        what = known.label[wording.language] if known else label(c.term, wording, vocabulary)
        said_so = wording.say("notice", c.basis, publisher=c.origin.publisher, date=c.origin.as_of, wanted=what, why=c.evidence)
        output.line(said_so, style="yellow")
