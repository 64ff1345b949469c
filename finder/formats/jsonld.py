"""JSON-LD with schema.org's words: a `@graph` of one Dataset and, for each program, one MedicalClinic.

Every answer is an `additionalProperty` (a PropertyValue named by our term, its value yes, no, not_ticked or disputed); what schema.org
has words of its own for is said in those too: payment, languages, specialty, whether new patients are taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf
from typing import Any

from finder.claim import Origin, Scope
from finder.formats.exchange import NOTICE, About, Format, Pieces, closed_from_text, closed_text
from finder.formats.losses import ALWAYS, EVIDENCE, Answer, answer_of, plain_fact, plain_measure
from finder.formats.records import dump
from finder.formats.row import phone_from, phone_text
from finder.listing import Care
from finder.place import Address, Point, Precision
from finder.program import Program
from finder.vocabulary import Vocabulary

Node = dict[str, Any]

CONTEXT = "https://schema.org"
ID = "urn:iop-finder:program:"
SPECIALTY = {Care.ADDICTION: "Addiction", Care.MENTAL_HEALTH: "https://schema.org/Psychiatric"}
"""schema.org's MedicalSpecialty has no addiction medicine: that one is plain text, as the property allows."""


def to_jsonld(p: Program, vocabulary: Vocabulary) -> Node:
    """The program as a MedicalClinic."""
    a, yes = p.address, [t for t, f in p.facts.items() if answer_of(f) is Answer.YES]
    node = {
        "@type": "MedicalClinic",
        "@id": ID + p.id,
        "identifier": [*p.listings],
        "name": p.name,
        "parentOrganization": {"@type": "Organization", "name": p.organization},
        "medicalSpecialty": SPECIALTY[p.care],
        "address": _address(a),
        "publicAccess": not a.hidden,
        "geo": _geo(p.point) if p.point else None,
        "contactPoint": [{"@type": "ContactPoint", "telephone": n.number, "description": phone_text(n)} for n in p.phones],
        "url": p.website,
        "paymentAccepted": ", ".join(_labels(yes, "payment", vocabulary)),
        "knowsLanguage": [t.partition(":")[2] for t in yes if t.startswith("language:")],
        "isAcceptingNewPatients": _accepting(yes),
        "additionalProperty": [*_answers(p, vocabulary), *_ranges(p), *_links(p)],
        "subjectOf": [_source(o) for o in p.origins],
    }
    return {name: value for name, value in node.items() if value not in (None, "", [])}


def from_jsonld(node: Mapping[str, Any]) -> Program:
    """The program of a MedicalClinic that we wrote. Raises ValueError for another."""
    try:
        return _program(node)
    except (KeyError, TypeError, AttributeError, IndexError) as e:
        raise ValueError(f"not a MedicalClinic of ours: {e!r}") from e


def _program(node: Mapping[str, Any]) -> Program:
    a, geo = node["address"], node.get("geo")
    origins = tuple(map(_origin, node["subjectOf"]))
    said = node.get("additionalProperty", ())
    spans: dict[str, list[Mapping[str, Any]]] = {}
    for v in said:
        if "minValue" in v:
            spans.setdefault(v["propertyID"], []).append(v)
    return Program(
        id=node["@id"].removeprefix(ID),
        name=node.get("name", ""),
        organization=node["parentOrganization"]["name"],
        care=next(care for care, specialty in SPECIALTY.items() if specialty == node["medicalSpecialty"]),
        address=Address(
            a.get("streetAddress", ""),
            a["addressLocality"],
            a.get("containedInPlace", {}).get("name", ""),
            a["addressRegion"],
            a["postalCode"],
            not node["publicAccess"],
        ),
        point=Point(geo["latitude"], geo["longitude"], Precision(geo["description"])) if geo else None,
        phones=tuple(phone_from(n["description"]) for n in node.get("contactPoint", ())),
        website=node.get("url", ""),
        facts={v["propertyID"]: plain_fact(v["propertyID"], Answer(v["value"]), origins[0]) for v in said if ":" in v["propertyID"]},
        measures={
            name: plain_measure(
                name,
                ((v["minValue"], v.get("maxValue", inf)) for v in own),
                own[0].get("value") == Answer.DISPUTED,
                origins[0],
            )
            for name, own in spans.items()
        },
        origins=origins,
        listings=tuple(node.get("identifier", ())),
        siblings=tuple(v["value"] for v in said if v["propertyID"] == "sibling"),
        replaced_by=next((v["value"] for v in said if v["propertyID"] == "replaced_by"), ""),
        closed=closed_from_text(next((v["value"] for v in said if v["propertyID"] == "closed"), "")),
    )


