"""Lists read by a mapping: what mappings must say, and what cells say and do not."""

from math import inf

import pytest

from finder.errors import BadParameter
from ingest.errors import SourceError
from ingest.mapping.model import load_mapping
from ingest.run import run_source
from tests.ingest.books import NOW

SOURCE = """
[source]
id = "made-up"
title = "Made-up list"
publisher = "Made-up County"
address = "https://made-up.example"
licence = "CC0"
as_of = "2025-06"
care = "addiction"
state = "OH"
"""
COLUMNS = '[columns]\n"Name" = { field = "name" }\n'


def run(tmp_path, columns, body, source=SOURCE, **named):
    mapping, list_ = tmp_path / "m.toml", tmp_path / "list.csv"
    mapping.write_text(source + COLUMNS + columns, "utf-8")
    list_.write_text(body, "utf-8")
    return run_source("csv", [str(list_)], tmp_path, now=NOW, progress=False, mapping=mapping, **{"dry_run": True, **named})


def says(result, number=0):
    return {c.term: str(c.says) for c in result.listings[number].claims}


@pytest.mark.parametrize(
    ("cell", "said", "counted"),
    [
        ("Y", "yes", 0),
        ("x", "yes", 0),
        ("✓", "yes", 0),
        ("No", "no", 0),
        ("maybe", None, 0),
        ("n/a", None, 0),
        ("", None, 0),
        ("ja", None, 1),
    ],
)
def test_yes_no_maybe_and_words_that_nobody_knows(tmp_path, cell, said, counted):
    result = run(tmp_path, '"Medicaid" = { term = "payment:medicaid" }', f"Name,Medicaid\nA,{cell}\n")
    assert says(result).get("payment:medicaid") == said
    assert len(result.report.unknown_codes) == counted


@pytest.mark.parametrize(
    ("cells", "ranges", "counted"),
    [
        ("13,17", [(13, 17)], False),
        ("18,", [(18, inf)], False),
        (",12", [(0, 12)], False),
        ("17,13", [], True),
        (",", [], False),
        ("18+,99", [(18, 99)], False),
    ],
)
def test_the_ends_of_a_range_may_stand_in_two_columns(tmp_path, cells, ranges, counted):
    columns = '"Min Age" = { measure = "age", end = "from" }\n"Max Age" = { measure = "age", end = "to" }'
    result = run(tmp_path, columns, f"Name,Min Age,Max Age\nA,{cells}\n")
    assert [(r.low, r.high) for r in result.listings[0].measures.get("age", ())] == ranges
    assert ("a range that ends before it begins, left out" in result.report.repairs) == counted


def test_several_values_in_a_cell_and_one_that_nobody_knows(tmp_path):
    levels = '"Levels" = { values = { "IOP" = ["level_of_care:iop"], "PHP/Day" = ["level_of_care:php"], "Other" = [] } }'
    result = run(tmp_path, levels, "Name,Levels\nA,iop; PHP/Day\nB,PHP/Day\nC,IOP | Other | XYZ\n")
    assert says(result, 0) == {"level_of_care:iop": "yes"}, "PHP/Day is parted by its own slash here"
    assert says(result, 1) == {"level_of_care:php": "yes"}
    assert says(result, 2) == {"level_of_care:iop": "yes"}
    assert {"Levels: PHP", "Levels: Day", "Levels: XYZ"} == result.report.unknown_codes.keys()
    own = run(tmp_path, levels.replace("} }", '}, separators = ";" }'), "Name,Levels\nA,iop; PHP/Day\n")
    assert says(own) == {"level_of_care:iop": "yes", "level_of_care:php": "yes"}


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Medicaid, Aetna and self pay", {"payment:medicaid", "insurer:aetna", "payment:self_pay"}),
        ("All insurances except Medicare", set()),
        ("Medicaid. We do not take Medicare", {"payment:medicaid"}),
        ("Aetna pending", set()),
        ("Medicaid; call about Cigna", {"payment:medicaid"}),
        ("Aetna Better Health", {"insurer:aetna_better_health"}),
    ],
)
def test_free_text_says_what_it_plainly_says(tmp_path, text, terms):
    result = run(tmp_path, '"Pay" = { lexicon = ["payment", "insurer"] }', f'Name,Pay\nA,"{text}"\n')
    assert says(result).keys() == terms
    assert all(c.evidence == f"Pay: {text}" for c in result.listings[0].claims)


