"""How surely two listings speak of one program: points for each piece of evidence, and what rules it out.

Every part has a name and its points, so that a person can see why two listings were merged or were not. The points were set by hand
and the threshold was measured; `THRESHOLD` says how.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from finder.listing import Care, Listing
from finder.place import Point, Precision, metres
from finder.tokens import squash
from ingest.match.street import Street, read_street
from ingest.match.words import COMMON, Likeness, likeness, tells, weight, words_of_name

THRESHOLD = 11.0
"""Points from which on two listings are one program.

Measured on the directories of 2022: 2,000 rows drawn and spelled otherwise (tests/ingest/later.py), to be found again among all 21,213;
then 2,000 rows, half of them at sites with several programs, spelled otherwise and taken out of the directories, so that nothing there
may match. Five drawings of each:

    threshold                  8      10     10.5   11     12     13     14
    found again, of 1,000      997    997    996    996    996    996    996
    with a wrong one           0      0      0      0      0      0      0
    taken out, yet matched     21     13     5.2    4.4    3.8    2.8    1.8

Below 11 the matches with rows whose own were gone multiply; above it little is won. Of Colorado's register of 2022 it matches 169 with
the directories; of these the forty weakest were read, and all look right.
"""
OWN = 2
"""A number or web site that so many sites of one source give, at most, says who it is; one of more sites may be a call centre's."""
NEAR, FAR = 200.0, 3_000.0
"""Metres: nearer than the first, two points are one place; farther than the second, they are two."""


class Evidence(StrEnum):
    """The parts of a score."""

    NAME = "name"
    STREET = "street"
    SUITE = "suite"
    TOWN = "town"
    PHONE = "phone"
    WEBSITE = "website"
    POINT = "point"


class Against(StrEnum):
    """What rules out that two listings are one program, whatever else they share."""

    CARE = "another kind of care"
    PROGRAM = "another program of the place"
    SUITE = "another suite"
    RUN = "another row of the same run"


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of evidence: what kind, how it compares, and its points."""

    evidence: Evidence
    said: str
    points: float


@dataclass(frozen=True, slots=True)
class Score:
    """The parts, and what rules the pair out, if anything does."""

    parts: tuple[Part, ...]
    against: Against | None = None

    @property
    def points(self) -> float:
        """The sum, in tenths."""
        return round(sum(p.points for p in self.parts), 1)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is compared of a listing, read once. `runs` are those it was read in."""

    key: str
    runs: frozenset[str]
    care: Care
    name: str
    words: tuple[str, ...]
    place_words: frozenset[str]
    street: Street
    zip: str
    city: str
    state: str
    phones: frozenset[str]
    host: str
    point: Point | None


@dataclass(frozen=True, slots=True)
class Sharing:
    """By number and by web site, at how many sites the source that gives it most has it."""

    phones: Mapping[str, int]
    hosts: Mapping[str, int]


def sketch_of(x: Listing, runs: Iterable[str] = ()) -> Sketch:
    """What is compared of a listing. A hidden address is no evidence: nothing that is said about a pair may tell of it."""
    a = x.address
    street = read_street("" if a.hidden else a.street)
    return Sketch(
        key=x.key,
        runs=frozenset(runs),
        care=x.care,
        name=squash(x.name),
        words=words_of_name(x.name),
        place_words=frozenset(words_of_name(a.city)) | street.words,
        street=street,
        zip=a.zip[:5],
        city=squash(a.city),
        state=a.state,
        phones=frozenset(p.number for p in x.phones),
        host=host_of(x.website),
        point=x.point if x.point and x.point.precision is Precision.SITE and not a.hidden else None,
    )


def host_of(website: str) -> str:
    """The site's name without "www."; "" where there is none."""
    return (urlsplit(website if "//" in website else f"//{website}").hostname or "").removeprefix("www.")


def score(a: Sketch, b: Sketch, sharing: Sharing) -> Score:
    """How surely two listings are one program."""
    like = _likeness(a, b)
    if against := _ruled_out(a, b, like):
        return Score((), against)
    parts = (
        _name(a, b, like),
        _street(a.street, b.street),
        _town(a, b),
        _phone(a, b, sharing),
        _website(a, b, sharing),
        _point(a, b),
    )
    return Score(tuple(p for p in parts if p))


def rules_out(a: Sketch, b: Sketch) -> Against | None:
    """Why two listings cannot be one program; None where they may be."""
    return _ruled_out(a, b, _likeness(a, b))


def _likeness(a: Sketch, b: Sketch) -> Likeness:
    return likeness(a.words, b.words, a.place_words | b.place_words)


