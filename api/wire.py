"""The objects that leave the service, as plain JSON values: what `--json` prints and HTTP answers. Names are those of the design."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf, isfinite
from typing import Any, TypeAlias

from data.crisis import load_crisis
from finder.claim import Claim, Fact, Measure, Origin, Range
from finder.compare import Row
from finder.evaluate import Answer, Evaluation, Judged, Tier, reason
from finder.listing import Listing, Phone
from finder.place import MILE, Address, Point, Precision
from finder.predicate import In, Predicate, Within, Words
from finder.program import Program
from finder.query import Wish
from finder.question import Question, Verdict
from finder.source import Source
from finder.vocabulary import Vocabulary
from finder.wording import Wording, label, sentence
from search.facets import FacetValue
from search.places import FoundPlace
from search.request import Checked
from search.service import Page, Result, Why, lost

Json: TypeAlias = dict[str, Any]

SHOWN_CLAIMS = 3
"""Deciding claims shown for each part of an answer; all of them are with the program itself."""


def claim_json(c: Claim) -> Json:
    """`claim`: who said yes or no to a term, on what evidence, and when."""
    return {"term": c.term, "says": c.says, "evidence": c.evidence, "basis": c.basis, **origin_json(c.origin)}


def origin_json(o: Origin) -> Json:
    """Where a claim stands; `as_of` is the source's own date."""
    return {"source": o.source, "form": o.form, "scope": o.scope, "url": o.url, "as_of": o.as_of, "retrieved": o.retrieved}


def program_summary(p: Program | Listing) -> Json:
    """`program` up to phones and website. Where the address is hidden, street and point are not there."""
    return {
        "id": p.id if isinstance(p, Program) else None,
        "name": p.name,
        "organization": p.organization,
        "care": p.care,
        "address": address_json(p.address),
        "point": point_json(p.point, p.address),
        "phones": [phone_json(n) for n in p.phones],
        "website": p.website or None,
    }


def program_json(p: Program) -> Json:
    """`program` whole: all facts and measures with all their claims."""
    facts: dict[str, dict[str, Json]] = {}
    for term, fact in p.facts.items():
        dimension, _, name = term.partition(":")
        facts.setdefault(dimension, {})[name] = _fact_json(fact)
    return {
        **program_summary(p),
        "facts": facts,
        "measures": {name: _measure_json(m) for name, m in p.measures.items()},
        "siblings": list(p.siblings),
        "sources": [origin_json(o) for o in p.origins],
        "replaced_by": p.replaced_by or None,
    }


def listing_json(x: Listing) -> Json:
    """`listing`: what one source says."""
    summary = program_summary(x)
    del summary["id"]
    return {
        "source": x.origin.source,
        "source_id": x.source_id,
        "origin": origin_json(x.origin),
        **summary,
        "claims": [claim_json(c) for c in x.claims],
        "measures": {name: [_range_json(r) for r in ranges] for name, ranges in x.measures.items()},
    }


def answer_json(a: Answer, program: Program, wording: Wording, vocabulary: Vocabulary) -> Json:
    """`answer`: one question's verdict, in parts where several things were wished."""
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
    """A wish: its dimension or measure, the terms or the range, and how strongly it is meant."""
    what: Json = (
        {"terms": sorted(w.terms)} if w.terms else {"low": w.span[0] if w.span else None, "high": _open(w.span[1] if w.span else inf)}
    )
    return {"about": w.about, **what, "strength": w.strength, "asked": w.asked}


def result_json(r: Result, wording: Wording, vocabulary: Vocabulary) -> Json:
    """`result`: one program of a page."""
    return {"rank": r.rank, **evaluation_json(r.program, r.evaluation, wording, vocabulary)}


def evaluation_json(p: Program, e: Evaluation, wording: Wording, vocabulary: Vocabulary) -> Json:
    """A program read against a search."""
    return {
        "tier": e.tier.word,
        "fit": round(e.fit, 6),
        "known": round(e.known, 6),
        "distance": distance_json(e, p),
        "program": program_summary(p),
        "cautions": [claim_json(c) for c in e.cautions],
        "answers": [answer_json(a, p, wording, vocabulary) for a in in_order(e.answers, wording)],
    }


