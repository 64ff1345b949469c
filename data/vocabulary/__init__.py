"""The controlled terms: one file a dimension, and the loader that turns them into the domain's vocabulary."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

from data import colorado, samhsa
from finder.vocabulary import Dimension, MeasureKind, Term, Vocabulary

_MEASURES = "measures.toml"


@cache
def load_vocabulary() -> Vocabulary:
    """All terms and measures, and which form asks which."""
    tables = {
        f.name.removesuffix(".toml"): tomllib.loads(f.read_text("utf-8")) for f in files(__name__).iterdir() if f.name.endswith(".toml")
    }
    measures = tables.pop(_MEASURES.removesuffix(".toml"))
    terms = {t.id: t for dimension in sorted(tables) for t in _terms(dimension, tables)}
    _check(terms)
    return Vocabulary(
        dimensions={d: Dimension(d, t["label"], t.get("each", False)) for d, t in sorted(tables.items())},
        terms=terms,
        measures={m: MeasureKind(m, t["question"], t["label"], t["unit"], t.get("one", {}), float(t["most"])) for m, t in measures.items()},
        asks={form: book.asks for form, book in (samhsa.load_codebooks() | colorado.load_codebooks()).items()},
    )


def _terms(dimension: str, tables: dict[str, dict[str, Any]]) -> Iterator[Term]:
    """The dimension's terms; one that is `same_as` another has the other's, under its own name and label."""
    table = tables[dimension]
    if other := table.get("same_as"):
        for term in _terms(other, tables):
            label = {lang: pattern.format(term.label[lang]) for lang, pattern in table["label_pattern"].items()}
            yield replace(
                term,
                id=f"{dimension}:{term.id.partition(':')[2]}",
                label=label,
                words={},
                broader=frozenset(),
                general=table.get("general", True),
            )
        return
    for name, entry in table["terms"].items():
        yield _term(f"{dimension}:{name}", entry, table["question"])


def _term(id: str, entry: dict[str, Any], question: str) -> Term:
    span = entry.get("span")
    return Term(
        id=id,
        question=entry.get("question", question),
        label=entry["label"],
        words={lang: tuple(words) for lang, words in entry.get("words", {}).items()},
        broader=frozenset(entry.get("broader", ())),
        hints=frozenset(entry.get("hints", ())),
        excludes=frozenset(entry.get("excludes", ())),
        admits=frozenset(entry.get("admits", ())),
        serves=frozenset(entry.get("serves", ())),
        span=(float(span[0]), float(span[1])) if span else None,
        general=entry.get("general", True),
    )


def _check(terms: dict[str, Term]) -> None:
    """Raises ValueError where an entry names a term that does not exist: a typing mistake must not become silence."""
    for t in terms.values():
        if missing := (t.broader | t.hints | t.excludes | t.admits | t.serves) - terms.keys():
            raise ValueError(f"vocabulary: {t.id} names unknown terms {sorted(missing)}")
