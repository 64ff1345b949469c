"""What SAMHSA really sent."""

from itertools import islice

import pytest

from finder.claim import Basis, Says
from finder.listing import Care
from finder.place import Precision
from ingest.run import Memory, run_source
from ingest.sources import samhsa_directory
from ingest.tally import Tally
from ingest.workbook import open_workbook
from tests.ingest.books import NOW
from tests.ingest.findtreatment.made import as_sent, counts, read, run, says

ON_PURPOSE = "label left out on purpose: "


def left_out(report) -> dict[str, int]:
    return {what.removeprefix(ON_PURPOSE): n for what, n in counts(report.repairs).items() if what.startswith(ON_PURPOSE)}


def test_the_locators_answer_of_2019(real_data, tmp_path):
    saved = str(real_data / "samhsa/findtreatment-api/locator_listing_2019-05-23.json")
    result = run_source("findtreatment", [saved], tmp_path, now=NOW, progress=False)
    report = result.report
    assert result.shortfalls == () and result.path is not None
    assert (report.read, report.kept, report.as_of) == (25, 25, ("2019-05-23",))
    assert not report.dropped and not report.unread and not report.unknown_codes
    assert left_out(report) == {
        "EXCL: All Clients in Opioid Treatment Program": 4,
        "OTHR: Treatment for internet use disorder": 4,
        "SET: Computerized treatment/telemedicine": 3,
        "TAP: Rational emotive behavioral therapy": 4,
    }
    dry = run(tmp_path, saved)
    assert sum(says(x).get("level_of_care:iop") is Says.YES for x in dry.listings) == 8
    assert all(c.basis is not Basis.UNTICKED for x in dry.listings for c in x.claims)
    assert all(x.point and x.point.precision is Precision.SITE and x.website for x in dry.listings)


def test_the_guides_sample(real_data, tmp_path):
    result = run(tmp_path, str(real_data / "samhsa/findtreatment-api/developer_guide_v1.9_sample_response.json"))
    report = result.report
    assert [x.care for x in result.listings] == [Care.MENTAL_HEALTH, Care.ADDICTION] and report.as_of == ("2025",)
    assert not report.dropped and not report.unread and not report.unknown_codes and not result.shortfalls
    assert left_out(report) == {
        "FOP: Private (for-profit/non-profit) organization": 1,
        "PAY: Access to Recovery (ATR) voucher": 1,
        "SET: Computerized treatment": 1,
        "SL: Services for the hearing-impaired": 1,
    }
    assert report.repairs["edition assumed: 2025"].count == 2
    assert says(result.listings[1])["payment:state_plan"] is Says.YES


@pytest.mark.parametrize("kind", ["SA", "MH"])
def test_a_directorys_rows_say_the_same_in_labels(real_data, tmp_path, kind):
    path = real_data / f"samhsa/national-directory-2022/National_Directory_{kind}_Facilities_2022.xlsx"
    with open_workbook(path.name, path.read_bytes()) as book:
        cells = [row for _, row in islice(book.rows(book.sheets[0]), 400)]
        directory = samhsa_directory.Spider(inputs=(), tally=Tally(), sink=Memory(), now=NOW).directory(book, "")
    sent = [as_sent(dict(row), kind) for row in cells]
    result = read(tmp_path, *sent, name="labels_2022.json")
    wanted = [samhsa_directory.read_row(row, directory, Tally(), "") for row in cells]
    assert len(result.listings) == 400 and not result.report.unknown_codes and not result.report.unread
    for x, y in zip(result.listings, wanted, strict=True):
        assert y and (x.source_id, x.name, x.address, x.point) == (y.source_id, y.name, y.address, y.point)
        assert [(c.term, c.says, c.evidence, c.basis) for c in x.claims] == [(c.term, c.says, c.evidence, c.basis) for c in y.claims]
