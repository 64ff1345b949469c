"""sources, questions, terms, places: what there is."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

import typer

from finder.errors import BadParameter

AsJson = Annotated[bool, typer.Option("--json", help="Print the API's objects on stdout.")]
Lang = Annotated[str, typer.Option("--lang", help="Language of the words: en or es.")]


def questions(lang: Lang = "en", as_json: AsJson = False) -> None:
    """List the questions to ask, what answers each, and why it is judged as it is."""
    from api.cli import output
    from api.root import wording_of
    from api.wire import question_json
    from data.vocabulary import load_vocabulary
    from finder.questions import all_questions

    wording = wording_of(lang)
    by_id = {q.id: question_json(q, wording, load_vocabulary()) for q in all_questions()}
    found = [by_id[id] for id in wording.order]
    if as_json:
        output.print_json(found)
        return
    for q in found:
        output.line(f"{q['title']}  [{q['id']}]", style="bold")
        output.line(
            f"hears {', '.join(q['hears'])}; weighs {q['weight']:g}{' once something is wished' if q['personal'] else ''}", indent=4
        )
        output.line(q["why"], indent=4)


def terms(
    dimension: Annotated[str, typer.Argument(help="A dimension such as payment; none: list the dimensions.")] = "",
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """List the terms of a dimension, as wishes name them; without one, the dimensions and measures."""
    from api.cli import output
    from api.root import wording_of
    from api.wire import term_json
    from data.vocabulary import load_vocabulary

    vocabulary, wording = load_vocabulary(), wording_of(lang)
    kinds = {**{d.id: d.label for d in vocabulary.dimensions.values()}, **{m.id: m.label for m in vocabulary.measures.values()}}
    if dimension and dimension not in vocabulary.dimensions:
        near = get_close_matches(dimension, vocabulary.dimensions, n=3)
        raise BadParameter("dimension", "no dimension of that name", tuple(near or vocabulary.dimensions))
    ids = sorted(t for t in vocabulary.terms if t.startswith(f"{dimension}:")) if dimension else []
    if as_json:
        output.print_json([term_json(t, vocabulary) for t in ids] if dimension else [{"id": k, "label": dict(v)} for k, v in kinds.items()])
        return
    rows = [(t, vocabulary.terms[t].label[wording.language], ", ".join(vocabulary.terms[t].words.get(wording.language, ()))) for t in ids]
    counts = {k: sum(t.startswith(f"{k}:") for t in vocabulary.terms) for k in kinds}
    headers = ("term", "name", "also called") if dimension else ("dimension or measure", "name", "terms")
    output.grid(rows or [(k, v[wording.language], str(counts[k] or "a number")) for k, v in kinds.items()], headers)


def places(
    text: Annotated[str, typer.Argument(help='A ZIP, "City, ST", county, state or "lat,lng", or how it begins.')], as_json: AsJson = False
) -> None:
    """Say which places a text can mean: exactly, as the beginning of a name, or else but for a slip of the pen."""
    from api.cli import output
    from api.wire import typed_json
    from data.gazetteer import gazetteer
    from search.places import locate, typed_places

    found = typed_places(text, gazetteer()) or [("exact", locate(text))]
    if as_json:
        output.print_json([typed_json(m, p) for m, p in found])
        return
    output.grid(
        [(p.label, m, p.kind, f"{p.point.lat:.4f}, {p.point.lon:.4f}", f"{p.population:,}" if p.population else "") for m, p in found],
        ("place", "match", "kind", "latitude, longitude", "people"),
    )
