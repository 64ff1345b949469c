"""What a set of programs amounts to: counted while an index is built, kept in its manifest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from finder.claim import Says
from finder.plan import Shares
from finder.program import Program
from finder.vocabulary import Vocabulary, dimension_of

LEVEL, IOP = "level", "level_of_care:iop"
ALONE = ("insurer:tricare",)
"""The one term of its dimension that surveys ask: it is counted by itself, or each program would seem to name its insurers."""
PROGRAMS = "programs"
"""What a state's programs are counted under, beside the questions that they say something about."""


class Statistics:
    """Counts over programs that are shown one at a time."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._asked = cache(partial(_asked, vocabulary))
        self._programs = 0
        self._care: Counter[str] = Counter()
        self._forms: Counter[frozenset[str]] = Counter()
        self._yes: Counter[str] = Counter()
        self._asked_yes: Counter[str] = Counter()
        self._filled: Counter[str] = Counter()
        self._siblings = 0
        self._points = 0
        self._states: Counter[str] = Counter()
        self._said: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        terms, measures = vocabulary.terms.values(), vocabulary.measures.values()
        self._heard = {t.id: (t.question, t.id if t.id in ALONE else t.dimension) for t in terms} | {
            m.id: (m.question, m.id) for m in measures
        }

    def add(self, p: Program) -> None:
        """Counts a program."""
        names = [*p.facts, *p.measures]
        wanted = Says.YES  # a member's name is looked up slowly, and this loop runs two million times
        yes = [t for t, f in p.facts.items() if f.says is wanted]
        self._programs += 1
        self._care[p.care.value] += 1
        self._forms[p.forms] += 1
        self._yes.update(yes)
        self._asked_yes.update(self._asked(p.forms).intersection(yes))
        self._filled.update({*map(dimension_of, names)})
        self._siblings += bool(p.siblings)
        self._points += p.point is not None
        self._states[p.address.state] += 1
        said = {*filter(None, map(self._heard.get, names))}  # what no question hears is the engine's to refuse
        self._said[p.address.state].update(said | ({(LEVEL, IOP)} if IOP in p.facts else set()))

    def shares(self) -> Shares:
        """Of each term that some form asks: how many of those asked say yes, and how many were asked."""
        asked: Counter[str] = Counter()
        for forms, count in self._forms.items():
            for term in self._asked(forms):
                asked[term] += count
        return {term: (self._asked_yes[term], asked[term]) for term in sorted(asked)}

    def counts(self) -> Mapping[str, Any]:
        """The counts that a manifest shows."""
        return {
            "programs": self._programs,
            "by_care": dict(sorted(self._care.items())),
            "iop": self._yes[IOP],
            "with_siblings": self._siblings,
            "with_point": self._points,
            "fill": {k: round(v / self._programs, 4) for k, v in sorted(self._filled.items())},
            "by_state": self.by_state(),
            "yes": dict(sorted(self._yes.items())),
            "shares": self.shares(),
        }

    def by_state(self) -> Mapping[str, Mapping[str, Any]]:
        """Of each state its programs, and by question how many say something on each dimension and measure, on IOP and on TRICARE."""
        counts: dict[str, dict[str, Any]] = {state: {PROGRAMS: count} for state, count in sorted(self._states.items())}
        for state, said in self._said.items():
            for (question, about), count in sorted(said.items()):
                counts[state].setdefault(question, {})[about] = count
        return counts


def _asked(vocabulary: Vocabulary, forms: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*(vocabulary.asks.get(f, frozenset()) for f in forms))
