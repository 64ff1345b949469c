"""A program: who it is, what is said of it, by whom and when."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from finder.claim import Basis, Says, Scope
from finder.listing import Care, Closing, PhoneKind
from finder.place import Precision

ABSENT: Any = None
"""In place of a default: the key may be absent."""


class Shape(BaseModel):
    """An object with these keys and no other."""

    model_config = ConfigDict(extra="forbid")


class Origin(Shape):
    """Where a claim stands."""

    source: str
    form: str
    scope: Scope
    url: str
    as_of: str = Field(description="The source's own date: a year, a month or a day.")
    retrieved: str = Field(description="The day on which we read it.")


class Claim(Origin):
    """Who said yes or no to a term, on what evidence, and when."""

    term: str
    says: Literal["yes", "no"]
    evidence: str = Field(description="The source's code, or its words.")
    heading: str = Field(ABSENT, description="Of a page's words the heading over them.")
    basis: Basis


class Address(Shape):
    """An address; without its street where it is hidden."""

    street: str | None
    city: str
    county: str | None
    state: str
    zip: str
    hidden: bool


class Point(Shape):
    """A point, and what it stands for."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    precision: Precision


class Phone(Shape):
    """A phone number."""

    number: str = Field(description="E.164")
    extension: str | None
    kind: PhoneKind
    shared_by: int = Field(ge=1, description="How many sites give it.")


class ProgramSummary(Shape):
    """A program as lists show it."""

    id: str
    name: str
    organization: str
    care: Care
    address: Address
    point: Point | None
    phones: list[Phone]
    website: str | None


class Fact(Shape):
    """What is said of a term, with all who said so. A term that is not there: nobody said."""

    says: Says
    claims: list[Claim] = Field(min_length=1)


class Range(Shape):
    """A range of a measure; no `high`: open."""

    low: float
    high: float | None
    claims: list[Claim] = Field(min_length=1)


class Closed(Shape):
    """That a program is closed."""

    date: str
    source: str
    how: Closing


class ProgramWhole(ProgramSummary):
    """A program whole."""

    facts: dict[str, dict[str, Fact]] = Field(description="By dimension, by term.")
    measures: dict[str, list[Range]]
    siblings: list[str]
    sources: list[Origin]
    replaced_by: str | None
    closed: Closed | None
