"""What one source says about one program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from finder.claim import Claim, Origin, Range
from finder.place import Address, Point

PAGE = "page"
"""The form of what a program says of itself on its own pages: nobody asked, so what they do not say is not left blank."""


class Care(StrEnum):
    """The kind of care; one organisation's two kinds at one place are two programs."""

    ADDICTION = "addiction"
    MENTAL_HEALTH = "mental_health"


class PhoneKind(StrEnum):
    """Who answers."""

    MAIN = "main"
    INTAKE = "intake"
    HOTLINE = "hotline"


@dataclass(frozen=True, slots=True)
class Phone:
    """An E.164 number (`+13035550123`). `shared_by` is the number of sites that give it: many means a call centre, perhaps."""

    number: str
    extension: str = ""
    kind: PhoneKind = PhoneKind.MAIN
    shared_by: int = 1


class Closing(StrEnum):
    """How one knows that a program is no longer there."""

    GONE = "gone"
    SAID = "said"


@dataclass(frozen=True, slots=True)
class Closed:
    """That a program is closed: `date` is the day of the first whole list without it, or the one that the source names (ISO 8601)."""

    date: str
    source: str
    how: Closing


@dataclass(frozen=True, slots=True)
class Listing:
    """What one source says about one program. `source_id` is the source's own, or made of what identifies the row; never a row number.

    A `closed` one is the source's last word on it before it was gone, or said to be closed.
    """

    source_id: str
    origin: Origin
    name: str
    organization: str
    care: Care
    address: Address
    point: Point | None
    phones: tuple[Phone, ...]
    website: str
    claims: tuple[Claim, ...]
    measures: Mapping[str, tuple[Range, ...]] = field(default_factory=dict)
    closed: Closed | None = None

    @property
    def key(self) -> str:
        """The listing's name in the ledger: source and id."""
        return f"{self.origin.source}/{self.source_id}"
