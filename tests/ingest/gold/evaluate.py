"""`make eval`: the gold set against the extraction, precision and recall a field, with what was wrong. README.md says how it counts."""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from math import inf
from pathlib import Path

from data.pages import load_page_cues
from data.vocabulary import load_vocabulary
from finder.claim import Says
from finder.lexicon import cut
from ingest.extract import Draft, Said, extract, read_page

HERE = Path(__file__).parent
HALVES = ("tuned", "held")
PASSAGES = {"tuned": ("tuned", "voices", "hospitals", "fresh"), "held": ("held", "held-fresh")}
SITES = {"tuned": ("sites-tuned", "sites-hospitals", "sites-fresh"), "held": ("sites-held", "sites-held-fresh")}
LEAST = {"precision": 0.95, "recall": 0.85}
FIELD = 0.85
"""The least precision of each field."""


@dataclass(frozen=True)
class Case:
    """A passage or a small site of the gold set: its pages by address, and all that it claims."""

    name: str
    half: str
    pages: tuple[tuple[str, str], ...]
    expect: frozenset[str]


@dataclass
class Score:
    """What was found, missed and found though nobody says it, by field; and each mistake with its case."""

    right: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    mistakes: list[str] = field(default_factory=list)

    def precision(self, name: str | None = None) -> float:
        """The share of what was found that is said; 1 where nothing was found."""
        right, wrong = (self.right[name], self.wrong[name]) if name else (self.right.total(), self.wrong.total())
        return right / (right + wrong) if right + wrong else 1.0

    def recall(self, name: str | None = None) -> float:
        """The share of what is said that was found; 1 where nothing is."""
        right, missed = (self.right[name], self.missed[name]) if name else (self.right.total(), self.missed.total())
        return right / (right + missed) if right + missed else 1.0

    @property
    def fields(self) -> list[str]:
        """The fields that the cases speak of."""
        return sorted({*self.right, *self.missed, *self.wrong})


def load_cases(half: str) -> list[Case]:
    """The cases of a half: its passages and its sites."""
    cases = [
        Case(f"{name} {i}: {p['html'][:60]}", half, (("/", p["html"]),), frozenset(p["expect"]))
        for name in PASSAGES[half]
        for i, p in enumerate(_table(name)["passage"], 1)
    ]
    for site in (site for name in SITES[half] for site in _table(name)["site"]):
        pages = tuple((page["path"], page["html"]) for page in site["page"])
        cases.append(Case(f"{half} site {site['name']}", half, pages, frozenset(site["expect"])))
    return cases


def _table(name: str) -> dict:
    path = HERE / f"{name}.toml"
    return tomllib.loads(path.read_text("utf-8"))


def found_in(case: Case) -> set[str]:
    """What the extraction finds in a case, written as the gold set writes it."""
    drafts = extract(*(read_page(html.encode(), f"https://gold.example{path}") for path, html in case.pages))
    return set(written(drafts))


def written(drafts: tuple[Draft, ...]) -> Iterator[str]:
    """Each claim as the gold set writes it; of several drafts, those that not all share with the draft's name before."""
    each = [{line_of(s) for s in (*d.claims, *d.measures)} for d in drafts]
    shared = set.intersection(*each) if each else set()
    for draft, lines in zip(drafts, each, strict=True):
        name = name_of(draft, drafts)
        yield from (line if line in shared else f"{name}: {line}" for line in lines)


def name_of(draft: Draft, drafts: tuple[Draft, ...]) -> str:
    """What tells a draft from the others: its audience, its kind of care, or both."""
    parts = []
    if len({d.audience for d in drafts}) > 1:
        parts.append(" ".join(draft.audience))
    if len({d.cares for d in drafts}) > 1:
        parts.append(" ".join(draft.cares))
    return " ".join(parts)


def line_of(said: Said) -> str:
    """One claim as the gold set writes it."""
    if said.about in load_vocabulary().measures:
        high = "+" if said.high == inf else "" if said.low == said.high else f"-{said.high:g}"
        return f"{said.about} {said.low:g}{high}"
    return f"no {said.about}" if said.says is Says.NO else said.about


