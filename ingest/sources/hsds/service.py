"""A service of a foreign HSDS feed, every property that is needed taken out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from finder.place import Point, on_grid
from ingest.entry import Entry, age_span, language_of, spoken_hours
from ingest.sources.findtreatment.row import in_the_states
from ingest.tally import Tally

Node = dict[str, Any]

_TEXTS = {
    "description": "About",
    "interpretation_services": "Languages",
    "application_process": "How to start",
    "fees_description": "Insurance and fees",
    "fees": "Insurance and fees (2)",
    "accreditations": "Accreditation",
    "licenses": "Licenses",
    "eligibility_description": "Who we serve",
    "wait_time": "Availability",
    "alert": "Now",
}
_LEFT_OUT = (
    "program",
    "contacts",
    "metadata",
    "funding",
    "required_documents",
    "service_areas",
    "email",
    "assurer_email",
    "organization_id",
)
"""Read by nobody on purpose: persons' names are none of ours, the rest answers no question."""
_OF_IDS = ("id", "alternate_name", "status", "program_id", "service_id")


def read_service(service: Node, tally: Tally, where: str) -> Iterator[Entry]:
    """One entry for each place at which the service is; what is left in it is counted as unread."""
    status = text(service, "status") or "active"
    if status != "active":
        tally.dropped.add(f"a service that is {status[:40]}", where)
        return
    id, name = text(service, "id"), text(service, "name")
    organization = service.pop("organization", None)
    places = objects(service, "service_at_locations")
    entry = Entry(id, name, text(organization, "name") if isinstance(organization, dict) else "")
    entry.website = text(service, "url") or (text(organization, "website") if isinstance(organization, dict) else "")
    entry.as_of = text(service, "assured_date") or text(service, "last_modified")
    service.pop("last_modified", None)
    entry.ages = age_span(number(service, "minimum_age"), number(service, "maximum_age"))
    entry.phones = phones(service)
    entry.texts = {title: said for key, title in _TEXTS.items() if (said := text(service, key))}
    read_lists(service, entry, tally, where)
    for key in (*_LEFT_OUT, *_OF_IDS):
        service.pop(key, None)
    for key in service:
        tally.unread.add(key, where)
    if not places:
        tally.dropped.add("a service at no place", where)
    for count, at in enumerate(places):
        yield at_place(entry, at, count)


def at_place(entry: Entry, at: Node, count: int) -> Entry:
    """The entry at one of its places."""
    location = at.get("location")
    location = location if isinstance(location, dict) else {}
    address = next(iter(objects(location, "addresses")), {})
    streets = [t for key in ("address_1", "address_2") if (t := text(address, key))]
    return Entry(
        id=entry.id if not count else f"{entry.id}-{count}",
        name=entry.name,
        organization=entry.organization,
        street=", ".join(streets),
        city=text(address, "city"),
        state=text(address, "state_province"),
        zip=text(address, "postal_code"),
        point=point(location),
        phones=[*entry.phones, *phones(at), *phones(location)],
        website=entry.website,
        as_of=entry.as_of,
        codes=entry.codes,
        terms=[*entry.terms, *([("delivery:virtual", "location_type: virtual")] if location.get("location_type") == "virtual" else [])],
        ages=entry.ages,
        texts=entry.texts,
    )


def read_lists(service: Node, entry: Entry, tally: Tally, where: str) -> None:
    """Returns nothing; the entry has what the service's attributes, languages, schedules and costs say."""
    for attribute in objects(service, "attributes"):
        term = attribute.get("taxonomy_term")
        name = text(term, "name") if isinstance(term, dict) else ""
        if name:
            entry.codes.append((text(attribute, "link_type") or "attribute", name))
    for language in objects(service, "languages"):
        code, name = text(language, "code"), text(language, "name")
        term = language_of(code, name)
        if term:
            entry.terms.append((term, f"language: {name or code}"))
        elif code not in ("en", "eng"):
            tally.unknown_codes.add(f"language: {code} {name}"[:200], where)
    said = [text(s, "description") or days(s) for s in objects(service, "schedules")]
    costs = [" ".join(filter(None, (text(c, "option"), text(c, "amount_description")))) for c in objects(service, "cost_options")]
    entry.texts |= {title: ". ".join(filter(None, texts)) for title, texts in (("Schedule", said), ("Cost", costs)) if any(texts)}


def days(schedule: Mapping[str, Any]) -> str:
    """A schedule's days and hours in words."""
    names = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday", "SU": "Sunday"}
    found = [names[d] for d in str(schedule.get("byday") or "").replace(" ", "").split(",") if d in names]
    return spoken_hours(found, str(schedule.get("opens_at") or ""), str(schedule.get("closes_at") or ""))


def text(node: Mapping[str, Any], key: str) -> str:
    """The property's text, taken out, spaces single; empty for null and for what is no text or number."""
    value = node.pop(key, None) if isinstance(node, dict) else None
    return " ".join(str(value).split()) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def number(node: Node, key: str) -> float | None:
    """The property's number, taken out, written as one or as text; None for none."""
    try:
        return float(text(node, key))
    except ValueError:
        return None


def objects(node: Node, key: str) -> list[Node]:
    """The property's objects, taken out."""
    value = node.pop(key, None)
    return [x for x in value if isinstance(x, dict)] if isinstance(value, list) else []


def phones(node: Node) -> list[str]:
    """The telephones in words, fax and text lines left out."""
    found = []
    for phone in objects(node, "phones"):
        extension = text(phone, "extension")
        if (text(phone, "type") or "voice").lower() == "voice":
            found.append(text(phone, "number").strip('"') + (f" x{extension}" if extension else ""))
    return [p for p in found if p]


def point(location: Node) -> Point | None:
    """The location's own point; None for none, or one outside the states."""
    lat, lon = number(location, "latitude"), number(location, "longitude")
    return on_grid(lat, lon) if lat is not None and lon is not None and in_the_states(lat, lon) else None
