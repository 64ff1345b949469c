"""What people find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from finder.claim import Fact, Measure, Origin
from finder.listing import Care, Closed, Phone
from finder.place import Address, Point
from finder.tokens import tokens

KEPT_PROGRAMS = 4_096
"""Programs that an engine keeps at hand, 10 kB each: people in one place ask for the same ones."""


@dataclass(frozen=True, slots=True)
class Program:
    """What one organisation runs at one place for one kind of care, merged from its listings.

    A term without a fact is unknown: nobody said anything. `forms` are the surveys and pages it answered: they tell "not asked" from
    "left blank". `siblings` are the ids of the same site's programs of the other kind of care. `replaced_by` is the id that stands for a
    program that turned out to be another one's; such an id, and a `closed` program, are kept to be looked up and leave every search.
    `memo` is no part of what a program is: answers that it gave before (`finder.answer`), which live as long as the object.
    """

    id: str
    name: str
    organization: str
    care: Care
    address: Address
    point: Point | None
    phones: tuple[Phone, ...]
    website: str
    facts: Mapping[str, Fact]
    measures: Mapping[str, Measure]
    origins: tuple[Origin, ...]
    listings: tuple[str, ...] = ()
    siblings: tuple[str, ...] = ()
    replaced_by: str = ""
    closed: Closed | None = None
    forms: frozenset[str] = field(init=False, default=frozenset())
    memo: dict[object, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "forms", frozenset(o.form for o in self.origins))

    @property
    def searchable(self) -> bool:
        """True for what a search may find."""
        return not (self.replaced_by or self.closed)


def words_of(program: Program) -> frozenset[str]:
    """The words by which the program can be searched for by name."""
    return tokens(f"{program.name} {program.organization}")
