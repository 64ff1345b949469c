"""A seeker's scenario, the list that it is told, and what does not hold of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from api.root import wording_of
from finder.evaluate import Tier
from finder.place import MILE
from finder.wording import said, sentence
from search.page import Page, Result
from search.request import SearchRequest
from tests.scenarios.sentences import asked, holds, part
from tests.sync import SyncFinder

HERE = Path(__file__).parent
READ = 500
"""So many programs of a list are read; who asks more of a longer list is told."""
EVERY_TIER = ("listed", "ask_first", "maybe")
SIGN = {"yes": "✓", "partly": "~", "no": "✗", "disputed": "≠", "unknown": "?"}


@dataclass(frozen=True)
class Expected:
    """What must hold in one set of programs; names are pieces of programs' names."""

    first: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    ask_first: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    nowhere: tuple[str, ...] = ()
    before: tuple[tuple[str, str], ...] = ()
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """Who asks, what for, and what must come of it on the sample and in the real directories."""

    id: str
    who: str
    request: SearchRequest
    sample: Expected | None
    real: Expected | None


@dataclass(frozen=True)
class Told:
    """A list as far as it was read: its first page, and its programs in order with the maybes at the end."""

    page: Page
    results: tuple[Result, ...]

    @property
    def whole(self) -> bool:
        """Whether every program of the list was read."""
        return len(self.results) == sum(self.page.total[t] for t in Tier if t is not Tier.REMOVED)


def load_scenarios() -> list[Scenario]:
    """All scenarios of this folder. Raises ValueError for an id that is there twice."""
    found = [_scenario(each) for file in sorted(HERE.glob("*.toml")) for each in tomllib.loads(file.read_text("utf-8"))["scenario"]]
    if twice := {s.id for s in found if sum(o.id == s.id for o in found) > 1}:
        raise ValueError(f"two scenarios of one id: {', '.join(sorted(twice))}")
    return found


def tell(scenario: Scenario, finder: SyncFinder) -> Told:
    """What the seeker is told, read page by page."""
    request = replace(scenario.request, tiers=EVERY_TIER, size=100)
    page = first = finder.search(request)
    results = list(page.results)
    while page.next and len(results) < READ:
        page = finder.search(replace(request, cursor=page.next))
        results += page.results
    return Told(first, tuple(results))


def failures(expected: Expected, told: Told, finder: SyncFinder) -> Iterator[str]:
    """The expectations that do not hold, in words."""
    names = [r.program.name for r in part("shown", told.results)]
    for place, (name, there) in enumerate(zip(expected.first, [*names, *[""] * len(expected.first)], strict=False), 1):
        if name not in there:
            yield f"{name} is not at place {place}"
    for tier in EVERY_TIER:
        for name in getattr(expected, tier):
            found = [r.evaluation.tier.word for r in told.results if name in r.program.name]
            if {*found} != {tier}:
                yield f"{name} is not (only) in {tier}, but {', '.join(found) or 'nowhere'}"
    for name in expected.nowhere:
        yield from _somewhere(name, told, finder)
    everywhere = [r.program.name for r in told.results]
    for one, other in expected.before:
        places = [next((i for i, n in enumerate(everywhere) if name in n), None) for name in (one, other)]
        if places[0] is None or places[1] is None or places[0] > places[1]:
            yield f"{one} (place {places[0]}) does not stand before {other} (place {places[1]}), counted from 0"
    yield from (s for s in expected.holds if not holds(s, told.results, told.page.total, told.page.radius))


def in_words(scenario: Scenario, told: Told, finder: SyncFinder, most: int = 10) -> str:
    """Who asked for what, and the first results as people read them."""
    wording, page = wording_of("en"), told.page
    given = {f.name: v for f in fields(SearchRequest) if (v := getattr(scenario.request, f.name)) != f.default and v}
    counts = ", ".join(f"{page.total[t]} {t.word}" for t in reversed(Tier))
    lines = [f'{scenario.id}: "{scenario.who}"', f"{given}", f"{counts}; within {page.radius} miles"]
    for r in told.results[:most]:
        e, p = r.evaluation, r.program
        miles = f", {e.metres / MILE:.0f} miles" if e.metres < float("inf") else ""
        lines.append(f"{r.rank:3}. {p.name} – {p.address.city}{miles} ({p.care} care, {e.tier.word}, fit {e.fit:.2f})")
        lines += [f"       ! {finder.vocabulary.terms[c.term].label['en']}" for c in e.cautions]
        lines += [f"       {SIGN[j.verdict]} {said(j, wording)} – {sentence(j, wording, finder.vocabulary)}" for j in asked(r)]
    return "\n".join(lines)


def _somewhere(name: str, told: Told, finder: SyncFinder) -> Iterator[str]:
    """Why a name does not pass for one that is nowhere: it is there, it was perhaps not reached, or nothing has it at all."""
    if found := [f"at place {r.rank} ({r.evaluation.tier.word})" for r in told.results if name in r.program.name]:
        yield f"{name} is {', '.join(found)}"
    elif not told.whole:
        yield f"{name} is not in the first {len(told.results)}, but the list is longer: give a smaller place"
    every = finder.search(SearchRequest(name=name, level="any", tiers=EVERY_TIER, size=100))
    if not any(name in r.program.name for r in every.results):
        yield f"no program at all has a name with {name!r}"


def _scenario(given: Mapping[str, Any]) -> Scenario:
    parameters: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in given["parameters"].items()}
    if left := given.keys() - {"id", "who", "parameters", "sample", "real"}:
        raise ValueError(f"{given['id']}: unknown keys {sorted(left)}")
    return Scenario(given["id"], given["who"], SearchRequest(**parameters), _expected(given, "sample"), _expected(given, "real"))


def _expected(given: Mapping[str, Any], where: str) -> Expected | None:
    if where not in given:
        return None
    lists: dict[str, Any] = {k: tuple(tuple(x) if isinstance(x, list) else x for x in v) for k, v in given[where].items()}
    return Expected(**lists)
