"""What there is: questions, terms, sources, what is served."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.wire.program import Json
from finder.question import Question
from finder.vocabulary import Vocabulary
from finder.wording import Wording


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


def source_json(declared: Mapping[str, Any], report: Mapping[str, Any] | None, refusal: Mapping[str, Any] | None) -> Json:
    """What a source says of itself, the report of its newest good run, and its last refused one with the reasons."""
    return {**declared, "last_good_run": report, "last_refused_run": refusal}


def status_json(manifest: Mapping[str, Any]) -> Json:
    """What is served: the manifest without its list of files and shares."""
    return {k: v for k, v in manifest.items() if k not in ("files", "shares")}
