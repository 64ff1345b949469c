"""Numbers in a cell as ranges: "9-12", "13 to 17", "18+", "18 and older", "under 18", "$1,080". What is anything else is not read."""

from __future__ import annotations

import re
from math import inf

_N = r"\$?\s*(\d[\d,]*(?:\.\d+)?)"
_WORD = r"years?|yrs?|y/?o|old|of age|ages?|hours?|hrs?|days?|weeks?|wks?|week|wk|session|program|usd|dollars?|per|a|an|each|/"
_UNITS = rf"(?:\s*(?:{_WORD})\b\.?)*"
_FORMS = (
    (re.compile(rf"(?:ages?\s*)?{_N}{_UNITS}\s*(?:-|\N{{EN DASH}}|\N{{EM DASH}}|to|through|thru|and|&)\s*{_N}{_UNITS}", re.I), "between"),
    (re.compile(rf"(?:ages?\s*)?{_N}{_UNITS}\s*(?:\+|(?:and|&|or)\s+(?:up|older|over|above|more))", re.I), "from"),
    (re.compile(rf"(?:at least|from|over|min(?:imum)?\.?(?: of)?)\s*{_N}{_UNITS}", re.I), "from"),
    (re.compile(rf"(?:up to|max(?:imum)?\.?(?: of)?)\s*{_N}{_UNITS}", re.I), "to"),
    (re.compile(rf"under\s*{_N}{_UNITS}", re.I), "under"),
    (re.compile(rf"(?:ages?\s*)?{_N}{_UNITS}", re.I), "one"),
)
_PARTS = re.compile(r"\s*[;\n]\s*|\s*,\s+")


def read_ranges(text: str, most: float) -> list[tuple[float, float]] | None:
    """The ranges that a cell names, ends included; None where a part of it is no number, or none that makes sense (above `most`)."""
    found = [_range(part) for part in _PARTS.split(text.strip()) if part]
    good = [r for r in found if r and r[0] <= r[1] and (r[1] <= most or r[1] == inf) and r[0] <= most]
    return good if good and len(good) == len(found) else None


def _range(part: str) -> tuple[float, float] | None:
    for form, kind in _FORMS:
        if found := form.fullmatch(part):
            numbers = [float(n.replace(",", "")) for n in found.groups()]
            return {
                "between": (numbers[0], numbers[-1]),
                "from": (numbers[0], inf),
                "to": (0.0, numbers[0]),
                "under": (0.0, numbers[0] - 1),
                "one": (numbers[0], numbers[0]),
            }[kind]
    return None
