"""A query compiled: what removes, what is scored, what is only shown. Pure; the three readers take nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, floor, log2

from finder.place import Point
from finder.predicate import AllOf, AnyOf, Disputed, Has, Lacks, Misses, Overlaps, Predicate
from finder.query import Level, SearchQuery, Strength, Wish
from finder.question import DISPUTED, NO, PARTLY, YES, Ladder, Question, Rung, Verdict, ladder
from finder.vocabulary import EVERY, Vocabulary

PIVOT = 16_093.44
"""Metres (10 miles) at which nearness is worth half of being next door."""

LEVEL = "level_of_care"
"""The dimension of the must that every search has unless any level will do."""

DISTANCE = "distance"
"""The name under which distance is weighed, beside the questions' ids."""

NEARNESS = 0.5
"""Distance weighs half as much as all the scored questions together, unless the seeker says otherwise."""

NAMED = frozenset({"condition", "program_type", "therapy"})
"""Dimensions whose required terms say what the seeker is here for: where something is said of one, a program is no mere maybe."""

MOST_WISHES = 4_096
"""Wishes whose clauses are kept ready."""

CAUTION = 1.0
"""What serving only others costs: as much as a no to one plain question, so that such a program stands behind others that must be asked."""

QUARTER = 0.25
"""What silence is worth about a term that no form asks, where forms ask about something near it and that was not said either."""

LIKELY = (1, 4)
"""What silence is worth at least and at most, in eighths."""

Shares = Mapping[str, tuple[int, int]]
"""Of each term: how many programs say yes, of how many whose forms ask it. Counted when an index is built, kept in its manifest."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One question read for one wish. Weight 0: answered and shown, not scored. `unknown` is what silence is worth, in eighths.

    `names` are all terms and measures that the ladder asks about: of a program that says nothing about any of them nothing is known.
    `must`: anything but a plain yes makes the program one to ask first. `removes`: a no removes it.
    """

    question: str
    wish: Wish
    ladder: Ladder
    weight: float
    unknown: float
    names: frozenset[str] = field(init=False)
    must: bool = field(init=False)
    removes: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", frozenset(s for r in self.ladder for s in subjects(r.when)))
        object.__setattr__(self, "must", self.wish.strength is Strength.REQUIRE)
        object.__setattr__(self, "removes", self.wish.strength in (Strength.REQUIRE, Strength.RULE_OUT))

    def __hash__(self) -> int:
        """A few fields tell nearly all apart, and every plan's clauses are looked up by every reader."""
        return hash((self.question, self.wish.about, self.weight))

    @property
    def names_the_need(self) -> bool:
        """True of a required condition, program type or therapy."""
        return self.must and self.wish.about in NAMED

    @property
    def subjects(self) -> frozenset[str]:
        """The terms and measures in which a yes would be said."""
        return yes_subjects(self.ladder)


