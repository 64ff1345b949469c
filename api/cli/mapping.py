"""csv-mapping: a mapping drafted for a list."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

LOOKED_AT = 500
"""Rows that the draft is made from."""


def csv_mapping(
    file: Annotated[Path, typer.Argument(help="A list: CSV in any usual encoding and delimiter, or Excel.", exists=True, dir_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print column by column what was placed, how surely, and why.")] = False,
) -> None:
    """Draft the mapping by which `ingest csv` reads a list: what each column seems to mean, which are guesses, which have no place.

    Example: iop-finder csv-mapping county.csv > county.toml
    """
    from api.cli import output
    from ingest.mapping.draft import draft
    from ingest.mapping.written import to_toml
    from ingest.table import open_table
    from ingest.tally import Tally

    with open_table(file.name, file.read_bytes(), Tally()) as table:
        title = dict(zip(table.columns, table.titles, strict=True))
        rows = [{title[column]: text for column, text in row.items()} for _, row in islice(table.rows, LOOKED_AT)]
        placed = draft(table.titles, rows)
    if as_json:
        output.print_json({"columns": [{"column": p.column, "meaning": p.meaning, "sure": p.sure, "why": p.why} for p in placed]})
    else:
        for line in to_toml(file.stem, placed):
            print(line)
    counts = Counter(p.sure for p in placed)
    found = f"{counts['sure']} placed, {counts['guess']} guessed, {counts['not placed']} not placed"
    output.err().print(f"{len(placed)} columns, {len(rows):,} rows looked at: {found}")
