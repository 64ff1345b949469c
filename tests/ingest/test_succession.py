"""One build after another: ids that stay, successors, closings, what changed, and what hidden addresses leave behind."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finder.listing import Closed, Closing, Phone
from ingest.ledger import LEDGER
from ingest.match.pages import is_page
from ingest.merge_all import merge_all, read_programs
from ingest.snapshot import SnapshotWriter
from tests.builders import DENVER, SURVEY, listing, listings
from tests.ingest.books import NOW


def read(home, *current, gone=(), source="s", day=0):
    """One run of a source: what it lists, and what it lists no longer."""
    now = NOW + timedelta(days=day)
    origin = replace(SURVEY, source=source)
    closed = Closed(now.date().isoformat(), source, Closing.GONE)
    with SnapshotWriter(home, source, now) as writer:
        for x in current:
            writer.add(replace(x, origin=replace(x.origin, source=source)))
        writer.keep_gone(replace(x, origin=origin, closed=x.closed or closed) for x in gone)
        writer.finish({"source": source, "synthetic": False, "as_of": ["2021"], "started": now.isoformat()})


def built(home, day=0):
    summary = merge_all(home, now=NOW + timedelta(days=day))
    return summary, {p.id: p for p in read_programs(home)}


def at(id, name="Alpha House", street="1 Main Street", phone="+13035550100", **more):
    x = listing(id, name=name, **more)
    return replace(x, address=replace(x.address, street=street), phones=(Phone(phone),))


def test_a_listing_under_a_new_key_goes_on_with_its_program(tmp_path):
    read(tmp_path, at("a", yes="payment:medicaid"), at("b", name="Beta", street="9 Elm Street"))
    (alpha,) = (p.id for p in built(tmp_path)[1].values() if p.name == "Alpha House")
    renamed = at("c", name="Alpha House LLC", street="1 Main St", phone="+13035550177", no="payment:medicaid")
    read(tmp_path, renamed, at("b", name="Beta", street="9 Elm Street"), gone=[at("a")], day=1)
    summary, programs = built(tmp_path, 1)
    assert programs[alpha].name == "Alpha House LLC" and programs[alpha].listings == ("s/a", "s/c")
    assert (summary.programs, summary.closed, summary.new) == (2, 0, 0)
    assert summary.changed == {"address": 1, "name": 1, "organization": 1, "payment": 1, "phones": 1}
    noted = [json.loads(line) for line in (tmp_path / LEDGER).read_text().splitlines()]
    assert {"program": alpha, "changed": ["name", "organization", "address", "phones", "payment"], "on": "2026-01-06"} in noted
    assert {"listing": "s/c", "program": alpha, "on": "2026-01-06"} in noted
    read(tmp_path, at("d", name="ALPHA HOUSE"), gone=[at("a"), renamed, at("b", name="Beta", street="9 Elm Street")], day=2)
    assert built(tmp_path, 2)[1][alpha].listings == ("s/a", "s/c", "s/d"), "and so on"
    assert built(tmp_path, 3)[0].changed == {}, "a build of the same runs changes nothing"


def test_what_is_gone_is_closed_and_stays_to_be_looked_up(tmp_path):
    read(tmp_path, at("a"), at("b", name="Beta", yes="payment:medicaid"))
    before = built(tmp_path)[1]
    read(tmp_path, at("a"), gone=[at("b", name="Beta", yes="payment:medicaid")], day=1)
    summary, programs = built(tmp_path, 1)
    (closed,) = (p for p in programs.values() if p.closed)
    assert programs.keys() == before.keys() and closed.closed == Closed("2026-01-06", "s", Closing.GONE)
    assert not closed.searchable and closed.facts and (summary.programs, summary.closed, summary.changed) == (1, 1, {"closed": 1})
    read(tmp_path, at("a"), at("b", name="Beta"), day=2)
    assert built(tmp_path, 2)[1][closed.id].searchable, "listed again"


def test_one_that_is_gone_here_and_stands_there_is_open(tmp_path):
    read(tmp_path, at("a"))
    read(tmp_path, at("x"), source="t")
    read(tmp_path, at("b", name="Beta"), gone=[at("a")], day=1)
    (program,) = (p for p in built(tmp_path, 1)[1].values() if p.name == "Alpha House")
    assert program.searchable and program.listings == ("s/a", "t/x")


def test_a_gone_one_never_joins_what_stood_beside_it(tmp_path):
    read(tmp_path, at("a"), at("b", name="Alpha House Center"))
    assert len(built(tmp_path)[1]) == 2
    read(tmp_path, at("b", name="Alpha House Center"), gone=[at("a")], day=1)
    assert [p.listings for p in built(tmp_path, 1)[1].values() if p.closed] == [("s/a",)]


def test_an_id_that_was_merged_away_leads_on_and_comes_back_with_its_listing(tmp_path):
    read(tmp_path, at("a", street="1 Main Street, Suite 1"))
    read(tmp_path, at("x", street="1 Main Street, Suite 2"), source="t")
    first = built(tmp_path)[1]
    read(tmp_path, at("x", street="1 Main Street, Suite 1"), source="t", day=1)
    summary, merged = built(tmp_path, 1)
    (kept,) = (p.id for p in merged.values() if p.searchable)
    (away,) = first.keys() - {kept}
    assert merged.keys() == first.keys() and merged[away].replaced_by == kept and (summary.programs, summary.replaced) == (1, 1)
    read(tmp_path, at("x", street="1 Main Street, Suite 2"), source="t", day=2)
    again = built(tmp_path, 2)[1]
    assert {id: p.listings for id, p in again.items()} == {id: p.listings for id, p in first.items()} and not again[away].replaced_by


def test_a_clock_set_back_does_no_harm(tmp_path):
    read(tmp_path, at("a"))
    ids = built(tmp_path, 5)[1].keys()
    assert built(tmp_path, -400)[1].keys() == ids
    read(tmp_path, at("a"), at("b", name="Beta"), day=1)
    built(tmp_path, -400)
    days = [json.loads(line)["on"] for line in (tmp_path / LEDGER).read_text().splitlines()]
    assert days == sorted(days) and len(days) == 2


ROWS = listings("a").filter(lambda x: not is_page(x))
"""A page is no row of a list: it joins programs, and founds one only where it says that it is an IOP."""


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ROWS, then=ROWS, phone=st.sampled_from(["+13035550100", "+13035550123"]))
def test_an_id_stays_whatever_else_changes(tmp_path_factory, first, then, phone):
    home = tmp_path_factory.mktemp("home")
    read(home, first)
    (id,) = built(home)[1]
    read(home, replace(then, care=first.care, phones=(Phone(phone),), website="https://other.example"), day=1)
    assert [*built(home, 1)[1]] == [id]


SECRET = "77 Secret Lane"


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hidden=st.sampled_from(["before", "now", "other"]), listed=st.booleans())
def test_a_hidden_street_is_in_no_file_of_the_merge(tmp_path_factory, hidden, listed):
    """Hidden in the row that is gone, in the one that took its place, or by another source: none of the files tells, nor does the point."""
    home = tmp_path_factory.mktemp("home")

    def row(id, name, what):
        x = at(id, name=name, street=SECRET, at=DENVER)
        return replace(x, address=replace(x.address, hidden=what == hidden))

    read(home, row("a", "Alpha House", "before"))
    read(home, row("x", "Alpha House", "other"), source="t")
    built(home)
    read(home, *([row("b", "Alpha House Inc", "now")] if listed else []), gone=[row("a", "Alpha House", "before")], day=1)
    _, programs = built(home, 1)
    assert {p.address.hidden for p in programs.values()} == {listed or hidden != "now"}
    assert all(p.address.street == "" and p.point != DENVER for p in programs.values() if p.address.hidden)
    assert "Secret" not in (home / LEDGER).read_text()


@pytest.mark.parametrize("lost", ["a", "b"])
def test_a_merge_taken_back_keeps_the_id_with_most_of_its_listings(tmp_path, lost):
    rows = {"a": at("a"), "b": at("b", phone="+13035550111"), "c": at("c")}
    for source, row in rows.items():
        read(tmp_path, row, source=source)
    (id,) = built(tmp_path)[1]
    read(tmp_path, replace(rows[lost], address=replace(rows[lost].address, street="500 Far Road", zip="80999")), source=lost, day=1)
    programs = built(tmp_path, 1)[1]
    assert len(programs[id].listings) == 2 and len(programs) == 2
