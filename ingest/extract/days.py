"""The days and times of day that a line names."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAMES = (
    "mon(?:days?)?|lunes",
    "tue(?:s(?:days?)?)?|martes",
    "wed(?:s|nesdays?)?|miercoles",
    "thu(?:rs?(?:days?)?)?|jueves",
    "fri(?:days?)?|viernes",
    "sat(?:urdays?)?|sabados?",
    "sun(?:days?)?|domingos?",
)
_SHORT = {"m": (0,), "t": (1,), "tu": (1,), "w": (2,), "th": (3,), "r": (3,), "f": (4,), "sa": (5,)}
_NO_DAYS = frozenset(("m/f", "m & f", "m&f", "m, f", "m,f", "t/f", "w/r", "t-r", "t/r"))
_DAY = re.compile(
    "|".join(rf"(?<!\w)(?P<d{i}>{name})\.?(?!\w)" for i, name in enumerate(_NAMES)) + r"|(?<!\w)(?P<all>weekdays|entre semana)(?!\w)"
)
_LETTER = r"(?:m|tu?|w|th|r|f|sa)"
_COMPACT = re.compile(
    rf"(?<![\w/&-])(?:m-f|m-th|m-w|m-r|mwf|mtth|tth|twth|mtwth|mtwthf|mtwr|mtwrf|{_LETTER}(?:(?:/|, ?| ?& ?|-){_LETTER})+)(?![\w/'&-])"
)
_JOIN = re.compile(r"^ ?(?:-|to|through|thru|a|hasta|al) ?$")
_DASHED = re.compile(r"[a-z]{1,9}-[a-z]{1,9}-[a-z]")
_LIST = re.compile(
    r"^(?: ?, ?(?:and |& |y |or )?(?:on )?| ?& ?| ?and (?:on )?| ?y (?:los )?| ?/ ?|-| ?or (?:on )?| ?\+ ?|,? e? ?(?:el |los )?)$"
)
_TIME = re.compile(
    r"(?<![\w$:.])(?:(?P<h>\d{1,2})(?:[:.](?P<m>[0-5]\d))?(?P<half>(?<=\d)[ap]\b| ?[ap]\.? ?m\b\.?)?|(?P<noon>noon"
    r"|mediodia))(?: ?de la (?P<part>manana|tarde|noche))?"
    r" ?(?:-|to|until|till|a las?|a|hasta las?|y las?) ?"
    r"(?:(?P<h2>\d{1,2})(?:[:.](?P<m2>[0-5]\d))?(?P<half2>(?<=\d)[ap]\b| ?[ap]\.? ?m\b\.?)?|(?P<noon2>noon|mediodia))"
    r"(?: ?de la (?P<part2>manana|tarde|noche))?(?![\d:])"
)
_HALF_WORD = re.compile(r"(?:(mornings?)|(?:evenings?|afternoons?|nights?|tardes?|noches?))(?: (?:a|per|each) week)?[:,]? ?\(?(?:from )?$")
_BEHIND_DAYS = re.compile(
    r"(?<!\w)(?:(?:mon|tue|wed|thu|fri|sat)(?:s|r|rs|days?|sdays?|nesdays?|rsdays?|urdays?)?|m|w|f|th|mwf|tth)\.?[,:]? (?:from )?$"
)
_LONGEST = 9.0  # hours of one day; what is longer is when an office is open


def day_sets(plain: str) -> list[tuple[int, frozenset[int]]]:
    """The groups of days that a folded line names, Monday 0, each where it begins: "Mon, Wed & Fri" is one."""
    groups: list[tuple[int, int, set[int], int]] = []  # start, end, days, last day
    for start, end, days in _days(plain):
        if groups:
            first, before, known, last = groups[-1]
            between = plain[before:start]
            if _JOIN.match(between) and len(days) == 1 and last < days[0] and not _DASHED.match(plain, first):
                groups[-1] = (first, end, known | set(range(last, days[0] + 1)), days[0])
                continue
            if _LIST.match(between):
                groups[-1] = (first, end, known | set(days), days[-1])
                continue
        groups.append((start, end, set(days), days[-1]))
    return [(start, frozenset(days)) for start, _, days, _ in groups]


def _days(plain: str) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    found = [(m.start(), m.end(), _days_of(m)) for m in _DAY.finditer(plain)]
    found += [(m.start(), m.end(), days) for m in _COMPACT.finditer(plain) if (days := _compact(m[0]))]
    return iter(sorted(found))


def _days_of(found: re.Match[str]) -> tuple[int, ...]:
    return (0, 1, 2, 3, 4) if found["all"] else next((i,) for i in range(7) if found[f"d{i}"])


def _compact(text: str) -> tuple[int, ...]:
    if text.count("-") == 1 and "," not in text and "/" not in text:
        first, last = text.split("-")
        return tuple(range(_SHORT[first][0], _SHORT[last][0] + 1))
    days = [_SHORT[part][0] for part in re.findall(r"th|tu|sa|[mtwrf]", text)]
    return tuple(days) if days == sorted(set(days)) and text not in _NO_DAYS else ()


def times(plain: str) -> list[tuple[int, float, float]]:
    """The spans of time that a folded line names, in hours of the day, each where it begins."""
    return [(m.start(), *hours) for m in _TIME.finditer(plain) if (hours := _hours(m, _named_half(plain, m)))]


def _named_half(plain: str, found: re.Match[str]) -> str:
    """The half of the day that a word before a time names ("evenings 6-9"), or that a bare time right behind days has ("Mon-Thu 9-12")."""
    word = _HALF_WORD.search(plain[max(0, found.start() - 30) : found.start()])
    if word:
        return "a" if word[1] else "p"
    if found["h"] and found["h2"] and _BEHIND_DAYS.search(plain[max(0, found.start() - 14) : found.start()]):
        return "a" if 7 <= int(found["h"]) <= 11 else "p"
    return ""


def _hours(m: re.Match[str], named: str) -> tuple[float, float] | None:
    """Start and end; None where nothing says that these are times of day, or where no session is so long."""
    first, last = _half(m["half"], m["part"]), _half(m["half2"], m["part2"])
    if named and not (first or last) and m["h"] and m["h2"]:
        first, last = named, "p" if named == "p" or int(m["h2"]) == 12 or int(m["h2"]) < int(m["h"]) else "a"
    if not (first or last or m["noon"] or m["noon2"] or (m["m"] and m["m2"])):
        return None
    end = 12.0 if m["noon2"] else _clock(m["h2"], m["m2"])
    start = 12.0 if m["noon"] else _clock(m["h"], m["m"])
    if end is None or start is None:
        return None
    if m["noon2"]:
        return (start, end) if 0 < end - start <= _LONGEST else None
    end = _day_hour(end, last or (first if first == "p" else ""))
    start = _day_hour(start, first) if first else start
    if not (first or last or m["noon"]) and start < 7 and end < 12:
        start, end = start + 12, end + 12
    if not first and not m["noon"]:
        start = start + 12 if start + 12 < end and end - (start + 12) < end - start and start < 12 else start
    if not last and end <= start:
        end += 12
    return (start, end) if 0 < end - start <= _LONGEST and end <= 24 else None


def _half(text: str | None, part: str | None) -> str:
    return text.strip()[0] if text else {"manana": "a", "tarde": "p", "noche": "p"}.get(part or "", "")


def _clock(hour: str, minute: str | None) -> float | None:
    return int(hour) + int(minute or 0) / 60 if 1 <= int(hour) <= 12 else None


def _day_hour(hour: float, half: str) -> float:
    if half == "p" and hour < 12:
        return hour + 12
    return hour - 12 if half == "a" and hour >= 12 else hour
