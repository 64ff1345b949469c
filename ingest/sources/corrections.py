"""The operator's own corrections: what is wrong about a program, who says so, when, and why. A TOML file, taken whole or not at all.

[[corrections]]
program = "pwrkazrae4n"        # a program's id, or a listing's key
term = "payment:medicaid"      # with says = "yes" or "no"; or measure = "age" with right = "13-17"; or hide = true
says = "no"
who = "Resource desk, Made-up County"
when = 2026-11-02
why = "They told us on the phone that they stopped in October."
settle = true                  # without it the answer is shown as disputed

A file without any correction is a good run: what was corrected before is as it was. Names, addresses and telephones carry no claims that
could be disputed, so they cannot be corrected here; tell the publisher, or hide the address.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from scrapy.http import Response

from data.vocabulary import load_vocabulary
from finder.claim import Basis, Claim, Origin, Range, Says, Scope
from finder.listing import Listing
from finder.source import Expectations, Source
from ingest.errors import SourceError
from ingest.mapping.ranges import read_ranges
from ingest.people import statement, with_range
from ingest.spider import SourceSpider, name_of, public_address

FORM = "correction"

SOURCE = Source(
    id="corrections",
    title="Corrections by whoever runs this",
    publisher="the operator",
    address="corrections.toml",
    licence="the operator's own",
    credit="as each correction says",
    forms=(FORM,),
    expects=Expectations(listings={FORM: 0}, dropped=0.0, lost=1.0, fell=1.0, empty=True),
)


class Correction(BaseModel):
    """One entry of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    program: str = Field(pattern=r"^(p[a-z2-7]{10}|[a-z0-9-]+/.+)$")
    term: str = ""
    says: Literal["yes", "no"] | None = None
    measure: str = ""
    right: str = ""
    hide: bool = False
    who: str = Field(min_length=3)
    when: date
    why: str = Field(min_length=3)
    settle: bool = False

    @model_validator(mode="after")
    def corrects_one_thing(self) -> Self:
        """Checks that it corrects one thing that there is."""
        v = load_vocabulary()
        if [bool(self.term), bool(self.measure), self.hide].count(True) != 1:
            raise ValueError("wants one of term, measure and hide")
        if self.term and self.term not in v.terms:
            raise ValueError(f"{self.term} is no term: iop-finder terms lists them")
        if self.term and self.says is None:
            raise ValueError('says must be "yes" or "no"')
        if self.measure and (self.measure not in v.measures or read_ranges(self.right, v.measures[self.measure].most) is None):
            raise ValueError(f"measure wants one of {', '.join(v.measures)}, and right a range of it, as in 13-17 or 18+")
        return self


class Spider(SourceSpider):
    """Reads a file of corrections."""

    name = SOURCE.id
    source = SOURCE

    def read(self, response: Response) -> Iterator[Listing]:
        """One statement for each correction. Raises SourceError with a line for each that is wrong: none is taken then."""
        name = name_of(response.url)
        for number, c in enumerate(parse_corrections(response.body, name, self.retrieved), 1):
            self.tally.read += 1
            yield to_statement(c, number, public_address(response.url), self.retrieved)


def parse_corrections(body: bytes, name: str, today: str) -> list[Correction]:
    """The file's corrections. Raises SourceError that names everything wrong in it, a line each."""
    try:
        held: dict[str, Any] = tomllib.loads(body.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise SourceError(f"{name}: no TOML: {e}") from e
    entries = held.get("corrections", [])
    if held.keys() - {"corrections"} or not isinstance(entries, list):
        raise SourceError(f"{name}: a file of corrections holds [[corrections]] and nothing else")
    good, wrong = [], []
    for number, entry in enumerate(entries, 1):
        try:
            good.append(Correction.model_validate(entry))
            if good[-1].when.isoformat() > today:
                wrong.append(f"correction {number}: when is still to come")
        except ValidationError as e:
            wrong += [f"correction {number}: {_said(error)}" for error in e.errors()]
    if wrong:
        raise SourceError("\n".join([f"{name}: not taken, {len(wrong)} wrong:", *wrong]))
    return good


def to_statement(c: Correction, number: int, url: str, retrieved: str) -> Listing:
    """The correction as a statement; who said it and why travel with its claim."""
    origin = Origin(SOURCE.id, c.who, FORM, Scope.PERSON, url, c.when.isoformat(), retrieved)
    basis = Basis.SETTLED if c.settle else Basis.CORRECTED
    if c.term:
        return statement(c.program, origin, [Claim(c.term, Says(c.says or ""), f"{c.why} ({c.who})", basis, origin)], number=number)
    bare = statement(c.program, origin, (), number=number, hide=c.hide)
    if not c.measure:
        return bare
    claim = Claim(c.measure, Says.YES, f"{c.right}: {c.why} ({c.who})", basis, origin)
    found = read_ranges(c.right, load_vocabulary().measures[c.measure].most) or []
    return with_range(bare, c.measure, tuple(Range(low, high, (claim,)) for low, high in found))


def _said(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"{where}: nothing that can be corrected: term, measure and hide can; names, addresses and telephones carry no claims"
    return f"{where}: {error['msg']}".removeprefix(": ").replace("Value error, ", "")
