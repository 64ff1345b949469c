"""Colorado's register: two kinds of care in one row, hidden addresses, hours that are the site's, and the real file."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from data.colorado import load_codebooks
from data.vocabulary import load_vocabulary
from finder.listing import Care
from ingest.errors import SourceError
from ingest.run import run_source
from ingest.sources.colorado_ladders import edition_of
from tests.ingest.books import NOW

SAVED = Path(__file__).parent / "saved" / "colorado-ladders" / "ladders_2022-07-14.csv"


def run(path, **named):
    return run_source("colorado-ladders", [str(path)], path.parent, now=NOW, dry_run=True, progress=False, **named)


def test_every_label_says_something_or_why_it_does_not():
    terms = load_vocabulary().terms
    for book in load_codebooks().values():
        for name, code in book.codes.items():
            assert bool(code.yes) != bool(code.unused), name
            assert set(code.yes) <= terms.keys(), name
            assert code.why, name


@pytest.fixture
def read():
    result = run(SAVED)
    return {x.source_id: x for x in result.listings}, result.report


def test_a_row_of_both_kinds_is_two_listings_of_one_site(read):
    listings, _ = read
    both = [listings[f"001MADEUP0000001AAA-{kind}"] for kind in ("sud", "mh")]
    assert [x.care for x in both] == [Care.ADDICTION, Care.MENTAL_HEALTH]
    assert both[0].address == both[1].address and both[0].organization == both[1].organization


def test_a_hidden_address_leaves_no_street_and_no_point(read):
    x = read[0]["001MADEUP0000002AAA-sud"]
    assert x.address.hidden and not x.address.street and x.point is None


def test_dates_are_the_forms_own_or_the_files(read):
    listings, report = read
    assert listings["001MADEUP0000001AAA-sud"].origin.as_of == "2022-06-13"
    assert listings["001MADEUP0000002AAA-sud"].origin.as_of == "2022-07-14"
    assert listings["001MADEUP0000003AAA-sud"].origin.as_of == "2022-07-14"  # its form's date is still to come
    assert report.repairs["a form's date that is none or after the file's, the file's taken"].count == 1


def test_hours_are_said_to_be_the_sites(read):
    (hint,) = (c for c in read[0]["001MADEUP0000001AAA-sud"].claims if c.term == "schedule:open_evenings")
    assert hint.evidence == "Monday 8:00AM - 8:30PM (hours of the site)"


def test_who_ticks_every_language_is_believed_and_it_is_said(read):
    listings, report = read
    (khmer,) = (c for c in listings["001MADEUP0000002AAA-sud"].claims if c.term == "language:km")
    assert khmer.evidence == "LanguagesSpoken: Cambodian (all 12 languages ticked)"
    assert report.repairs["every language ticked (kept, and said with each)"].count == 1


def test_an_unseen_label_is_counted_and_nothing_is_claimed_of_it(tmp_path):
    file = tmp_path / SAVED.name
    file.write_text(SAVED.read_text("utf-8").replace("Youth Treatment", "Elder Treatment"), "utf-8")
    assert run(file).report.unknown_codes.keys() == {"SubstanceUseServices: Elder Treatment"}


def test_another_list_is_not_the_register(tmp_path):
    (tmp_path / SAVED.name).write_text("AccountID,Phone\n1,2\n", "utf-8")
    with pytest.raises(SourceError, match="lacks the columns accountname"):
        run(tmp_path / SAVED.name)


@pytest.mark.parametrize("name", ["ladders.csv", "ladders_2022-13-40.csv", "ladders_2031-01-01.csv", "2022-01-01_2022-02-02.csv"])
def test_a_file_must_say_when_it_is_from(name):
    with pytest.raises(SourceError, match="file's name must hold the day"):
        edition_of(name, "2026-01-05")


def test_the_real_register(real_data):
    path = real_data / "colorado-ladders" / "ladders_2022-07-14.csv"
    result = run(path)
    assert (result.report.read, result.shortfalls) == (724, ())
    assert not result.report.unknown_codes and not result.report.unread and not result.report.dropped
    iop = Counter(x.care for x in result.listings if any(c.term == "level_of_care:iop" for c in x.claims))
    sites = {x.source_id.partition("-")[0] for x in result.listings if any(c.term == "level_of_care:iop" for c in x.claims)}
    assert (iop[Care.ADDICTION], iop[Care.MENTAL_HEALTH], len(sites)) == (275, 22, 289)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        hidden = {row["AccountID"] for row in csv.DictReader(lines) if row["HideAddress"] == "1"}
    masked = [x for x in result.listings if x.source_id.partition("-")[0] in hidden]
    assert len(hidden) == 28 and {x.address.hidden for x in masked} == {True}
    assert not any(x.address.street or x.point for x in masked)
