"""Hours a day, days a week, hours a week and times of day, as a page states them or as its sessions come to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from data.pages import load_page_cues
from finder.claim import Basis, Says
from ingest.extract.days import day_sets, times
from ingest.extract.lines import Line, folded
from ingest.extract.measured import found_spans, is_part, labelled
from ingest.extract.numbers import read_span, span
from ingest.extract.polarity import polarity
from ingest.extract.said import Said, make_measured, make_said
from ingest.extract.scope import Scope, Scopes

_CUES = load_page_cues()
_HOURS = (
    r"[ -]?(?:clinical |therapeutic |treatment |structured |group |programming |program |direct |total )?(?:hours?|hrs?\b\.?|horas?)(?!\w)"
)
_A = r"(?:/ ?|(?:a|per|each|every|por|a la|cada|al|in a|de cada|in each) )"
_OF = (
    r"(?: ?(?:long|de|of)?(?: (?!(?:days|times|sessions|evenings|mornings|nights|afternoons|dias|veces|sesiones|noches"
    r"|for)\b)[a-z]{2,15}){0,4})?"
)
_WEEK = r"(?:weeks?\b|wk\b|semana\b)"
_DAY = r"(?:day|session|group|meeting|visit|evening|morning|night|afternoon|dia|sesion|reunion|grupo|noche|tarde)\b"
_TIMES = (
    r"(?:days?|times?|nights?|evenings?|afternoons?|mornings?|sessions?|groups?|dias?|veces|noches|tardes|mananas|sesiones|meetings?"
    r"|weekdays?|weeknights?|weekday evenings|half[ -]days?)"
)
_PATTERNS = {
    "hours_per_week": (
        rf"{span()}{_HOURS}{_OF} ?{_A}?{_WEEK}",
        rf"{span()}{_HOURS}{_OF}[ -](?:weekly|semanales|a la semana)\b",
        rf"{span()}[ -]hours?[ -](?:per|a)[ -]week",
        rf"(?:hours?|hrs?|horas) ?{_A}?(?:week|semana|wk) ?(?:\(\w+\) ?)?: {span()}",
        rf"\b(?:each|every|per|cada) (?:week|semana) (?:(?:you|we|includes?|offers?|provides?|has|have|is|are|attend|receive|get|of"
        rf"|there|with|consists?) ){{1,3}}{span()} (?:clinical |group |therapy )?(?:hours|horas)\b(?! {_A}?{_DAY})",
        rf"(?:weekly hours|total hours weekly|horas semanales|weekly commitment|weekly time commitment) ?: {span()}",
    ),
    "hours_per_day": (
        rf"{span()}{_HOURS}{_OF} ?{_A}(?:treatment |program |group |weekly )?{_DAY}",
        rf"{span()}{_HOURS} (?:daily|diarias|al dia)\b",
        rf"{span()}[ -](?:hour|hr)[ -](?:long )?(?:[a-z-]{{2,15}} ){{0,3}}?(?:sessions?|groups?|days?|blocks?|evenings?|mornings?"
        rf"|classes|meetings?|afternoons?)\b",
        rf"(?:sessions?|groups?|meetings?|sesion|sesiones|grupos|day|each|cada una|classes) (?:[a-z]{{2,12}} ){{0,3}}?(?:is|are"
        rf"|lasts?|runs?|last|run|lasting|dura|duran|of|de|for) {span()}{_HOURS}(?! {_A}?{_WEEK})",
        rf"{span()}{_HOURS} (?:long|in length|cada una|each)\b",
        rf"(?:day|session) (?:has|includes|consists of) {span()}{_HOURS}(?! {_A}?{_WEEK})",
        rf"(?:hours?|hrs?|horas) ?{_A}(?:day|session|dia|sesion) ?: {span()}",
        rf"(?:daily hours|session length|length of session|length of sessions|hours daily|group length) ?: {span()}",
        rf"{span()}{_HOURS},? (?:for )?{span('d')}[ -]?(?:days?|times?|evenings?|nights?|mornings?|afternoons?|dias|veces|x)\b",
        rf"\b(?:twice|days|evenings|nights|mornings|afternoons|times|dias|noches|tardes|veces) {_A}(?:week|semana)(?: |, )(?:for "
        rf"|for about |during |durante |por |at )?{span()}{_HOURS}(?! (?:total|{_A}?{_WEEK}))",
        rf"{span('d')} (?:days|dias|evenings|noches) ?[x,*] ?{span()}{_HOURS}",
        rf"\b(?:daily|every day|diariamente|each day) (?:[a-z]{{2,9}} )?for {span()}{_HOURS}",
        rf"\bfor {span()}{_HOURS} (?:on )?(?=(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)",
    ),
    "days_per_week": (
        rf"{span()}[ -]?(?:{_TIMES}|x)(?: or {_TIMES})?(?: [a-z]{{2,12}}){{0,2}}? ?{_A}?{_WEEK}",
        rf"{span()}[ -]?(?:{_TIMES}|x)[ -](?:weekly|semanales|a la semana)\b",
        rf"{span()}[ -](?:days?|nights?|evenings?)[ -](?:per|a)[ -]week",
        rf"{span()} (?:days|dias|evenings|noches) ?x ?{span('h')}{_HOURS}",
        rf"{span()} weekly (?:sessions|groups|meetings)",
        rf"{span()}(?<=twice)[ -](?:weekly|{_A}{_WEEK})",
        rf"{span()} (?:[a-z0-9]{{1,6}}-hour )(?:[a-z-]{{2,15}} ){{0,2}}?(?:sessions|groups|days|evenings|meetings"
        rf"|blocks) (?:{_A}(?:week)|weekly)",
        rf"(?:over|across|on|spread over|en|durante) {span()} (?:days|evenings|mornings|afternoons|nights|weekdays|weeknights|dias"
        rf"|noches)\b(?! (?:of|de))(?=[^.]*week|,|\.|$)",
        rf"{span()} (?:[a-z0-9]{{1,6}}-hour )(?:[a-z-]{{2,15}} ){{0,2}}?(?:sessions|groups|days|evenings|meetings|blocks)\b",
        rf"(?:days|dias|sessions|sesiones) ?{_A}(?:week|semana|wk) ?: {span()}",
        rf"(?:frequency|days|frecuencia|how often) ?: {span()}(?! ?(?:hours|hrs|weeks|am|pm|:))",
    ),
}
_COMPILED = {name: tuple(re.compile(pattern) for pattern in patterns) for name, patterns in _PATTERNS.items()}
_MINUTES = re.compile(rf"{span()}[ -]?(?:minutes?|mins?|minutos){_OF} ?{_A}{_DAY}")
_NEEDS = {
    "hours_per_week": ("hour", "hr", "hora", "weekly"),
    "hours_per_day": ("hour", "hr", "hora", "length"),
    "days_per_week": (
        "day",
        "dia",
        "times",
        "twice",
        "night",
        "evening",
        "morning",
        "afternoon",
        "session",
        "group",
        "x",
        "veces",
        "noche",
        "tarde",
        "meeting",
        "frequency",
    ),
}
"""What a line must hold for one of the patterns to be tried."""
_MOST = {"hours_per_week": (1.0, 45.0), "hours_per_day": (0.5, 12.0), "days_per_week": (2.0, 7.0)}
_EVENING, _LATE, _AFTERNOON = 16.5, 18.0, 15.0  # a session from half past four, or from three until after six, is one of the evening


@dataclass(frozen=True)
class Session:
    """When a group meets, as one line says it: days (Monday 0), spans of time, and of what."""

    line: Line
    days: tuple[frozenset[int], ...]
    times: tuple[tuple[float, float], ...]
    scope: Scope


def read_structure(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The hours and days that a line states."""
    for name, patterns in _COMPILED.items():
        low_most, high_most = _MOST[name]
        if not any(unit in line.plain for unit in _NEEDS[name]) and not line.block.cells:
            continue
        taken: list[tuple[int, int]] = []
        for pattern in patterns:
            for found, low, high in found_spans(line, pattern):
                fits = low_most <= (high if low == 0 else low) and (high <= high_most or high == float("inf"))
                at = found.start("low")
                if not fits or is_part(line, at, found.end()) or any(a <= at < b for a, b in taken):
                    continue
                taken.append((found.start(), found.end()))
                yield make_measured(line, name, (low, high), scopes.of(line, at))
        for text in labelled(line) if not taken else ():
            yield from _cell(line, name, text, scopes)
    yield from _minutes(line, scopes)


