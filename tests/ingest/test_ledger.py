"""Program ids: the same for ever, and on every machine."""

import re

import pytest

from ingest import ledger as module
from ingest.errors import BrokenStore
from ingest.ledger import LEDGER, Ledger, make_id


def assigned(home, *groups):
    ledger = Ledger(home)
    ids = ledger.assign(groups)
    ledger.save()
    return ids


def test_an_id_is_made_of_the_first_listings_key(tmp_path):
    (one,) = assigned(tmp_path, ["s/b", "s/a"])
    assert one == make_id("s/a") and re.fullmatch(r"p[a-z2-7]{10}", one)


def test_ids_are_the_same_on_a_fresh_machine_whatever_the_order(tmp_path):
    groups = [["s/1"], ["s/2", "s/3"], ["s/4"]]
    here = dict(zip(map(tuple, groups), assigned(tmp_path / "a", *groups), strict=True))
    there = dict(zip(map(tuple, groups[::-1]), assigned(tmp_path / "b", *groups[::-1]), strict=True))
    assert here == there and len(set(here.values())) == 3


def test_an_id_survives_a_listing_that_goes_and_one_that_comes(tmp_path):
    (first,) = assigned(tmp_path, ["s/b"])
    assert assigned(tmp_path, ["s/a", "s/b"]) == [first], "though s/a would give another id on a fresh machine"
    assert assigned(tmp_path, ["s/a"]) == [first]


def test_a_rebuild_adds_nothing(tmp_path):
    assigned(tmp_path, ["s/a"], ["s/b"])
    before = (tmp_path / LEDGER).read_bytes()
    assigned(tmp_path, ["s/b"], ["s/a"])
    assert (tmp_path / LEDGER).read_bytes() == before
    assigned(tmp_path, ["s/c"])
    assert (tmp_path / LEDGER).read_bytes().startswith(before)


def test_programs_that_become_one_keep_the_older_id_and_the_other_leads_to_it(tmp_path):
    (older,) = assigned(tmp_path, ["s/z"])
    (younger,) = assigned(tmp_path, ["s/a"])
    assert assigned(tmp_path, ["s/a", "s/z"]) == [older]
    ledger = Ledger(tmp_path)
    assert ledger.merged() == {younger: older} and ledger.successor(younger) == older
    assert assigned(tmp_path, ["s/a"]) == [older]


def test_a_program_that_becomes_two_never_gives_one_id_to_both(tmp_path):
    (one,) = assigned(tmp_path, ["s/a", "s/b"])
    first, second = assigned(tmp_path, ["s/a"], ["s/b"])
    assert first == one and second != one
    assert assigned(tmp_path, ["s/a"], ["s/b"]) == [first, second], "and so it stays"


def test_two_listings_that_would_make_one_id_get_two(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LETTERS", 1)
    ids = assigned(tmp_path, *[[f"s/{n}"] for n in range(25)])
    assert len(set(ids)) == 25
    assert assigned(tmp_path, *[[f"s/{n}"] for n in range(25)]) == ids


def test_a_ledger_that_cannot_be_read_is_not_written_over(tmp_path):
    (tmp_path / LEDGER).write_text('{"listing": "s/a", "program": "pa"}\nnonsense\n')
    with pytest.raises(BrokenStore, match="line 2"):
        Ledger(tmp_path)