def field_of(line: str) -> str:
    """The dimension or measure that a line of the gold set is about."""
    return _bare(line).partition(" ")[0].partition(":")[0]


def _bare(line: str) -> str:
    """A line without its draft's name and its no."""
    return line.rpartition(": ")[2].removeprefix("no ")


def judge(cases: Iterable[Case]) -> Score:
    """The cases' score."""
    score = Score()
    for case in cases:
        found = found_in(case)
        expect = shared(case.expect)
        accepted = expect | {twin for line in expect for twin in _twins_of(line)}
        for line in expect | (found - accepted):
            where = score.missed if line not in found else score.wrong if line not in expect else score.right
            where[field_of(line)] += 1
            if where is not score.right:
                score.mistakes.append(f"{'missed' if where is score.missed else 'wrong '} {line}   [{case.name}]")
    return score


def shared(expect: frozenset[str]) -> frozenset[str]:
    """The lines with what every named draft has said once, without a name."""
    split = [line.rpartition(": ") for line in expect]
    names = {name for name, _, _ in split if name}
    common = {line for _, _, line in split if names and all((n, ": ", line) in split for n in names)}
    return frozenset(line if not name or line in common else f"{name}: {line}" for name, _, line in split)


def _twins_of(line: str) -> Iterator[str]:
    """The same line for the terms that a phrase of its term also names: who says CBT names a therapy and an approach."""
    bare = _bare(line)
    for twin in _twins().get(bare, ()):
        yield line.replace(bare, twin)


@cache
def _twins() -> dict[str, frozenset[str]]:
    named: dict[str, set[str]] = {}
    cues = load_page_cues()
    for term in load_vocabulary().terms.values():
        for phrase in (*term.label.values(), *(w for words in term.words.values() for w in words), *cues.said.get(term.id, ())):
            named.setdefault(" ".join(w.word for w in cut(phrase)), set()).add(term.id)
    twins: dict[str, set[str]] = {}
    for together in named.values():
        for one in together:
            twins.setdefault(one, set()).update(together - {one})
    return {term: frozenset(others) for term, others in twins.items()}


def main() -> int:
    """Prints the figures; 1 where all that was asked for misses a target. The held half says what to expect of pages nobody has seen."""
    parser = argparse.ArgumentParser("evaluate", description="Precision and recall of the extraction on the gold set, a field and in all.")
    parser.add_argument("halves", nargs="*", choices=[[], *HALVES], metavar="HALF", help=f"{' or '.join(HALVES)}; nothing: each, then both")
    parser.add_argument("--mistakes", action="store_true", help="print each mistake with its case")
    asked = parser.parse_args()
    chosen = asked.halves or HALVES
    cases = {half: load_cases(half) for half in chosen}
    met = False
    for name, own in (*cases.items(), *([("both", [c for half in chosen for c in cases[half]])] if len(chosen) > 1 else [])):
        score = judge(own)
        met = report(name, len(own), score)
        if asked.mistakes and name in HALVES:
            print(*sorted(score.mistakes), sep="\n")
    return 0 if met else 1


def report(name: str, count: int, score: Score) -> bool:
    """Whether the score meets the targets; printed a field."""
    print(f"\n{name}: {count} cases, {score.right.total() + score.missed.total()} claims")
    print(f"{'field':24}{'precision':>10}{'recall':>8}{'right':>7}{'missed':>8}{'wrong':>7}")
    for one in score.fields:
        print(f"{one:24}{score.precision(one):10.3f}{score.recall(one):8.3f}{score.right[one]:7}{score.missed[one]:8}{score.wrong[one]:7}")
    print(f"{'all':24}{score.precision():10.3f}{score.recall():8.3f}{score.right.total():7}{score.missed.total():8}{score.wrong.total():7}")
    return (
        score.precision() >= LEAST["precision"]
        and score.recall() >= LEAST["recall"]
        and all(score.precision(f) >= FIELD for f in score.fields)
    )


if __name__ == "__main__":
    sys.exit(main())
