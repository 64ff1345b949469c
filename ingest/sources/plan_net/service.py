"""A HealthcareService of a foreign directory, every element that is needed taken out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from finder.formats.fhir import PLAN_NET, SPECIALTIES, SPECIALTY
from ingest.entry import Entry, language_of, spoken_hours
from ingest.sources.hsds.service import objects, point, text
from ingest.sources.plan_net.bundle import Directory, Resource
from ingest.tally import Tally

CATEGORY = f"{PLAN_NET}/CodeSystem/HealthcareServiceCategoryCS"
_ACCEPTING = {"newpt": "availability:accepting", "nopt": "availability:not_accepting"}
_DELIVERY = {"virtual": "delivery:virtual", "physical": "delivery:in_person"}
_CARE = {code: f"program_type:{care}" for care, (code, _) in SPECIALTY.items()} | {
    "261QM0850X": "program_type:mental_health",
    "261QM0855X": "program_type:mental_health",
    "324500000X": "program_type:addiction",
}
"""By the NUCC's code, the kind of care of a clinic; none of them means a level of care."""
_LEFT_OUT = (
    *("resourceType", "id", "meta", "implicitRules", "language", "text", "contained", "identifier", "providedBy", "location"),
    *("photo", "endpoint", "coverageArea", "notAvailable", "referralMethod", "appointmentRequired", "modifierExtension"),
)
_DAYS = {"mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday", "sun": "Sunday"}


def read_service(service: Resource, held: Directory, tally: Tally, where: str) -> Iterator[Entry]:
    """One entry for each of its locations; none, counted, for one that is not active, or of another trade than behavioral health."""
    if service.pop("active", True) is False:
        tally.dropped.add("a service that is not active", where)
        return
    categories = [c for concept in objects(service, "category") for c in objects(concept, "coding")]
    others = {str(c.get("code")) for c in categories if c.get("system") == CATEGORY} - {"behav", "outpat", "other", "prov", "group"}
    if others and not any(c.get("code") == "behav" for c in categories):
        tally.dropped.add(f"of the category {', '.join(sorted(map(str, others)))[:40]}, not behavioral health", where)
        return
    organization = held.find(service.get("providedBy")) or {}
    entry = Entry(str(service.get("id", "")), text(service, "name"), str(organization.get("name") or ""))
    entry.name = entry.name or entry.organization
    entry.as_of = str(object_of(service, "meta").get("lastUpdated") or "")
    for telecom in objects(service, "telecom"):
        add_telecom(entry, telecom)
    read_codes(service, entry, tally, where)
    read_extensions(service, entry)
    entry.texts = {title: said for key, title in (("comment", "About"), ("extraDetails", "More")) if (said := text(service, key))}
    entry.texts["Schedule"] = ". ".join(filter(None, map(hours, objects(service, "availableTime"))))
    entry.texts["Availability"] = text(service, "availabilityExceptions")
    references = list_of(service, "location")
    for key in _LEFT_OUT:
        service.pop(key, None)
    for key in service:
        tally.unread.add(key, where)
    found = [place for reference in references if (place := held.find(reference))]
    if not found:
        tally.dropped.add("at no place that is in the feed", where)
    for count, place in enumerate(found):
        yield at_place(entry, place, count)


def at_place(entry: Entry, location: Mapping[str, Any], count: int) -> Entry:
    """The entry at one of its locations, which is left as it is: others may refer to it."""
    address = object_of(location, "address")
    at = Entry(entry.id if not count else f"{entry.id}-{count}", entry.name, entry.organization)
    at.street = ", ".join(str(line) for line in list_of(address, "line"))
    at.city, at.state, at.zip = (text(address, key) for key in ("city", "state", "postalCode"))
    at.point = point(object_of(location, "position"))
    at.phones, at.website = [*entry.phones], entry.website
    for telecom in list_of(location, "telecom"):
        add_telecom(at, dict(telecom) if isinstance(telecom, dict) else {})
    at.as_of, at.codes, at.terms, at.texts = entry.as_of, entry.codes, entry.terms, entry.texts
    return at


def read_codes(service: Resource, entry: Entry, tally: Tally, where: str) -> None:
    """Returns nothing; the entry has what its types, specialties, programs, characteristics and languages say."""
    for key in ("type", "specialty", "program", "characteristic", "serviceProvisionCode"):
        for concept in objects(service, key):
            codings = objects(concept, "coding")
            care = [_CARE[c["code"]] for c in codings if c.get("system") == SPECIALTIES and str(c.get("code")) in _CARE]
            name = text(concept, "text") or next((text(c, "display") or text(c, "code") for c in codings), "")
            if care:
                entry.terms.append((care[0], f"{key}: {name}"))
            elif name:
                entry.codes.append((key, name))
    for eligibility in objects(service, "eligibility"):
        entry.texts["Who we serve"] = text(eligibility, "comment")
    for concept in objects(service, "communication"):
        coding = next(iter(objects(concept, "coding")), {})
        code, name = text(coding, "code"), text(concept, "text") or text(coding, "display")
        term = language_of(code, name)
        if term:
            entry.terms.append((term, f"communication: {name or code}"))
        elif code.partition("-")[0] != "en":
            tally.unknown_codes.add(f"communication: {code} {name}"[:200], where)


def read_extensions(service: Resource, entry: Entry) -> None:
    """Returns nothing; the entry has what Plan-Net's own extensions say of new patients and of the ways to take part."""
    for extension in objects(service, "extension"):
        for part in objects(extension, "extension"):
            for coding in objects(object_of(part, "valueCodeableConcept"), "coding"):
                code = str(coding.get("code"))
                known = _ACCEPTING if str(extension.get("url")).endswith("/newpatients") else _DELIVERY
                if code in known and part.get("url") in ("acceptingPatients", "type"):
                    entry.terms.append((known[code], f"{part['url']}: {code}"))


def add_telecom(entry: Entry, telecom: Resource) -> None:
    """Returns nothing; the entry has one more telephone, or its website."""
    system, value = text(telecom, "system"), text(telecom, "value")
    if system == "phone":
        entry.phones.append(value)
    elif system == "url":
        entry.website = entry.website or value


def hours(time: Mapping[str, Any]) -> str:
    """Days and hours in words: "Monday, Tuesday 09:00 to 12:00"."""
    days = [_DAYS[d] for d in map(str, list_of(time, "daysOfWeek")) if d in _DAYS]
    return spoken_hours(days, str(time.get("availableStartTime") or ""), str(time.get("availableEndTime") or ""))


def object_of(node: Mapping[str, Any], key: str) -> Resource:
    """A copy of the object that a property is; of another kind of value none, as if it were absent."""
    value = node.get(key)
    return dict(value) if isinstance(value, dict) else {}


def list_of(node: Mapping[str, Any], key: str) -> list[Any]:
    """The list that a property is; of another kind of value none."""
    value = node.get(key)
    return value if isinstance(value, list) else []
