"""Whole replies: a page of results, a why, a comparison."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from api.wire.answer import answer_json, evaluation_json, in_order, part_json, wish_json
from api.wire.program import Json
from data.crisis import load_crisis
from finder.compare import Row
from finder.evaluate import Tier
from finder.place import MILE
from finder.predicate import In, Predicate, Within, Words
from finder.question import Verdict
from finder.vocabulary import Vocabulary
from finder.wording import Wording, label
from search.facets import FacetValue
from search.found import FoundPlace
from search.intent.heard import NOTHING, Intent
from search.page import Page, Result, Why
from search.places import Match
from search.request import Checked
from search.service import lost


def page_json(page: Page, wording: Wording, vocabulary: Vocabulary, intent: Intent = NOTHING) -> Json:
    """`search`: one page of results. `intent`: what was understood of a sentence."""
    return {
        "generation": page.generation,
        "query": query_json(page.checked),
        "understood": understood_json(intent),
        "area": {"radius_miles": page.radius, "widened": page.widened},
        "total": {t.word: page.total[t] for t in sorted(Tier, reverse=True)},
        "results": [result_json(r, wording, vocabulary) for r in page.results],
        "facets": {d: [facet_json(v, wording, vocabulary) for v in values] for d, values in page.facets.items()},
        "next": page.next or None,
        "virtual": [result_json(r, wording, vocabulary) for r in page.virtual],
        "repair": repair_json(page, wording, vocabulary),
        "notices": notices(page, wording),
        "crisis": crisis_json(wording.language, intent.crisis),
    }


def result_json(r: Result, wording: Wording, vocabulary: Vocabulary) -> Json:
    """`result`: one program of a page."""
    return {"rank": r.rank, **evaluation_json(r.program, r.evaluation, wording, vocabulary)}


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
        "facets": list(c.facets),
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
    about = {"label": p.label, "kind": p.kind, "lat": p.point.lat, "lon": p.point.lon, "area": p.area, "population": p.population}
    return {**about, "credit": p.credit or None}


def typed_json(match: Match, p: FoundPlace) -> Json:
    """A place that a person who types may mean: by its whole name, by how it begins, or but for a slip of the pen."""
    return {**place_json(p), "match": match}


def understood_json(intent: Intent) -> list[Json]:
    """What was understood of a sentence: parameters of a search, each with the words that said it. Who sends all of them back, but for
    one, has taken that one away."""
    heard = [(h.strength, h.wish, h) for h in intent.wishes]
    forms: dict[str, Callable[[str], object]] = {"age": int, "near": str, "radius": float, "level": str}
    said = [(name, form(s.value), s) for name, form in forms.items() if (s := getattr(intent, name))]
    return [{"parameter": name, "value": value, "words": x.words, "start": x.start, "end": x.end} for name, value, x in (*heard, *said)]


def crisis_json(language: str, boxes: Sequence[str] = ()) -> Json:
    """The crisis and help lines: on every page and in every search reply; and the boxes (their ids) that come before all else."""
    shown = [b for b in load_crisis().boxes if b.id in boxes]
    return {
        "boxes": [{"id": b.id, "title": b.title[language], "text": b.text[language], "lines": list(b.lines)} for b in shown],
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
        ],
    }
