"""Streets as parts that can be compared: number, name, direction, kind, and what stands for the suite."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from data.spelling import load_spelling
from finder.tokens import fold
from ingest.match.words import words_of_name

_WORDS = re.compile(r"[a-z0-9]+(?:/[0-9]+)?")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_NUMBERED = re.compile(r"\s*\d+[a-z]?(?:-\d+)?\s+\S")
_UNIT = re.compile(r"#|\b(?:suites?|ste|units?|rm|rooms?|apt|apartment|building|bldg)\b")
_BUILDING = re.compile(r"\b(?:building|bldg)\b\W*")
_BOX = re.compile(r"\b(?:p\.?\s*o\.?\s*|post office )box\s+\w+")
_NATIONAL = re.compile(r"\b(?:u\.?\s?s\.?|united states|state)\s+(?=(?:highway|hwy|route|rte|rt|road|rd)\b)")


@dataclass(frozen=True, slots=True)
class Street:
    """`number` with its fraction ("12", "1 1/2"); `name` without direction and kind; `line` with them; `unit` is all the rest as bare
    words. Empty for what the address does not say."""

    number: str
    name: str
    direction: str
    kind: str
    line: str
    unit: frozenset[str]

    @property
    def known(self) -> bool:
        """True where there is something to compare."""
        return bool(self.number or self.name)

    @property
    def words(self) -> frozenset[str]:
        """All words of number and street, short and whole: names repeat them ("Foo - Main St.")."""
        return _kinds().union(*map(_spelled, {*self.number.split(), *self.line.split()})) if self.known else frozenset()

    @property
    def suite(self) -> frozenset[str]:
        """What tells one suite from another: numbers and single letters. Floors do not: "2nd Floor" may be "Suite 200"."""
        return frozenset(w for w in self.unit if not _ORDINAL.fullmatch(w) and (len(w) == 1 or any(c.isdigit() for c in w)))


@lru_cache(maxsize=65_536)
def read_street(text: str) -> Street:
    """The parts of a street as sources write it ("1200 N Main St, Ste 5"); a post box beside a street says nothing and is left out.

    A house's name may stand before its street ("Memorial Building, 15 West 137th Street"): it is read as a suite is.
    """
    table = load_spelling()
    line, unit = _cut(_NATIONAL.sub("", _BOX.sub(" ", fold(text)).strip(" ,") or fold(text)))
    words = [table.streets.get(w, w) for w in _WORDS.findall(line)]
    count = _number_words(words)
    rest = words[count:]
    name = [w for w in rest if w not in table.direction and w not in table.kind] or rest
    return Street(
        number=" ".join(words[:count]),
        name=" ".join(name),
        direction=" ".join(w for w in rest if w in table.direction and w not in name),
        kind=" ".join(dict.fromkeys(w for w in rest if w in table.kind and w not in name)),
        line=" ".join(rest),
        unit=frozenset(table.streets.get(w, w) for w in _WORDS.findall(_BUILDING.sub("bldg", unit)) if w not in table.unit),
    )


@lru_cache(maxsize=65_536)
def _spelled(word: str) -> frozenset[str]:
    """What a street's word is in names, short and whole."""
    whole = (w for w, short in load_spelling().streets.items() if short == word)
    return frozenset(w for written in (word, *whole) for w in words_of_name(written))


@cache
def _kinds() -> frozenset[str]:
    return frozenset(w for kind in load_spelling().kind for w in words_of_name(kind))


def _cut(line: str) -> tuple[str, str]:
    """The street, and all the rest."""
    parts = line.split(",")
    at = next((i for i, part in enumerate(parts) if _NUMBERED.match(part)), 0)
    unit = _UNIT.search(parts[at])
    end = unit.start() if unit else len(parts[at])
    return parts[at][:end], " ".join([*parts[:at], parts[at][end:], *parts[at + 1 :]])


def _number_words(words: list[str]) -> int:
    if not words or not words[0][0].isdigit() or _ORDINAL.fullmatch(words[0]):
        return 0
    return 2 if len(words) > 1 and "/" in words[1] else 1
