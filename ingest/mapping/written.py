"""A draft as the text of a mapping file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from finder.tokens import squash
from ingest.mapping.draft import GUESS, Placed, quoted


def to_toml(id: str, placed: Sequence[Placed]) -> Iterator[str]:
    """The draft as the lines of a mapping file. What only a person knows is left empty, and refused until it is filled in."""
    fields = {p.meaning for p in placed}
    yield "# Drafted by iop-finder csv-mapping. Fill in [source]; look at every GUESS; a column that is commented out is not read."
    yield "[source]"
    yield f'id = "{"-".join(squash(id).split()) or "list"}"'
    for name, what in (("title", "what the list is called"), ("publisher", "who says it"), ("address", "where people find it")):
        yield f'{name} = ""  # FILL IN: {what}'
    yield 'licence = ""  # FILL IN: what may be done with it'
    yield 'as_of = ""  # FILL IN: the list\'s own date, 2026 or 2026-03 or 2026-03-31, never that of the download'
    if not any(p.meaning.startswith("care") for p in placed):
        yield '# care = "addiction"  # FILL IN, or "mental_health": no column says it'
    if not fields & {'field = "state"', 'field = "address"', 'field = "city_state_zip"'}:
        yield '# state = "OH"  # FILL IN: no column says it'
    yield ""
    yield "[columns]"
    for p in placed:
        if p.meaning:
            yield f"{quoted(p.column)} = {{ {p.meaning} }}  # {'GUESS: ' if p.sure == GUESS else ''}{p.why}"
        else:
            yield f"# {quoted(p.column)}: NOT PLACED: {p.why}"
