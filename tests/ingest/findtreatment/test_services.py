"""A row's labels."""

from dataclasses import replace

from finder.claim import Basis, Says
from ingest.sources import findtreatment
from ingest.sources.findtreatment import SOURCE
from tests.ingest.findtreatment.made import counts, read, row, says, services


def test_no_services_say_nothing(tmp_path):
    odd = [None, [], "SA", [None, 5]]
    result = read(tmp_path, *(row(name1=f"Made-up {n}", services=s) for n, s in enumerate(odd)))
    assert all(x.claims == () for x in result.listings) and len(result.listings) == 4
    assert counts(result.report.repairs) == {
        "no answers at all": 4,
        "services are no list, left out": 1,
        "a service that is no object, left out": 2,
    }


def test_an_unknown_label_is_counted_and_makes_its_category_silent(tmp_path):
    result = read(tmp_path, row(services=services(TC="Substance use treatment", PAY="Medicaid; Barter", SET="Outpatient", ZZ="Zebra")))
    said = says(result.listings[0])
    assert said["payment:medicaid"] is Says.YES and "payment:medicare" not in said, "Barter may be a new name of Medicare"
    assert said["level_of_care:iop"] is Says.NO
    assert counts(result.report.unknown_codes) == {"PAY: Barter": 1, "ZZ: Zebra": 1}
    assert result.report.unknown_codes["PAY: Barter"].example == "row 1 of saved_2025-06-30.json"
    assert not result.shortfalls, "labels drift: a few unknown ones are reported, and the run is good"


def test_only_one_sex_is_said_where_both_boxes_were_understood(tmp_path):
    both = [row(name1=f"Made-up {n}", services=services(SN=text, AGE="Adults")) for n, text in enumerate(["Female", "Female; Men"])]
    a, b = read(tmp_path, *both).listings
    assert says(a)["serves_only:women"] is Says.YES and "serves_only:women" not in says(b)


def test_labels_of_an_older_form_say_yes_and_never_no(tmp_path):
    old = services(TC="Substance use treatment", PAY="Military insurance (e.g., TRICARE)", SET="Intensive outpatient treatment")
    result = read(tmp_path, row(services=old))
    assert says(result.listings[0])["payment:military_insurance"] is Says.YES
    assert {c.basis for c in result.listings[0].claims} == {Basis.TICKED}
    (x,) = read(tmp_path, row(), name="locator_2019-05-23.json").listings
    assert {c.basis for c in x.claims} == {Basis.TICKED}, "of that date, even where every label is today's"


def test_what_only_the_other_survey_asks_today_is_kept(tmp_path):
    result = read(tmp_path, row(services=services(TAP="Dialectical behavior therapy; Matrix Model")))
    said = says(result.listings[0])
    assert said["therapy:dbt"] is said["approach:matrix"] is Says.YES and "therapy:emdr" not in said
    assert said["therapy:cbt"] is Says.NO
    assert result.report.repairs["an answer that only the other survey asks for today, kept"].count == 1
    assert not result.report.unknown_codes


def test_a_name_that_says_iop(tmp_path):
    (x,) = read(tmp_path, row(name1="Made-up IOP", typeFacility="MH", services=None)).listings
    assert says(x) == {"level_of_care:iop_in_name": Says.YES}


def test_a_drifting_api_is_refused(tmp_path, monkeypatch):
    expects = replace(SOURCE.expects, unknown_codes=1)
    monkeypatch.setattr(findtreatment, "SOURCE", replace(SOURCE, expects=expects))
    result = read(tmp_path, row(services=services(PAY="Medicaid; Barter", ZZ="Zebra")))
    assert result.shortfalls == ("2 unknown codes, at most 1 expected",)
