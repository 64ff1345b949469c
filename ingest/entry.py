"""An entry of somebody else's service directory (HSDS, FHIR) as listings: what both have in common once their nesting is taken away.

Codes are read by their names, whole: one that our vocabulary does not know is counted, never guessed. Descriptions are read as programs'
pages are, each claim with its words. A directory is of one kind of care or of several programs: an entry that names both kinds is two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from math import inf

from data.gazetteer import gazetteer
from data.vocabulary import load_vocabulary
from finder.claim import Basis, Claim, Origin, Range, Says
from finder.lexicon import Lexicon
from finder.listing import Care, Listing, Phone, PhoneKind
from finder.place import Address, Point
from finder.program import Program
from ingest.extract import extract, read_page, to_claims, to_measures
from ingest.extract.draft import Draft
from ingest.names import claims_of_name
from ingest.phones import read_phone
from ingest.sources.samhsa_directory import read_state, read_zip
from ingest.tally import Tally

_CARE = {Care.ADDICTION: "program_type:addiction", Care.MENTAL_HEALTH: "program_type:mental_health"}


@dataclass(slots=True)
class Entry:
    """What a directory says of one service at one place. `codes` are names of codes by what they stand under ("attribute"), `texts` the
    words of people by what they are about, `terms` what needs no reading: term and evidence."""

    id: str
    name: str
    organization: str
    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    hidden: bool = False
    point: Point | None = None
    phones: list[str] = field(default_factory=list)
    website: str = ""
    as_of: str = ""
    codes: list[tuple[str, str]] = field(default_factory=list)
    terms: list[tuple[str, str]] = field(default_factory=list)
    ages: tuple[float, float] | None = None
    texts: dict[str, str] = field(default_factory=dict)
    url: str = ""


def listings_of(entry: Entry, origin: Origin, tally: Tally, where: str) -> Iterator[Listing]:
    """One listing for each kind of care that the entry names; none, counted, where it names none, or has no name or state."""
    state, zip_code = read_state(entry.state), read_zip(entry.zip, tally, where)
    if not entry.name or not state:
        tally.dropped.add("no name" if not entry.name else "no state, or none that there is", where)
        return
    origin = replace(origin, as_of=_date(entry, origin, tally, where))
    drafts = _drafts(entry, origin)
    claims, measures = [*_coded(entry, origin, tally, where), *claims_of_name(entry.name, origin)], {}
    for draft in drafts:
        claims += to_claims(draft, {_URL: origin})
        measures = to_measures(draft, {_URL: origin}) if len(drafts) == 1 else {}
    if entry.ages:
        low, high = entry.ages
        words = f"ages {low:g} and older" if high == inf else f"ages {low:g} to {high:g}"
        said = Claim("age", Says.YES, words, Basis.TICKED, origin)
        measures["age"] = (Range(*entry.ages, (said,)),)
    cares = _cares(claims, drafts)
    if not cares:
        tally.dropped.add("does not say that it is for addiction or mental health", where)
        return
    place = gazetteer().place_of(entry.city, state, zip_code)
    for care in cares:
        other = {term for kind, term in _CARE.items() if kind is not care}
        yield Listing(
            source_id=entry.id if len(cares) == 1 else f"{entry.id}-{care}",
            origin=origin,
            name=entry.name,
            organization=entry.organization or entry.name,
            care=care,
            address=Address(entry.street, entry.city, place.county, state, zip_code, entry.hidden),
            point=entry.point or place.point,
            phones=_phones(entry, state, tally, where),
            website=entry.website if entry.website.startswith(("http://", "https://")) else "",
            claims=tuple(dict.fromkeys(c for c in claims if c.term not in other)),
            measures=measures,
        )


def listings_again(p: Program) -> Iterator[Listing]:
    """The listings of a program that we exported ourselves: one for each that it was merged from, with what its origin said."""
    said: dict[Origin, tuple[list[Claim], dict[str, list[Range]]]] = {o: ([], {}) for o in p.origins}
    for fact in p.facts.values():
        for c in fact.claims:
            said.setdefault(c.origin, ([], {}))[0].append(c)
    for name, measure in p.measures.items():
        for r in measure.ranges:
            for c in r.claims:
                said.setdefault(c.origin, ([], {}))[1].setdefault(name, []).append(Range(r.low, r.high, (c,)))
    for origin, key in _keys(p, [*said]):
        claims, ranges = said[origin]
        measures = {name: tuple(own) for name, own in ranges.items()}
        identity = (p.name, p.organization, p.care, p.address, p.point, p.phones, p.website)
        yield Listing(key, origin, *identity, tuple(claims), measures, p.closed)


def _keys(p: Program, origins: Sequence[Origin]) -> Iterator[tuple[Origin, str]]:
    """Each origin with the source's ids of its listings: the first with the first, all that are left over with the last."""
    for source in dict.fromkeys(o.source for o in origins):
        own = [o for o in origins if o.source == source]
        ids = [key.partition("/")[2] for key in p.listings if key.startswith(f"{source}/")] or [p.id]
        for number in range(max(len(own), len(ids))):
            yield own[min(number, len(own) - 1)], ids[number] if number < len(ids) else f"{ids[-1]}-{number}"


