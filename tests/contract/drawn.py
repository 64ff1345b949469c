"""Searches drawn over every state and county, as seekers write them: the same ones every time."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import suppress
from random import Random

from data.gazetteer import HERE
from finder.errors import BadParameter
from finder.query import Level
from search.request import TIERS, SearchRequest, check
from search.service import Finder
from search.written import STRENGTHS

SEED = 2026
SIZE = 100
NAMES = ("recovery", "center", "family services", "new", "behavioral health")


def draw_searches(count: int, finder: Finder) -> Iterator[SearchRequest]:
    """So many requests that can be run: a quarter over whole states, each state in its turn; the rest over counties, cities and ZIPs."""
    rng = Random(SEED)
    places = {kind: _shuffled(labels, rng) for kind, labels in _labels().items()}
    kinds = ("state", "county", "city", "county", "zip", "state", "city", "county")
    drawn = 0
    while drawn < count:
        request = _draw(places[kinds[drawn % len(kinds)]].pop(), finder, rng)
        with suppress(BadParameter):  # a name that several places have, or two wishes that contradict each other
            check(request, finder.vocabulary, finder.questions)
            yield request
            drawn += 1


def _draw(near: str, finder: Finder, rng: Random) -> SearchRequest:
    wishes: dict[str, list[str]] = {s: [] for s in STRENGTHS}
    for _ in range(rng.choice([0, 1, 1, 2, 2, 3, 4])):
        wishes[rng.choice([*STRENGTHS, "prefer", "prefer"])].append(_wish(finder, rng))
    weighed = rng.sample([*(q.id for q in finder.questions), "distance"], rng.choice([0, 0, 1, 3]))
    return SearchRequest(
        near=near,
        radius=None if ("," not in near and not near.isdigit()) or rng.random() < 0.6 else rng.choice([5.0, 25.0, 60.0, 120.0]),
        name=rng.choice(NAMES) if rng.random() < 0.08 else "",
        age=rng.choice([9, 13, 16, 17, 19, 25, 44, 70]) if rng.random() < 0.25 else None,
        prefer=tuple(wishes["prefer"]),
        rule_out=tuple(wishes["rule_out"]),
        require=tuple(wishes["require"]),
        avoid=tuple(wishes["avoid"]),
        weights={id: rng.choice([0.0, 0.3, 0.5, 1.7, 2.0, 3.0]) for id in weighed},
        level=rng.choice(["", "", *Level]),
        tiers=tuple(rng.sample(TIERS, rng.choice([1, 2, 3]))) if rng.random() < 0.5 else (),
        facet=tuple(rng.sample(sorted(finder.vocabulary.dimensions), 2)),
        size=SIZE,
    )


def _wish(finder: Finder, rng: Random) -> str:
    """A wish of one or two terms, or of a range of a measure."""
    if rng.random() < 0.1:
        low = rng.randint(0, 12)
        return f"{rng.choice(sorted(finder.vocabulary.measures))}:{low}..{low + rng.randint(0, 6)}"
    term = rng.choice(sorted(finder.vocabulary.terms))
    kin = [t for t in sorted(finder.vocabulary.terms) if t.partition(":")[0] == term.partition(":")[0] and t != term]
    both = [term, rng.choice(kin).partition(":")[2]] if kin and rng.random() < 0.3 else [term]
    return ",".join(both)


def _labels() -> dict[str, list[str]]:
    """Every place of each kind, as people write it."""
    return {
        "state": [row["name"] for row in _rows("states") if row["name"] not in ("New York", "Washington")] * 3,
        "county": [f"{row['name']}, {row['state']}" for row in _rows("counties")],
        "city": [f"{row['name']}, {row['state']}" for row in _rows("places") if row["kind"] == "city"],
        "zip": [row["zip"] for row in _rows("zips")],
    }


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (HERE / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _shuffled(labels: list[str], rng: Random) -> list[str]:
    return rng.sample(labels, len(labels))
