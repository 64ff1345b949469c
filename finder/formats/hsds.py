"""Open Referral HSDS 3.0: a program as a service with its organization and location, nested as `/services/{id}` of the HSDS API has it.

The file is one page of `/services`, so whoever reads that API reads it. Each yes is an attribute whose taxonomy term is ours; a no is
none, for readers take an attribute for a yes. The profile's own property `iop_finder` holds what HSDS has no place for: every claim with
its code or words, by origin (`statements`), the kind of care, what a point stands for. Ids are UUIDs made of the program's id: the same
program has the same ones in every export. Organizations are per site, for two of one name may be two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import inf
from typing import Any

from finder.claim import Fact, Origin, Says, Scope
from finder.formats.exchange import About, Format, Pieces, about_json, closed_from_text, closed_text, first_day, uuid_of
from finder.formats.losses import ALWAYS, PLAIN_WEBSITE, with_plain_website
from finder.formats.records import dump
from finder.formats.statements import (
    ORIGIN_FIELDS,
    Statement,
    claim_of,
    facts_in,
    high_of,
    measures_in,
    origins_in,
    to_statements,
)
from finder.listing import Care, Phone, PhoneKind
from finder.place import Address, Point, Precision
from finder.program import Program
from finder.vocabulary import Vocabulary

Node = dict[str, Any]

OURS = "iop_finder"
"""The property under which a service and its location hold what is ours."""

TAXONOMY = "IOP Finder"


def to_hsds(p: Program, vocabulary: Vocabulary) -> Node:
    """The program as a service."""
    yes = {t: f for t, f in p.facts.items() if f.says is Says.YES}
    dates = [first_day(o.as_of) for o in p.origins]
    service = {
        "id": uuid_of("service", p.id),
        "name": p.name,
        "status": "active" if p.searchable else "defunct",
        "url": with_plain_website(p).website,
        "accreditations": ", ".join(_labels(yes, ("accreditation", "license"), vocabulary)),
        "fees_description": ", ".join(_labels(yes, ("payment",), vocabulary)),
        "eligibility_description": ", ".join(_labels(yes, ("age_group", "serves_only"), vocabulary)),
        **_ages(p),
        "assured_date": max(dates, default=""),
        "organization": _organization(p),
        "phones": [_phone(p.id, number, phone) for number, phone in enumerate(p.phones)],
        "languages": [
            {"id": uuid_of(p.id, t), "name": _label(t, vocabulary), "code": t.partition(":")[2]} for t in yes if t.startswith("language:")
        ],
        "schedules": [{"id": uuid_of(p.id, t), "description": _label(t, vocabulary)} for t in yes if t.startswith("schedule:")],
        "cost_options": [*_costs(p)],
        "attributes": [_attribute(p.id, t, f, vocabulary) for t, f in yes.items()],
        "service_at_locations": [_place(p)],
        "metadata": [_metadata(p.id, o) for o in p.origins],
        OURS: {
            "id": p.id,
            "care": p.care,
            "listings": p.listings,
            "siblings": p.siblings,
            "replaced_by": p.replaced_by,
            "closed": closed_text(p.closed),
            "statements": [_statement(s) for s in to_statements(p)],
        },
    }
    return {k: v for k, v in service.items() if v not in ("", [])}


def from_hsds(service: Mapping[str, Any]) -> Program:
    """The program of a service that we wrote (`is_ours`). Raises ValueError for another."""
    try:
        own = service[OURS]
        location = service["service_at_locations"][0]["location"]
        a, placed = location["addresses"][0], location[OURS]
        statements = [_read_statement(s) for s in own["statements"]]
        return Program(
            id=own["id"],
            name=service["name"],
            organization=service["organization"]["name"],
            care=Care(own["care"]),
            address=Address(a["address_1"], a["city"], a.get("region", ""), a["state_province"], a["postal_code"], placed["hidden"]),
            point=_point(location),
            phones=tuple(map(_read_phone, service.get("phones", ()))),
            website=service.get("url", ""),
            facts=facts_in(statements),
            measures=measures_in(statements),
            origins=origins_in(statements),
            listings=tuple(own["listings"]),
            siblings=tuple(own["siblings"]),
            replaced_by=own["replaced_by"],
            closed=closed_from_text(own["closed"]),
        )
    except (KeyError, TypeError, AttributeError, IndexError) as e:
        raise ValueError(f"not a service of ours: {e!r}") from e


def is_ours(service: Mapping[str, Any]) -> bool:
    """True of a service that an export of ours holds."""
    return isinstance(service.get(OURS), dict)


def to_taxonomy_term(term: str, vocabulary: Vocabulary) -> Node:
    """The term as a taxonomy term."""
    return _term(term, _label(term, vocabulary))


@lru_cache(maxsize=4096)
def _term(term: str, label: str) -> Node:
    dimension, _, name = term.partition(":")
    return {
        "id": uuid_of("term", term),
        "code": term,
        "name": label,
        "description": f"{dimension.replace('_', ' ')}: {name.replace('_', ' ')}",
        "taxonomy": TAXONOMY,
    }


def _attribute(id: str, term: str, fact: Fact, vocabulary: Vocabulary) -> Node:
    evidence = next((c.evidence for c in fact.claims if c.says is Says.YES and c.evidence), "")
    node = {"id": uuid_of(id, "attribute", term), "link_id": uuid_of("service", id), "link_type": term.partition(":")[0]}
    node |= {"link_entity": "service", **({"value": evidence} if evidence else {})}
    return {**node, "taxonomy_term": to_taxonomy_term(term, vocabulary)}


def _ages(p: Program) -> Node:
    """The ages, where all sources agree on one range."""
    age = p.measures.get("age")
    if not age or age.disputed or len(age.ranges) != 1:
        return {}
    (r,) = age.ranges
    return {"minimum_age": r.low, **({} if r.high == inf else {"maximum_age": r.high})}


def _costs(p: Program) -> Iterator[Node]:
    for number, r in enumerate(p.measures["price_usd"].ranges if "price_usd" in p.measures else ()):
        for end, amount in (("from", r.low), ("to", r.high)) if r.high != r.low else (("price", r.low),):
            if amount != inf:
                yield {"id": uuid_of(p.id, "cost", str(number), end), "option": end, "currency": "USD", "amount": amount}


def _organization(p: Program) -> Node:
    place = ", ".join(filter(None, (p.address.city, p.address.state)))
    id = uuid_of("organization", p.organization, p.address.street, p.address.zip)
    return {"id": id, "name": p.organization, "description": f"{p.organization}, {place}"}


def _phone(id: str, number: int, phone: Phone) -> Node:
    """HSDS has numbers for extensions: one that is none as it stands ("012") goes behind the number, as RFC 3966 has it."""
    node: Node = {"id": uuid_of(id, "phone", str(number)), "number": phone.number, "type": "voice", "description": str(phone.kind)}
    if phone.extension.isascii() and phone.extension.isdigit() and str(int(phone.extension)) == phone.extension:
        node["extension"] = int(phone.extension)
    elif phone.extension:
        node["number"] += f";ext={phone.extension}"
    return node | ({OURS: {"shared_by": phone.shared_by}} if phone.shared_by != 1 else {})


def _read_phone(node: Mapping[str, Any]) -> Phone:
    number, _, extension = node["number"].partition(";ext=")
    shared = node.get(OURS, {}).get("shared_by", 1)
    return Phone(number, str(node.get("extension", extension)), PhoneKind(node["description"]), shared)


def _place(p: Program) -> Node:
    a, location = p.address, uuid_of("location", p.id)
    address = {"id": uuid_of("address", p.id), "location_id": location, "address_1": a.street, "city": a.city, "region": a.county}
    address |= {"state_province": a.state, "postal_code": a.zip, "country": "US", "address_type": "physical"}
    point = {"latitude": p.point.lat, "longitude": p.point.lon} if p.point else {}
    placed = {"hidden": a.hidden, "placed_by": p.point.precision if p.point else None}
    node = {"id": location, "location_type": "physical", **point, "addresses": [address], OURS: placed}
    if a.hidden:
        node["description"] = "The address is not made public."
    service = uuid_of("service", p.id)
    return {"id": uuid_of("service_at_location", p.id), "service_id": service, "location_id": location, "location": node}


def _point(location: Mapping[str, Any]) -> Point | None:
    placed = location[OURS]["placed_by"]
    return Point(location["latitude"], location["longitude"], Precision(placed)) if placed else None


def _metadata(id: str, o: Origin) -> Node:
    """Who said something of the service last, and when; HSDS wants a day where we may know a year: its first."""
    node = {
        "id": uuid_of(id, "metadata", *map(str, (o.source, o.form, o.url, o.as_of, o.retrieved))),
        "resource_id": uuid_of("service", id),
    }
    node |= {"resource_type": "service", "last_action_date": first_day(o.as_of), "last_action_type": "stated"}
    return {**node, "field_name": "attributes", "previous_value": "", "replacement_value": f"{o.form}: {o.url}", "updated_by": o.publisher}


def _statement(s: Statement) -> Node:
    node: Node = {f: getattr(s.origin, f) for f in ORIGIN_FIELDS}
    node["claims"] = [[c.term, c.says, c.basis, c.evidence] for c in s.claims]
    if s.ranges:
        node["ranges"] = [[low, None if high == inf else high, c.term, c.says, c.basis, c.evidence] for low, high, c in s.ranges]
    return node if s.listed else {**node, "beside": True}


def _read_statement(node: Mapping[str, Any]) -> Statement:
    source, publisher, form, scope, url, as_of, retrieved = (node[f] for f in ORIGIN_FIELDS)
    origin = Origin(source, publisher, form, Scope(scope), url, as_of, retrieved)
    ranges = tuple((float(low), high_of(high), claim_of(values, origin)) for low, high, *values in node.get("ranges", ()))
    return Statement(origin, tuple(claim_of(c, origin) for c in node["claims"]), ranges, not node.get("beside", False))


def _labels(yes: Mapping[str, Fact], dimensions: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    return [_label(t, vocabulary) for t in yes if t.partition(":")[0] in dimensions]


def _label(term: str, vocabulary: Vocabulary) -> str:
    known = vocabulary.terms.get(term)
    return known.label["en"] if known else term


def _pieces(about: About, vocabulary: Vocabulary) -> Pieces:
    page: Node = {"total_items": about.programs, "total_pages": 1, "page_number": 1, "size": about.programs}
    page |= {"first_page": True, "last_page": True, "empty": not about.programs, OURS: about_json(about, HSDS.loses)}
    return Pieces(dump(page)[:-1] + ',"contents":[\n', lambda p: dump(to_hsds(p, vocabulary)), ",\n", "\n]}\n")


HSDS = Format("hsds", "Open Referral HSDS 3.0, a page of services", "application/json", "json", _pieces, (*ALWAYS, PLAIN_WEBSITE))
