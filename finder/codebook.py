"""A coded survey read as claims: which code says what, which survey asks it, and what an unticked box means there.

The dictionary itself is a file (`data/samhsa/codes.toml`); here is only how it is read. Three states come out, never two: a ticked code
is a yes (or, for "does not treat ...", a no); an unticked one is a no only where its category was filled and the survey wants an answer
to each item; all else is silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from finder.claim import Basis, Claim, Origin, Says


class Unticked(StrEnum):
    """What an unticked box says where its category was filled."""

    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Code:
    """One code of one survey (`form`): the terms a tick affirms and denies, and what no tick means. `unused`: why no term is made of it."""

    code: str
    category: str
    name: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    unticked: Unticked
    why: str
    unused: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """What several boxes of one survey say only when read together: all of `every` ticked and none of `none`."""

    every: frozenset[str]
    none: frozenset[str]
    yes: tuple[str, ...]
    why: str

    def holds(self, ticked: frozenset[str]) -> bool:
        """True of these ticks."""
        return self.every <= ticked and not self.none & ticked


@dataclass(frozen=True)
class Codebook:
    """One survey's dictionary; `basis` is how its ticks are said. A label that stands under several columns is kept by both names."""

    form: str
    codes: Mapping[str, Code]
    together: tuple[Together, ...]
    basis: Basis = Basis.TICKED

    @cached_property
    def asks(self) -> frozenset[str]:
        """Every term that the survey can answer at all: what is missing from it was not asked."""
        said = {t for c in self.codes.values() for t in (*c.yes, *c.no)}
        return frozenset(said | {t for g in self.together for t in g.yes})

    def reader(self, origin: Origin) -> CodeReader:
        """The dictionary with its claims made, once, for all rows of one origin."""
        return CodeReader(self, origin)


class CodeReader:
    """Claims of ticked codes. Every claim is made once and shared by all rows: the directories hold a million of them.

    Rows are read as places in the one sorted list of all claims that can be made: small numbers are joined and sorted, never claims.
    """

    def __init__(self, book: Codebook, origin: Origin) -> None:
        ticked = {name: _claims(c, origin, book.basis) for name, c in book.codes.items()}
        unticked = {name: _denials(c, origin) for name, c in book.codes.items() if c.unticked is Unticked.NO}
        together = [(g, _read_together(g, book, origin)) for g in book.together]
        every = {c for own in (*ticked.values(), *unticked.values(), *(own for _, own in together)) for c in own}
        self._claims = sorted(every, key=lambda c: (c.term, c.says, c.evidence))
        self._terms = [c.term for c in self._claims]
        place = {c: n for n, c in enumerate(self._claims)}
        self._ticked = {name: [place[c] for c in own] for name, own in ticked.items()}
        self._together = [(g, [place[c] for c in own]) for g, own in together]
        self._category = {name: c.category for name, c in book.codes.items()}
        self._unticked: dict[str, dict[str, list[int]]] = defaultdict(dict)
        for name, own in unticked.items():
            self._unticked[self._category[name]][name] = [place[c] for c in own]

    def read(self, ticked: Iterable[str]) -> tuple[tuple[Claim, ...], frozenset[str]]:
        """The claims that the ticks make, and the codes that the dictionary does not know (to be counted and kept, never guessed)."""
        codes = frozenset(ticked)
        known = codes & self._ticked.keys()
        said = {n for code in known for n in self._ticked[code]}
        said.update(n for group, own in self._together if group.holds(codes) for n in own)
        answered = {self._terms[n] for n in said}
        filled = {self._category[code] for code in known}
        silent = (n for name in filled for code, own in self._unticked[name].items() if code not in codes for n in own)
        said.update([n for n in silent if self._terms[n] not in answered])
        return tuple([self._claims[n] for n in sorted(said)]), codes - known


def evidence_of(code: Code) -> str:
    """The code with its label, as a person can look it up: "OIT: Intensive outpatient treatment"."""
    return f"{code.code}: {code.name}"


def _claims(code: Code, origin: Origin, basis: Basis = Basis.TICKED) -> tuple[Claim, ...]:
    yes = [Claim(t, Says.YES, evidence_of(code), basis, origin) for t in code.yes]
    return (*yes, *(Claim(t, Says.NO, evidence_of(code), basis, origin) for t in code.no))


def _denials(code: Code, origin: Origin) -> tuple[Claim, ...]:
    return tuple(replace(c, says=Says.NO, basis=Basis.UNTICKED) for c in _claims(code, origin) if c.says is Says.YES)


def _read_together(group: Together, book: Codebook, origin: Origin) -> tuple[Claim, ...]:
    ticked = " and ".join(evidence_of(book.codes[c]) for c in sorted(group.every))
    without = " or ".join(book.codes[c].code for c in sorted(group.none))
    evidence = f"{ticked}, without {without}" if without else ticked
    return tuple(Claim(t, Says.YES, evidence, Basis.TICKED, origin) for t in group.yes)
