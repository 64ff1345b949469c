"""Any list, CSV or Excel, read by a mapping that says who publishes it and what each column means (`ingest/mapping`).

A mapping makes it a source of its own, `csv-<id>`, with its own runs: two lists never replace each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from scrapy.http import Response

from finder.claim import Origin
from finder.listing import Listing
from finder.source import Expectations, Source
from ingest.errors import SourceError
from ingest.mapping.model import Mapping, load_mapping, plain
from ingest.mapping.row import read_row
from ingest.settings import MEGABYTE
from ingest.spider import SourceSpider, name_of, public_address
from ingest.table import open_table

FORM = "list"
"""The form of all lists: nobody knows what a list asked for, so a blank in it says nothing."""

SOURCE = Source(
    id="csv",
    title="Any list, by a mapping of its columns",
    publisher="whom the mapping names",
    address="iop-finder csv-mapping FILE",
    licence="as the mapping says",
    credit="as the mapping says",
    forms=(FORM,),
    expects=Expectations(
        listings={FORM: 1},
        dropped=0.5,
        unknown_codes=1_000,  # counted, not judged: lists are typed by hand
    ),
)


class Spider(SourceSpider):
    """Reads lists by the mapping of its class."""

    name = SOURCE.id
    source = SOURCE
    custom_settings = {"DOWNLOAD_MAXSIZE": 100 * MEGABYTE}
    mapping: ClassVar[Mapping]

    def read(self, response: Response) -> Iterator[Listing]:
        """The rows' listings. Raises SourceError where the list lacks a column that the mapping names."""
        name, about = name_of(response.url), self.mapping.source
        origin = Origin(self.source.id, about.publisher, FORM, about.scope, public_address(response.url), about.as_of, self.retrieved)
        seen: set[str] = set()
        with open_table(name, response.body, self.tally) as table:
            there = {plain(column) for column in table.columns}
            if missing := [column for column in self.mapping.columns if plain(column) not in there]:
                raise SourceError(f"{name}: lacks the columns {', '.join(missing)}, which the mapping names")
            for number, row in table.rows:
                self.tally.read += 1
                where = f"row {number} of {name}"
                for listing in read_row(row, self.mapping, origin, self.tally, where):
                    if listing.source_id in seen:
                        self.tally.dropped.add("the same program again", where)
                        continue
                    seen.add(listing.source_id)
                    yield listing


@dataclass(frozen=True, slots=True)
class Bound:
    """The source that a mapping makes."""

    SOURCE: Source
    Spider: type[SourceSpider]


def bind(path: Path) -> Bound:
    """The source of a list, as its mapping declares it. Raises BadParameter where the mapping is wrong."""
    meaning = load_mapping(path)
    about = meaning.source
    source = replace(
        SOURCE,
        id=f"{SOURCE.id}-{about.id}",
        title=about.title,
        publisher=about.publisher,
        address=about.address,
        licence=about.licence,
        credit=about.credit or about.publisher,
    )
    return Bound(source, type("Spider", (Spider,), {"name": source.id, "source": source, "mapping": meaning}))