def test_a_place_in_one_cell(tmp_path):
    columns = '"Where" = { field = "address" }\n'
    body = 'Name,Where\nA,"1 Elm Street, Suite 5, Columbus, OH 43215"\nB,"Columbus, Ohio 43215-1234"\nC,somewhere\n'
    found = [x.address for x in run(tmp_path, columns, body).listings]
    assert [(a.street, a.city, a.state, a.zip) for a in found] == [
        ("1 Elm Street, Suite 5", "Columbus", "OH", "43215"),
        ("", "Columbus", "OH", "43215"),
        ("", "", "OH", ""),
    ]


@pytest.mark.parametrize(("cell", "hidden"), [("", False), ("no", False), ("yes", True), ("x", True), ("shelter", True), ("maybe", True)])
def test_an_address_is_hidden_by_anything_but_a_plain_no(tmp_path, cell, hidden):
    result = run(tmp_path, '"Hide" = { field = "hidden" }', f"Name,Hide\nA,{cell}\n")
    assert result.listings[0].address.hidden is hidden


def test_each_row_says_when_and_the_list_who(tmp_path):
    result = run(tmp_path, '"Updated" = { field = "as_of" }', "Name,Updated\nA,3/4/2025\nB,\nC,soon\nD,2031-01-01\n")
    assert [x.origin.as_of for x in result.listings] == ["2025-03-04", "2025-06", "2025-06", "2025-06"]
    assert {(x.origin.publisher, x.origin.source) for x in result.listings} == {("Made-up County", "csv-made-up")}


def test_every_list_has_its_own_runs(tmp_path):
    for id in ("made-up", "other"):
        assert run(tmp_path, "", "Name\tX\nA\t\n", SOURCE.replace('"made-up"', f'"{id}"'), dry_run=False).path
    assert sorted(f.name for f in (tmp_path / "snapshots").iterdir()) == ["csv-made-up", "csv-other"]


def test_rows_that_come_twice_and_columns_that_nobody_mapped_are_counted(tmp_path):
    report = run(tmp_path, "", "Name,Boss\nA,Z\nA,Z\nB,\n").report
    assert (report.kept, report.unread["boss"].count, report.dropped["the same program again"].count) == (2, 2, 1)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ('"A" = { field = "nam" }', "columns.A: there is no field nam"),
        ('"A" = { term = "payment:gold" }', "the vocabulary has no payment:gold"),
        ('"A" = { measure = "moons" }', "the vocabulary has no moons"),
        ('"A" = { term = "payment:medicaid", field = "zip" }', "says field and term"),
        ('"A" = { }', "says nothing"),
        ('"A" = { trem = "payment:medicaid" }', "Extra inputs"),
        ('"A" = ', "is no TOML"),
    ],
)
def test_a_wrong_mapping_says_where(tmp_path, columns, message):
    with pytest.raises(BadParameter, match=message):
        run(tmp_path, columns, "Name,A\nx,y\n")


@pytest.mark.parametrize(
    ("gone", "message"), [('care = "addiction"\n', "kind of care"), ('state = "OH"\n', "holds the state"), ('licence = "CC0"\n', "licence")]
)
def test_a_mapping_that_cannot_find_a_program_is_refused(tmp_path, gone, message):
    with pytest.raises(BadParameter, match=message):
        run(tmp_path, "", "Name,A\nx,y\n", SOURCE.replace(gone, ""))


def test_a_column_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SourceError, match="lacks the columns Zip"):
        run(tmp_path, '"Zip" = { field = "zip" }', "Name,City\nA,Columbus\n")


def test_lists_want_a_mapping_and_nothing_else_takes_one(tmp_path):
    for id, mapping in (("csv", None), ("sample", tmp_path / "m.toml")):
        with pytest.raises(BadParameter, match="csv-mapping"):
            run_source(id, ["x"], tmp_path, now=NOW, mapping=mapping)
    with pytest.raises(BadParameter, match="cannot be read"):
        load_mapping(tmp_path / "none.toml")
