"""Where a site's programs are, and who answers there: postal addresses and telephones in structured data and in the text. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from data.crisis import load_crisis
from data.gazetteer import gazetteer
from data.sites import load_sites
from finder.listing import Phone
from finder.place import Address
from finder.tokens import fold, squash
from ingest.phones import read_phone
from ingest.sources.program_page.site import SitePage

MOST_PHONES, MOST_PLACES = 3, 12
"""A site with more addresses than this is a chain's or a directory's: the first ones it names are kept."""

_PARTS = re.compile(r"[\n,|•·;]+|\s{2,}|\s-\s")
_DOOR = re.compile(r"(?<![\w-])\d{1,6}[A-Za-z]?(?:-\d{1,4})?\s+(?:[NSEW]{1,2}\.?\s+)?[A-Z0-9][\w.'’ #-]{2,60}$")
_SUITE = re.compile(r"(?i)^(?:#|suite|ste|unit|rm|room|floor|fl|bldg|building|\d+(?:st|nd|rd|th) floor|suit[ae])\b|^#")
_PHONE = re.compile(r"(?<![\d-])(?:\+?1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]{1,2}\d{3}[ .-]\d{4}(?!\d)")
_BEFORE = 160


@dataclass(frozen=True, slots=True)
class Place:
    """An address that a site states, and the addresses of the pages that state it."""

    address: Address
    pages: frozenset[str]


def places_of(pages: Sequence[SitePage]) -> tuple[Place, ...]:
    """The places that the pages state, each once: those in structured data first, then those on most pages."""
    found: dict[str, Address] = {}
    stated: dict[str, list[str]] = {}
    sure: set[str] = set()
    for page in pages:
        own = list(_in_objects(page.text.objects))
        for address in (*own, *addresses_in(page.markup.words)):
            key = _key(address)
            found.setdefault(key, address)
            stated.setdefault(key, []).append(page.text.url)
        sure.update(map(_key, own))
    order = sorted(found, key=lambda key: (key not in sure, -len(set(stated[key]))))
    return tuple(Place(found[key], frozenset(stated[key])) for key in order[:MOST_PLACES])


def _key(a: Address) -> str:
    return f"{squash(a.street).partition(' ')[0]} {a.zip or squash(a.city)}"


def addresses_in(text: str) -> Iterator[Address]:
    """The postal addresses in a text: a ZIP behind its state, the town before them, and a street with a number before that."""
    for found in _state_and_zip().finditer(text):
        state = gazetteer().state(found["state"])
        before = [part.strip(" .:\u00a0") for part in _PARTS.split(text[max(found.start() - _BEFORE, 0) : found.start()])]
        if state and (address := _address([p for p in before if p], state.code, found["zip"])):
            yield address


def _address(before: Sequence[str], state: str, code: str) -> Address | None:
    """The address whose parts end with the town; None where there is no town, or no such place."""
    city, rest = _town(before[-1], state) if before else ("", "")
    place = gazetteer().place_of(city, state, code)
    if not city or place.point is None or place.reason == "zip_in_other_state":
        return None
    parts = [*before[-4:-1], *([rest] if rest else [])]
    at = next((i for i in reversed(range(len(parts))) if _DOOR.search(parts[i]) and not _SUITE.match(parts[i])), None)
    street = ""
    if at is not None and (door := _DOOR.search(parts[at])):
        street = ", ".join([door[0].strip(), *(p for p in parts[at + 1 :] if _SUITE.match(p))])
    return Address(street, city, place.county, state, code)


def _town(part: str, state: str) -> tuple[str, str]:
    """The town at the end of a part, in at most four words, and what stands before it; "" where the gazetteer has no such town there."""
    words = part.split()
    for count in range(min(4, len(words)), 0, -1):
        city = " ".join(words[-count:])
        if city[:1].isupper() and gazetteer().towns_named(city, state):
            return city, " ".join(words[:-count])
    return ("", "") if len(words) > 3 or not part[:1].isupper() else (part, "")


def _in_objects(objects: Iterable[Mapping[str, Any]]) -> Iterator[Address]:
    """The addresses in structured data, as schema.org has them."""
    for o in objects:
        for stated in _each(o.get("address")):
            street, city, state, code = (
                _text(stated.get(name)) for name in ("streetAddress", "addressLocality", "addressRegion", "postalCode")
            )
            known = gazetteer().state(state)
            if known and (city or code):
                yield Address(street, city, gazetteer().place_of(city, known.code, code[:5]).county, known.code, code[:5])


def _each(value: Any) -> Iterator[Mapping[str, Any]]:
    yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict))


def _text(value: Any) -> str:
    return " ".join(value.split())[:120] if isinstance(value, str) else ""


def phones_of(pages: Sequence[SitePage], state: str) -> tuple[Phone, ...]:
    """The site's telephones: those in structured data, then those that can be tapped or stand in the text, on most pages first.

    Crisis lines, which nearly every site names, and fax numbers are nobody's telephone.
    """
    counted: Counter[Phone] = Counter()
    for page in pages:
        written = [_text(o.get("telephone")) for o in page.text.objects]
        seen = {p: 100 for text in written if text and (p := read_phone(text, state))}
        for text in (*page.markup.phones, *_in_text(page.markup.words)):
            if p := read_phone(text, state):
                seen.setdefault(p, 1)
        counted.update(seen)
    ranked = sorted(counted, key=lambda p: -counted[p])
    once = {p.number: replace(p, extension="") for p in ranked if p.number not in _crisis()}
    return tuple(once.values())[:MOST_PHONES]


def _in_text(text: str) -> Iterator[str]:
    for found in _PHONE.finditer(text):
        if not load_sites().fax.search(fold(text[max(found.start() - 12, 0) : found.start()])):
            yield found[0]


@cache
def _crisis() -> frozenset[str]:
    return frozenset(p.number for line in load_crisis().lines if (p := read_phone(line.number)))


@cache
def _state_and_zip() -> re.Pattern[str]:
    states = gazetteer().states
    names = "|".join(sorted((re.escape(n) for s in states for n in (s.code, s.name)), key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z])(?P<state>{names})\.?,?\s{{1,3}}(?P<zip>\d{{5}})(?:-\d{{4}})?(?!\d)")