def _ruled_out(a: Sketch, b: Sketch, like: Likeness) -> Against | None:
    if a.care is not b.care:
        return Against.CARE
    if a.runs & b.runs and not repeats(a, b):
        return Against.RUN
    if _two_names(like):
        return Against.PROGRAM
    return Against.SUITE if other_suite(a.street, b.street) else None


def other_suite(a: Street, b: Street) -> bool:
    """True where both name a suite and not the same one."""
    return bool(a.suite and b.suite) and not a.suite & b.suite


def repeats(a: Sketch, b: Sketch) -> bool:
    """True for two rows that give one name and one address, in whatever spelling the address is."""
    one_place = (a.zip or a.city, a.state) == (b.zip or b.city, b.state) and same_street(a.street, b.street)
    return a.name == b.name and one_place and _one_unit(a.street, b.street)


def _one_unit(a: Street, b: Street) -> bool:
    return a.unit == b.unit or bool(a.suite & b.suite) or not (a.unit and b.unit)


def same_street(a: Street, b: Street) -> bool:
    """True where two spellings mean one street and number; one that leaves out the direction or "Street" means the same."""
    return a.known and (a.number, a.name) == (b.number, b.name) and _agree(a.direction, b.direction) and _agree(a.kind, b.kind)


def _agree(a: str, b: str) -> bool:
    return not a or not b or a == b


def _two_names(like: Likeness) -> bool:
    """True where each name has words of its own, and they are more than common ones: "Foo, Adult Clinic", "Foo, Detox"."""
    return bool(like.left and like.right) and any(tells(w) or weight(w) > COMMON for w in like.left + like.right)


def _name(a: Sketch, b: Sketch, like: Likeness) -> Part:
    """10 for the same words, 0 where half of them are, and less below; and less for each word that only one of them has."""
    own = like.left + like.right
    said = "the same words" if like.share == 1.0 else f"{like.share:.0%} alike"
    more = f"; in one only: {', '.join(own)}" if own else ""
    return Part(Evidence.NAME, said + more, round(20 * like.share - 10 - sum(map(_cost, own)), 1))


def _cost(word: str) -> float:
    return 8.0 if tells(word) else 3.0 if weight(word) > COMMON else 1.0


def _street(a: Street, b: Street) -> Part | None:
    if not (a.known and b.known):
        return None
    if same_street(a, b):
        return Part(Evidence.STREET, "the same", 6.0 if a.unit == b.unit or not a.unit or not b.unit else 5.0)
    if a.number == b.number and fuzz.ratio(a.line, b.line) >= 80:
        return Part(Evidence.STREET, "spelled alike", 4.0)
    if (a.name, a.direction) == (b.name, b.direction):
        return Part(Evidence.STREET, "another number", -6.0)
    return Part(Evidence.STREET, "another street", -6.0)


def _town(a: Sketch, b: Sketch) -> Part | None:
    if a.zip and a.zip == b.zip:
        return Part(Evidence.TOWN, "the same ZIP", 1.0)
    if not (a.zip and b.zip and a.city and b.city) and a.state == b.state:
        return None
    if a.city == b.city and a.state == b.state:
        return Part(Evidence.TOWN, "another ZIP of the same town", -1.0)
    return Part(Evidence.TOWN, "another town", -5.0)


def _phone(a: Sketch, b: Sketch, sharing: Sharing) -> Part | None:
    if not (a.phones and b.phones):
        return None
    both = a.phones & b.phones
    if not both:
        return Part(Evidence.PHONE, "no number in common", -1.0)
    if min(sharing.phones.get(n, 1) for n in both) <= OWN:
        return Part(Evidence.PHONE, "a number in common", 5.0)
    return Part(Evidence.PHONE, "a number of many sites in common", 1.0)


def _website(a: Sketch, b: Sketch, sharing: Sharing) -> Part | None:
    if not (a.host and b.host):
        return None
    if a.host != b.host:
        return Part(Evidence.WEBSITE, "another site", -1.0)
    own = sharing.hosts.get(a.host, 1) <= OWN
    return Part(Evidence.WEBSITE, "the same site", 3.0) if own else Part(Evidence.WEBSITE, "a site of many places in common", 1.0)


def _point(a: Sketch, b: Sketch) -> Part | None:
    if not (a.point and b.point):
        return None
    apart = metres(a.point, b.point)
    if apart <= NEAR:
        return Part(Evidence.POINT, "one place", 2.0)
    return Part(Evidence.POINT, "two places", -4.0) if apart > FAR else None