def _minutes(line: Line, scopes: Scopes) -> Iterator[Said]:
    """The hours a day that a line states in minutes; less than an hour and a half is a part of a day."""
    for found, low, high in found_spans(line, _MINUTES) if "min" in line.plain else ():
        if low >= 90 and not is_part(line, found.start("low"), found.end()):
            hours = (round(low / 60, 2), round(high / 60, 2))
            yield make_measured(line, "hours_per_day", hours, scopes.of(line, found.start("low")), Basis.COMPUTED)


def _cell(line: Line, name: str, text: str, scopes: Scopes) -> Iterator[Said]:
    """What a cell's number is by its column's header."""
    for pattern in _COMPILED[name]:
        found = pattern.search(text)
        if found and (pair := read_span(found)) and pair[1] <= _MOST[name][1]:
            yield make_measured(line, name, pair, scopes.of(line))
            return


def read_sessions(line: Line, scopes: Scopes) -> Iterator[Session]:
    """When groups meet: a session for each group of days that the line names, with the times up to the next; none for an office."""
    hours = times(line.plain)
    days = day_sets(line.plain) or [(0, named) for _, named in _row_days(line) if hours]
    starts = [at for at, _ in days] or [at for at, _, _ in hours[:1]]
    for i, at in enumerate(starts):
        first, last = (at if i else 0), (starts[i + 1] if i + 1 < len(starts) else len(line.plain))
        own = tuple((a, b) for t, a, b in hours if first <= t < last)
        named = days[i][1] if days else frozenset[int]()
        enough = own or len(named) > 1 or _CUES["whole"].search(line.plain)
        if enough and polarity(line, at, at + 1) is Says.YES and _meets(line, at, named, bool(own)):
            yield Session(line, (named,) if named else (), own, scopes.of(line, at))


