"""What a column's cells look like: the evidence, besides its heading, of what it means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from data.gazetteer import gazetteer
from ingest.mapping.model import MAYBE, NO, YES
from ingest.mapping.ranges import read_ranges
from ingest.phones import read_phone

_URL = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/\S*)?", re.I)
_ZIP = re.compile(r"\d{5}(-\d{4})?|\d{3,4}")
_STREET = re.compile(r"\d+[A-Za-z]?(-\d+)?\s+\S.*|p\.?\s?o\.?\s?box.*", re.I)
_WEEKS = re.compile(r"\d\s*(weeks?|wks?)\b", re.I)
_DATE = re.compile(r"\d{4}-\d\d-\d\d.*|\d{1,2}/\d{1,2}/\d{2,4}.*")
_ENDS_IN_PLACE = re.compile(r".*[, ]+[A-Za-z][A-Za-z .]*[, ]+\d{5}(-\d{4})?")
_ANSWERS = frozenset((*YES, *NO, *MAYBE))
_PARTS = re.compile(r"\s*[;,|/\n]\s*")
_PHONES = re.compile(r"\s+or\s+|\s*[;/\n]\s*|,\s*(?=[(+\d])", re.I)


@dataclass(frozen=True)
class Shape:
    """The filled cells of one column, of the rows that were looked at."""

    cells: tuple[str, ...]

    def share(self, like: Callable[[str], object]) -> float:
        """The share of the filled cells that look so, 0..1; 0 of none."""
        return sum(bool(like(cell)) for cell in self.cells) / len(self.cells) if self.cells else 0.0

    @cached_property
    def parts(self) -> Counter[str]:
        """The values in the cells, several in one cell taken apart, with how often each is there."""
        return Counter(part for cell in self.cells for part in _PARTS.split(cell.strip()) if part)

    @cached_property
    def answers(self) -> float:
        """The share of the cells that are a yes, a no or a maybe."""
        return self.share(lambda c: c.casefold().rstrip(".") in _ANSWERS)

    @property
    def is_answer(self) -> bool:
        """Whether most cells are a yes, a no or a maybe."""
        return self.answers >= 0.7

    @property
    def distinct(self) -> float:
        """The share of cells that are there for the first time."""
        return len(set(self.cells)) / len(self.cells) if self.cells else 0.0

    @property
    def looks_like_names(self) -> bool:
        """Whether the cells are short texts in words, hardly one twice."""
        return self.distinct >= 0.8 and self.share(lambda c: c[:1].isalpha() and " " in c and len(c) <= 80) >= 0.8

    def fits(self, field: str) -> bool:
        """Whether the cells can be what the field holds."""
        like = _LIKE.get(field)
        return like is None or self.share(like) >= 0.7

    def measures(self, most: float) -> float:
        """The share of the cells that are numbers or ranges of a measure."""
        return self.share(lambda c: read_ranges(c, most))


def looks_like_phone(text: str) -> bool:
    """Whether a text holds a telephone number."""
    return any(read_phone(part.strip()) for part in _PHONES.split(text))


def _number(low: float, high: float) -> Callable[[str], bool]:
    def like(text: str) -> bool:
        try:
            return low <= float(text) <= high
        except ValueError:
            return False

    return like


_LIKE: dict[str, Callable[[str], object]] = {
    "phone": looks_like_phone,
    "phone_intake": looks_like_phone,
    "website": _URL.fullmatch,
    "zip": _ZIP.fullmatch,
    "state": lambda c: gazetteer().state(c),
    "latitude": _number(-15, 72),
    "longitude": _number(-180, -64),
    "as_of": _DATE.fullmatch,
    "city_state_zip": _ENDS_IN_PLACE.fullmatch,
    "address": lambda c: _STREET.match(c) and _ENDS_IN_PLACE.fullmatch(c),
    "street": _STREET.fullmatch,
    "name": lambda c: any(letter.isalpha() for letter in c),
    "city": lambda c: gazetteer().towns_named(c),
    "weeks": _WEEKS.search,
    "hidden": lambda c: c.casefold() in _ANSWERS,
}


def shapes_of(columns: Sequence[str], rows: Sequence[dict[str, str]]) -> dict[str, Shape]:
    """By column, its shape."""
    return {column: Shape(tuple(row[column] for row in rows if column in row)) for column in columns}
