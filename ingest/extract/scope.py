"""Of which program a line speaks: its level of care, whom it is for, its kind of care. Read from the words, the headings, and before."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from data.pages import load_page_cues
from finder.lexicon import cut
from ingest.extract.lines import Line, Mention, find_mentions, folded

LEVELS = ("iop", "php", "outpatient", "residential", "inpatient", "detox", "recovery_housing", "crisis_care", "outpatient_detox")
AUDIENCES = ("teens", "children", "young_adults", "adults", "seniors")
_CARES = {"program_type:addiction": "addiction", "program_type:mental_health": "mental_health"}
_CUES = load_page_cues()


@dataclass(frozen=True, slots=True)
class Scope:
    """What a thing is said of. Nothing in a part means that nothing there says which; several that it is not told which of them."""

    levels: frozenset[str] = frozenset()
    audience: frozenset[str] = frozenset()
    care: frozenset[str] = frozenset()


@dataclass
class Scopes:
    """The scope of each line of a page, asked in the page's order: a line without a level speaks of the one named before it."""

    title: str
    _path: tuple[str, ...] = ()
    _levels: frozenset[str] = frozenset()
    _audience: frozenset[str] = field(default_factory=frozenset)

    def of(self, line: Line, at: int | None = None) -> Scope:
        """The scope of what stands at a place of the line, or of the line as a whole."""
        return Scope(self._level_at(line, at), self._audience_at(line, at), self._care(line))

    def note(self, line: Line) -> None:
        """Nothing; what the line names holds for the lines after it under the same heading."""
        if line.over != self._path:
            self._path, self._levels, self._audience = line.over, frozenset(), frozenset()
        if line.is_heading:
            return
        if levels := frozenset(level for _, level in levels_in(line)):
            self._levels = levels
        if audience := frozenset(name for _, name in audiences_in(line.plain)):
            self._audience = audience

    def _level_at(self, line: Line, at: int | None) -> frozenset[str]:
        own = levels_in(line)
        if own:
            return frozenset(level for _, level in own) if at is None else frozenset((_nearest(line.plain, own, at),))
        carried = self._levels if line.over == self._path else frozenset()
        return carried or next((found for over in _inward(line) if (found := _levels_of(over))), frozenset())

    def _audience_at(self, line: Line, at: int | None) -> frozenset[str]:
        own = audiences_in(line.plain)
        if own:
            return frozenset(name for _, name in own) if at is None else frozenset((_nearest(line.plain, own, at),))
        carried = self._audience if line.over == self._path else frozenset()
        return carried or next((found for over in _inward(line) if (found := frozenset(n for _, n in audiences_in(over)))), frozenset())

    def _care(self, line: Line) -> frozenset[str]:
        return next((found for over in _inward(line) if (found := _cares_of(over))), frozenset())


def levels_in(line: Line) -> list[tuple[int, str]]:
    """The levels of care that a line names, and where; an outpatient clinic is none."""
    return [(m.start, level) for m in line.mentions if (level := level_of(m))]


def level_of(mention: Mention) -> str:
    """The level of care that a mention names; empty for none."""
    name = mention.term.removeprefix("level_of_care:")
    return name if name in LEVELS and name != mention.term else ""


@lru_cache(maxsize=4096)
def audiences_in(plain: str) -> list[tuple[int, str]]:
    """The ages that a folded text names as those of a track, and where; "young adults" are not also adults."""
    found = {
        (m.start(), m.end()): name
        for name in reversed(AUDIENCES)
        for m in _CUES[name].finditer(plain)
        if not re.match(r" de \d", plain[m.end() :])
    }
    spans = sorted(found)
    return [(s[0], found[s]) for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)]


def _nearest(plain: str, named: Iterable[tuple[int, str]], at: int) -> str:
    """The name that a place belongs to: the last before it, unless one is joined to it from behind ("3 hours for IOP")."""
    before = [pair for pair in named if pair[0] <= at]
    after = [pair for pair in named if pair[0] > at]
    if after and (not before or _joined(plain, at, after[0][0])):
        return after[0][1]
    return before[-1][1] if before else after[0][1]


def _joined(plain: str, at: int, start: int) -> bool:
    """Whether what begins at `start` is what the number before it is for: no comma between, and "for", "in" or "of" before it."""
    between = plain[at:start]
    if between.endswith("(") and not any(mark in between for mark in ",;."):
        return True
    return not any(mark in between for mark in ",;.(") and between.rstrip().endswith(
        (" for", " in", " for our", " in our", " for the", " in the", " para", " para el")
    )


def _inward(line: Line) -> list[str]:
    """What stands over a line, nearest first, the page's title last."""
    return [*reversed(line.over_plain), folded(line.page.title)]


@lru_cache(maxsize=2048)
def _levels_of(heading: str) -> frozenset[str]:
    levels = frozenset(level for m in find_mentions(cut(heading)) if (level := level_of(m)))
    return levels - {"outpatient"} if len(levels) > 1 else levels


@lru_cache(maxsize=2048)
def _cares_of(heading: str) -> frozenset[str]:
    return frozenset(_CARES[m.term] for m in find_mentions(cut(heading)) if m.term in _CARES)
