"""The SQL reading of a plan: what somebody who knows it would write by hand for PostgreSQL or SQLite. One schema and one query for both.

Yes, no and disputed are bits in integer columns (63 a column), a measure's undisputed ranges pairs of columns, names an own table of
words. Every CASE stands for one clause, its WHEN for one rung. Scores are rounded to 32 bits where our engines round them, so that the
same programs come out in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any, Protocol, assert_never

from bench.peers.peer import SHOWN, SIZE, Page, Work
from finder.claim import Says
from finder.evaluate import SAID, Tier
from finder.place import EARTH, areas_of, unit_vector
from finder.plan import CAUTION, PIVOT, Clause, Plan
from finder.predicate import AllOf, AnyOf, Disputed, Has, In, Lacks, Misses, Overlaps, Predicate, Within, Words
from finder.program import Program, words_of
from finder.question import VALUE, Verdict

BITS = 63
"""Terms in one signed 64-bit column."""
CODES = {verdict: code for code, verdict in enumerate(Verdict)}
SIDES = ("yes", "no", "disputed")


@dataclass(frozen=True, slots=True)
class Schema:
    """Which bit each term or measure has, and how many ranges of each measure a program states at most."""

    bits: Mapping[str, int]
    ranges: Mapping[str, int]

    @property
    def numbers(self) -> list[str]:
        """The names of the columns of whole numbers."""
        return [f"{side}_{i}" for side in SIDES for i in range(len(self.bits) // BITS + 1)]

    @property
    def reals(self) -> list[str]:
        """The names of the columns of real numbers."""
        return ["x", "y", "z", *(f"{m}_{end}_{i}" for m, most in self.ranges.items() for i in range(most) for end in ("low", "high"))]


class Dialect(Protocol):
    """What the two databases say differently."""

    def rounded(self, expression: str) -> str:
        """The number as a 32-bit float."""
        ...

    def nearby(self, within: Within) -> str:
        """A test by index, a little too generous, before the exact one."""
        ...


def make_schema(programs: Iterable[Program]) -> Schema:
    """The schema that holds these programs."""
    names: set[str] = set()
    ranges: dict[str, int] = {}
    for p in programs:
        names |= p.facts.keys() | p.measures.keys()
        for name, m in p.measures.items():
            ranges[name] = max(ranges.get(name, 1), len(m.ranges))
    return Schema({name: i for i, name in enumerate(sorted(names))}, ranges)


@dataclass(frozen=True)
class Rows:
    """Makes the values of programs. What is said of a program is turned into numbers once for all that share it: copies do."""

    schema: Schema
    _said: dict[int, tuple[Program, tuple[Sequence[int], Sequence[float | None]]]] = field(default_factory=dict)

    def row(self, program: Program) -> list[Any]:
        """The values of a program: id, state, county, then the schema's `numbers`, then its `reals`."""
        if id(program.facts) not in self._said:
            self._said[id(program.facts)] = (program, said(program, self.schema))  # the facts live on, so no others get their number
        xyz = unit_vector(program.point) if program.point else (None, None, None)
        county = max(areas_of(program.address), key=len, default="")
        _, (numbers, ranges) = self._said[id(program.facts)]
        return [program.id, program.address.state, county, *numbers, *xyz, *ranges]


def said(program: Program, schema: Schema) -> tuple[Sequence[int], Sequence[float | None]]:
    """All that is said of a program: its bits and its ranges."""
    words = dict.fromkeys(schema.numbers, 0)
    facts = [(f.says, t) for t, f in program.facts.items()] + [(Says.DISPUTED, n) for n, m in program.measures.items() if m.disputed]
    for says, name in facts:
        column, bit = divmod(schema.bits[name], BITS)
        words[f"{says}_{column}"] |= 1 << bit
    ends: dict[str, float | None] = dict.fromkeys(schema.reals[3:])
    for name, m in program.measures.items():
        for i, r in enumerate(() if m.disputed else m.ranges):
            ends |= {f"{name}_low_{i}": r.low, f"{name}_high_{i}": r.high}
    return [*words.values()], [*ends.values()]


def name_words(program: Program) -> frozenset[str]:
    """The words that its row in the table of words has."""
    return words_of(program)


