"""Pairs into groups: the surest first, and nothing that the rest of a group rules out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, product

from ingest.match.block import candidates
from ingest.match.score import THRESHOLD, Score, Sharing, Sketch, rules_out, score


@dataclass(frozen=True, slots=True)
class Pair:
    """Two listings, by their places in the sequence, and how surely they are one program."""

    left: int
    right: int
    score: Score


def scored_pairs(sketches: Sequence[Sketch], least: float) -> list[Pair]:
    """The pairs that nothing rules out and that have at least so many points, surest first."""
    sharing = sharing_of(sketches)
    scored = (Pair(a, b, score(sketches[a], sketches[b], sharing)) for a, b in candidates(sketches))
    kept = [p for p in scored if not p.score.against and p.score.points >= least]
    return sorted(kept, key=lambda p: (-p.score.points, *sorted((sketches[p.left].key, sketches[p.right].key))))


def groups_of(sketches: Sequence[Sketch], pairs: Iterable[Pair], threshold: float = THRESHOLD) -> list[list[int]]:
    """The places of the listings that are one program, together. `pairs` come surest first.

    A pair joins two groups if nothing in the one rules out anything in the other. Where a listing has two equally good partners that
    cannot both be right, it joins neither: which one, nobody can tell.
    """
    groups = {place: [place] for place in range(len(sketches))}
    sure = (p for p in pairs if p.score.points >= threshold)
    for _, level in groupby(sure, key=lambda p: p.score.points):
        possible = [p for p in level if _can_join(groups, p, sketches)]
        doubtful = _rivalled(groups, possible, sketches)
        for p in possible:
            if p not in doubtful and _can_join(groups, p, sketches):
                _join(groups, p)
    return [group for place, group in groups.items() if group[0] == place]


def _can_join(groups: Mapping[int, list[int]], pair: Pair, sketches: Sequence[Sketch]) -> bool:
    left, right = groups[pair.left], groups[pair.right]
    return left is not right and _fit(left, right, sketches)


def _fit(left: Sequence[int], right: Sequence[int], sketches: Sequence[Sketch]) -> bool:
    return not any(rules_out(sketches[a], sketches[b]) for a, b in product(left, right))


def _rivalled(groups: Mapping[int, list[int]], pairs: Sequence[Pair], sketches: Sequence[Sketch]) -> set[Pair]:
    """The pairs of one level whose listing has another partner there that does not go together with this one."""
    partners: dict[int, list[tuple[Pair, list[int]]]] = defaultdict(list)
    for p in pairs:
        partners[groups[p.left][0]].append((p, groups[p.right]))
        partners[groups[p.right][0]].append((p, groups[p.left]))
    return {
        p for own in partners.values() for p, group in own for _, other in own if other is not group and not _fit(group, other, sketches)
    }


def _join(groups: dict[int, list[int]], pair: Pair) -> None:
    joined = sorted(groups[pair.left] + groups[pair.right])
    for place in joined:
        groups[place] = joined


def sharing_of(sketches: Iterable[Sketch]) -> Sharing:
    """At how many sites a source gives each number and web site. Counted by run: who moved has two addresses, but one at a time."""
    sites: dict[tuple[str, str], dict[str, set[tuple[str, ...]]]] = defaultdict(lambda: defaultdict(set))
    for x in sketches:
        site = (x.street.number, x.street.name, x.zip) if x.street.known else (x.key,)
        for what in (*(("phone", n) for n in x.phones), ("site", x.host)):
            for run in x.runs:
                sites[what][run].add(site)
    most = {what: max(len(own) for own in runs.values()) for what, runs in sites.items()}
    return Sharing({n: k for (kind, n), k in most.items() if kind == "phone"}, {h: k for (kind, h), k in most.items() if kind == "site"})
