"""What pages say, put together: one draft for each program they speak of, its numbers those of its own level of care and ages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from data.vocabulary import load_vocabulary
from finder.claim import Basis, Claim, Origin, Range, Says
from finder.listing import Care
from ingest.extract.said import Said

MEASURES = ("hours_per_week", "hours_per_day", "days_per_week", "weeks", "age", "price_usd")
_SCOPED = (*MEASURES, "schedule")
_LEVELS = ("iop", "php", "outpatient")
_TRACKED = ("hours_per_week", "hours_per_day", "days_per_week", "weeks", "schedule")
_TRACK = {"adolescents": "teens", "children": "children", "young_adults": "young_adults", "adults": "adults", "seniors": "seniors"}
_BELONGS = {
    **dict.fromkeys(("condition:alcohol", "condition:opioids", "condition:gambling", "approach:medication"), "program_type:addiction"),
    **dict.fromkeys(("condition:eating_disorders", "program_type:eating_disorders", "condition:ptsd"), "program_type:mental_health"),
}
"""The kind of care of what the vocabulary gives no hint of."""
_CARE_TERMS = {"addiction": "program_type:addiction", "mental_health": "program_type:mental_health"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A program as pages describe it, before it is anyone's listing.

    `cares` are the kinds of care it is for (both, where the pages do not part them; none, where they do not say). `levels` are the levels
    of care claimed, `audience` the ages of its track, both empty where nothing is said. `claims` and `measures` hold their evidence.
    """

    cares: tuple[Care, ...]
    levels: tuple[str, ...]
    audience: tuple[str, ...]
    claims: tuple[Said, ...]
    measures: tuple[Said, ...]


def make_drafts(said: Sequence[Said]) -> tuple[Draft, ...]:
    """One draft for each program; one alone where the pages part neither ages nor kinds of care. None where nothing is said."""
    if not said:
        return ()
    said = (*said, *_implied(said))
    claims = [s for s in said if s.about not in MEASURES]
    level = _level(claims)
    levelled = frozenset(s.about for s in said if s.scope.levels)
    loose = frozenset(s.about for s in said) - levelled if _alone(claims, level) else frozenset()
    fitting = [s for s in said if _fits(s, level, loose)]
    return tuple(_draft([s for s in fitting if _belongs(s, audience, care)], audience, care) for audience, care in _tracks(fitting))


def _implied(said: Sequence[Said]) -> Iterator[Said]:
    """The claim of an IOP where the pages give its hours, days or weeks, and no line says that there is one or that there is none."""
    if not any(s.about == "level_of_care:iop" for s in said):
        timed = (s for s in said if _parts(s) and s.about in MEASURES and s.scope.levels == {"iop"})
        yield from (replace(s, about="level_of_care:iop", basis=Basis.QUOTED, low=0.0, high=0.0) for s in islice(timed, 1))


def _level(claims: Iterable[Said]) -> str:
    """The level of care whose numbers count: that of an IOP, or of a day program where there is no IOP."""
    yes = {s.about.partition(":")[2] for s in claims if s.about.startswith("level_of_care:") and s.says is Says.YES}
    return next((level for level in _LEVELS if level in yes), "")


def _fits(said: Said, level: str, loose: frozenset[str]) -> bool:
    """Whether a number is that of the level: said of it, or of none where `loose` has it: where the pages speak of no other level."""
    if said.about.partition(":")[0] not in _SCOPED:
        return True
    levels = said.scope.levels
    return (levels == {level} or (said.about == "age" and level in levels)) if levels else said.about in loose


def _alone(claims: Iterable[Said], level: str) -> bool:
    """Whether the pages speak of one level of care only, so that what is said of none is said of it."""
    claimed = {s.about.partition(":")[2] for s in claims if s.about.startswith("level_of_care:") and s.says is Says.YES}
    return not (claimed & {"iop", "php", "residential", "inpatient", "detox"}) - {level}


def _tracks(said: Sequence[Said]) -> list[tuple[frozenset[str], frozenset[str]]]:
    """The ages and kinds of care that the pages keep apart: those with hours, days or weeks of their own beside others'."""
    audiences = sorted({a for s in said if _parts(s) and len(s.scope.audience) == 1 for a in s.scope.audience})
    cares = sorted({c for s in said if _parts(s) and len(s.scope.care) == 1 for c in s.scope.care})
    groups = {
        _TRACK[s.about.partition(":")[2]]
        for s in said
        if s.about.startswith("age_group:") and s.says is Says.YES and s.about.partition(":")[2] in _TRACK
    }
    whole = frozenset[str]()
    tracks = (
        [frozenset((a,)) for a in sorted({*audiences, *(groups if audiences else ())})]
        if len({*audiences, *groups}) > 1 and audiences
        else [whole]
    )
    kinds = [frozenset((c,)) for c in cares] if len(cares) > 1 else [whole]
    return [(audience, care) for audience in tracks for care in kinds]