def _row_days(line: Line) -> list[tuple[int, frozenset[int]]]:
    """The days of a row's label, for a cell that has times alone."""
    label = line.page.text[line.block.cells[0].start : line.block.cells[0].end] if line.block.cells and not line.first else ""
    return day_sets(folded(label))


def _meets(line: Line, at: int, days: frozenset[int], hours: bool) -> bool:
    """Whether the days and times are those of the program's groups."""
    over = line.over_plain[-1] if line.over else ""
    if re.fullmatch(
        r"[^a-z]*(?:(?:mon|tue|wed|thu|fri|sat|sun|lunes|martes|miercoles|jueves|viernes|sabado|domingo)[a-z]*|and|y|to|through|a"
        r"|from|de|at|am|pm|[ap]\.m|noon|-|&|[\d:.,/ |])+\W*",
        line.plain,
    ):
        return not _CUES["office"].search(over) and not _CUES["part"].search(over)
    if hours and len(days) > 1 and not _CUES["office"].search(line.plain) and not is_part(line, at, at + 1):
        return not _CUES["office"].search(over) or bool(_CUES["whole"].search(over))
    if is_part(line, at, at + 1) or (_CUES["office"].search(line.plain) and not _CUES["whole"].search(line.plain)):
        return False
    named = bool(line.mentions and any(m.dimension == "level_of_care" for m in line.mentions)) or bool(_CUES["whole"].search(line.plain))
    timed = re.search(r"\b(?:schedule|times?|when|meet|meets|days|group|groups|classes|horario|session|track)\b", line.plain)
    headed = any(
        re.search(
            r"\b(?:schedule|times|when|iop|intensive outpatient|track|sessions?|groups?|program|horario|horarios|ambulatorio intensivo)\b",
            o,
        )
        for o in (line.over_plain or ("",))
    )
    return (named or bool(timed) or headed) and not (_CUES["office"].search(over) and not _CUES["whole"].search(over))


def of_sessions(sessions: Iterable[Session]) -> Iterator[Said]:
    """The hours, days and times of day that the sessions of a page come to, by what they are said of; what is counted is marked so."""
    groups: dict[tuple[Scope, tuple[str, ...]], list[Session]] = {}
    for session in sessions:
        over = session.line.block.path if _row_days(session.line) else session.line.over
        groups.setdefault((session.scope, over), []).append(session)
        yield from _times_of_day(session)
    for (scope, _), group in groups.items():
        yield from _counted(scope, group)


def _times_of_day(session: Session) -> Iterator[Said]:
    names = {"evening" if start >= _EVENING or (start >= _AFTERNOON and end > _LATE) else "daytime" for start, end in session.times}
    names |= {"weekend" for days in session.days if days & {5, 6}}
    for name in sorted(names):
        yield make_said(session.line, f"schedule:{name}", Says.YES, session.scope)


def _counted(scope: Scope, group: list[Session]) -> Iterator[Said]:
    """Days by the number of days named: all of them where each meets on days of its own, else each line's; hours by start and end."""
    sets = [(session, days) for session in group for days in session.days]
    every = frozenset(day for _, days in sets for day in days)
    apart = sum(len(days) for _, days in sets) == len(every) and not any(_chosen(session.line) for session in group)
    for session, days in sets:
        count = len(every) if apart else len(days)
        if count > 1:
            yield make_measured(session.line, "days_per_week", (count, count), scope, Basis.COMPUTED)
    for session in group:
        for start, end in session.times:
            hours = round(end - start, 2)
            if hours >= 0.5:
                yield make_measured(session.line, "hours_per_day", (hours, hours), scope, Basis.COMPUTED)
    if apart and len(group) > 1 and all(len(s.days) == 1 and len(s.times) == 1 for s in group):
        total = round(sum(len(s.days[0]) * (s.times[0][1] - s.times[0][0]) for s in group), 2)
        yield make_measured(group[0].line, "hours_per_week", (total, total), scope, Basis.COMPUTED)


def _chosen(line: Line) -> bool:
    """Whether a line is one of several to choose from."""
    return bool(re.search(r"\b(?:track|option|or|choose|morning|evening|afternoon|day iop|manana|tarde|noche|opcion)\b", line.plain))
