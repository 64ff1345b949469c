"""The sample's four tables as values: how often boxes are ticked, the kinds of facility, places, and what is placed by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

SURVEYS = ("sa", "mh")


@dataclass(frozen=True, slots=True)
class Category:
    """A survey's category: percent of facilities that fill it, and of those, percent that tick each box; in a cell's order."""

    code: str
    filled: int
    ticked: Mapping[str, int]
    one: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """What sets some facilities apart in one survey: boxes always or never ticked, and their own percentages."""

    always: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    rates: Mapping[str, int] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)

    def but(self, other: Profile) -> Profile:
        """This profile, with the other's word where both speak."""
        return Profile(
            self.always - other.never | other.always,
            self.never - other.always | other.never,
            {**self.rates, **other.rates},
            {**self.filled, **other.filled},
        )


@dataclass(frozen=True, slots=True)
class City:
    """A city, its ZIPs and area code; facilities are drawn to it by weight, and nothing drawn there ticks `without`."""

    name: str
    area: int
    weight: int
    zips: tuple[str, ...]
    without: frozenset[str]


@dataclass(frozen=True, slots=True)
class State:
    """A state of the sample: a larger one gets every kind of facility. `profile` holds for all of them."""

    code: str
    larger: bool
    profile: Profile
    cities: tuple[City, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of facility, and how many of it stand in a state; its surveys are those it has a profile for."""

    name: str
    each: tuple[int, int]
    metro: bool
    nouns: tuple[str, ...]
    programs: tuple[str, ...]
    profiles: Mapping[str, Profile]


@dataclass(frozen=True, slots=True)
class Placed:
    """A facility put in place by hand: its kind, its cells, and what must hold beyond its kind."""

    kind: str
    area: int
    cells: Mapping[str, str]
    profiles: Mapping[str, Profile]


@dataclass(frozen=True, slots=True)
class Words:
    """What names and addresses are made of."""

    names: tuple[str, ...]
    streets: tuple[str, ...]
    street_kinds: tuple[str, ...]
    suites: tuple[str, ...]


@cache
def load_categories(survey: str) -> tuple[Category, ...]:
    """A survey's categories in the order of a directory's cell."""
    return tuple(Category(code, **entry) for code, entry in _load("rates")[survey].items())


@cache
def load_kinds() -> dict[str, Kind]:
    """The kinds of facility by name, in the order of the file, in which they are drawn."""
    return {name: _kind(name, entry) for name, entry in _load("kinds")["kinds"].items()}


@cache
def load_rules() -> tuple[tuple[tuple[frozenset[str], frozenset[str]], ...], tuple[tuple[str, frozenset[str]], ...]]:
    """(boxes, any of which they need) and (box, what it rules out)."""
    raw = _load("kinds")
    needs = tuple((codes(rule["codes"]), codes(rule["when"])) for rule in raw["needs"])
    return needs, tuple((rule["code"], codes(rule["codes"])) for rule in raw["excludes"])


@cache
def load_words() -> Words:
    """Parts of names and addresses."""
    raw = _load("kinds")
    return Words(*(tuple(raw[name]) for name in ("names", "streets", "street_kinds", "suites")))


@cache
def load_states() -> tuple[State, ...]:
    """The states and their cities."""
    return tuple(
        State(code, entry.get("larger", False), _profile(entry), tuple(_city(city) for city in entry["cities"]))
        for code, entry in _load("places")["states"].items()
    )


@cache
def load_placed() -> tuple[Placed, ...]:
    """The facilities put in place by hand, all in Colorado."""
    return tuple(_placed(entry) for entry in _load("placed")["placed"])


def codes(text: str) -> frozenset[str]:
    """The codes of a text, parted by spaces."""
    return frozenset(text.split())


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))


def _profile(entry: dict[str, Any]) -> Profile:
    always, never = codes(entry.get("always", "")), codes(entry.get("never", ""))
    return Profile(always, never, entry.get("rates", {}), entry.get("filled", {}))


def _profiles(entry: dict[str, Any]) -> dict[str, Profile]:
    return {survey: _profile(entry[survey]) for survey in SURVEYS if survey in entry}


def _kind(name: str, entry: dict[str, Any]) -> Kind:
    larger, smaller = entry["each"]
    nouns, programs = tuple(entry["nouns"]), tuple(entry["programs"])
    return Kind(name, (larger, smaller), entry.get("metro", False), nouns, programs, _profiles(entry))


def _city(entry: dict[str, Any]) -> City:
    return City(entry["name"], entry["area"], entry["weight"], tuple(entry["zips"]), codes(entry.get("without", "")))


def _placed(entry: dict[str, Any]) -> Placed:
    cells = {key: entry[key] for key in ("name1", "name2", "street1", "street2", "city", "zip") if key in entry}
    return Placed(entry["kind"], entry["area"], cells | {"state": "CO"}, _profiles(entry))
