"""Terms that headings and values name, and the dimension that a column of them is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.vocabulary import load_vocabulary
from finder.tokens import squash
from ingest.mapping.cell import lexicon
from ingest.mapping.headings import headings

PREFERRED = (
    *("level_of_care", "payment", "insurer", "schedule", "delivery", "language", "access", "therapy", "approach", "age_group"),
    *(
        "accreditation",
        "license",
        "staff",
        "service",
        "aftercare",
        "availability",
        "serves_only",
        "program_type",
        "population",
        "condition",
    ),
)
"""Of several dimensions that know a word, the one that lists most often mean by it comes first."""


def terms_in(text: str) -> list[tuple[str, str]]:
    """The terms that a text names, with the words that name each."""
    return [(m.term, m.text) for m in lexicon().find(text)]


def covers(phrase: str, value: str) -> bool:
    """Whether a phrase is all of a value, words that say nothing aside."""
    return not set(squash(value).split()) - set(squash(phrase).split()) - headings().idle


def terms_of(value: str) -> list[str] | None:
    """The terms that a value is, whole; none for one that is known and left out, None for one that is not known."""
    known = headings().values.get(squash(value))
    if known is not None:
        return list(known)
    return [term for term, text in terms_in(value) if covers(text, value)] or None


def main_dimension(heard: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The dimension in which most values are named, payment and insurer counted as one; among equals the one that is commonest in lists."""
    counts: dict[str, int] = {}
    for terms in heard.values():
        for dimension in {t.partition(":")[0] for t in terms}:
            counts[dimension] = counts.get(dimension, 0) + 1
    if not counts:
        return frozenset()
    best = max(counts, key=lambda d: (counts[d], -(PREFERRED.index(d) if d in PREFERRED else 99)))
    pairs = ({"payment", "insurer"}, {"therapy", "approach"})
    return frozenset(next((pair for pair in pairs if best in pair), {best}))


def names_dimension(column: str, dimensions: frozenset[str]) -> bool:
    """Whether a heading names one of the dimensions by its id or label ("Levels of care", "Languages spoken")."""
    heading = {word.rstrip("s") for word in squash(column).split()}
    labels = (squash(f"{d.replace('_', ' ')} {load_vocabulary().dimensions[d].label['en']}").split() for d in dimensions)
    words = {word.rstrip("s") for label in labels for word in label} - headings().filler - {"care", "group", "people", "to"}
    return bool(heading & words)