@dataclass(frozen=True)
class Compiler:
    """Writes the query of a plan."""

    schema: Schema
    dialect: Dialect

    def query(self, work: Work) -> str:
        """One statement: the first page beside the counts of tiers and terms, repeated in every row."""
        plan = work.plan
        where = " AND ".join(self.filter(f) for f in plan.filters) or "TRUE"
        judged = [c for c in plan.clauses if c.must or c.removes]
        scored = [c for c in plan.clauses if c.weight and not (c.must or c.removes)]
        codes = "".join(f", {self.case(c, {v: str(CODES[v]) for v in Verdict})} AS c{i}" for i, c in enumerate(judged))
        worth = " + ".join(self.case(c, {v: repr(c.weight * VALUE.get(v, c.unknown)) for v in Verdict}) for c in scored) or "0"
        distance = self.metres(plan) if plan.near else "CAST(NULL AS DOUBLE PRECISION)"
        columns = sorted({f"yes_{self.schema.bits[t] // BITS}" for t in work.terms if t in self.schema.bits})
        kept = "".join(f", {c}" for c in columns)
        tests = [self.holds(Has(frozenset({t}))) for t in work.terms]
        sums = "".join(f", SUM(CASE WHEN shown AND {test} THEN 1 ELSE 0 END) AS t{i}" for i, test in enumerate(tests))
        stated = " + ".join(["worth", f"CASE WHEN caution THEN 0 ELSE {CAUTION!r} END", *self.judged_worth(judged)])
        near = plan.near.weight / plan.scale if plan.near else 0.0
        return f"""
WITH judged AS MATERIALIZED (
  SELECT id{kept}, {distance} AS metres, {self.holds(plan.caution)} AS caution, {worth} AS worth{codes} FROM program WHERE {where}),
tiered AS (
  SELECT id{kept}, metres, {self.tier(plan, judged)} AS tier, ({stated}) / {plan.scale!r} AS stated,
    COALESCE({near!r} * ({PIVOT!r} / ({PIVOT!r} + metres)), 0) AS nearness FROM judged),
scored AS MATERIALIZED (
  SELECT id{kept}, metres, tier, tier IN ({", ".join(str(int(t)) for t in sorted(SHOWN))}) AS shown,
    2 * CASE WHEN tier > 0 THEN tier ELSE 0 END + stated + {self.dialect.rounded("nearness")} AS score FROM tiered),
page AS (
  SELECT id, {self.dialect.rounded("score")} AS score, metres FROM scored WHERE shown
  ORDER BY 2 DESC, COALESCE(metres, 1e300), id LIMIT {SIZE}),
counts AS (
  SELECT {", ".join(f"SUM(CASE WHEN tier = {int(t)} THEN 1 ELSE 0 END) AS tier_{t.word}" for t in Tier)}{sums} FROM scored)
SELECT page.id, counts.* FROM counts LEFT JOIN page ON TRUE ORDER BY page.score DESC, COALESCE(page.metres, 1e300), page.id
"""

    def page(self, rows: Sequence[Sequence[Any]], work: Work) -> Page:
        """The page that the query's rows hold."""
        total = {t: int(n or 0) for t, n in zip(Tier, rows[0][1:], strict=False)}
        counts = {t: int(n or 0) for t, n in zip(work.terms, rows[0][1 + len(Tier) :], strict=True)}
        return Page(tuple(r[0] for r in rows if r[0] is not None), total, counts)

    def filter(self, predicate: Predicate) -> str:
        """A filter, helped by an index where there is one."""
        return f"{self.dialect.nearby(predicate)} AND {self.holds(predicate)}" if isinstance(predicate, Within) else self.holds(predicate)

    def holds(self, predicate: Predicate) -> str:
        """The predicate as a condition that is never NULL."""
        match predicate:
            case Has(terms):
                return self.bits("yes", terms)
            case Disputed(names):
                return self.bits("disputed", names)
            case Lacks(terms):
                known = bool(terms) and terms <= self.schema.bits.keys()
                return " AND ".join(f"(no_{i} & {mask}) = {mask}" for i, mask in self.masks(terms)) if known else "FALSE"
            case Overlaps(measure, low, high):
                return self.meets(measure, low, high)
            case Misses(measure, low, high):
                stated = f"{measure}_low_0 IS NOT NULL" if measure in self.schema.ranges else "FALSE"
                return f"({stated} AND NOT {self.meets(measure, low, high)})"
            case Within(point, radius):
                return f"COALESCE({self.to(point)} <= {radius!r}, FALSE)"
            case In(area):
                return f"({quoted(area)} IN (state, county))"
            case Words(tokens):
                return self.named(tokens)
            case AllOf(parts):
                return f"({' AND '.join(self.holds(p) for p in parts) or 'TRUE'})"
            case AnyOf(parts):
                return f"({' OR '.join(self.holds(p) for p in parts) or 'FALSE'})"
            case _:
                assert_never(predicate)

    def masks(self, names: Iterable[str]) -> Iterator[tuple[int, int]]:
        """Number and mask of each column that has bits of these names."""
        out: dict[int, int] = {}
        for column, bit in (divmod(self.schema.bits[n], BITS) for n in names if n in self.schema.bits):
            out[column] = out.get(column, 0) | 1 << bit
        yield from sorted(out.items())

    def bits(self, side: str, names: Iterable[str]) -> str:
        """Where one of the names' bits is set."""
        return f"({' OR '.join(f'({side}_{i} & {mask}) <> 0' for i, mask in self.masks(names)) or 'FALSE'})"

    def meets(self, measure: str, low: float, high: float) -> str:
        """Where one of the measure's ranges has a number in common with low..high."""
        top = "" if high == inf else "{m}_low_{i} <= " + repr(high) + " AND "
        tests = [(top + "{m}_high_{i} >= " + repr(low)).format(m=measure, i=i) for i in range(self.schema.ranges.get(measure, 0))]
        return f"COALESCE({' OR '.join(f'({t})' for t in tests) or 'FALSE'}, FALSE)"

    def named(self, tokens: Iterable[str]) -> str:
        """Where all words are in the program's names."""
        found = (f"id IN (SELECT id FROM word WHERE word = {quoted(t)})" for t in sorted(tokens))
        return f"({' AND '.join(found) or 'TRUE'})"

    def metres(self, plan: Plan) -> str:
        """Metres from where the search stands."""
        assert plan.near is not None
        return self.to(plan.near.point)

    def to(self, point: Any) -> str:
        """Metres to a point, by the chord, as `finder.place.metres` has it."""
        squares = " + ".join(f"({axis} - {v!r}) * ({axis} - {v!r})" for axis, v in zip("xyz", unit_vector(point), strict=True))
        return f"({2.0 * EARTH!r} * asin(sqrt({squares}) / 2.0))"

    def case(self, clause: Clause, values: Mapping[Verdict, str]) -> str:
        """The value of the clause's first rung that holds."""
        rungs = " ".join(f"WHEN {self.holds(r.when)} THEN {values[r.verdict]}" for r in clause.ladder)
        return f"CASE {rungs} ELSE {values[Verdict.UNKNOWN]} END" if rungs else values[Verdict.UNKNOWN]

    def judged_worth(self, judged: Sequence[Clause]) -> Iterator[str]:
        """What the clauses whose verdicts were kept add."""
        for i, c in enumerate(judged):
            cases = " ".join(f"WHEN {CODES[v]} THEN {c.weight * VALUE.get(v, c.unknown)!r}" for v in Verdict)
            yield f"CASE c{i} {cases} END"

    def tier(self, plan: Plan, judged: Sequence[Clause]) -> str:
        """The tier as `finder.evaluate.tier_of` gives it."""
        code = {id(c): f"c{i}" for i, c in enumerate(judged)}
        removed = " OR ".join(f"{code[id(c)]} = {CODES[Verdict.NO]}" for c in judged if c.removes) or "FALSE"
        listed = " AND ".join(["NOT caution", *(f"{code[id(c)]} = {CODES[Verdict.YES]}" for c in judged if c.must)])
        silent = " AND ".join(f"{code[id(c)]} = {CODES[Verdict.UNKNOWN]}" for c in plan.level) or "FALSE"
        said = ", ".join(str(CODES[v]) for v in SAID)
        needed = " OR ".join(f"{code[id(c)]} IN ({said})" for c in plan.need) or "FALSE"
        return (
            f"CASE WHEN {removed} THEN {int(Tier.REMOVED)} WHEN {listed} THEN {int(Tier.LISTED)}"
            f" WHEN {silent} AND NOT ({needed}) THEN {int(Tier.MAYBE)} ELSE {int(Tier.ASK_FIRST)} END"
        )


def quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
