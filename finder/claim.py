"""What was said, by whom, and what several words on one thing come to."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Says(StrEnum):
    """What a claim says (yes or no), or what all claims of a fact come to."""

    YES = "yes"
    NO = "no"
    DISPUTED = "disputed"


class Basis(StrEnum):
    """How a claim was said: decides the words a person reads ("not ticked" is not "they say no")."""

    TICKED = "ticked"
    UNTICKED = "unticked"
    LISTED = "listed"
    QUOTED = "quoted"
    NAMED = "named"
    COMPUTED = "computed"
    CORRECTED = "corrected"
    SETTLED = "settled"


BY_A_PERSON = (Basis.CORRECTED, Basis.SETTLED)
"""How an operator's own word is said: it disputes what others say whatever their dates, or settles it until they say something newer."""


class Scope(StrEnum):
    """What a listing speaks of: everything at an address, one program there, or, of an operator's own word, a program by its id."""

    FACILITY = "facility"
    PROGRAM = "program"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a listing's claims come from; one object a listing, or one for all rows of a directory.

    `form` is the survey or the kind of page that was filled in: it decides what was asked at all. `as_of` is the source's own date
    (ISO 8601, a year or a month alone where no more is known), never the download's; `retrieved` is the download's.
    """

    source: str
    publisher: str
    form: str
    scope: Scope
    url: str
    as_of: str
    retrieved: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One source's word on one term or measure. Shared between listings wherever it is the same: a million of them must fit.

    `term` is a term id (`payment:medicaid`) or a measure's name (`hours_per_week`); `evidence` a code with its label, or the words
    of a page, and `heading` what those stood under on the page.
    """

    term: str
    says: Says
    evidence: str
    basis: Basis
    origin: Origin
    heading: str = ""

    def __hash__(self) -> int:
        """Three fields tell nearly all claims apart, and millions are hashed while sources are merged."""
        return hash((self.term, self.says, self.evidence))


@dataclass(frozen=True, slots=True)
class Fact:
    """All that is said on one term, and what it comes to."""

    says: Says
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """low..high, ends included, `high` infinite where it is open; with the claims that state it."""

    low: float
    high: float
    claims: tuple[Claim, ...]

    def meets(self, low: float, high: float) -> bool:
        """True where the two have a number in common."""
        return self.low <= high and self.high >= low


@dataclass(frozen=True, slots=True)
class Measure:
    """The stated ranges of one measure; disputed where two publishers' ranges do not meet."""

    ranges: tuple[Range, ...]
    disputed: bool = False


@lru_cache(maxsize=4_096)
def end_of(as_of: str) -> str:
    """The last day that a date of a year, a month or a day can mean, as an ISO date: "2021" ends on 2021-12-31."""
    parts = [int(p) for p in as_of[:10].split("-")]
    if len(parts) == 3:
        return as_of[:10]
    year, month = parts[0], parts[1] if len(parts) == 2 else 12
    return f"{year:04}-{month:02}-{monthrange(year, month)[1]:02}"


def claim_key(claim: Claim) -> tuple[str, ...]:
    """A total order of claims: newest first is left to the reader, this one only has to be the same everywhere."""
    o = claim.origin
    return (claim.term, claim.says, o.as_of, o.source, o.form, o.scope, o.url, o.retrieved, claim.basis, claim.evidence, claim.heading)


def in_order(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims once each, in `claim_key` order, so that what is made of them does not depend on who came first."""
    return tuple(sorted(set(claims), key=claim_key))
