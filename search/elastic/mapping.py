"""How programs are indexed: strict, terms as keywords, measures as ranges, and the whole program kept but not indexed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from typing import Any

from finder.claim import Says
from finder.formats.records import Record
from finder.place import areas_of
from finder.program import Program, words_of
from search.elastic.compile import bounds, lonlat
from search.history import Trace

KEYWORD = {"type": "keyword"}


def program_mapping(measures: Iterable[str]) -> dict[str, Any]:
    """The mapping of an index of programs: one `double_range` a measure (a program may state several), nothing dynamic."""
    ranges = {m: {"type": "double_range"} for m in sorted(measures)}
    return {
        "dynamic": "strict",
        "properties": {
            "id": KEYWORD,
            "searchable": {"type": "boolean"},
            "areas": KEYWORD,
            "yes": KEYWORD,
            "no": KEYWORD,
            "disputed": KEYWORD,
            "words": KEYWORD,
            "point": {"type": "geo_point"},
            "measures": {"properties": ranges},
            "changed": KEYWORD,
            "trace": {"type": "object", "enabled": False},
            "program": {"type": "object", "enabled": False},
        },
    }


CLAIM_MAPPING: Mapping[str, Any] = {"dynamic": "strict", "properties": {"said": {"type": "object", "enabled": False}}}
"""The index of facts, claims and origins: each once, under its kind and number ("claim-17"); read by that only."""


def document(p: Program, record: Record, trace: Trace) -> Record:
    """One program as indexed, with its record. A disputed fact or measure is in neither `yes`, `no` nor `measures`."""

    def terms(says: Says) -> list[str]:
        return sorted(t for t, f in p.facts.items() if f.says is says)

    disputed = [*terms(Says.DISPUTED), *sorted(name for name, m in p.measures.items() if m.disputed)]
    point = {"point": lonlat(p.point)} if p.point else {}
    return {
        "id": p.id,
        "searchable": p.searchable,
        "areas": sorted(areas_of(p.address)),
        "yes": terms(Says.YES),
        "no": terms(Says.NO),
        "disputed": disputed,
        "words": sorted(words_of(p)),
        "measures": {name: [bounds(r.low, r.high) for r in m.ranges] for name, m in p.measures.items() if not m.disputed},
        "changed": trace.changed,
        "trace": astuple(trace),
        "program": record,
        **point,
    }
