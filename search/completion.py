"""Typing help: names that begin like what was typed, and names that a slip of the pen may have meant. Nothing here answers a search."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from heapq import nlargest

from data.gazetteer import Gazetteer
from finder.gazetteer import name_key, words_of
from search.found import FoundPlace, from_county, from_state, from_zip, one_a_county

SUGGESTED = 5
"""Names that are suggested in place of one that is not known."""
SLIPS = ((8, 2), (4, 1))
"""Letters that may be wrong, missing, too many or changed about: two in a key of eight letters, one in a key of four."""
_ZIP_BEGUN = re.compile(r"\d{2,4}")


def complete(text: str, places: Gazetteer, most: int) -> list[FoundPlace]:
    """Places whose name begins with the text, most people first; "Boulder, C" and "boulder c" want a state that begins with C."""
    text = text.strip()
    if _ZIP_BEGUN.fullmatch(text):
        return [from_zip(area, places) for area, _ in zip(places.zips_beginning(text), range(most), strict=False)]
    found: dict[str, FoundPlace] = {}
    for key, codes in _begun(text, places):
        names = list(places.names)
        within = names[bisect_left(names, key) : bisect_left(names, key + "\uffff")] if key else []
        likely = within if codes else nlargest(3 * most, within, key=lambda name: places.names[name])
        found |= {place.label: place for name in likely for place in _named(name, codes, places)}
    return sorted(found.values(), key=lambda place: (-place.population, place.label))[:most]


def similar(text: str, places: Gazetteer) -> list[FoundPlace]:
    """Places whose name is a slip or two from the text, nearest first, then most people; a state that is named stays, or is mended too."""
    nearest: dict[str, tuple[int, FoundPlace]] = {}
    for key, codes in _parted(text, places):
        for name, slips in _near(key, places.names):
            for place in _named(name, codes, places):
                nearest.setdefault(place.label, (slips, place))
    ranked = sorted(nearest.values(), key=lambda found: (found[0], -found[1].population, found[1].label))
    return [place for _, place in ranked[:SUGGESTED]]


def _begun(text: str, places: Gazetteer) -> Iterator[tuple[str, frozenset[str]]]:
    """The key that a name begins with, and the codes of the states that it is in; of no comma also the last word as a state begun."""
    head, comma, tail = text.rpartition(",")
    if not comma:
        yield name_key(text), frozenset()
        head, _, tail = text.rpartition(" ")
    codes = frozenset(code for code, name in _states(places) if (key := name_key(tail)) and name.startswith(key))
    if name_key(head) and codes and (comma or name_key(head) in places.names):
        yield name_key(head), codes


def _parted(text: str, places: Gazetteer) -> Iterator[tuple[str, frozenset[str]]]:
    """The key of a name, and the codes of its state, both perhaps with a slip: "Bolder, Colorodo", "bolder co"."""
    head, comma, tail = text.rpartition(",")
    if comma:
        codes = {state.code} if (state := places.state(tail)) else {c for c, name in _states(places) if _near(name_key(tail), [name])}
        if codes:
            yield name_key(head), frozenset(codes)
        return
    words = text.split()
    for count in range(1, min(4, len(words))):
        if state := places.state(" ".join(words[-count:])):
            yield name_key(" ".join(words[:-count])), frozenset({state.code})
            return
    if words_of(text):
        yield name_key(text), frozenset()


def _near(key: str, names: Iterable[str]) -> list[tuple[str, int]]:
    """The names within so many slips of the key, and how many each is."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    most = next((slips for letters, slips in SLIPS if len(key) >= letters), 0)
    found = extract(key, list(names), scorer=OSA.distance, score_cutoff=most, limit=None) if most else []
    return [(name, int(slips)) for name, slips, _ in found]


def _named(name: str, codes: frozenset[str], places: Gazetteer) -> list[FoundPlace]:
    """The places of a key, in some states or in all."""
    towns = one_a_county([town for town in places.towns_named(name) if not codes or town.state in codes], places)
    counties = [from_county(county) for county in places.counties_named(name) if not codes or county.state in codes]
    state = None if codes else places.state(name)
    return [*([from_state(state)] if state else []), *towns, *counties]


def _states(places: Gazetteer) -> list[tuple[str, str]]:
    """Code and key of every state, once by its name and once by its code."""
    return [(s.code, key) for s in places.states for key in (name_key(s.name), s.code.lower())]
