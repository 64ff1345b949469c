"""Small indexes of hand-made programs, built by the real builder at given moments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from data.vocabulary import load_vocabulary
from finder.place import Point, on_grid
from finder.program import Program
from finder.questions import all_questions
from search.embedded.generation import build
from search.embedded.index import EmbeddedIndex
from search.page import Page
from search.places import locate
from search.service import Finder
from tests.builders import program
from tests.sync import SyncFinder

IOP = "level_of_care:iop"
CENTRE = locate("Denver, CO").point


def south(miles: float) -> Point:
    """The point so many miles south of the middle of Denver."""
    return on_grid(CENTRE.lat - miles / 69.0934, CENTRE.lon)


def at(miles: float, many: int, **said: str) -> list[Program]:
    """Programs at that distance, named after it."""
    given = {"yes": IOP, **said}
    return [program(f"m{miles:g}-{i:02}", at=south(miles), **given) for i in range(many)]


def ids(page: Page) -> list[str]:
    """The ids on a page."""
    return [r.program.id for r in page.results]


def moment(number: int) -> datetime:
    """The time of a build; later numbers are later."""
    return datetime(2026, 1, 5, tzinfo=UTC) + timedelta(hours=number)


def some_programs(count: int, prefix: str = "p") -> list[Program]:
    """Programs that all say that they have an IOP, in one place, with ids p00, p01 and so on."""
    return [program(f"{prefix}{i:02}", yes=IOP) for i in range(count)]


def build_of(index: Path, programs: Iterable[Program], number: int = 0) -> Mapping[str, Any]:
    """The manifest of an index of these programs."""
    about = {"sources": [], "listings": 0, "siblings": 0, "left_out": []}
    return build(programs, index, load_vocabulary(), moment(number), about)


def finder_over(index: Path) -> SyncFinder:
    """The service over an index, as a new process has it."""
    return SyncFinder(Finder(EmbeddedIndex(index), load_vocabulary(), all_questions()))
