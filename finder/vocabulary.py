"""The controlled terms: values only. `data.load_vocabulary()` reads the files; whoever needs terms is handed this."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from math import inf
from typing import TypeVar

K = TypeVar("K")

EVERY = (0.0, inf)
"""The widest range a wish can have."""


@lru_cache(maxsize=4_096)
def dimension_of(term: str) -> str:
    """The dimension in a term's id; asked a million times a run for the same thousand terms."""
    return term.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Term:
    """`payment:medicaid` and what is known about the word itself.

    `broader`: kinds that this is one of: a no to the kind is a no to this, a yes to it is not yet a yes. `hints`: terms a yes to which
    answers this one partly. `excludes`, `admits` and `serves` are for `serves_only`: whom it shuts out, whose wish it need not caution,
    and to what it is itself a yes. `span`: the years or other numbers the term stands for. `general` is False for a term that no one
    would be told about unasked.
    """

    id: str
    question: str
    label: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    broader: frozenset[str] = frozenset()
    hints: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    admits: frozenset[str] = frozenset()
    serves: frozenset[str] = frozenset()
    span: tuple[float, float] | None = None
    general: bool = True

    @property
    def dimension(self) -> str:
        """The part before the colon."""
        return dimension_of(self.id)


@dataclass(frozen=True, slots=True)
class Dimension:
    """A family of terms. `each`: several wished terms are wanted one by one; else any of them will do."""

    id: str
    label: Mapping[str, str]
    each: bool = False


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """A number that programs state: the question that hears it, how it is called, its unit in words ("ages {}"), how one number alone is
    said ("age {}"; empty where it is the same), and the greatest number that makes sense."""

    id: str
    question: str
    label: Mapping[str, str]
    unit: Mapping[str, str]
    one: Mapping[str, str]
    most: float


@dataclass(frozen=True)
class Vocabulary:
    """All dimensions, terms and measures, and which form asks which terms."""

    dimensions: Mapping[str, Dimension]
    terms: Mapping[str, Term]
    measures: Mapping[str, MeasureKind]
    asks: Mapping[str, frozenset[str]]

    def broader(self, terms: Iterable[str]) -> frozenset[str]:
        """The wider kinds that these belong to; none for most."""
        return frozenset(b for t in terms for b in self.terms[t].broader)

    def narrower(self, terms: Iterable[str]) -> frozenset[str]:
        """The terms that these are the wider kinds of."""
        return frozenset(n for t in terms for n in self._narrower.get(t, ()))

    def hints(self, terms: Iterable[str]) -> frozenset[str]:
        """The terms a yes to which answers one of these partly."""
        return frozenset(h for t in terms for h in self.terms[t].hints)

    def out_of_network(self, terms: Iterable[str]) -> frozenset[str]:
        """The same insurers, taken out of network; for private insurance also a program that helps to be paid back, whoever insures."""
        names = {f"insurer_out_of_network:{t.partition(':')[2]}" for t in terms if t.startswith("insurer:")}
        private = any("payment:private_insurance" in (t, *self.terms[t].broader) for t in terms)
        return frozenset((names | ({"payment:out_of_network"} if private else set())) & self.terms.keys())

    def meeting(self, dimension: str, low: float, high: float) -> frozenset[str]:
        """The dimension's terms whose span meets low..high."""
        return frozenset(t.id for t in self._spanned.get(dimension, ()) if t.span and t.span[0] <= high and t.span[1] >= low)

    def span(self, terms: Iterable[str]) -> tuple[float, float] | None:
        """From the lowest to the highest number that the terms stand for, None if they stand for none."""
        spans = [s for t in terms if (s := self.terms[t].span)]
        return (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None

    def excluding(self, terms: frozenset[str]) -> frozenset[str]:
        """The `serves_only` terms that shut out every one of these."""
        return frozenset(t.id for t in self.exclusive if terms and terms <= t.excludes)

    def serving(self, terms: frozenset[str]) -> frozenset[str]:
        """The `serves_only` terms that are themselves a yes to one of these."""
        return frozenset(t.id for t in self.exclusive if t.serves & terms)

    @cached_property
    def exclusive(self) -> tuple[Term, ...]:
        """The terms that say whom alone a program serves."""
        return tuple(t for t in self.terms.values() if t.dimension == "serves_only")

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """The place of each term in the order of the files, in which people are told of them."""
        return {term: i for i, term in enumerate(self.terms)}

    def general_terms(self, question: str, dimension: str) -> frozenset[str]:
        """The dimension's terms that make up the question's general form."""
        return self._general.get((question, dimension), frozenset())

    @cached_property
    def terms_of(self) -> Mapping[str, frozenset[str]]:
        """The terms of each dimension that has some."""
        return _grouped((t.dimension, t.id) for t in self.terms.values())

    @cached_property
    def _general(self) -> Mapping[tuple[str, str], frozenset[str]]:
        return _grouped(((t.question, t.dimension), t.id) for t in self.terms.values() if t.general)

    @cached_property
    def _narrower(self) -> Mapping[str, frozenset[str]]:
        return _grouped((b, t.id) for t in self.terms.values() for b in t.broader)

    @cached_property
    def _spanned(self) -> Mapping[str, tuple[Term, ...]]:
        return {d: tuple(t for t in self.terms.values() if t.dimension == d and t.span and t.general) for d in self.dimensions}


def _grouped(pairs: Iterable[tuple[K, str]]) -> Mapping[K, frozenset[str]]:
    groups: dict[K, set[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, set()).add(value)
    return {key: frozenset(values) for key, values in groups.items()}
