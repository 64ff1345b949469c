"""A hidden address is nowhere in what is merged: not in the file of programs, not in the index, whatever another source says."""

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from data.vocabulary import load_vocabulary
from finder.claim import Basis, Claim, Fact, Says
from finder.listing import Listing
from finder.place import Address, Point, Precision
from finder.tokens import squash
from ingest import merge_all as merging
from ingest.hide import INSTEAD, hidden_ids, without_place
from ingest.merge_all import PROGRAMS, merge_all, read_programs
from ingest.run import run_source
from ingest.snapshot import SnapshotWriter, newest_good
from search.embedded.generation import build
from tests.builders import listing, program

NOW = datetime(2026, 1, 5, tzinfo=UTC)
DOOR = Point(40.02, -105.28, Precision.SITE)
MAIN = Address("1 Main Street, Suite 5", "Boulder", "Boulder County", "CO", "80302")


@pytest.mark.parametrize(("address", "precision"), [({}, Precision.ZIP), ({"zip": ""}, Precision.CITY), ({"zip": "99999"}, Precision.CITY)])
def test_a_hidden_program_is_placed_no_closer_than_its_zip_and_has_no_street(address, precision):
    p = without_place(replace(program("p", at=DOOR), address=replace(MAIN, **address)), [MAIN.street])
    assert p.point is not None and p.point.precision is precision and (p.point.lat, p.point.lon) != (DOOR.lat, DOOR.lon)
    assert p.address == replace(MAIN, street="", hidden=True, **address)


def test_one_of_no_known_place_has_no_point():
    assert without_place(replace(program("p", at=DOOR), address=replace(MAIN, city="Nowhereville", zip="")), []).point is None


def test_a_point_that_tells_nothing_stays():
    town = Point(40.0, -105.2, Precision.CITY)
    assert without_place(replace(program("p", at=town), address=MAIN), []).point == town


@pytest.mark.parametrize("words", ["Find us at 1 Main Street!", "1 MAIN STREET, Suite 5, Boulder"])
def test_no_claim_quotes_the_street(words):
    plain = listing("a", yes="level_of_care:iop").claims[0]
    claim = Claim("level_of_care:iop", Says.YES, words, Basis.QUOTED, plain.origin)
    p = replace(program("p"), facts={claim.term: Fact(Says.YES, (claim,))}, address=MAIN)
    assert [c.evidence for c in without_place(p, [MAIN.street]).facts[claim.term].claims] == [INSTEAD]
    assert without_place(p, ["11 Main Street"]).facts == p.facts


def test_what_hides_one_hides_its_siblings():
    open_, shut = listing("a"), listing("b")
    shut = replace(shut, address=replace(shut.address, hidden=True))
    groups = {"p1": [open_, shut], "p2": [listing("c")], "p3": [listing("d")]}
    assert hidden_ids(groups, {"p1": ("p2",), "p2": ("p1",)}) == {"p1", "p2"}


def with_number(hidden: Listing, shown: list[Listing]) -> list[Listing]:
    """The directory's listings that a hidden one's telephone number leads to."""
    numbers = {p.number for p in hidden.phones}
    return [x for x in shown if x.care is hidden.care and numbers & {p.number for p in x.phones}]


def test_the_directorys_street_of_a_site_that_colorado_hides_is_in_no_file(real_home, real_data, tmp_path, monkeypatch):
    """Each of the hidden sites is joined with the facilities of its telephone number, and every file written is read for their streets."""
    directory = newest_good(real_home, "samhsa-directory")
    assert directory
    with SnapshotWriter(tmp_path, "samhsa-directory", NOW) as writer:
        for x in (x for x in directory.listings() if x.address.state == "CO"):
            writer.add(x)
        writer.finish(directory.report)
    register = real_data / "colorado-ladders" / "ladders_2022-07-14.csv"
    run_source("colorado-ladders", [str(register)], tmp_path, now=NOW, progress=False)
    streets: set[str] = set()

    def joined(runs: Mapping[str, Iterable[Listing]]) -> list[list[Listing]]:
        everything = [x for own in runs.values() for x in own]
        shown = [x for x in everything if x.origin.source == "samhsa-directory"]
        groups = [[*with_number(x, shown), x] for x in everything if x.address.hidden]
        streets.update(squash(x.address.street.partition(",")[0]) for group in groups for x in group[:-1])
        return [group for group in groups if len(group) > 1]

    monkeypatch.setattr(merging, "programs_of", joined)
    merge_all(tmp_path, now=NOW)
    programs = list(read_programs(tmp_path))
    build(programs, tmp_path / "index", load_vocabulary(), NOW, {"sources": []})
    assert len(streets) > 5 and {(p.address.hidden, p.address.street) for p in programs} == {(True, "")}
    assert {p.address.zip for p in programs} and all(p.point and p.point.precision is not Precision.SITE for p in programs)
    files = [f.read_bytes() for f in (tmp_path / "index").rglob("*") if f.is_file()]
    written = f" {squash(b' '.join([gzip.decompress((tmp_path / PROGRAMS).read_bytes()), *files]).decode('utf-8', 'ignore'))} "
    assert squash(programs[0].name) in written, "names are there, so a street would be found"
    assert [street for street in streets if f" {street} " in written] == []
