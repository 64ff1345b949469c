"""Sentences about a list of results, and whether they hold.

    at least 4 of the first 5 shown say yes to condition:eating_disorders
    none listed say yes to serves_only:women                 (all, some, none, at least N, at most N, exactly N)
    at least 10 listed                                       (how many there are in all)
    ask_first that say yes to therapy:dbt come before those that do not
    searched within 150 miles

The parts of a list are `listed`, `ask_first`, `maybe`, and `shown` for the first two together. What may be said of a program:
`say yes to`, `say no to`, `say nothing about` a term; `answer WISH with VERDICT`, a wish by one of its terms or its measure (of several
terms or verdicts, written with commas, any will do); `serve only others`; `are mental_health care`, `are addiction care`;
`are within N miles`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from operator import eq, ge, le

from finder.answer import Judged
from finder.evaluate import Tier
from finder.place import MILE
from search.page import Result

Holds = Callable[[Result], bool]
Group = Sequence[Result]

TIERS: Mapping[str, tuple[Tier, ...]] = {
    "listed": (Tier.LISTED,),
    "ask_first": (Tier.ASK_FIRST,),
    "maybe": (Tier.MAYBE,),
    "shown": (Tier.LISTED, Tier.ASK_FIRST),
}
PART = "|".join(TIERS)
COUNTED = re.compile(rf"(all|some|none|at least \d+|at most \d+|exactly \d+)(?: of the first (\d+))? ({PART})(?: (.+))?")
ORDERED = re.compile(rf"({PART}) that (.+) come before those that do not")
SEARCHED = re.compile(r"searched within (\d+) miles")


def holds(sentence: str, results: Group, total: Mapping[Tier, int], radius: float | None) -> bool:
    """Whether a sentence holds of a list. Raises ValueError for one that is not understood, or that holds of nothing at all."""
    if found := SEARCHED.fullmatch(sentence):
        return radius == float(found[1])
    if found := ORDERED.fullmatch(sentence):
        said = [_property(found[2])(r) for r in part(found[1], results)]
        if len({*said}) < 2:
            raise ValueError(f"nothing to compare: {sentence}")
        return said == sorted(said, reverse=True)
    if not (found := COUNTED.fullmatch(sentence)):
        raise ValueError(f"not understood: {sentence}")
    if not found[4]:
        return _enough(found[1], sum(total[t] for t in TIERS[found[3]]), 0)
    group = part(found[3], results)[: int(found[2]) if found[2] else None]
    return _enough(found[1], sum(map(_property(found[4]), group)), len(group))


def part(name: str, results: Group) -> Group:
    """The results of one part of the list, in order."""
    return [r for r in results if r.evaluation.tier in TIERS[name]]


def _enough(quantity: str, count: int, of: int) -> bool:
    """Whether so many of so many are as many as is said; "all" of none is not."""
    if quantity in ("all", "some", "none"):
        return {"all": 0 < of == count, "some": count > 0, "none": count == 0}[quantity]
    compare, number = quantity.rsplit(maxsplit=1)
    return {"at least": ge, "at most": le, "exactly": eq}[compare](count, int(number))


def _property(text: str) -> Holds:
    """What may be said of one program."""
    if found := re.fullmatch(r"say (yes|no) to (\S+)", text):
        says, terms = found[1], found[2].split(",")
        return lambda r: any((fact := r.program.facts.get(t)) is not None and fact.says == says for t in terms)
    if found := re.fullmatch(r"say nothing about (\S+)", text):
        term = found[1]
        return lambda r: term not in r.program.facts
    if found := re.fullmatch(r"answer (\S+) with (\S+)", text):
        wish, verdicts = found[1], found[2].split(",")
        return lambda r: any(j.verdict in verdicts for j in asked(r) if wish == j.clause.wish.about or wish in j.clause.wish.terms)
    if found := re.fullmatch(r"are within (\d+) miles", text):
        miles = int(found[1])
        return lambda r: r.evaluation.metres <= miles * MILE
    if found := re.fullmatch(r"are (addiction|mental_health) care", text):
        care = found[1]
        return lambda r: r.program.care == care
    if text == "serve only others":
        return lambda r: bool(r.evaluation.cautions)
    raise ValueError(f"not understood: {text}")


def asked(result: Result) -> list[Judged]:
    """The parts of the answers that answer a wish, the level of care among them."""
    return [j for a in result.evaluation.answers for j in a.parts if j.clause.wish.asked]