@dataclass(frozen=True, slots=True)
class Near:
    """Where distance is measured from, and what it weighs."""

    point: Point
    weight: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Filters keep candidates, clauses judge and score them, `caution` names programs that serve only others.

    `total` is the weight that fit is a share of, never 0: that of the clauses, of nearness, and of serving everyone (`CAUTION`); `scale`
    is the power of two at or above it: dividing by that is exact in an engine's 32-bit floats.
    """

    filters: tuple[Predicate, ...]
    clauses: tuple[Clause, ...]
    near: Near | None
    caution: Has

    total: float = field(init=False)
    scale: float = field(init=False)

    def __post_init__(self) -> None:
        total = sum(c.weight for c in self.clauses) + (self.near.weight if self.near else 0.0) + CAUTION
        object.__setattr__(self, "total", total)
        object.__setattr__(self, "scale", 2.0 ** ceil(log2(total)))

    @property
    def level(self) -> tuple[Clause, ...]:
        """The musts on the level of care: where all are unknown nothing essential may be said."""
        return tuple(c for c in self.clauses if c.must and c.wish.about == LEVEL)

    @property
    def need(self) -> tuple[Clause, ...]:
        """The required conditions, program types and therapies."""
        return tuple(c for c in self.clauses if c.names_the_need)


@dataclass(frozen=True, eq=False)
class Planner:
    """Compiles queries for one set of questions, one vocabulary and one generation's shares.

    What was read once is kept: the same wish gives the same clauses, by identity too, and engines keep what they made of them.
    """

    questions: Sequence[Question]
    vocabulary: Vocabulary
    shares: Shares
    _general: dict[tuple[str, float], tuple[Clause, ...]] = field(default_factory=dict)
    _asked: dict[tuple[str, Wish, float], tuple[Clause, ...]] = field(default_factory=dict)

    def plan(self, query: SearchQuery) -> Plan:
        """The plan of a query.

        Asked questions are scored, and those that were given a weight; if nothing was wished, all that are not personal.
        """
        by_id = {q.id: q for q in self.questions}
        heard = [(by_id[question_of(w, self.vocabulary)], w) for w in (*level_wish(query.level), *query.wishes)]
        asked = [c for q, w in heard for c in self.asked(q, w, q.weight * query.weights.get(q.id, 1.0))]
        silent = [q for q in self.questions if q.id not in {h.id for h, _ in heard}]
        clauses = (*asked, *(c for q in silent for c in self.general(q, general_weight(q, query))))
        near = Near(query.near, nearness(clauses, query)) if query.near else None
        return Plan(query.filters, clauses, near, caution(query.wishes, self.vocabulary))

    def general(self, question: Question, weight: float) -> tuple[Clause, ...]:
        """The clauses of a question that nobody asked about: its ladder read for the widest wishes, the weight shared."""
        if (question.id, weight) not in self._general:
            wishes = tuple(widest(question, self.vocabulary))
            clauses = tuple(c for w in wishes for c in self._read(question, w, weight / len(wishes)))
            self._general[question.id, weight] = clauses
        return self._general[question.id, weight]

    def asked(self, question: Question, wish: Wish, weight: float) -> tuple[Clause, ...]:
        """The clauses of a wish."""
        key = (question.id, wish, weight)
        if key not in self._asked:
            if len(self._asked) >= MOST_WISHES:
                self._asked.clear()
            self._asked[key] = tuple(self._read(question, wish, weight))
        return self._asked[key]

    def _read(self, question: Question, wish: Wish, weight: float) -> Iterator[Clause]:
        """One clause; for a dimension whose terms are wanted each, one per term with the weight shared."""
        scores = wish.strength in (Strength.PREFER, Strength.AVOID)  # of a must, any of its terms will do: two musts are two wishes
        split = wish.asked and scores and len(wish.terms) > 1 and self.vocabulary.dimensions[wish.about].each
        parts = [replace(wish, terms=frozenset({t})) for t in sorted(wish.terms)] if split else [wish]
        for part in parts:
            rungs = read_ladder(question, part, self.vocabulary)
            yield Clause(question.id, part, rungs, sixty_fourths(weight / len(parts)), likely(part, rungs, self.shares))


def make_plan(query: SearchQuery, questions: Sequence[Question], vocabulary: Vocabulary, shares: Shares) -> Plan:
    """The plan of a single query."""
    return Planner(questions, vocabulary, shares).plan(query)


def general_weight(question: Question, query: SearchQuery) -> float:
    """What a question that nobody asked about weighs: its weight in a plain search or where it was given one, else nothing."""
    scored = question.id in query.weights or (not query.wishes and not question.personal)
    return question.weight * query.weights.get(question.id, 1.0) if scored else 0.0


def level_wish(level: Level) -> tuple[Wish, ...]:
    """The level of care as a must; none where any will do."""
    if level is Level.ANY:
        return ()
    return (Wish(LEVEL, frozenset({f"{LEVEL}:{level}"}), strength=Strength.REQUIRE),)


def question_of(wish: Wish, vocabulary: Vocabulary) -> str:
    """The id of the one question that hears this wish."""
    return vocabulary.measures[wish.about].question if wish.span else vocabulary.terms[min(wish.terms)].question


def caution(wishes: Iterable[Wish], vocabulary: Vocabulary) -> Has:
    """True of programs that say they serve only people of a kind that nobody wished for."""
    wanted = frozenset(t for w in wishes if w.strength is not Strength.AVOID for t in wished_terms(w, vocabulary))
    return Has(frozenset(t.id for t in vocabulary.exclusive if t.id not in wanted and not t.admits & wanted))


def wished_terms(wish: Wish, vocabulary: Vocabulary) -> frozenset[str]:
    """The terms that a wish speaks of; of an age, the age groups that it falls into."""
    return vocabulary.meeting("age_group", *wish.span) if wish.span and wish.about == "age" else wish.terms


def read_ladder(question: Question, wish: Wish, vocabulary: Vocabulary) -> Ladder:
    """The question's ladder for a wish; `avoid` reads it the other way.

    Before all else, a program that serves only those who are wished for says yes, and one that shuts them out says no.
    """
    if wish.strength is Strength.AVOID:
        return tuple(_opposite(r) for r in question.read(wish, vocabulary))
    if not wish.asked:
        return question.read(wish, vocabulary)
    meant, shut_out = Has(vocabulary.serving(wish.terms)), Has(vocabulary.excluding(wish.terms))
    return ladder(Rung(meant, YES, "meant"), Rung(shut_out, NO, "serves_only"), *question.read(wish, vocabulary))


def likely(wish: Wish, rungs: Ladder, shares: Shares) -> float:
    """What silence is worth: the share of yes among programs whose forms ask, in eighths within `LIKELY`.

    Of several terms the likeliest. Of something to avoid, the share of those that do without. Where no form asks: a half, or a quarter
    if forms ask about what would answer it partly, and even that was not said.
    """
    avoided = wish.strength is Strength.AVOID
    if avoided:
        known = [(asked - yes, asked) for yes, asked in (shares.get(t, (0, 0)) for t in wish.terms)]
    else:
        known = [shares.get(s, (0, 0)) for s in yes_subjects(rungs)]
    near = not avoided and any(shares.get(s, (0, 0))[1] for r in rungs if r.verdict is PARTLY for s in subjects(r.when))
    share = max((yes / asked for yes, asked in known if asked), default=QUARTER if near else 0.5)
    return min(LIKELY[1], max(LIKELY[0], floor(8 * share + 0.5))) / 8


def yes_subjects(rungs: Ladder) -> frozenset[str]:
    """The terms and measures in which a yes would be said."""
    return frozenset(s for r in rungs if r.verdict is YES for s in subjects(r.when))


def subjects(predicate: Predicate) -> frozenset[str]:
    """The terms and measures that a predicate asks about."""
    match predicate:
        case Has(terms) | Lacks(terms) | Disputed(terms):
            return terms
        case Overlaps(measure) | Misses(measure):
            return frozenset({measure})
        case AllOf(parts) | AnyOf(parts):
            return frozenset(s for p in parts for s in subjects(p))
    return frozenset()


def sixty_fourths(weight: float) -> float:
    """The nearest weight whose sums are exact (see `finder.question.VALUE`)."""
    return floor(weight * 64 + 0.5) / 64


def _opposite(rung: Rung) -> Rung:
    turned = {YES: NO, NO: YES, PARTLY: PARTLY, DISPUTED: DISPUTED, Verdict.UNKNOWN: Verdict.UNKNOWN}[rung.verdict]
    return Rung(rung.when, turned, f"avoid_{turned}" if turned in (YES, NO) else rung.says)


def nearness(clauses: Iterable[Clause], query: SearchQuery) -> float:
    """What distance weighs."""
    scored = sum(c.weight for c in clauses) or 1.0
    return sixty_fourths(scored * NEARNESS * query.weights.get(DISTANCE, 1.0))


def widest(question: Question, vocabulary: Vocabulary) -> Iterator[Wish]:
    """A question's general form: any answer at all, about each dimension and measure that is its own."""
    for dimension in sorted(vocabulary.dimensions):
        if terms := vocabulary.general_terms(question.id, dimension):
            yield Wish(dimension, terms, asked=False)
    for measure in sorted(m.id for m in vocabulary.measures.values() if m.question == question.id):
        yield Wish(measure, span=EVERY, asked=False)
