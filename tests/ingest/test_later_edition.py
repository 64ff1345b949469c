"""The real directories beside a later edition of 2,000 of their rows, spelled otherwise: what is found again, and what is mixed up."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest

from finder.claim import Origin
from finder.listing import Closed, Closing, Listing
from ingest.ledger import LEDGER
from ingest.match import programs_of
from ingest.merge_all import merge_all, read_programs
from ingest.snapshot import SnapshotWriter, newest_good
from tests.ingest.books import NOW
from tests.ingest.later import later

DRAWN, CLOSED = 2_000, 100


@cache
def directories(home: Path) -> list[Listing]:
    """Every program's first row: what the directories repeat is the same program."""
    snapshot = newest_good(home, "samhsa-directory")
    assert snapshot
    return [group[0] for group in programs_of({"samhsa-directory": snapshot.listings()})]


def edition(x: Listing) -> Origin:
    """Where a row of the later edition stands."""
    return replace(x.origin, source="later", as_of="2022", retrieved="2026-01-06")


def partners(now: Sequence[Listing], then: Sequence[Listing]) -> Mapping[str, set[str]]:
    """By key of the later edition, the directories' keys that it was matched with."""
    found: dict[str, set[str]] = defaultdict(set)
    for group in programs_of({"samhsa-directory": now, "later": then}):
        new = {x.key for x in group if x.origin.source == "later"}
        for key in new:
            found[key] |= {x.key for x in group} - new
    return found


def neighbours(rows: Sequence[Listing], count: int, random: Random) -> list[Listing]:
    """So many rows that have another of their kind near by: half of them at the same street, the others in the same ZIP."""
    sites, zips = defaultdict(list), defaultdict(list)
    for x in rows:
        sites[(x.care, x.address.zip, x.address.street.partition(",")[0].lower())].append(x)
        zips[(x.care, x.address.zip)].append(x)
    same_site = {x.key: x for own in sites.values() if len(own) > 1 for x in own}
    same_zip = [x for own in zips.values() if len(own) > 1 for x in own if x.key not in same_site]
    at_site = random.sample(list(same_site.values()), count // 2)
    return at_site + random.sample(same_zip, count - len(at_site))


@pytest.fixture
def rows(real_home: Path) -> list[Listing]:
    """The directories' rows, without what nobody compares."""
    return [replace(x, claims=()) for x in directories(real_home)]


def test_a_later_edition_is_found_again_among_all_rows_and_no_neighbour_is_taken(rows: list[Listing]) -> None:
    """Half of those drawn are neighbours, so that each has at least one program beside it that it could be mixed up with."""
    random = Random(2026)
    drawn = [*random.sample(rows, DRAWN), *neighbours(rows, DRAWN, random)]
    drawn = list({x.key: x for x in drawn}.values())
    found = partners(rows, later(drawn, edition, random))
    right = sum(found[f"later/n{i}"] == {x.key} for i, x in enumerate(drawn))
    wrong = [(x.key, own) for i, x in enumerate(drawn) if (own := found[f"later/n{i}"] - {x.key})]
    assert right / len(drawn) >= 0.99, f"{right} of {len(drawn)}"
    assert wrong == []


def test_a_row_whose_own_is_gone_seldom_takes_its_neighbour(rows: list[Listing]) -> None:
    """Harder than a later edition is: 2,000 rows are spelled otherwise and taken out; what they find then are other programs. Of the few
    that are left most differ in nothing but a suite's letter, or by a word that means the same."""
    random = Random(7)
    drawn = neighbours(rows, DRAWN, random)
    gone = {x.key for x in drawn}
    found = partners([x for x in rows if x.key not in gone], later(drawn, edition, random))
    assert sum(map(bool, found.values())) <= 0.006 * DRAWN


def test_ids_stay_closings_show_and_what_changed_is_listed(real_home: Path, tmp_path: Path) -> None:
    random = Random(5)
    before = [replace(x, origin=replace(x.origin, source="later")) for x in random.sample(directories(real_home), DRAWN)]
    now = later(before, edition, random)[CLOSED:]
    store(tmp_path, 0, before)
    merge_all(tmp_path, now=NOW)
    first = {key: p for p in read_programs(tmp_path) for key in p.listings}
    store(tmp_path, 1, now, gone=before)
    summary = merge_all(tmp_path, now=NOW + timedelta(days=1))
    then = {key: p for p in read_programs(tmp_path) for key in p.listings}
    kept = [(first[old.key], then[new.key]) for old, new in zip(before[CLOSED:], now, strict=True)]
    assert sum(a.id == b.id for a, b in kept) >= 0.99 * len(kept), "ids kept"
    assert all(then[x.key].closed for x in before[:CLOSED]) and all(then[x.key].searchable for x in now)
    noted = {r["program"]: r["changed"] for r in map(json.loads, (tmp_path / LEDGER).read_text().splitlines()) if "changed" in r}
    phones = {b.id for a, b in kept if a.id == b.id and [n.number for n in a.phones] != [n.number for n in b.phones]}
    assert phones == {id for id, what in noted.items() if "phones" in what} and len(phones) > 500
    assert summary.changed["closed"] >= CLOSED and summary.changed["name"] > 500 and summary.changed["payment"] > 500


def store(home: Path, day: int, rows: Sequence[Listing], gone: Sequence[Listing] = ()) -> None:
    """One run of the source."""
    now = NOW + timedelta(days=day)
    closed = Closed(now.date().isoformat(), "later", Closing.GONE)
    with SnapshotWriter(home, "later", now) as writer:
        for x in rows:
            writer.add(x)
        writer.keep_gone(replace(x, closed=closed) for x in gone)
        writer.finish({"source": "later", "synthetic": False, "as_of": ["2022"], "started": now.isoformat()})
