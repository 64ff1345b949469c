"""Availability as the operator's people hear it: a CSV file (program, status, date, expires, who), taken whole or not at all.

A status holds to the end of its last day, and is unknown from then on at the next build. It settles what was heard no later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scrapy.http import Response

from finder.claim import Basis, Claim, Origin, Says, Scope
from finder.listing import Listing
from finder.source import Expectations, Source
from ingest.errors import SourceError
from ingest.people import statement
from ingest.sources.corrections import Correction
from ingest.spider import SourceSpider, name_of, public_address
from ingest.table import open_table
from ingest.workbook import Row

FORM = "availability"

SOURCE = Source(
    id="availability",
    title="Availability as heard by whoever runs this",
    publisher="the operator",
    address="availability.csv",
    licence="the operator's own",
    credit="as each line says",
    forms=(FORM,),
    expects=Expectations(listings={FORM: 0}, dropped=0.0, lost=1.0, fell=1.0, empty=True),
)

COLUMNS = ("program", "status", "date", "expires", "who")
ONE_OF = ("accepting", "waitlist", "not_accepting")
"""Of these only one is true at a time: each denies the others."""
STATUSES = (*ONE_OF, "assessment_first", "referral_needed")


class Spider(SourceSpider):
    """Reads files of availability."""

    name = SOURCE.id
    source = SOURCE

    def read(self, response: Response) -> Iterator[Listing]:
        """One statement a line. Raises SourceError with a message for each line that is wrong: none is taken then."""
        name = name_of(response.url)
        with open_table(name, response.body, self.tally) as table:
            if set(table.columns) != set(COLUMNS):
                raise SourceError(f"{name}: wants the columns {', '.join(COLUMNS)}")
            lines = list(table.rows)
        wrong = [f"line {number}: {fault}" for number, row in lines if (fault := fault_of(row, self.retrieved))]
        wrong += [f"{where}: {what}" for what, where in self.tally.dropped.first.items()]
        if wrong:
            raise SourceError("\n".join([f"{name}: not taken, {len(wrong)} wrong:", *wrong]))
        for number, row in lines:
            self.tally.read += 1
            yield to_statement(row, number, public_address(response.url), self.retrieved)


def fault_of(row: Row, today: str) -> str:
    """What is wrong with a line; empty for a good one."""
    if missing := [column for column in COLUMNS if column not in row]:
        return f"lacks {', '.join(missing)}"
    if row["status"] not in STATUSES:
        return f"status is one of {', '.join(STATUSES)}"
    try:
        said, expires = date.fromisoformat(row["date"]).isoformat(), date.fromisoformat(row["expires"]).isoformat()
        Correction(program=row["program"], hide=True, who=row["who"], when=date.fromisoformat(said), why="availability")
    except ValueError as e:
        return "date and expires are days like 2026-11-02" if "isoformat" in str(e) else "program is an id or a listing's key, who a name"
    return "date is still to come" if said > today else "expires before it was said" if expires < said else ""


def to_statement(row: Row, number: int, url: str, retrieved: str) -> Listing:
    """The line as a statement."""
    origin = Origin(SOURCE.id, row["who"], FORM, Scope.PERSON, url, row["date"], retrieved)
    words = f"{row['status'].replace('_', ' ')}, heard {row['date']}, good until {row['expires']} ({row['who']})"
    said = {row["status"]: Says.YES} | ({other: Says.NO for other in ONE_OF if other != row["status"]} if row["status"] in ONE_OF else {})
    claims = [Claim(f"availability:{status}", says, words, Basis.SETTLED, origin) for status, says in said.items()]
    return statement(row["program"], origin, claims, number=number, until=row["expires"])
