"""A row of an answer to a listing, every field that is needed taken out of it."""

from __future__ import annotations

import re

from data.gazetteer import gazetteer
from finder.listing import Care, Listing, Phone, PhoneKind
from finder.place import Address, Point, on_grid
from ingest.names import claims_of_name
from ingest.phones import read_phone
from ingest.sources.findtreatment.answer import OF_THE_ANSWER, Edition, Row
from ingest.sources.findtreatment.declaration import MH, SA
from ingest.sources.findtreatment.facts import FactsOf
from ingest.sources.findtreatment.services import form_by_care, read_services, read_text
from ingest.sources.samhsa_directory import read_state, read_zip, source_id
from ingest.tally import Tally

TYPES = {"SA": SA, "SU": SA, "MH": MH}
"""The survey that a row's type stands for. The others are health centres, prescribers, opioid treatment programs: no survey of ours."""

_WEBSITE = re.compile(r"(?:https?://)?[^\s/:@]+\.[^\s/:@]+(?:[/:?#]\S*)?", re.IGNORECASE)
_PHONES = {"phone": PhoneKind.MAIN} | dict.fromkeys(("intake1", "intake2", "intake1a", "intake2a"), PhoneKind.INTAKE)
_PHONES["hotline1"] = PhoneKind.HOTLINE


def read_row(row: Row, edition: Edition, facts: FactsOf, tally: Tally, where: str) -> Listing | None:
    """The facility's listing, every field that it needs taken out of the row; None where it is none of ours, or has no name or state."""
    for name in OF_THE_ANSWER:
        row.pop(name, None)
    kind = read_type(row, tally, where)
    if kind and kind not in TYPES:
        tally.dropped.add(f"of type {kind[:40]}, which is neither survey's", where)
        row.clear()
        return None
    services = read_services(row, tally, where)
    form = TYPES.get(kind) or form_by_care(services, tally, where)
    if not form:
        row.clear()
        return None
    names, streets = ([t for n in own if (t := read_text(row, n, tally, where))] for own in (("name1", "name2"), ("street1", "street2")))
    city, state, zip_code = (read_text(row, name, tally, where) for name in ("city", "state", "zip"))
    state, zip_code = read_state(state), read_zip(zip_code, tally, where)
    if not names or not state:
        tally.dropped.add("no name" if not names else "no state, or none that there is", where)
        row.clear()
        return None
    if not edition.as_of:
        tally.repairs.add(f"edition assumed: {edition.date}", where)
    place = gazetteer().place_of(city, state, zip_code)
    if place.reason:
        tally.repairs.add(f"placed without its ZIP: {place.reason.replace('_', ' ')}", where)
    name, origin = ", ".join(names), facts.origin(form, edition)
    return Listing(
        source_id=source_id("sa" if form == SA else "mh", names, streets, zip_code),
        origin=origin,
        name=name,
        organization=names[0],
        care=Care.ADDICTION if form == SA else Care.MENTAL_HEALTH,
        address=Address(", ".join(streets), city, place.county, state, zip_code),
        point=read_point(row, tally, where) or place.point,
        phones=read_phones(row, state, tally, where),
        website=read_website(row, tally, where),
        claims=(*facts.claims(services, form, edition, tally, where), *claims_of_name(name, origin)),
    )


def read_type(row: Row, tally: Tally, where: str) -> str:
    """The row's type as the API has it, under either name of the field; empty where it has none."""
    named = [read_text(row, key, tally, where).upper() for key in ("typeFacility", "type_facility")]
    return next((name for name in named if name), "")


def read_point(row: Row, tally: Tally, where: str) -> Point | None:
    """The row's own point; None where it has none or an impossible one, which is counted."""
    texts = [read_text(row, name, tally, where) for name in ("latitude", "longitude")]
    if not any(texts):
        tally.repairs.add("no coordinates, placed by its ZIP or town", where)
        return None
    try:
        lat, lon = map(float, texts)
    except ValueError:
        tally.repairs.add("coordinates that are no numbers, not used", where)
        return None
    if in_the_states(lat, lon):
        return on_grid(lat, lon)
    swapped = in_the_states(lon, lat)
    tally.repairs.add("swapped coordinates, not used" if swapped else "impossible coordinates, not used", where)
    return None


def in_the_states(lat: float, lon: float) -> bool:
    """True between American Samoa and Alaska, from the Virgin Islands west to Palau; a swapped pair is never there."""
    return -15.0 <= lat <= 72.0 and (-180.0 <= lon <= -64.0 or 130.0 <= lon <= 180.0)


def read_phones(row: Row, state: str, tally: Tally, where: str) -> tuple[Phone, ...]:
    """The row's telephones, once each, the main one first; numbers that no telephone has are counted and left out."""
    found: dict[tuple[str, str], Phone] = {}
    for name, kind in _PHONES.items():
        text = read_text(row, name, tally, where)
        phone = read_phone(text, state, kind)
        if phone:
            found.setdefault((phone.number, phone.extension), phone)
        elif text:
            tally.repairs.add("not a telephone number, left out", where)
    return tuple(found.values())


def read_website(row: Row, tally: Tally, where: str) -> str:
    """The address of its pages, with its scheme; a bare scheme is none, and what is no web address is counted and left out."""
    text = read_text(row, "website", tally, where)
    if not text or text.lower() in ("http://", "https://"):
        return ""
    if not _WEBSITE.fullmatch(text):
        tally.repairs.add("not a web address, left out", where)
        return ""
    return text if "://" in text.partition("?")[0] else f"http://{text}"
