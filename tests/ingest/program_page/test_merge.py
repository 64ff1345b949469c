"""A program that a directory, a register and its own page know: each fact with its claims, and what is known before the page and after.

The page, the directory and the register are made up; no such program exists.
"""

import csv
from pathlib import Path

import pytest

from api.told import stated_words
from data.vocabulary import load_vocabulary
from data.words import load_wording
from finder.evaluate import evaluate
from finder.listing import Care
from finder.question import Verdict
from ingest.merge_all import merge_all, read_programs
from ingest.run import run_source
from tests.builders import plan_of
from tests.ingest.books import NOW, directory, expect_little, facility

SITE = Path(__file__).parents[1] / "saved" / "program-page"
REGISTER = Path(__file__).parents[1] / "saved" / "colorado-ladders" / "ladders_2022-07-14.csv"
KNOWN = {"name1": "Larkfield Recovery", "street1": "410 Quillwood Avenue", "phone": "303-555-0161", "zip": "80302"}


@pytest.fixture(autouse=True)
def lenient(monkeypatch):
    expect_little(monkeypatch)


def read(home: Path, source: str, *inputs: object):
    result = run_source(source, [str(i) for i in inputs], home, now=NOW, progress=False, accept=True)  # one row is no whole list
    assert result.path


def programs(home: Path):
    merge_all(home, now=NOW)
    return list(read_programs(home))


def known(program) -> tuple[float, dict[str, Verdict]]:
    """The share of the questions' weight that is answered, and the verdict of each."""
    e = evaluate(plan_of(), program)
    return e.known, {a.question: a.verdict for a in e.answers}


def register(folder: Path) -> Path:
    """The register's saved file, its first site at our program's door."""
    with REGISTER.open(newline="", encoding="utf-8-sig") as lines:
        columns, first, *_ = list(csv.reader(lines))
    own = {
        "AccountName": "Larkfield Recovery",
        "Phone": "(303) 555-0161",
        "ProviderLocationDisplayLabel": "410 Quillwood Ave_BR_ENCODED_Boulder, CO 80302",
        "Website": "www.larkfield.example",
        "ActiveMHDesignation": "0",
        "MentalHealthSettings": "",
    }
    path = folder / REGISTER.name
    with path.open("w", newline="", encoding="utf-8") as lines:
        csv.writer(lines).writerows([columns, [own.get(name, cell) for name, cell in zip(columns, first, strict=True)]])
    return path


def test_a_page_answers_what_the_directory_was_never_asked(tmp_path, capsys):
    read(tmp_path, "samhsa-directory", directory(tmp_path, rows=[facility(**KNOWN)]))
    read(tmp_path, "colorado-ladders", register(tmp_path))
    (before,) = (p for p in programs(tmp_path) if p.care is Care.ADDICTION)
    read(tmp_path, "program-page", *sorted(SITE.glob("*.html")))
    (after,) = (p for p in programs(tmp_path) if p.care is Care.ADDICTION)
    assert (after.id, after.name, after.address) == (before.id, "Larkfield Recovery", before.address)
    (share, was), (more, now) = known(before), known(after)
    with capsys.disabled():
        print(f"\nshare of known answers: {share:.0%} before the page, {more:.0%} with it")
    assert more > share
    for question in ("stay", "structure", "therapies", "insurance", "accredited"):
        assert now[question] is not Verdict.UNKNOWN, question
    assert (was["stay"], now["stay"]) == (Verdict.UNKNOWN, Verdict.YES)
    medicaid = after.facts["payment:medicaid"]
    assert [c.origin.source for c in medicaid.claims] == ["samhsa-directory", "colorado-ladders", "program-page"], (
        "each fact with all its claims"
    )
    words = stated_words(after, "structure", load_wording("en"), load_vocabulary())
    assert words == "9 hours a week, 3 hours a day, 3 days a week (their page, dated 12 Nov 2025)"


def test_a_page_that_no_list_knows_is_a_program_of_its_own_and_keeps_its_id(tmp_path):
    read(tmp_path, "samhsa-directory", directory(tmp_path, rows=[facility()]))
    read(tmp_path, "program-page", *sorted(SITE.glob("*.html")))
    (new,) = (p for p in programs(tmp_path) if p.organization.startswith("Larkfield"))
    assert new.facts["level_of_care:iop"].claims[0].origin.url == "https://www.larkfield.example/iop"
    read(tmp_path, "samhsa-directory", directory(tmp_path, rows=[facility(), facility(**KNOWN)]))
    found = {p.id: p for p in programs(tmp_path) if p.searchable}
    assert len(found) == 2 and found[new.id].name == "Larkfield Recovery", "a list that learns of it later takes its id over"


def test_a_survey_of_years_ago_gives_way_to_what_the_page_says(tmp_path):
    read(tmp_path, "samhsa-directory", directory(tmp_path, rows=[facility(**KNOWN, service_code_info="SA * OIT OP * MC")]))
    assert str(programs(tmp_path)[0].facts["payment:medicare"].says) == "yes"
    read(tmp_path, "program-page", *sorted(SITE.glob("*.html")))
    (after,) = programs(tmp_path)
    assert str(after.facts["payment:medicare"].says) == "no" and len(after.facts["payment:medicare"].claims) == 1
