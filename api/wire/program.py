"""What is said about programs: claims, listings, programs."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from math import inf
from typing import Any, TypeAlias

from finder.claim import Claim, Fact, Measure, Origin, Range
from finder.listing import Listing, Phone
from finder.place import Address, Point
from finder.program import Program

Json: TypeAlias = dict[str, Any]

MOST_CLAIMS = 4_096
"""Claims kept as JSON: both national directories have 737 different ones."""


@lru_cache(maxsize=MOST_CLAIMS)
def claim_json(c: Claim) -> Json:
    """`claim`: who said yes or no to a term, on what evidence, and when; of a page's words also the heading over them.

    Shared wherever the claim is: nobody may change it.
    """
    heading = {"heading": c.heading} if c.heading else {}
    return {"term": c.term, "says": c.says, "evidence": c.evidence, **heading, "basis": c.basis, **origin_json(c.origin)}


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
        "closed": asdict(p.closed) if p.closed else None,
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
    return {"low": r.low, "high": open_end(r.high), "claims": [claim_json(c) for c in r.claims]}


def open_end(high: float) -> float | None:
    """An open end has no number in JSON."""
    return None if high == inf else high
