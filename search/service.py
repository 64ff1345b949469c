"""Finding: locate, plan, run, evaluate. What every way in (command line, HTTP, page) calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from finder.compare import Row, compare
from finder.errors import BadParameter, GenerationRetired, PlaceNotFound, UnknownProgram, faults_of
from finder.evaluate import Tier, evaluate, evaluate_all
from finder.plan import Clause, Plan, Planner
from finder.predicate import Has
from finder.program import Program
from finder.query import SearchQuery, Wish
from finder.question import Question
from finder.support import support
from finder.vocabulary import Vocabulary
from search.cursor import Cursor, cursor_of, search_name, to_text
from search.engine import Ask, Engine, Found, Index
from search.facets import COUNTED, FacetValue, facet_asks, facet_values, selected, without_requirement
from search.found import Geocoder
from search.page import Page, Result, Why
from search.repair import FARTHER, KEPT, LISTED, REFUSED, Refusal, Relaxed, refusing, relaxations
from search.request import ENOUGH, Checked, SearchRequest, check

PLANNERS = 2
"""Generations whose general forms are kept ready: the one served and the one before it."""

VIRTUAL = 5
"""Programs held online that serve the seeker's state: shown in a section of their own."""


@dataclass(frozen=True, slots=True)
class Run:
    """A plan that was run: the radius (miles) it searched, what it found, and the virtual programs beside it."""

    radius: float | None
    plan: Plan
    found: Found
    virtual: tuple[Result, ...]


