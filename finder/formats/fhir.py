"""HL7 FHIR R4 as Da Vinci PDEX Plan-Net 1.1 has it: four resources a program, one JSON resource a line.

An Organization (who runs the site), a Location, a HealthcareService with the program's own id, and the OrganizationAffiliation that ties
them; each stands behind what it refers to. Lines of one type are the Bulk Data file of that type: `grep '^{"resourceType":"Location"'`.
The first line is a Library that says what the file is.

What FHIR has no place for stands in extensions whose addresses begin with `finder.formats.exchange.HOME`: `statement`, one for each
origin, holds every claim as a Coding (code: our term; display: the source's code or words) under an address of what it says and how
(`yes-ticked`, `no-unticked`); `sibling`, `replaced-by`, `hidden`, `placed-by`, `phone-kind` and `phone-shared-by` say what they are
called. A yes is a `characteristic` too; silence is nowhere. There is no `availableTime`: no source of ours states hours as data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any

from finder.claim import Claim, Origin, Says, Scope
from finder.formats.exchange import HOME, About, Format, Pieces, about_json, closed_from_text, closed_text, uuid_of
from finder.formats.losses import ALWAYS
from finder.formats.records import dump
from finder.formats.statements import ORIGIN_FIELDS, Statement, claim_of, facts_in, measures_in, origins_in, to_statements
from finder.listing import Care, Phone, PhoneKind
from finder.place import Address, Point, Precision
from finder.program import Program
from finder.vocabulary import Vocabulary

Resource = dict[str, Any]

PLAN_NET = "http://hl7.org/fhir/us/davinci-pdex-plan-net"
OURS = f"{HOME}/fhir/StructureDefinition"
TERMS = f"{HOME}/fhir/CodeSystem/terms"
LISTINGS = f"{HOME}/fhir/listings"
SPECIALTIES = "http://nucc.org/provider-taxonomy"
SPECIALTY = {
    Care.ADDICTION: ("261QR0405X", "Substance Use Disorder Rehabilitation Clinic/Center"),
    Care.MENTAL_HEALTH: ("261QM0801X", "Mental Health Clinic/Center (Including Community Mental Health Center)"),
}
"""The NUCC's codes of such clinics. None of them means an intensive outpatient program: that is a characteristic."""

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def to_fhir(p: Program, vocabulary: Vocabulary, updated: str) -> tuple[Resource, Resource, Resource, Resource]:
    """The program as Organization, Location, HealthcareService and OrganizationAffiliation; `updated` is an instant."""
    yes = [t for t, f in p.facts.items() if f.says is Says.YES]
    organization = _resource("Organization", organization_id(p), updated)
    organization |= {"active": True, "type": [_concept(f"{PLAN_NET}/CodeSystem/OrgTypeCS", "prvgrp")], "name": p.organization}
    organization["address"] = [_address(p.address)]
    location = _location(p, _reference(organization), updated)
    service = _resource("HealthcareService", p.id, updated) | {
        "extension": [*map(_statement, to_statements(p)), *_of_plan_net(yes), *_links(p)],
        "identifier": [{"system": LISTINGS, "value": key} for key in p.listings],
        "active": p.searchable,
        "providedBy": _reference(organization),
        "category": [_concept(f"{PLAN_NET}/CodeSystem/HealthcareServiceCategoryCS", "behav", "Behavioral Health")],
        "specialty": [_concept(SPECIALTIES, *SPECIALTY[p.care])],
        "location": [_reference(location)],
        "name": p.name,
        "telecom": [*map(_telecom, p.phones), *([{"system": "url", "value": p.website}] if p.website else [])],
        "characteristic": [_concept(TERMS, t, _label(t, vocabulary)) for t in yes],
        "communication": [
            _concept("urn:ietf:bcp:47", t.partition(":")[2], _label(t, vocabulary)) for t in yes if t.startswith("language:")
        ],
    }
    affiliation = _resource("OrganizationAffiliation", uuid_of("affiliation", p.id), updated) | {
        "active": p.searchable,
        "participatingOrganization": _reference(organization),
        "code": [_concept(f"{PLAN_NET}/CodeSystem/OrganizationAffiliationRoleCS", "behavioral", "Outpatient Behavioral Health Provider")],
        "location": [_reference(location)],
        "healthcareService": [_reference(service)],
    }
    return organization, location, {k: v for k, v in service.items() if v not in ("", [])}, affiliation


def organization_id(p: Program) -> str:
    """The id of who runs the site: of one name, street and ZIP, for two of one name may be two."""
    return uuid_of("organization", p.organization, p.address.street, p.address.zip)


