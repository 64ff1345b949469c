"""Cells read as claims, as a mapping says: yes and no, values, free text, numbers. What is not understood is counted, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TypeVar

from data.vocabulary import load_vocabulary
from finder.claim import Basis, Claim, Origin, Range, Says
from finder.lexicon import Lexicon
from finder.listing import Care
from ingest.mapping.model import Column, Words
from ingest.mapping.ranges import read_ranges
from ingest.tally import Tally

T = TypeVar("T")

LONGEST = 300
"""Characters of a cell that a claim quotes."""

_DENIES = re.compile(
    r"\b(no|not|non|never|neither|nor|without|except|excluding|excludes|cannot|can't|doesn't|don't|won't|isn't|aren't|unless|only if)\b",
    re.I,
)
_HEDGES = re.compile(r"\b(may|might|some|varies|pending|soon|call|ask|contact|inquire|possibly|case[- ]by[- ]case|limited)\b|\?", re.I)
_SENTENCES = re.compile(r"[.;\n|]\s*|\bbut\b", re.I)


@cache
def lexicon() -> Lexicon:
    """The vocabulary's names for things, built once."""
    return Lexicon(load_vocabulary())


class CellReader:
    """Reads the cells of one row's origin. Names in `where` are a row's place; a value that nothing explains is an unknown code."""

    def __init__(self, words: Words, origin: Origin, tally: Tally) -> None:
        self._words, self._origin, self._tally = words, origin, tally

    def claims(self, name: str, column: Column, text: str, where: str) -> Iterator[Claim]:
        """What a cell says about terms."""
        if column.term:
            says = self._answer(name, text, where)
            if says:
                yield self._claim(column.term, says, name, text)
        elif column.values is not None:
            for terms in self._meant(name, column, column.values, text, where):
                yield from (self._claim(t, Says.YES, name, text) for t in terms)
        elif column.lexicon:
            yield from (self._claim(t, Says.YES, name, text) for t in self._named(column.lexicon, text, where))

    def care(self, name: str, column: Column, text: str, where: str) -> set[Care]:
        """The kinds of care that a cell stands for."""
        return {kind for kinds in self._meant(name, column, column.care or {}, text, where) for kind in kinds}

    def ranges(self, name: str, measure: str, text: str, where: str) -> tuple[Range, ...]:
        """The ranges that a cell states of a measure."""
        found = read_ranges(text, load_vocabulary().measures[measure].most)
        if found is None:
            if self._one_of(text, self._words.maybe) is None:
                self._tally.unknown_codes.add(f"{name}: {text[:60]}", where)
            return ()
        return tuple(Range(low, high, (self._claim(measure, Says.YES, name, text),)) for low, high in found)

    def hides(self, text: str, where: str) -> bool:
        """Whether an address is to be hidden: by anything but an empty cell and a plain no."""
        return bool(text) and self._answer("hidden", text, where) is not Says.NO

    def _answer(self, name: str, text: str, where: str) -> Says | None:
        if self._one_of(text, self._words.yes) is not None:
            return Says.YES
        if self._one_of(text, self._words.no) is not None:
            return Says.NO
        if self._one_of(text, self._words.maybe) is not None:
            self._tally.repairs.add("a maybe, taken as nothing said", where)
        else:
            self._tally.unknown_codes.add(f"{name}: {text[:60]}", where)
        return None

    def _meant(self, name: str, column: Column, values: Mapping[str, tuple[T, ...]], text: str, where: str) -> Iterator[tuple[T, ...]]:
        """What each value in the cell stands for: the whole cell if it is one, else its parts."""
        parts = [text] if self._one_of(text, values) is not None else self._parts(column, text)
        for part in parts:
            key = self._one_of(part, values)
            if key is not None:
                yield values[key]
            elif self._one_of(part, self._words.maybe) is None:
                self._tally.unknown_codes.add(f"{name}: {part[:60]}", where)

    def _parts(self, column: Column, text: str) -> list[str]:
        marks = self._words.separators if column.separators is None else column.separators
        return [part.strip() for part in re.split(f"[{re.escape(marks)}]" if marks else r"(?!)", text) if part.strip()]

    def _named(self, dimensions: Iterable[str], text: str, where: str) -> list[str]:
        """The terms that free text names, but for sentences that deny, doubt or restrict: who reads them decides, not we."""
        found: list[str] = []
        for sentence in _SENTENCES.split(text):
            terms = [m.term for m in lexicon().find(sentence) if m.term.partition(":")[0] in dimensions]
            if terms and (_DENIES.search(sentence) or _HEDGES.search(sentence)):
                self._tally.repairs.add("free text that denies or doubts, left out", where)
                continue
            found += terms
        return sorted(set(found))

    def _claim(self, term: str, says: Says, name: str, text: str) -> Claim:
        return Claim(term, says, f"{name}: {text}"[:LONGEST], Basis.LISTED, self._origin)

    @staticmethod
    def _one_of(text: str, known: Iterable[str]) -> str | None:
        wanted = " ".join(text.casefold().split()).rstrip(".")
        return next((word for word in known if word.casefold() == wanted), None)