@dataclass(frozen=True)
class Finder:
    """The service over an index."""

    index: Index
    vocabulary: Vocabulary
    questions: Sequence[Question]
    geocoder: Geocoder | None = None
    _planners: dict[str, Planner] = field(default_factory=dict)

    async def check(self, request: SearchRequest) -> Checked:
        """The request checked; a place that the gazetteer does not know is asked of the operator's geocoder. Raises BadParameter."""
        try:
            return check(request, self.vocabulary, self.questions)
        except BadParameter as e:
            asked = self.geocoder if any(isinstance(fault, PlaceNotFound) for fault in faults_of(e)) else None
            place = await asked.find(request.near) if asked else None
            if place is None:
                raise
            return check(request, self.vocabulary, self.questions, place)

    async def close(self) -> None:
        """Lets go of the index and of the geocoder."""
        await self.index.close()
        if self.geocoder:
            await self.geocoder.close()

    def plan(self, query: SearchQuery, engine: Engine) -> Plan:
        """The plan of a query, with the shares of the engine's generation."""
        generation = str(engine.manifest["generation"])
        planner = self._planners.get(generation)
        if planner is None:
            planner = self._planners[generation] = Planner(self.questions, self.vocabulary, engine.manifest["shares"])
            for older in sorted(self._planners)[:-PLANNERS]:
                self._planners.pop(older, None)
        return planner.plan(query)

    async def search(self, request: SearchRequest) -> Page:
        """One page of results. Raises BadParameter, IndexUnavailable, GenerationRetired."""
        checked = await self.check(request)
        if checked.cursor:
            return await self._page(checked)
        try:
            return await self._page(checked)
        except GenerationRetired:  # two swaps since we looked which one is served: look again
            return await self._page(checked)

    async def _page(self, checked: Checked) -> Page:
        name = search_name(checked)
        cursor = cursor_of(checked)
        engine = await (self.index.generation(cursor.generation) if cursor else self.index.current())
        run = await self._run(checked, cursor, engine)
        shown = cursor.shown if cursor else 0
        results = ranked(run.plan, run.found, shown)
        left = sum(run.found.total[t] for t in checked.tiers) - shown - len(results)
        generation = str(engine.manifest["generation"])
        page = Page(
            generation=generation,
            checked=checked,
            plan=run.plan,
            radius=run.radius,
            widened=len(checked.radii) > 1 and run.radius != checked.radii[0],
            total=run.found.total,
            results=results,
            next=to_text(Cursor(generation, name, run.radius, run.found.places[-1], shown + len(results))) if left and results else "",
            virtual=run.virtual,
        )
        return page if cursor else await self._with_asides(page, engine)

    async def _run(self, checked: Checked, cursor: Cursor | None, engine: Engine) -> Run:
        """The first radius with enough programs, or the widest; of a cursor its own. Virtual programs are asked for with the first."""
        radii: Iterable[float | None] = [cursor.radius] if cursor else checked.radii or [None]
        state = checked.place.state if checked.place and not cursor else ""
        beside = checked.virtual(state)
        online = [Ask(self.plan(beside, engine), COUNTED, VIRTUAL)] if state and possible(beside, engine.manifest) else []
        virtual: tuple[Result, ...] = ()
        for radius in radii:
            plan = self.plan(checked.query(radius), engine)
            found, *others = await engine.run([Ask(plan, checked.tiers, checked.size, cursor.place if cursor else None), *online])
            virtual = ranked(online[0].plan, others[0]) if others else virtual
            online = []
            if found.total[Tier.LISTED] + found.total[Tier.ASK_FIRST] >= ENOUGH:
                break
        return Run(radius, plan, found, virtual)

    async def _with_asides(self, page: Page, engine: Engine) -> Page:
        """The page with facets, and with repairs where nothing is listed, read in one go."""
        checked, query = page.checked, page.checked.query(page.radius)
        facets = self._facet_asks(page, engine)
        relaxed = [] if page.total[Tier.LISTED] else relaxations(query)
        loose = [Ask(self.plan(q, engine), LISTED, 0) for _, q in relaxed]
        far = [Ask(self.plan(checked.anywhere(), engine), LISTED, FARTHER)] if relaxed and checked.place else []
        if not facets and not relaxed:
            return page
        found = iter(await engine.run([*(a for own in facets for a in own), *loose, *far]))
        counted = self._counted(page, facets, found)
        freed = [Relaxed(wish, next(found).total[Tier.LISTED]) for wish, _ in relaxed]
        farther = [ranked(a.plan, next(found)) for a in far]
        helpful = sorted((r for r in freed if r.listed), key=lambda r: -r.listed)
        return replace(page, facets=counted, relaxed=tuple(helpful), farther=farther[0] if farther else ())

    def _facet_asks(self, page: Page, engine: Engine) -> list[list[Ask]]:
        """What is to be read for each facet that a page's search asks for."""
        query = page.checked.query(page.radius)
        return [facet_asks(d, self.plan(without_requirement(query, d), engine), self.vocabulary) for d in page.checked.facets]

    def _counted(self, page: Page, asks: list[list[Ask]], found: Iterator[Found]) -> Mapping[str, tuple[FacetValue, ...]]:
        """The facets of a page's search, of what was found for each of its asks."""
        query = page.checked.query(page.radius)
        read = {d: [next(found) for _ in own] for d, own in zip(page.checked.facets, asks, strict=True)}
        return {d: facet_values(own, selected(query, d), self.vocabulary) for d, own in read.items()}

    async def facets(self, page: Page) -> Mapping[str, tuple[FacetValue, ...]]:
        """The facets that a page's search asks for, over its whole list, whichever page it is. Raises GenerationRetired."""
        engine = await self.index.generation(page.generation)
        asks = self._facet_asks(page, engine)
        return self._counted(page, asks, iter(await engine.run([a for own in asks for a in own])))

    async def refused(self, page: Page, wish: Wish) -> tuple[Result, ...]:
        """The first programs that one requirement of a page's search alone keeps out, in the order that they would have without it, read
        against the search as it is: so each says its no. Raises GenerationRetired."""
        engine = await self.index.generation(page.generation)
        asks = [Ask(self.plan(q, engine), KEPT, REFUSED) for q in refusing(page.checked.query(page.radius), wish, page.plan)]
        return tuple(r for f in await engine.run(asks) for r in ranked(page.plan, f) if r.evaluation.tier is Tier.REMOVED)

    async def refusals(self, page: Page) -> tuple[Refusal, ...]:
        """How many programs each requirement of a page's search keeps out that nothing else does, most first. Raises GenerationRetired."""
        engine = await self.index.generation(page.generation)
        loose = relaxations(page.checked.query(page.radius)) if page.total[Tier.REMOVED] else []
        found = await engine.run([Ask(self.plan(query, engine), LISTED, 0) for _, query in loose]) if loose else ()
        counts = [page.total[Tier.REMOVED] - f.total[Tier.REMOVED] for f in found]
        counted = [Refusal(wish, count) for (wish, _), count in zip(loose, counts, strict=True) if count]
        return tuple(sorted(counted, key=lambda r: -r.count))

    async def get(self, id: str) -> Program:
        """The program, or its successor. Raises UnknownProgram."""
        programs = await (await self.index.current()).get([id])
        if not programs:
            raise UnknownProgram("no program has this id: take one from a search")
        return await self.get(programs[0].replaced_by) if programs[0].replaced_by else programs[0]

    async def why(self, id: str, request: SearchRequest) -> Why:
        """The program read against a search, and what keeps it out, if anything. Raises UnknownProgram, BadParameter."""
        [read] = await self.read([id], request)
        return read

    async def read(self, ids: Sequence[str], request: SearchRequest) -> list[Why]:
        """Several programs read against one search. Raises UnknownProgram, BadParameter."""
        checked = await self.check(request)
        programs = [await self.get(id) for id in ids]
        plan = await self._settled(checked)
        return [Why(p, plan, evaluate(plan, p), tuple(f for f in plan.filters if support(f, p) is None)) for p in programs]

    async def _settled(self, checked: Checked) -> Plan:
        """The plan within the radius that the search comes to rest at; the index is asked only where there are several."""
        engine = await self.index.current()
        if len(checked.radii) > 1:
            return (await self._run(replace(checked, size=0), None, engine)).plan
        return self.plan(checked.query(next(iter(checked.radii), None)), engine)

    async def compare(self, ids: Sequence[str], request: SearchRequest, order: Sequence[str]) -> tuple[list[Why], tuple[Row, ...]]:
        """The programs read against a search, and the questions in rows, differences first. Raises UnknownProgram, BadParameter."""
        read = await self.read(ids, request)
        return read, compare([w.evaluation for w in read], order)


def ranked(plan: Plan, found: Found, shown: int = 0) -> tuple[Result, ...]:
    """The programs that were found, read against the plan, with their places in the whole list."""
    evaluated = zip(found.programs, evaluate_all(plan, found.programs), strict=True)
    return tuple([Result(shown + i, p, e) for i, (p, e) in enumerate(evaluated, 1)])


def possible(query: SearchQuery, manifest: Mapping[str, Any]) -> bool:
    """Whether a generation can hold a program that the query's filters keep: each of their terms must have a yes from somebody."""
    yes = manifest.get("yes")
    return yes is None or all(not f.terms.isdisjoint(yes) for f in query.filters if isinstance(f, Has))


def lost(clause: Clause, value: float, plan: Plan) -> float:
    """The share of the whole fit (0..1) that a clause of this value leaves unearned."""
    return clause.weight * (1.0 - value) / plan.total