def from_fhir(organization: Mapping[str, Any], location: Mapping[str, Any], service: Mapping[str, Any]) -> Program:
    """The program of the resources that we wrote of it (`is_ours`). Raises ValueError for others."""
    try:
        statements = [_read_statement(e) for e in service["extension"] if e["url"] == f"{OURS}/statement"]
        code = service["specialty"][0]["coding"][0]["code"]
        telecom = service.get("telecom", ())
        return Program(
            id=service["id"],
            name=service.get("name", ""),
            organization=organization["name"],
            care=next(care for care, (known, _) in SPECIALTY.items() if known == code),
            address=_read_address(location),
            point=_read_point(location),
            phones=tuple(_read_telecom(t) for t in telecom if t["system"] == "phone"),
            website=next((t["value"] for t in telecom if t["system"] == "url"), ""),
            facts=facts_in(statements),
            measures=measures_in(statements),
            origins=origins_in(statements),
            listings=tuple(i["value"] for i in service.get("identifier", ()) if i["system"] == LISTINGS),
            siblings=tuple(r["reference"].partition("/")[2] for r in values_of(service, "sibling")),
            replaced_by=next((r["reference"].partition("/")[2] for r in values_of(service, "replaced-by")), ""),
            closed=closed_from_text(next(values_of(service, "closed"), "")),
        )
    except (KeyError, TypeError, AttributeError, IndexError, StopIteration) as e:
        raise ValueError(f"not resources of ours: {e!r}") from e


def is_ours(service: Mapping[str, Any]) -> bool:
    """True of a HealthcareService that an export of ours holds."""
    return any(isinstance(e, dict) and e.get("url") == f"{OURS}/statement" for e in service.get("extension", ()))


def values_of(element: Mapping[str, Any], name: str) -> Iterator[Any]:
    """The values of an element's extensions of ours that have this name."""
    return (value_of(e) for e in element.get("extension", ()) if e["url"] == f"{OURS}/{name}")


def value_of(extension: Mapping[str, Any]) -> Any:
    """An extension's value, whatever its type. Raises KeyError where it has none."""
    for key, value in extension.items():
        if key.startswith("value"):
            return value
    raise KeyError("value[x]")


def _resource(kind: str, id: str, updated: str) -> Resource:
    return {"resourceType": kind, "id": id, "meta": {"lastUpdated": updated, "profile": [f"{PLAN_NET}/StructureDefinition/plannet-{kind}"]}}


def _reference(resource: Resource) -> Resource:
    return {"reference": f"{resource['resourceType']}/{resource['id']}"}


def _concept(system: str, code: str, display: str = "") -> Resource:
    return {"coding": [{"system": system, "code": code, **({"display": display} if display else {})}]}


def _extension(name: str, kind: str, value: object) -> Resource:
    return {"url": f"{OURS}/{name}", f"value{kind}": value}


def _location(p: Program, managing: Resource, updated: str) -> Resource:
    a, point = p.address, p.point
    location = _resource("Location", uuid_of("location", p.id), updated)
    location |= {"extension": [_extension("hidden", "Boolean", True)]} if a.hidden else {}
    location |= {"status": "active", "name": p.name, "address": _address(a)}
    if point:
        placed = [_extension("placed-by", "Code", point.precision)]
        location["position"] = {"extension": placed, "longitude": point.lon, "latitude": point.lat}
    return {k: v for k, v in location.items() if v != ""} | {"managingOrganization": managing}


def _address(a: Address) -> Resource:
    texts = {"city": a.city, "district": a.county, "state": a.state, "postalCode": a.zip, "country": "US"}
    return {**({"line": [a.street]} if a.street else {}), **{k: v for k, v in texts.items() if v}}


def _read_address(location: Mapping[str, Any]) -> Address:
    a = location["address"]
    (street,) = a.get("line", [""])
    city, county, state, code = (a.get(name, "") for name in ("city", "district", "state", "postalCode"))
    return Address(street, city, county, state, code, any(values_of(location, "hidden")))


def _read_point(location: Mapping[str, Any]) -> Point | None:
    at = location.get("position")
    return Point(at["latitude"], at["longitude"], Precision(next(values_of(at, "placed-by")))) if at else None


def _telecom(phone: Phone) -> Resource:
    shared = [_extension("phone-shared-by", "PositiveInt", phone.shared_by)] if phone.shared_by != 1 else []
    value = f"{phone.number} x{phone.extension}" if phone.extension else phone.number
    return {"extension": [_extension("phone-kind", "Code", phone.kind), *shared], "system": "phone", "value": value}


def _read_telecom(telecom: Mapping[str, Any]) -> Phone:
    number, _, extension = telecom["value"].partition(" x")
    kind, shared = next(values_of(telecom, "phone-kind")), next(values_of(telecom, "phone-shared-by"), 1)
    return Phone(number, extension, PhoneKind(kind), shared)


