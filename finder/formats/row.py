"""A program as one flat row: what a table, or a point on a map, can carry. Cells are texts, numbers, true or false, or lists of texts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from math import inf
from typing import Any, TypeAlias

from finder.claim import Origin, Scope
from finder.formats.exchange import closed_from_text, closed_text
from finder.formats.losses import Answer, answer_of, plain_fact, plain_measure
from finder.listing import Care, Phone, PhoneKind
from finder.place import Address, Point, Precision
from finder.program import Program
from finder.vocabulary import Vocabulary

Row: TypeAlias = dict[str, Any]

IDENTITY = {
    "id": "the program's id: /v1/programs/{id}",
    "name": "what it is called there",
    "organization": "who runs it",
    "care": "addiction or mental_health; one site's two kinds are two programs",
    "street": "empty where the address is hidden",
    "city": "",
    "county": "its name (Boulder County)",
    "state": "two letters",
    "zip": "five digits, or nine with a hyphen",
    "hidden": "true where the address is not made public",
    "latitude": "degrees, WGS 84",
    "longitude": "degrees, WGS 84",
    "placed_by": "what the point stands for: site, or only the middle of its zip, city, county or state",
    "phones": "kind, E.164 number, extension, and by how many sites it is shared, if by several: intake +13035550100 x12 shared by 33",
    "website": "",
}
ANSWERS = {
    "no": "terms that its sources say no to",
    "not_ticked": "terms whose box was left empty where each item is asked: weaker than a no",
    "disputed": "terms and measures on which sources disagree",
}
ORIGINS = {
    "source": "the registers or pages that speak of it, newest first; the next six columns have as many entries",
    "publisher": "",
    "form": "the survey or kind of page that was filled in: it decides what was asked at all",
    "scope": "facility (everything at the address) or program",
    "source_url": "",
    "as_of": "the source's own date: of the answers, not of the download",
    "retrieved": "the date of the download",
}
LINKS = {
    "listings": "source and id of the listings that it was merged from",
    "siblings": "ids of the same site's programs of the other kind of care",
    "replaced_by": "the id that stands for it now",
    "closed": "since when, by which source, and how one knows (gone from its list, or said): 2026-01-05 samhsa-directory gone",
}
LISTS = frozenset({"phones", *ANSWERS, *ORIGINS, "listings", "siblings"})
"""The columns above that hold lists; those of terms and measures do, too."""

_PHONE = re.compile(r"(\w+) (\S+)(?: x(\S+))?(?: shared by (\d+))?")


def columns_of(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Every column in order, with what it means."""
    dimensions = {d: f"terms of {d} that its sources say yes to" for d in vocabulary.dimensions}
    measures = {m: f"stated ranges of {m}: 9..12; open where the end is not said: 9.." for m in vocabulary.measures}
    return {**IDENTITY, **dimensions, "other": "other terms said yes to", **measures, **ANSWERS, **ORIGINS, **LINKS}


def to_row(p: Program, vocabulary: Vocabulary) -> Row:
    """The program's row: every column of the identity, and of the others those that hold something."""
    a, point = p.address, p.point
    held: Row = defaultdict(list)
    held |= {"id": p.id, "name": p.name, "organization": p.organization, "care": str(p.care), "website": p.website}
    held |= {"street": a.street, "city": a.city, "county": a.county, "state": a.state, "zip": a.zip, "hidden": a.hidden}
    held |= {"latitude": point.lat, "longitude": point.lon, "placed_by": str(point.precision)} if point else {}
    held |= {"phones": [phone_text(n) for n in p.phones], "listings": [*p.listings], "siblings": [*p.siblings]}
    held |= {"replaced_by": p.replaced_by, "closed": closed_text(p.closed)}
    for term, fact in p.facts.items():
        answer = answer_of(fact)
        dimension, _, name = term.partition(":")
        known = dimension in vocabulary.dimensions
        held[answer if answer is not Answer.YES else dimension if known else "other"].append(
            name if answer is Answer.YES and known else term
        )
    for name, measure in p.measures.items():
        held[name] = [span_text(r.low, r.high) for r in measure.ranges]
        held["disputed"] += [name] if measure.disputed else []
    for column, attribute in zip(ORIGINS, Origin.__dataclass_fields__, strict=True):
        held[column] = [str(getattr(o, attribute)) for o in p.origins]
    return {**dict.fromkeys(IDENTITY), **held}


def from_row(row: Row, vocabulary: Vocabulary) -> Program:
    """The program of a row. Raises ValueError where a cell is not of ours, KeyError where one is missing."""
    origins = tuple(
        Origin(source, publisher, form, Scope(scope), url, as_of, retrieved)
        for source, publisher, form, scope, url, as_of, retrieved in zip(*(row[c] for c in ORIGINS), strict=True)
    )
    said = {f"{d}:{name}": Answer.YES for d in vocabulary.dimensions for name in row.get(d, ())}
    said |= dict.fromkeys(row.get("other", ()), Answer.YES)
    disputed = set(row.get("disputed", ()))
    for answer in (Answer.NO, Answer.NOT_TICKED, Answer.DISPUTED):
        said |= {t: answer for t in row.get(answer, ()) if t not in vocabulary.measures}
    spans = {m: [span_from(text) for text in row[m]] for m in vocabulary.measures if row.get(m)}
    placed = row.get("placed_by")
    return Program(
        id=row["id"],
        name=row["name"],
        organization=row["organization"],
        care=Care(row["care"]),
        address=Address(row["street"], row["city"], row["county"], row["state"], row["zip"], row["hidden"]),
        point=Point(row["latitude"], row["longitude"], Precision(placed)) if placed else None,
        phones=tuple(map(phone_from, row.get("phones", ()))),
        website=row["website"],
        facts={t: plain_fact(t, answer, origins[0]) for t, answer in sorted(said.items())},
        measures={m: plain_measure(m, own, m in disputed, origins[0]) for m, own in sorted(spans.items())},
        origins=origins,
        listings=tuple(row.get("listings", ())),
        siblings=tuple(row.get("siblings", ())),
        replaced_by=row.get("replaced_by", ""),
        closed=closed_from_text(row.get("closed", "")),
    )


def phone_text(p: Phone) -> str:
    """A phone in words: "intake +13035550100 x12 shared by 33"."""
    return f"{p.kind} {p.number}" + (f" x{p.extension}" if p.extension else "") + (f" shared by {p.shared_by}" if p.shared_by != 1 else "")


def phone_from(text: str) -> Phone:
    """The phone of its words. Raises ValueError for other words."""
    found = _PHONE.fullmatch(text)
    if not found:
        raise ValueError("not a phone as this format writes it")
    kind, number, extension, shared = found.groups()
    return Phone(number, extension or "", PhoneKind(kind), int(shared or 1))


def span_text(low: float, high: float) -> str:
    """A range: "9..12", "9.." where it is open."""
    return f"{low:.17g}.." + ("" if high == inf else f"{high:.17g}")


def span_from(text: str) -> tuple[float, float]:
    """The range of its text. Raises ValueError for another text."""
    low, dots, high = text.partition("..")
    if not dots:
        raise ValueError("not a range as this format writes it")
    return float(low), float(high) if high else inf
