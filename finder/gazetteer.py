"""Places that people name: ZIP areas, towns, counties, states, and when two names are one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import combining, normalize

from finder.place import Point


@dataclass(frozen=True, slots=True)
class Zip:
    """A ZIP code's area as the Census draws it (ZCTA); the point is its centre, the county the one that holds the centre."""

    code: str
    point: Point
    county_fips: str


@dataclass(frozen=True, slots=True)
class Town:
    """A city, town or village; `neighbourhood` where it is known to be a part of one. `also` are its other names."""

    name: str
    state: str
    point: Point
    population: int
    county_fips: str
    neighbourhood: bool
    also: tuple[str, ...]

    @property
    def label(self) -> str:
        """ "Boulder, CO"."""
        return f"{self.name}, {self.state}"


@dataclass(frozen=True, slots=True)
class County:
    """A county, parish, borough, municipio, independent city or planning region, named as people say it.

    `former`: one of Connecticut's eight counties, for which planning regions stand since 2022; no address of ours lies in it.
    """

    fips: str
    name: str
    state: str
    point: Point
    former: bool

    @property
    def label(self) -> str:
        """ "Boulder County, CO"."""
        return f"{self.name}, {self.state}"

    @property
    def area(self) -> str:
        """The key of its area, as `finder.place.areas_of` makes them: "CO/Boulder County"."""
        return f"{self.state}/{self.name}"


@dataclass(frozen=True, slots=True)
class State:
    """A state, DC, a territory, or a freely associated state (FM, MH, PW: population 0, the census does not count there).

    Its code is the key of its area.
    """

    code: str
    name: str
    fips: str
    point: Point
    population: int


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an address lies, as far as its city, state and ZIP tell.

    `reason` says why the ZIP was not used: "" (it was), "wide_zip" (its centre is far out of town), "no_zip", "unknown_zip", or
    "zip_in_other_state", which is a mistake in the row (or, seldom, a ZIP area that straddles a border). Where the city did not help
    either, the point is None and `reason` is "unknown_city" or "several_cities"; the ZIP's reason is then lost to the graver one.
    """

    point: Point | None
    county: str
    reason: str


_SPELLED_OUT = {
    "st": "saint",
    "ste": "sainte",
    "ft": "fort",
    "mt": "mount",
    "mtn": "mountain",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
    "hts": "heights",
    "spgs": "springs",
    "spg": "spring",
    "twp": "township",
    "vlg": "village",
    "jct": "junction",
    "bch": "beach",
    "&": "and",
}
_LETTERS = re.compile(r"[a-z0-9&]+")
_SILENT = re.compile("['’‘`ʻ.]")  # St. Louis, O'Fallon, Hawaiʻi


def words_of(text: str) -> list[str]:
    """The words of a name without case, accents, punctuation and abbreviations: "Ft. Collins" gives fort, collins."""
    plain = text.lower()
    if not text.isascii():
        plain = "".join(letter for letter in normalize("NFKD", plain) if not combining(letter))
    return [_SPELLED_OUT.get(word, word) for word in _LETTERS.findall(_SILENT.sub("", plain))]


def name_key(text: str) -> str:
    """What two spellings of one name have in common: "La Grange" and "LaGrange", "The Bronx" and "bronx"."""
    words = words_of(text)
    return "".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)