def _of_plan_net(yes: Sequence[str]) -> Iterator[Resource]:
    """Plan-Net's own extensions: whether new patients are taken, and whether one comes in person."""
    taken = [code for term, code in (("accepting", "newpt"), ("not_accepting", "nopt")) if f"availability:{term}" in yes]
    if len(taken) == 1:
        value = _concept(f"{PLAN_NET}/CodeSystem/AcceptingPatientsCS", taken[0])
        accepting = {"url": "acceptingPatients", "valueCodeableConcept": value}
        yield {"url": f"{PLAN_NET}/StructureDefinition/newpatients", "extension": [accepting]}
    hybrid = "delivery:hybrid" in yes
    for term, code in (("virtual", "virtual"), ("in_person", "physical")):
        if hybrid or f"delivery:{term}" in yes:
            value = _concept(f"{PLAN_NET}/CodeSystem/DeliveryMethodCS", code)
            yield {
                "url": f"{PLAN_NET}/StructureDefinition/delivery-method",
                "extension": [{"url": "type", "valueCodeableConcept": value}],
            }


def _links(p: Program) -> Iterator[Resource]:
    for name, id in [*(("sibling", id) for id in p.siblings), *([("replaced-by", p.replaced_by)] if p.replaced_by else [])]:
        yield _extension(name, "Reference", {"reference": f"HealthcareService/{id}"})
    if p.closed:
        yield _extension("closed", "String", closed_text(p.closed))


def _statement(s: Statement) -> Resource:
    o = s.origin
    parts: list[Resource] = [
        {"url": name, "valueDate" if name in ("as_of", "retrieved") and _DATE.fullmatch(text) else "valueString": text}
        for name in ORIGIN_FIELDS
        if (text := str(getattr(o, name)))
    ]
    parts += [{"url": f"{c.says}-{c.basis}", "valueCoding": _coding(c)} for c in s.claims]
    parts += [_range(*r) for r in s.ranges]
    parts += [] if s.listed else [{"url": "beside", "valueBoolean": True}]
    return {"url": f"{OURS}/statement", "extension": parts}


def _coding(c: Claim) -> Resource:
    return {"system": TERMS, "code": c.term, **({"display": c.evidence} if c.evidence else {})}


def _range(low: float, high: float, c: Claim) -> Resource:
    ends = {"low": {"value": low}, **({} if high == inf else {"high": {"value": high}})}
    said = {"url": f"{c.says}-{c.basis}", "valueCoding": _coding(c)}
    return {"url": "range", "extension": [said, {"url": "between", "valueRange": ends}]}


def _read_statement(extension: Mapping[str, Any]) -> Statement:
    texts = {e["url"]: value_of(e) for e in extension["extension"] if e["url"] in ORIGIN_FIELDS}
    source, publisher, form, scope, url, as_of, retrieved = (texts.get(f, "") for f in ORIGIN_FIELDS)
    origin = Origin(source, publisher, form, Scope(scope), url, as_of, retrieved)
    claims, ranges, listed = [], [], True
    for e in extension["extension"]:
        if e["url"] == "range":
            said, between = e["extension"]
            ends = between["valueRange"]
            high = float(ends["high"]["value"]) if "high" in ends else inf
            ranges.append((float(ends["low"]["value"]), high, _read_claim(said, origin)))
        elif e["url"] == "beside":
            listed = False
        elif e["url"] not in ORIGIN_FIELDS:
            claims.append(_read_claim(e, origin))
    return Statement(origin, tuple(claims), tuple(ranges), listed)


def _read_claim(e: Mapping[str, Any], origin: Origin) -> Claim:
    says, _, basis = e["url"].partition("-")
    return claim_of((e["valueCoding"]["code"], says, basis, e["valueCoding"].get("display", "")), origin)


def _label(term: str, vocabulary: Vocabulary) -> str:
    known = vocabulary.terms.get(term)
    return known.label["en"] if known else ""


def _library(about: About) -> Resource:
    """What the file is, of what generation, and on what terms its sources may be used."""
    said = about_json(about, ALWAYS)
    rights = [f"{c.credit}. {c.title} ({c.address}): {c.licence}" for c in about.credits]
    library: Resource = {"resourceType": "Library", "id": about.generation, "version": about.generation, "status": "active"}
    library |= {"type": _concept("http://terminology.hl7.org/CodeSystem/library-type", "asset-collection"), "date": about.built}
    library |= {"title": f"{about.programs} programs by IOP Finder", "publisher": said["made_by"]}
    library |= {"description": " ".join([said["notice"], "Not carried:", *said["not_carried"]])}
    return library | ({"copyright": "; ".join(rights)} if rights else {})


def _pieces(about: About, vocabulary: Vocabulary) -> Pieces:
    def lines(p: Program) -> str:
        return "".join(f"{dump(resource)}\n" for resource in to_fhir(p, vocabulary, about.built))

    return Pieces(dump(_library(about)) + "\n", lines)


FHIR = Format("fhir", "FHIR R4 resources of Plan-Net 1.1, one a line", "application/fhir+ndjson", "fhir.ndjson", _pieces)