def in_order(answers: Iterable[Answer], wording: Wording) -> Sequence[Answer]:
    """The answers in the order in which people see the questions."""
    return sorted(answers, key=lambda a: wording.order.index(a.question))


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


def page_json(page: Page, wording: Wording, vocabulary: Vocabulary) -> Json:
    """`search`: one page of results."""
    return {
        "generation": page.generation,
        "query": query_json(page.checked),
        "area": {"radius_miles": page.radius, "widened": page.widened},
        "total": {t.word: page.total[t] for t in sorted(Tier, reverse=True)},
        "results": [result_json(r, wording, vocabulary) for r in page.results],
        "facets": {d: [facet_json(v, wording, vocabulary) for v in values] for d, values in page.facets.items()},
        "next": page.next or None,
        "virtual": [result_json(r, wording, vocabulary) for r in page.virtual],
        "repair": repair_json(page, wording, vocabulary),
        "notices": notices(page, wording),
        "crisis": crisis_json(wording.language),
    }


def facet_json(v: FacetValue, wording: Wording, vocabulary: Vocabulary) -> Json:
    """One term of a group of filters, with how many programs say yes to it and of how many it is not known."""
    text = label(v.term, wording, vocabulary)
    return {"term": v.term, "label": text, "count": v.count, "unknown": v.unknown, "selected": v.selected}


def repair_json(page: Page, wording: Wording, vocabulary: Vocabulary) -> list[Json]:
    """What helps where nothing is listed: one requirement to let go, or programs farther away."""
    relaxed = [{"relax": wish_json(r.wish), "listed": r.listed} for r in page.relaxed]
    farther = [result_json(r, wording, vocabulary) for r in page.farther]
    return [*relaxed, *([{"farther": farther}] if farther else [])]


def query_json(c: Checked) -> Json:
    """What was understood of the request."""
    return {
        "near": place_json(c.place) if c.place else None,
        "name": c.name or None,
        "age": c.age,
        "level": c.level,
        "wishes": [wish_json(w) for w in c.wishes],
        "weights": dict(c.weights),
        "tiers": [t.word for t in sorted(c.tiers, reverse=True)],
        "size": c.size,
    }


def notices(page: Page, wording: Wording) -> list[Json]:
    """What a reader of the page should know about the search itself."""
    found = []
    if page.widened:
        found.append({"id": "widened", "text": wording.say("notice", "widened", miles=f"{page.radius:g}")})
    if not page.total[Tier.LISTED] and page.total[Tier.ASK_FIRST]:
        found.append({"id": "none_listed", "text": wording.say("notice", "none_listed")})
    return found


def why_json(w: Why, wording: Wording, vocabulary: Vocabulary) -> Json:
    """Why a program stands where it stands: what each clause earned, what it lost, and what keeps it out."""
    clauses = [
        {
            "question": j.clause.question,
            **part_json(j, w.program, wording, vocabulary),
            "weight": j.clause.weight,
            "value": j.value,
            "lost": round(lost(j.clause, j.value, w.plan), 6),
            "removes": j.clause.removes and j.verdict is Verdict.NO,
        }
        for a in in_order(w.evaluation.answers, wording)
        for j in a.parts
        if j.clause.weight or j.clause.removes
    ]
    return {
        **evaluation_json(w.program, w.evaluation, wording, vocabulary),
        "filters": [filter_json(f) for f in w.kept_out_by],
        "clauses": sorted(clauses, key=lambda c: (-c["removes"], -c["lost"])),
    }


