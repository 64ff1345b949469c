"""What an operator's own people say about programs, by their ids: corrections and availability. It joins what is merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from finder.claim import Claim, Origin, Range, Scope
from finder.listing import Care, Listing
from finder.place import Address
from ingest.ledger import Ledger

UNTIL = " until "
"""What parts, in the id of a statement that expires, the program from the last day on which it holds."""


def statement(target: str, origin: Origin, claims: Iterable[Claim], *, number: int, until: str = "", hide: bool = False) -> Listing:
    """A person's word on the program that `target` names: its id, or the key of one of its listings. It has no place of its own."""
    about = Address("", "", "", "", "", hide)
    id = f"{number} {target}{UNTIL}{until}" if until else f"{number} {target}"
    return Listing(id, origin, target, "", Care.ADDICTION, about, None, (), "", tuple(claims))


def with_range(listing: Listing, measure: str, ranges: tuple[Range, ...]) -> Listing:
    """The statement with a measure's ranges."""
    return replace(listing, measures={measure: ranges})


def is_statement(listing: Listing) -> bool:
    """Whether a listing is a person's word and no program's own listing."""
    return listing.origin.scope is Scope.PERSON


def holds(statement: Listing, today: str) -> bool:
    """Whether the statement's last day has not gone by."""
    until = statement.source_id.partition(UNTIL)[2]
    return not until or today <= until


def with_statements(
    programs: Mapping[str, list[Listing]], said: Iterable[Listing], ledger: Ledger
) -> tuple[dict[str, list[Listing]], tuple[str, ...]]:
    """The programs' listings with what people say of them, and the names of programs that people speak of and that there are not."""
    by_key = {x.key: id for id, group in programs.items() for x in group}
    found: dict[str, list[Listing]] = defaultdict(list)
    nowhere = set()
    for x in said:
        id = by_key.get(x.name) or ledger.successor(x.name)
        if id in programs:
            own = programs[id]
            closed = own[0].closed if all(o.closed for o in own) else None
            found[id].append(replace(x, care=own[0].care, closed=closed))
        else:
            nowhere.add(x.name)
    return {id: [*group, *found.get(id, ())] for id, group in programs.items()}, tuple(sorted(nowhere))