def _parts(said: Said) -> bool:
    return said.about.partition(":")[0] in _TRACKED


def _belongs(said: Said, audience: frozenset[str], care: frozenset[str]) -> bool:
    """Whether a thing is said of this track: of it, or of no track."""
    about, _, name = said.about.partition(":")
    if about == "age_group" and audience and _TRACK.get(name):
        return _TRACK[name] in audience
    if said.about == "program_type:teens" and audience:
        return "teens" in audience
    if care and said.about in _CARE_TERMS.values():
        return said.about == _CARE_TERMS[next(iter(care))]
    of_age = not audience or not said.scope.audience or bool(audience & said.scope.audience)
    of_care = not care or not said.scope.care or bool(care & said.scope.care)
    return of_age and of_care


def _draft(said: Sequence[Said], audience: frozenset[str], care: frozenset[str]) -> Draft:
    claims = _once(s for s in said if s.about not in MEASURES)
    levels = tuple(sorted({s.about.partition(":")[2] for s in claims if s.about.startswith("level_of_care:") and s.says is Says.YES}))
    kinds = care or _kinds({s.about for s in claims if s.says is Says.YES})
    return Draft(tuple(Care(c) for c in sorted(kinds)), levels, tuple(sorted(audience)), claims, _measures(said))


def _kinds(terms: set[str]) -> set[str]:
    """The kinds of care that the terms name; where they name none, those that what is treated belongs to."""
    named = {"program_type:addiction", "program_type:mental_health"} if "program_type:both" in terms else terms
    kinds = {care for care, term in _CARE_TERMS.items() if term in named}
    treated = {term for term in terms if term.startswith("condition:")}
    belong = load_vocabulary().hints(treated) | {_BELONGS[term] for term in terms if term in _BELONGS}
    return kinds or {care for care, term in _CARE_TERMS.items() if term in belong}


def _once(said: Iterable[Said]) -> tuple[Said, ...]:
    """Each term once for what is said of it, with the first words that say it; a no gives way to nothing."""
    first: dict[tuple[str, Says], Said] = {}
    for s in said:
        first.setdefault((s.about, s.says), s)
    return tuple(
        s for s in first.values() if not s.about.endswith("_welcoming") or (s.about.removesuffix("_welcoming"), Says.YES) not in first
    )


def _measures(said: Iterable[Said]) -> tuple[Said, ...]:
    """Each range once, what the pages state rather than what we counted; hours a week by days times hours where one range each is known."""
    kept: list[Said] = []
    for name in MEASURES:
        own = [s for s in said if s.about == name]
        stated = [s for s in own if s.basis is Basis.QUOTED]
        chosen = stated if name != "weeks" and stated else own
        first: dict[tuple[float, float], Said] = {}
        for s in chosen:
            first.setdefault((s.low, s.high), s)
        kept += first.values()
    return (*kept, *_product(kept))


def _product(measures: Sequence[Said]) -> Iterator[Said]:
    by: dict[str, list[Said]] = {}
    for s in measures:
        by.setdefault(s.about, []).append(s)
    hours, days = by.get("hours_per_day", []), by.get("days_per_week", [])
    if "hours_per_week" not in by and len(hours) == len(days) == 1:
        low, high = hours[0].low * days[0].low, hours[0].high * days[0].high
        if low > 0 and high <= 45:
            yield replace(hours[0], about="hours_per_week", low=low, high=high, basis=Basis.COMPUTED)


def to_claims(draft: Draft, origins: Mapping[str, Origin]) -> tuple[Claim, ...]:
    """The draft's claims with the origin of the page that each stands on."""
    return tuple(_claim(s, origins) for s in draft.claims)


def to_measures(draft: Draft, origins: Mapping[str, Origin]) -> dict[str, tuple[Range, ...]]:
    """The draft's measures with their claims, by name."""
    measures: dict[str, tuple[Range, ...]] = {}
    for s in draft.measures:
        measures[s.about] = (*measures.get(s.about, ()), Range(s.low, s.high, (_claim(s, origins),)))
    return measures


def _claim(said: Said, origins: Mapping[str, Origin]) -> Claim:
    origin = origins[said.url]
    if said.as_of:
        origin = replace(origin, as_of=said.as_of)
    return Claim(said.about, said.says, said.quote, said.basis, origin, said.heading)
