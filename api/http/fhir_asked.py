"""What a FHIR search asks (R4, 3.1.1): read, judged, and nothing left out in silence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import TypeAlias
from urllib.parse import parse_qsl

from fastapi import Request
from starlette.exceptions import HTTPException

from api.http.catalogue import Entry
from finder.errors import BadParameter, refusal
from finder.formats.exchange import uuid_of
from finder.formats.fhir import PLAN_NET, SPECIALTIES, SPECIALTY
from finder.place import MILE, Point, Precision, metres
from finder.tokens import fold

Test: TypeAlias = Callable[[Entry], bool]

COUNT = 100
"""Resources a page at most."""
DEFAULT_COUNT = 20
NEAR_KM = 50.0
"""Where a near names no distance."""
UNITS = {"": 1_000.0, "km": 1_000.0, "m": 1.0, "mi": MILE, "[mi_us]": MILE, "[mi_i]": MILE}
CATEGORY = f"{PLAN_NET}/CodeSystem/HealthcareServiceCategoryCS"
COMMON = ("_id", "_lastUpdated", "_include", "_count", "_format", "_page")
PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "HealthcareService": ("name", "service-category", "specialty", "organization", "location", "location.near"),
    "Location": ("name", "near", "organization"),
    "Organization": ("name",),
    "OrganizationAffiliation": ("participating-organization", "location", "service"),
}
ONCE = ("_count", "_format", "_page")
REFERENCES = ("organization", "participating-organization", "location", "service")
"""Parameters that name a resource: `Type/id`, `id`, or its address here."""
INCLUDES: Mapping[str, Mapping[str, str]] = {
    "HealthcareService": {"organization": "Organization", "location": "Location"},
    "Location": {"organization": "Organization"},
    "Organization": {},
    "OrganizationAffiliation": {"participating-organization": "Organization", "location": "Location", "service": "HealthcareService"},
}
"""By type what `_include` may name, and of which type that is."""

FORMS = ("json", "application/json", "application/fhir+json")
_NUMBER = r"-?[0-9]+(\.[0-9]+)?"
NEAR = rf"{_NUMBER}\|{_NUMBER}(\|({_NUMBER})?(\|({'|'.join(map(re.escape, filter(None, UNITS)))})?)?)?"
PAGE = re.compile(r"([0-9]{8}t[0-9]{12}z)\.([0-9]{1,9})")
DATE = re.compile(r"(eq|ne|gt|lt|ge|le|sa|eb)?([0-9]{4}(-[0-9]{2}(-[0-9]{2}(T.+)?)?)?)")
SEVERAL = re.compile("[^,]")
"""In values parted by commas: there is one."""


@dataclass(slots=True)
class Asked:
    """A search of one type. `tests` must all hold; `updated` judges the moment at which resources were made; `ignored`: what is unknown,
    and not in `given`."""

    kind: str
    given: list[tuple[str, str]] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)
    updated: list[Callable[[datetime], bool]] = field(default_factory=list)
    includes: list[str] = field(default_factory=list)
    count: int = DEFAULT_COUNT
    generation: str = ""
    offset: int = 0
    ignored: list[str] = field(default_factory=list)


def read_search(kind: str, request: Request) -> Asked:
    """The search. Raises BadParameter: with all that cannot be used, and with what is unknown unless the caller prefers leniency."""
    query = request.scope["query_string"].decode("ascii", "replace")
    asked, ours = Asked(kind), f"{request.base_url}fhir/"
    lenient = "handling=lenient" in request.headers.get("prefer", "").replace(" ", "").lower()
    known, faults = (*COMMON, *PARAMETERS[kind]), []
    for name, value in parse_qsl(query, keep_blank_values=True):
        plain, _, modifier = name.partition(":")
        if plain not in known or (modifier and (plain != "name" or modifier not in ("exact", "contains"))):
            shown = plain if re.fullmatch(r"_?[a-zA-Z.-]{1,40}", plain) and plain in known else "?"
            asked.ignored.append(shown)
            faults += [] if lenient else [BadParameter(shown, "there is no such search parameter here", known)]
            continue
        try:
            _take(asked, plain, modifier, value.replace(ours, "") if plain in REFERENCES else value)
        except BadParameter as e:
            faults.append(e)
        asked.given.append((name, value))
    if faults:
        raise refusal(faults)
    return asked


def read_format(request: Request) -> None:
    """Nothing. Raises BadParameter for any parameter of a read, or of /fhir/metadata, but its form, and 406 for one that is not ours."""
    for name, value in request.query_params.multi_items():
        if name != "_format":
            raise BadParameter("?", "there is no such parameter here", ("_format",))
        _json(value)


def _json(form: str) -> None:
    if form.replace(" ", "+") not in FORMS:  # a plus that nobody escaped
        raise HTTPException(406)


def _take(asked: Asked, name: str, modifier: str, value: str) -> None:
    if name in ONCE and name in dict(asked.given):
        raise BadParameter(name, "can be given once only")
    match name:
        case "_count":
            asked.count = _count(value)
        case "_page":
            if not (page := PAGE.fullmatch(value)):
                raise BadParameter(name, "follow a link of a Bundle")
            asked.generation, asked.offset = page[1], int(page[2])
        case "_include":
            asked.includes.append(_include(asked.kind, value))
        case "_lastUpdated":
            asked.updated.append(_updated(value))
        case "_format":
            _json(value)
        case _:
            asked.tests.append(_test(asked.kind, name, modifier, value))


def _count(value: str) -> int:
    if not re.fullmatch("[0-9]{1,400}", value):
        raise BadParameter("_count", "must be a whole number", (f"0..{COUNT}",))
    return min(int(value), COUNT)  # FHIR: a server may give fewer; the self link says how many


def _include(kind: str, value: str) -> str:
    allowed = tuple(f"{kind}:{name}" for name in INCLUDES[kind])
    if value not in allowed:
        raise BadParameter("_include", "nothing of this name can be included", allowed)
    return value.partition(":")[2]


def _test(kind: str, name: str, modifier: str, value: str) -> Test:
    """What an entry must be: of several values, parted by commas, one."""
    values = [v for v in value.split(",") if v]
    if not values:
        raise BadParameter(name, "must not be empty")
    match name:
        case "_id":
            wanted = frozenset(values)
            return lambda e: id_of(kind, e) in wanted
        case "name":
            return _name(kind, modifier, [fold(v) for v in values])
        case "service-category":
            return _token(values, {("behav", CATEGORY)})
        case "specialty":
            return lambda e: _token(values, {(SPECIALTY[e.care][0], SPECIALTIES)})(e)
        case "near" | "location.near":
            near = [_near(name, v) for v in values]
            return lambda e: e.point is not None and any(metres(point, e.point) <= radius for point, radius in near)
    target = "Organization" if "organization" in name else "Location" if name == "location" else "HealthcareService"
    named = frozenset(v.removeprefix(f"{target}/") for v in values)
    return lambda e: id_of(target, e) in named


def _name(kind: str, modifier: str, values: Sequence[str]) -> Test:
    compare = {"": str.startswith, "contains": str.__contains__, "exact": str.__eq__}[modifier]
    if kind == "Organization":
        return lambda e: any(compare(e.organization_name, v) for v in values)
    return lambda e: any(compare(e.name, v) for v in values)


def _token(values: Sequence[str], codes: set[tuple[str, str]]) -> Test:
    """A token (`code`, `system|code`, `system|`): whether one of these codes is meant."""
    held = any(v in (code, f"{system}|{code}", f"{system}|") for v in values for code, system in codes)
    return lambda _: held


def _near(name: str, value: str) -> tuple[Point, float]:
    """A point and metres around it, of `lat|lon|distance|unit`."""
    lat, lon, distance, unit = [*value.split("|"), "", ""][:4] if re.fullmatch(NEAR, value) else ("91", "", "", "")
    north, east, far = (float(number or NEAR_KM) for number in (lat, lon, distance))
    if not (abs(north) <= 90 and abs(east) <= 180 and far >= 0 and isfinite(far)):
        raise BadParameter(name, "must be LATITUDE|LONGITUDE|DISTANCE|UNIT", tuple(filter(None, UNITS)))
    return Point(north, east, Precision.SITE), far * UNITS[unit]


def _updated(value: str) -> Callable[[datetime], bool]:
    """Whether a moment is as `ge2026-01-05` says: a date of a day, month or year is the whole of it."""
    found = DATE.fullmatch(value)
    try:
        if not found:
            raise ValueError
        low, high = _span(found[2])
    except (ValueError, OverflowError):
        raise BadParameter("_lastUpdated", "must be a date, with eq, ne, gt, lt, ge or le before it") from None
    match found[1] or "eq":
        case "eq":
            return lambda t: low <= t < high
        case "ne":
            return lambda t: not low <= t < high
        case "gt" | "sa":
            return lambda t: t >= high
        case "ge":
            return lambda t: t >= low
        case "lt" | "eb":
            return lambda t: t < low
        case _:
            return lambda t: t < high


def _span(text: str) -> tuple[datetime, datetime]:
    """From when to when (exclusive) a date lasts."""
    if "T" in text:
        at = datetime.fromisoformat(text)
        return (moment := at if at.tzinfo else at.replace(tzinfo=UTC)), moment + timedelta(seconds=0 if "." in text else 1)
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    low = datetime(year, month or 1, day or 1, tzinfo=UTC)
    if day:
        return low, low + timedelta(days=1)
    return low, datetime(year + (month in (0, 12)), 1 if month in (0, 12) else month + 1, 1, tzinfo=UTC)


def id_of(kind: str, entry: Entry) -> str:
    """The id of a program's resource of that type."""
    if kind == "HealthcareService":
        return entry.id
    if kind == "Organization":
        return entry.organization
    return uuid_of("affiliation" if kind == "OrganizationAffiliation" else "location", entry.id)
