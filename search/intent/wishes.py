"""What was found, to wishes: which are meant, whom they are for, and which are alternatives of each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from data.cues import load_cues
from search.intent.heard import Heard, Said
from search.intent.sentence import Found, Sentence
from search.intent.strength import COVERAGE, between, weigh

_CUES = load_cues()
_WHOM = _CUES.whom
_EITHER = {"insurer", "payment", "schedule", "language", "age_group", "program_type", "accreditation"}
"""Dimensions of which several named side by side are alternatives: "evenings or weekends"."""
_LEVELS = {"level_of_care:php": "php", "level_of_care:iop": "iop"}


def read_wishes(s: Sentence, age: Said | None) -> tuple[Heard, ...]:
    """The wishes in the order of the sentence, each with its strength; alternatives side by side are one wish."""
    minor = (age is not None and int(age.value) < 18) or any(f.name.startswith(("age_group:adol", "age_group:child")) for f in s.found)
    before: Found | None = None
    for found in s.found:
        weigh(s, found, before)
        before = found if found.name else before
    s.found = [f for f in s.found if _wished_if_refused(s, f)]
    meant = [f for f in s.found if _wished(s, f, age, minor)]
    return tuple(_heard(s, group) for group in _joined(s, _first_of_each(meant)))


def _wished_if_refused(s: Sentence, found: Found) -> bool:
    """Takes the mark off what is only heard when it is refused ("no groups"), and leaves the rest out; "no religious groups" is one."""
    if not found.name.startswith("!"):
        return True
    of_whom = found.last < len(s.words) and s.words[found.last].word in _WHOM.whose
    beside = of_whom or any(found.last == other.first or found.first == other.last for other in s.found)
    found.name = found.name[1:]
    return found.refused and not beside


def read_level(s: Sentence) -> Said | None:
    """Another level of care than IOP, where it alone is asked for; not one that is behind the person ("after detox")."""
    named = [f for f in s.found if f.name in _LEVELS and not f.refused and not _behind(s, f)]
    levels = {_LEVELS[f.name] for f in named}
    if levels != {"php"}:
        return None
    return Said("php", *s.slice(named[0].first, named[0].last))


def read_rest(s: Sentence) -> tuple[str, ...]:
    """The words that nobody understood."""
    left = [w for i, w in enumerate(s.words) if i not in s.taken and w.word not in _CUES.plain.empty and w.word not in _cue_words()]
    return tuple(dict.fromkeys(s.text[w.start : w.end] for w in left))


def _behind(s: Sentence, found: Found) -> bool:
    return bool(_WHOM.leaving & {w.word for w in s.words[max(0, found.first - 3) : found.first]})


def _wished(s: Sentence, found: Found, age: Said | None, minor: bool) -> bool:
    if not found.name or found.strength is None or found.dimension in ("level_of_care", "serves_state"):
        return False
    if found.name.startswith("~"):
        return not minor and _for_them(s, found, age)
    if found.name == "program_type:addiction":
        return not any(_one_with(s, found, other) for other in s.found if other.dimension == "condition")
    if found.name == "condition:suicidal_thoughts":
        return not _WHOM.bereaved & {w.word for w in s.words[max(0, found.first - 6) : found.first]}
    if found.name == "payment:private_insurance":
        return not any(other.dimension == "insurer" for other in s.found)
    if found.dimension == "staff":
        return not _speaks(s, found)
    if found.dimension == "age_group":
        return age is None
    return not (minor and found.name == "population:parents")


def _one_with(s: Sentence, kind: Found, condition: Found) -> bool:
    """Whether "addiction" says no more than the condition beside it: "opioid addiction", "addicted to meth"."""
    first, last = sorted((kind, condition), key=lambda f: f.first)
    return {w.word for w in s.words[first.last : last.first]} <= _WHOM.of and not any(w.stop for w in s.words[first.last : last.first + 1])


def _speaks(s: Sentence, found: Found) -> bool:
    """Whether a profession is someone's who writes or advises: "I am a social worker", "her therapist says"."""
    before = [w.word for w in s.words[max(0, found.first - 3) : found.first]]
    after = [w.word for w in s.words[found.last : found.last + 3]]
    return bool(
        set(before[-1:]) & {*_WHOM.owned, "the", "school", "el", "la"} or {"am", "im", "soy"} & set(before) or _WHOM.saying & set(after[:2])
    )


def _for_them(s: Sentence, found: Found, age: Said | None) -> bool:
    """Whether the search is for this relation: "for my husband", "my husband drinks", not "my husband has Aetna" or "my wife died"."""
    before = [w.word for w in s.words[max(0, found.first - 4) : found.first]]
    after = [w.word for w in s.words[found.last : found.last + 2]]
    if before and before[-1] not in _WHOM.owned and found.first:
        return False
    if s.words[found.last - 1].word.endswith("s") and found.first:
        return not _WHOM.work & set(after[:1])  # "my dad's gambling"
    if age is not None and 0 <= age.start - s.words[found.last - 1].end <= 12:
        return True  # "my brother, 31"
    if {"for", "help", "about", "para", "get", "a"} & set(before[-3:-1]):
        return True
    insured = any(f.dimension in COVERAGE and 0 <= f.first - found.last <= 4 for f in s.found) and bool({"has", "tiene"} & set(after[:1]))
    return bool(after) and after[0] in _WHOM.doing and not insured


def _joined(s: Sentence, found: list[Found]) -> Iterator[list[Found]]:
    group: list[Found] = []
    for f in found:
        if group and _alternatives(s, group[-1], f):
            group.append(f)
        else:
            if group:
                yield group
            group = [f]
    if group:
        yield group


def _alternatives(s: Sentence, before: Found, found: Found) -> bool:
    if before.dimension != found.dimension or found.dimension not in _EITHER or before.strength != found.strength:
        return False
    questions = {s.vocabulary.terms[_terms(f)[0]].question for f in (before, found)}
    return found.strength != "avoid" and len(questions) == 1 and between(s, before, found) is not None


def _heard(s: Sentence, group: list[Found]) -> Heard:
    name = group[0].name
    if name.startswith("~"):
        name = f"population:{name[1:]}"
    elif len(group) > 1:
        names = dict.fromkeys(term.partition(":")[2] for f in group for term in _terms(f))
        name = f"{group[0].dimension}:{','.join(names)}"
    assert group[0].strength is not None
    return Heard(name, group[0].strength, *s.slice(group[0].first, group[-1].last))


def _first_of_each(found: Iterable[Found]) -> list[Found]:
    """Each term once: the strongest way it is meant; an avoidance stays."""
    order = {"avoid": 0, "require": 1, "rule_out": 2, "prefer": 3}
    best: dict[str, Found] = {}
    for f in found:
        key = (
            f.name.replace("~", "population:")
            if ":" not in f.name or f.dimension not in ("hours_per_week", "days_per_week")
            else f.dimension
        )
        if key not in best or order[f.strength or "prefer"] < order[best[key].strength or "prefer"]:
            best[key] = f
    return sorted(best.values(), key=lambda f: f.first)


def _terms(found: Found) -> list[str]:
    about, _, names = found.name.partition(":")
    return [f"{about}:{name}" for name in names.split(",")]


@cache
def _cue_words() -> frozenset[str]:
    """The words of all cues for strengths and places."""
    c = _CUES.strength
    every = (c.refusing, c.breaking, c.insisting, c.softening, c.insisted, c.softened, c.refused, c.joining)
    lists = (*every, _CUES.place.placed, _CUES.place.before_names)
    return frozenset(word for cues in lists for cue in cues for word in cue.split())
