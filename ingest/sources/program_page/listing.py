"""The pages of a site to its listings: one for each program that they tell apart. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from data.gazetteer import gazetteer
from data.sites import load_sites
from finder.claim import Origin, Says, Scope, end_of
from finder.listing import PAGE, Care, Listing, Phone
from finder.place import Address
from finder.tokens import squash
from ingest.extract import Draft, read_said, to_claims, to_measures
from ingest.extract.draft import make_drafts
from ingest.sources.program_page.declaration import SOURCE
from ingest.sources.program_page.places import Place, phones_of, places_of
from ingest.sources.program_page.site import SitePage

NOWHERE = Place(Address("", "", "", "", ""), frozenset())
CO_OCCURRING = "condition:co_occurring"

_ORGANIZATIONS = re.compile(r"Organization|Business|Clinic|Hospital|Medical")
_SEGMENTS = re.compile(r"\s+[|–—·»:-]\s+|\s*[|»]\s*")
_NO_NAMES = frozenset(("", "home", "inicio", "welcome", "bienvenidos", "home page", "homepage", "index", "directory listing for"))


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whose site it is, and what its listings share: `website` is its address as others know it, `origins` are by page."""

    id: str
    website: str
    name: str
    phones: tuple[Phone, ...]
    origin: Origin
    origins: Mapping[str, Origin]


def listings_of(pages: Sequence[SitePage], id: str, website: str, retrieved: str) -> Iterator[Listing]:
    """The listings of a site, in a fixed order; none where its pages describe no program, or no kind of care.

    What stands on a page about one of several places is said of that place only.
    """
    places = places_of(pages) or (NOWHERE,)
    site = make_publisher(pages, id, website, retrieved, places[0].address.state)
    said = {page.text.url: read_said(page.text) for page in pages}
    for number, place in enumerate(places):
        for draft in make_drafts([s for url in said if _is_about(url, place, places) for s in said[url]]):
            for care in cares_of(draft):
                yield make_listing(draft, care, site, place.address, alone=number == 0)


def make_publisher(pages: Sequence[SitePage], id: str, website: str, retrieved: str, state: str) -> Publisher:
    """What all listings of the site share.

    A page's date is the one that it states; a page that states none says what it says to whoever reads it, so its date is the day on
    which it was read. The site's is its newest page's.
    """
    name = name_of_site(pages) or id
    origins = {
        page.text.url: Origin(SOURCE.id, name, PAGE, Scope.PROGRAM, page.text.url, page.dated or retrieved, retrieved) for page in pages
    }
    newest = max((o.as_of for o in origins.values()), key=end_of)
    own = Origin(SOURCE.id, name, PAGE, Scope.PROGRAM, website or pages[0].text.url, newest, retrieved)
    return Publisher(id, website, name, phones_of(pages, state), own, origins)


def make_listing(draft: Draft, care: Care, site: Publisher, address: Address, *, alone: bool) -> Listing:
    """The listing of a draft for one kind of care at one place; `alone`: the site's only place, or its first."""
    track = " and ".join(load_sites().tracks.get(a, a) for a in draft.audience)
    where = "" if alone else f"{squash(address.street).partition(' ')[0]}-{address.zip or squash(address.city)}"
    return Listing(
        source_id="/".join(x for x in (site.id, str(care), "-".join(draft.audience), where) if x),
        origin=site.origin,
        name=f"{site.name}, {track}" if track else site.name,
        organization=site.name,
        care=care,
        address=address,
        point=gazetteer().place_of(address.city, address.state, address.zip).point if address.state else None,
        phones=site.phones,
        website=site.website,
        claims=to_claims(draft, site.origins),
        measures=to_measures(draft, site.origins),
    )


def cares_of(draft: Draft) -> tuple[Care, ...]:
    """The kinds of care that a draft is for: those that its pages name, else those of what they treat; none where nothing tells.

    A kind that has less than half of what the other has is only treated beside it.
    """
    if draft.cares:
        return draft.cares
    said = {s.about for s in draft.claims if s.says is Says.YES}
    counted = {care: len(said & load_sites().care[care]) for care in Care}
    if counted[Care.ADDICTION] and CO_OCCURRING in said:
        return (Care.ADDICTION,)
    return tuple(care for care, count in counted.items() if count and 2 * count >= max(counted.values()))


def name_of_site(pages: Sequence[SitePage]) -> str:
    """What the site calls itself: in structured data, to those who share its pages, or in what its titles have in common."""
    stated = [_text(o.get("name")) for p in pages for o in p.text.objects if _is_organization(o)]
    shared = [p.markup.site_name for p in pages]
    segments = [s for p in pages for s in dict.fromkeys(map(str.strip, _SEGMENTS.split(p.text.title))) if squash(s) not in _NO_NAMES]
    return _commonest(stated) or _commonest(shared) or _commonest(segments)


def _is_organization(o: Mapping[str, object]) -> bool:
    kinds = o.get("@type")
    return any(_ORGANIZATIONS.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _text(value: object) -> str:
    return " ".join(value.split())[:120] if isinstance(value, str) else ""


def _commonest(names: Iterable[str]) -> str:
    counted = Counter(name for name in names if name)
    return max(counted, key=lambda name: counted[name], default="")


def _is_about(url: str, place: Place, places: Sequence[Place]) -> bool:
    """Whether a page may speak of the place: it states its address, or no one place's alone."""
    stated = [p for p in places if url in p.pages]
    return len(places) == 1 or len(stated) != 1 or stated[0] is place or url in places[0].pages
