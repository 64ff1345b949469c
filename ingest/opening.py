"""What a site's opening hours say, and what they do not: its groups' hours are its own affair, so open late is a hint to ask."""

from __future__ import annotations

import re
from collections.abc import Mapping

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EVENING = 20.0
"""A site that closes at 8 pm or later has room for the usual evening group of three hours after work."""
LONGEST = 17.0
"""Hours that a clinic can be open in a day; Colorado's register has sites "open" from 5 am to 3 am, which are slips of am and pm."""

_HOURS = re.compile(r"(\d{1,2})(?::(\d\d))?\s*([ap])\.?m\.?\s*(?:-|to|\N{EN DASH})\s*(\d{1,2})(?::(\d\d))?\s*([ap])\.?m\.?", re.IGNORECASE)


def read_hours(text: str) -> tuple[float, float] | None:
    """From when to when, in hours of the day; None for what is no such span, ends before it begins, or is longer than a clinic's day."""
    found = _HOURS.fullmatch(text.strip())
    if not found:
        return None
    opens, closes = _hour(*found.groups()[:3]), _hour(*found.groups()[3:])
    return (opens, closes) if 0 < closes - opens <= LONGEST else None


def hints_of(week: Mapping[str, tuple[float, float]]) -> dict[str, tuple[str, ...]]:
    """By term, the days by which the site's hours hint at it: open on a weekday evening, open at the weekend."""
    late = tuple(day for day in WEEK[:5] if day in week and week[day][1] >= EVENING)
    weekend = tuple(day for day in WEEK[5:] if day in week)
    return {term: days for term, days in (("schedule:open_evenings", late), ("schedule:open_weekends", weekend)) if days}


def _hour(hours: str, minutes: str | None, half: str) -> float:
    return int(hours) % 12 + (12 if half.lower() == "p" else 0) + int(minutes or 0) / 60
