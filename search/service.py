"""Finding: locate, plan, run, evaluate. What every way in (command line, HTTP, page) calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from finder.compare import Row, compare
from finder.errors import UnknownProgram
from finder.evaluate import Evaluation, Tier, evaluate, support
from finder.place import MILE
from finder.plan import Clause, Plan, Planner
from finder.predicate import Predicate
from finder.program import Program
from finder.query import SearchQuery
from finder.question import Question
from finder.vocabulary import Vocabulary
from search.cursor import Cursor, from_text, search_name, to_text
from search.engine import Engine, Found
from search.request import ENOUGH, Checked, SearchRequest, check


class Index(Protocol):
    """The generations that can be read."""

    def current(self) -> Engine:
        """The newest good one. Raises IndexUnavailable."""
        ...

    def generation(self, name: str) -> Engine:
        """A kept one by name. Raises GenerationRetired."""
        ...


@dataclass(frozen=True, slots=True)
class Result:
    """One program of a page, with its place in the whole list (from 1)."""

    rank: int
    program: Program
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search. `radius` in miles, None where an area or the whole country was searched; `next` is "" on the last page."""

    generation: str
    checked: Checked
    plan: Plan
    radius: float | None
    widened: bool
    total: Mapping[Tier, int]
    results: tuple[Result, ...]
    next: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why a program stands where it stands for a search: its answers, and the filters that keep it out."""

    program: Program
    plan: Plan
    evaluation: Evaluation
    kept_out_by: tuple[Predicate, ...]


@dataclass(frozen=True)
class Finder:
    """The service over an index."""

    index: Index
    vocabulary: Vocabulary
    questions: Sequence[Question]
    _planners: dict[str, Planner] = field(default_factory=dict)

    def check(self, request: SearchRequest) -> Checked:
        """The request checked. Raises BadParameter."""
        return check(request, self.vocabulary, self.questions)

    def plan(self, query: SearchQuery, engine: Engine) -> Plan:
        """The plan of a query, with the shares of the engine's generation."""
        generation = str(engine.manifest["generation"])
        if generation not in self._planners:
            self._planners.clear()  # a swap is rare, and what an old generation's cursor needs is soon read again
            self._planners[generation] = Planner(self.questions, self.vocabulary, engine.manifest["shares"])
        return self._planners[generation].plan(query)

    def search(self, request: SearchRequest) -> Page:
        """One page of results. Raises BadParameter, IndexUnavailable, GenerationRetired."""
        checked = self.check(request)
        name = search_name(checked)
        cursor = from_text(checked.cursor, name) if checked.cursor else None
        engine = self.index.generation(cursor.generation) if cursor else self.index.current()
        radius, plan, found = self._run(checked, cursor, engine)
        shown = cursor.shown if cursor else 0
        programs = engine.get([p.id for p in found.places])
        results = tuple(Result(shown + i, p, evaluate(plan, p)) for i, p in enumerate(programs, 1))
        left = sum(found.total[t] for t in checked.tiers) - shown - len(results)
        generation = str(engine.manifest["generation"])
        next = to_text(Cursor(generation, name, radius, found.places[-1], shown + len(results))) if left and results else ""
        widened = len(checked.radii) > 1 and radius != checked.radii[0]
        return Page(generation, checked, plan, radius, widened, found.total, results, next)

    def _run(self, checked: Checked, cursor: Cursor | None, engine: Engine) -> tuple[float | None, Plan, Found]:
        """The radius that was searched, its plan and what was found: the first radius with enough programs, or the widest."""
        radii: Iterable[float | None] = [cursor.radius] if cursor else checked.radii or [None]
        for radius in radii:
            plan = self.plan(checked.query(radius), engine)
            found = engine.find(plan, checked.tiers, checked.size, cursor.place if cursor else None)
            if found.total[Tier.LISTED] + found.total[Tier.ASK_FIRST] >= ENOUGH:
                break
        return radius, plan, found

    def get(self, id: str) -> Program:
        """The program, or its successor. Raises UnknownProgram."""
        programs = self.index.current().get([id])
        if not programs:
            raise UnknownProgram(f"no program has the id {id}")
        return self.get(programs[0].replaced_by) if programs[0].replaced_by else programs[0]

    def why(self, id: str, request: SearchRequest) -> Why:
        """The program read against a search, and what keeps it out, if anything. Raises UnknownProgram, BadParameter."""
        checked = self.check(request)
        program = self.get(id)
        plan = self.plan(checked.query(checked.radii[-1] if checked.radii else None), self.index.current())
        kept_out = tuple(f for f in plan.filters if support(f, program) is None)
        return Why(program, plan, evaluate(plan, program), kept_out)

    def compare(self, ids: Sequence[str], request: SearchRequest, order: Sequence[str]) -> tuple[list[Why], tuple[Row, ...]]:
        """The programs read against a search, and the questions in rows, differences first. Raises UnknownProgram, BadParameter."""
        read = [self.why(id, request) for id in ids]
        return read, compare([w.evaluation for w in read], order)


def lost(clause: Clause, value: float, plan: Plan) -> float:
    """The share of the whole fit (0..1) that a clause of this value leaves unearned."""
    return clause.weight * (1.0 - value) / plan.total


def without_place(request: SearchRequest) -> SearchRequest:
    """The request anywhere: for reading a program wherever it is."""
    return replace(request, near="", radius=None, cursor="")


MILES = 1.0 / MILE
"""Miles in a metre."""