def compare_json(read: Sequence[Why], rows: Sequence[Row], wording: Wording, vocabulary: Vocabulary) -> Json:
    """Programs side by side: one row a question, differences first."""
    return {
        "programs": [evaluation_json(w.program, w.evaluation, wording, vocabulary) for w in read],
        "rows": [
            {
                "question": row.question,
                "title": wording.title(row.question),
                "differs": row.differs,
                "answers": [answer_json(a, w.program, wording, vocabulary) for a, w in zip(row.answers, read, strict=True)],
            }
            for row in rows
        ],
    }


def filter_json(f: Predicate) -> Json:
    """A filter that keeps a program out."""
    match f:
        case Within(_, metres):
            return {"filter": "radius", "miles": round(metres / MILE, 1)}
        case In(area):
            return {"filter": "area", "area": area}
        case Words():
            return {"filter": "name"}
    return {"filter": type(f).__name__.lower()}


def place_json(p: FoundPlace) -> Json:
    """A place that was understood."""
    return {"label": p.label, "kind": p.kind, "lat": p.point.lat, "lon": p.point.lon, "area": p.area, "population": p.population}


def question_json(q: Question, wording: Wording, vocabulary: Vocabulary) -> Json:
    """A question to ask, what hears it, and why it is judged as it is."""
    dimensions = sorted({t.dimension for t in vocabulary.terms.values() if t.question == q.id})
    measures = sorted(m.id for m in vocabulary.measures.values() if m.question == q.id)
    title = wording.title(q.id)
    return {"id": q.id, "title": title, "weight": q.weight, "personal": q.personal, "hears": [*dimensions, *measures], "why": q.why}


def term_json(id: str, vocabulary: Vocabulary) -> Json:
    """A term, its labels and lay words, and what it is related to."""
    t = vocabulary.terms[id]
    words = {language: list(w) for language, w in t.words.items()}
    return {
        "id": id,
        "question": t.question,
        "label": dict(t.label),
        "words": words,
        "broader": sorted(t.broader),
        "hints": sorted(t.hints),
    }


def crisis_json(language: str) -> Json:
    """The crisis and help lines: on every page and in every search reply."""
    return {
        "lines": [
            {
                "id": x.id,
                "name": x.name[language],
                "number": x.number,
                "says": x.says[language],
                "hours": x.hours[language],
                "checked": str(x.checked),
            }
            for x in load_crisis().lines
        ]
    }


def address_json(a: Address) -> Json:
    """An address; without its street where it is hidden."""
    street = None if a.hidden else a.street or None
    return {"street": street, "city": a.city, "county": a.county or None, "state": a.state, "zip": a.zip, "hidden": a.hidden}


def point_json(p: Point | None, a: Address) -> Json | None:
    """A point and what it stands for; a hidden address has none."""
    return {"lat": round(p.lat, 6), "lon": round(p.lon, 6), "precision": p.precision} if p and not a.hidden else None


def phone_json(p: Phone) -> Json:
    """A phone number (E.164) and how many sites give it."""
    return {"number": p.number, "extension": p.extension or None, "kind": p.kind, "shared_by": p.shared_by}


def _fact_json(f: Fact) -> Json:
    return {"says": f.says, "claims": [claim_json(c) for c in f.claims]}


def _measure_json(m: Measure) -> list[Json]:
    return [_range_json(r) for r in m.ranges]


def _range_json(r: Range) -> Json:
    return {"low": r.low, "high": _open(r.high), "claims": [claim_json(c) for c in r.claims]}


def _open(high: float) -> float | None:
    """An open end has no number in JSON."""
    return None if high == inf else high


def source_json(s: Source, report: Mapping[str, Any] | None) -> Json:
    """A source, and the report of its newest good run."""
    return {
        "id": s.id,
        "title": s.title,
        "publisher": s.publisher,
        "address": s.address,
        "licence": s.licence,
        "credit": s.credit,
        "forms": list(s.forms),
        "synthetic": s.synthetic,
        "last_good_run": report,
    }


def status_json(manifest: Mapping[str, Any]) -> Json:
    """What is served: the manifest without its list of files and shares."""
    return {k: v for k, v in manifest.items() if k not in ("files", "shares")}
