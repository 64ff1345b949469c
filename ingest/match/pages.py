"""Which programs a site's pages speak of. A page is no row of a list: one may inform several programs, or found a new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from finder.claim import Says
from finder.listing import PAGE, Listing
from ingest.match.group import sharing_of
from ingest.match.score import OWN, Sharing, Sketch, other_suite, same_street, sketch_of
from ingest.match.words import likeness

ALIKE = 0.5
"""The least share of two names' words from which on a site's name and a program's may mean one."""
FOUNDING = frozenset({"level_of_care:iop", "level_of_care:php"})
"""What a page must say its program is for the program to be one that no list knows."""


def is_page(listing: Listing) -> bool:
    """True for what a program's own pages say."""
    return listing.origin.form == PAGE


def with_pages(groups: Iterable[Sequence[Listing]], pages: Sequence[Listing]) -> list[list[Listing]]:
    """The groups, each with the pages that speak of it behind its own listings; then, alone, the pages of programs that no list knows.

    One kind of care only: a site with both has a listing for each, and so informs both siblings.
    """
    joined = [list(group) for group in groups]
    if not pages:
        return joined
    sketches = [[sketch_of(x, [x.origin.source]) for x in group] for group in joined]
    sharing = sharing_of(x for own in sketches for x in own)
    places = defaultdict(set)
    for number, own in enumerate(sketches):
        for key in (key for x in own for key in _keys(x)):
            places[key].add(number)
    for page in sorted(pages, key=lambda x: x.key):
        sketch = sketch_of(page)
        likely = sorted({number for key in _keys(sketch) for number in places[key]})
        found = [n for n in likely if any(speaks_of(sketch, x, sharing) for x in sketches[n])]
        for number in found:
            joined[number].append(page)
        if not found and is_founding(page):
            joined.append([page])
    return joined


def is_founding(page: Listing) -> bool:
    """True for a page that says that its program is an IOP, or a day program."""
    return any(c.term in FOUNDING and c.says is Says.YES for c in page.claims)


def speaks_of(page: Sketch, known: Sketch, sharing: Sharing) -> bool:
    """Whether a site's listing speaks of a program that a list knows.

    Its web site is the program's, and with it the door, a number, the name, or that no third program gives this site; at another door
    only with a number that is its own. Without the site: the door and a number or the name, or a number and the name.
    """
    if page.care is not known.care:
        return False
    site = bool(page.host) and page.host == known.host
    phone = any(sharing.phones.get(n, 1) <= OWN for n in page.phones & known.phones)
    door = same_street(page.street, known.street) and (page.zip or page.city) == (known.zip or known.city)
    named = likeness(page.words, known.words, page.place_words | known.place_words).share >= ALIKE
    if (page.street.known and known.street.known and not door) or other_suite(page.street, known.street):
        return site and phone
    if site:
        return door or phone or named or sharing.hosts.get(page.host, 1) <= OWN
    return (door and (phone or named)) or (phone and named)


def _keys(x: Sketch) -> Iterator[tuple[str, ...]]:
    if x.host:
        yield "site", x.host
    for number in x.phones:
        yield "phone", number
    if x.street.known:
        yield "door", x.zip, x.street.number, x.street.name