def _address(a: Address) -> Node:
    node = {"@type": "PostalAddress", "streetAddress": a.street, "addressLocality": a.city, "addressRegion": a.state}
    node |= {"postalCode": a.zip, "addressCountry": "US"}
    county = {"containedInPlace": {"@type": "AdministrativeArea", "name": a.county}} if a.county else {}
    return {**{k: v for k, v in node.items() if v or k != "streetAddress"}, **county}


def _geo(point: Point) -> Node:
    return {"@type": "GeoCoordinates", "latitude": point.lat, "longitude": point.lon, "description": str(point.precision)}


def _answers(p: Program, vocabulary: Vocabulary) -> Iterator[Node]:
    for term, fact in p.facts.items():
        known = vocabulary.terms.get(term)
        label = {"name": known.label["en"]} if known else {}
        yield {"@type": "PropertyValue", "propertyID": term, **label, "value": str(answer_of(fact))}


def _ranges(p: Program) -> Iterator[Node]:
    for name, measure in p.measures.items():
        disputed = {"value": str(Answer.DISPUTED)} if measure.disputed else {}
        for r in measure.ranges:
            high = {} if r.high == inf else {"maxValue": r.high}
            yield {"@type": "PropertyValue", "propertyID": name, "minValue": r.low, **high, **disputed}


def _links(p: Program) -> Iterator[Node]:
    links = [*(("sibling", id) for id in p.siblings), ("replaced_by", p.replaced_by), ("closed", closed_text(p.closed))]
    yield from ({"@type": "PropertyValue", "propertyID": name, "value": said} for name, said in links if said)


def _accepting(yes: list[str]) -> bool | None:
    """What is said of new patients; None where nothing is, or both."""
    said = {t == "availability:accepting" for t in yes if t in ("availability:accepting", "availability:not_accepting")}
    return said.pop() if len(said) == 1 else None


def _labels(terms: list[str], dimension: str, vocabulary: Vocabulary) -> list[str]:
    return [vocabulary.terms[t].label["en"] for t in terms if t.startswith(f"{dimension}:") and t in vocabulary.terms]


def _source(o: Origin) -> Node:
    publisher = {"@type": "Organization", "name": o.publisher}
    node = {"@type": "CreativeWork", "identifier": o.source, "publisher": publisher, "genre": o.form, "about": str(o.scope)}
    return {**node, "url": o.url, "dateCreated": o.as_of, "sdDatePublished": o.retrieved}


def _origin(node: Mapping[str, Any]) -> Origin:
    o = node
    publisher = o["publisher"]["name"]
    return Origin(o["identifier"], publisher, o["genre"], Scope(o["about"]), o["url"], o["dateCreated"], o["sdDatePublished"])


def _pieces(about: About, vocabulary: Vocabulary) -> Pieces:
    credits = [f"{c.title} ({c.address})" for c in about.credits]
    dataset = {
        "@type": "Dataset",
        "@id": f"urn:iop-finder:generation:{about.generation}",
        "name": "Intensive outpatient programs and their siblings, by IOP Finder",
        "description": " ".join([f"{about.programs} programs.", NOTICE, "Not carried:", *(loss.says for loss in JSONLD.loses)]),
        "version": about.generation,
        "dateModified": about.built,
        "license": [c.licence for c in about.credits],
        "creditText": "; ".join(c.credit for c in about.credits),
        "isBasedOn": credits,
    }
    head = f'{{"@context":"{CONTEXT}","@graph":[\n{dump(dataset)}'
    return Pieces(head, lambda p: ",\n" + dump(to_jsonld(p, vocabulary)), "", "\n]}\n")


JSONLD = Format("jsonld", "JSON-LD with schema.org's words", "application/ld+json", "jsonld", _pieces, (*ALWAYS, EVIDENCE))
