"""What a search comes back with: pages, results, and why a program stands where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from finder.evaluate import Evaluation, Tier
from finder.plan import Plan
from finder.predicate import Predicate
from finder.program import Program
from search.facets import FacetValue
from search.repair import Relaxed
from search.request import Checked


@dataclass(frozen=True, slots=True)
class Result:
    """One program of a page, with its place in the whole list (from 1)."""

    rank: int
    program: Program
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search. `radius` in miles, None where an area or the whole country was searched; `next` is "" on the last page.

    `virtual`, `facets` (those that were asked for) and `repair` (where nothing is listed) come with the first page only; `Finder.facets`
    counts them again for a later one.
    """

    generation: str
    checked: Checked
    plan: Plan
    radius: float | None
    widened: bool
    total: Mapping[Tier, int]
    results: tuple[Result, ...]
    next: str
    virtual: tuple[Result, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    relaxed: tuple[Relaxed, ...] = ()
    farther: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True)
class Why:
    """Why a program stands where it stands for a search: its answers, and the filters that keep it out."""

    program: Program
    plan: Plan
    evaluation: Evaluation
    kept_out_by: tuple[Predicate, ...]