_URL = "entry:"


def _drafts(entry: Entry, origin: Origin) -> tuple[Draft, ...]:
    """What the entry's descriptions say."""
    blocks = "".join(f"<h2>{escape(about)}</h2><p>{escape(text)}</p>" for about, text in entry.texts.items() if text)
    if not blocks:
        return ()
    page = f"<html><head><title>{escape(entry.name)}</title></head><body><main><h1>{escape(entry.name)}</h1>{blocks}</main></body></html>"
    return extract(replace(read_page(page.encode(), _URL), url=_URL))


def _coded(entry: Entry, origin: Origin, tally: Tally, where: str) -> Iterator[Claim]:
    for term, evidence in entry.terms:
        yield Claim(term, Says.YES, evidence, Basis.TICKED, origin)
    for about, name in entry.codes:
        heard = terms_of(name)
        if not heard:
            tally.unknown_codes.add(f"{about}: {name}"[:200], where)
        for term in heard:
            yield Claim(term, Says.YES, f"{about}: {name}"[:200], Basis.TICKED, origin)


def terms_of(name: str) -> tuple[str, ...]:
    """The terms that a name means as a whole: a term's id, label or lay word; none where something of it is left over."""
    if name in load_vocabulary().terms:
        return (name,)
    found = lexicon().find(name.strip())
    return tuple(m.term for m in found if (m.start, m.end) == (0, len(name.strip())))


@cache
def lexicon() -> Lexicon:
    """The vocabulary's names for things, built once."""
    return Lexicon(load_vocabulary())


def language_of(code: str, name: str) -> str:
    """The language's term, by its code (BCP 47, ISO 639-1) or its name; empty for one that we do not know."""
    known = load_vocabulary().terms
    tag = code.strip().lower().partition("-")[0]
    return next((t for t in (f"language:{tag}", *terms_of(name)) if t in known and t.startswith("language:")), "")


def spoken_hours(days: Sequence[str], opens: str, closes: str) -> str:
    """Days, and hours of the 24-hour clock ("18:00:00"), as people write them: "Monday, Wednesday 6:00 pm to 9:00 pm"."""
    ends = [found for text in (opens, closes) if (found := _CLOCK.match(text))]
    spoken = [f"{(int(h) + 11) % 12 + 1}:{m} {'pm' if int(h) % 24 >= 12 else 'am'}" for h, m in (e.groups() for e in ends)]
    return f"{', '.join(days)} {' to '.join(spoken)}".strip() if days and len(spoken) == 2 else ", ".join(days)


_CLOCK = re.compile(r"(\d{1,2}):(\d\d)")


def age_span(low: object, high: object) -> tuple[float, float] | None:
    """The span of two ages either of which may be missing; None where both are, or they are no ages."""
    ends = [float(x) if isinstance(x, int | float) and not isinstance(x, bool) else None for x in (low, high)]
    if ends == [None, None]:
        return None
    span = (ends[0] or 0.0, inf if ends[1] is None else ends[1])
    return span if 0 <= span[0] <= span[1] else None


def _cares(claims: Sequence[Claim], drafts: Sequence[Draft]) -> tuple[Care, ...]:
    said = {c.term for c in claims if c.says is Says.YES}
    if "program_type:both" in said:
        return tuple(Care)
    found = {care for care, term in _CARE.items() if term in said} | {care for d in drafts for care in d.cares}
    return tuple(sorted(found))


def _phones(entry: Entry, state: str, tally: Tally, where: str) -> tuple[Phone, ...]:
    found: dict[tuple[str, str], Phone] = {}
    for text in entry.phones:
        phone = read_phone(text, state, PhoneKind.MAIN)
        if phone:
            found.setdefault((phone.number, phone.extension), phone)
        else:
            tally.repairs.add("not a telephone number, left out", where)
    return tuple(found.values())


def _date(entry: Entry, origin: Origin, tally: Tally, where: str) -> str:
    """The entry's own date; of none, or one to come, the year before the run is taken, which is counted."""
    day = entry.as_of[:10]
    if len(day) == 10 and day.replace("-", "").isdigit() and day <= origin.retrieved:
        return day
    tally.repairs.add("no date that can be, taken for the year before", where)
    return str(int(origin.retrieved[:4]) - 1)
