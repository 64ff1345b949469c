"""What a source no longer lists, beside what it lists now: which new row is an old one under another name or address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from finder.listing import Listing

ProgramOf = Callable[[str], str | None]
Followers = Mapping[str, Sequence[Listing]]


def split_gone(current: Iterable[Listing], gone: Iterable[Listing], program_of: ProgramOf) -> tuple[list[Listing], Followers]:
    """The gone listings that may turn up again under another key; and, by the key of the listing that has taken their place, the others.

    `program_of` gives the program that a key has had. Where one source has listed a program under several keys, one after the other, the
    last of them stands for all.
    """
    standing = {id: x.key for x in current if (id := program_of(x.key))}
    last: list[Listing] = []
    followers: dict[str, list[Listing]] = defaultdict(list)
    for x in sorted(gone, key=lambda x: (x.closed.date if x.closed else "", x.key), reverse=True):
        id = program_of(x.key)
        if id in standing:
            followers[standing[id]].append(x)
            continue
        last.append(x)
        if id:
            standing[id] = x.key
    return last, followers


def runs_of(source: str, current: Sequence[Listing], gone: Iterable[Listing], program_of: ProgramOf) -> dict[str, list[Listing]]:
    """By run, what a source listed in it: now, and before. A listing that it had before beside one that is gone is not its successor."""
    known = [x for x in current if program_of(x.key)]
    return {source: list(current), f"{source}, before": [*known, *gone]}


def with_followers(groups: Iterable[Sequence[Listing]], followers: Followers) -> list[list[Listing]]:
    """The groups, each with the gone listings whose place one of its own has taken."""
    return [[*group, *(old for x in group for old in followers.get(x.key, ()))] for group in groups]
