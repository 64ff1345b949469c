"""The sample directories: invented through and through, in the real ones' form, and with all that the tests and the demo tell."""

from __future__ import annotations

import doctest
import re
import runpy
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from openpyxl import load_workbook

from data.gazetteer import gazetteer
from data.samhsa import SURVEYS, load_codebooks
from data.sample import row, ticks, write_sample
from data.sample.tables import load_categories, load_kinds, load_placed, load_rules
from finder.claim import Origin, Says, Scope
from finder.place import metres

PHONES = ("phone", "intake1", "intake2", "intake1a", "intake2a")
COLUMNS = ["name1", "name2", "street1", "street2", "city", "state", "zip", *PHONES, "service_code_info"]
LARGER = ("CO", "FL", "NY", "OH", "TX", "WA")
REAL = "samhsa/national-directory-2022/National_Directory_{}_Facilities_2022.xlsx"
KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")  # letters on a telephone
MILE = 1609.344
READERS = {
    survey: load_codebooks()[form].reader(Origin("sample", "", form, Scope.FACILITY, "", "2022", "2022"))
    for survey, form in SURVEYS.items()
}


@dataclass(frozen=True)
class Read:
    """A row as it is read back from a workbook."""

    survey: str
    cells: dict[str, str | None]

    @property
    def codes(self) -> frozenset[str]:
        return frozenset((self.cells["service_code_info"] or "").replace(" * ", " ").split())

    @property
    def name(self) -> str:
        return self.cells["name1"] or ""

    @property
    def zip(self) -> str:
        return self.cells["zip"] or ""

    @property
    def identity(self) -> tuple[str | None, ...]:
        return tuple(self.cells[name] for name in ("name1", "name2", "street1", "street2", "zip"))

    def ticks(self, codes: str) -> bool:
        return frozenset(codes.split()) <= self.codes


def read_sheets(path) -> dict[str, list[tuple]]:
    book = load_workbook(path, read_only=True)
    sheets = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
    book.close()
    return sheets


def read_rows(paths) -> list[Read]:
    sheets = {survey: read_sheets(path)["Facilities List"][1:] for survey, path in zip(SURVEYS, paths, strict=True)}
    return [Read(survey, dict(zip(COLUMNS, cells, strict=True))) for survey, rows in sheets.items() for cells in rows]


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    return write_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def rows(paths) -> list[Read]:
    return read_rows(paths)


def test_the_same_seed_gives_the_same_cells(paths, tmp_path):
    first, again = ([read_sheets(path) for path in found] for found in (paths, write_sample(tmp_path / "again")))
    assert first == again
    assert [read_sheets(path) for path in write_sample(tmp_path / "other", seed=7)] != first


@pytest.mark.parametrize("seed", range(5))
def test_no_seed_fails_or_repeats_by_chance(tmp_path, seed):
    found = read_rows(write_sample(tmp_path, seed=seed))
    assert len(found) - len({(r.survey, r.identity) for r in found}) == 2


def test_it_has_the_form_of_a_directory(paths):
    for path in paths:
        sheets = read_sheets(path)
        assert list(sheets) == ["Facilities List", "Service Code Reference"]
        assert list(sheets["Facilities List"][0]) == COLUMNS
        assert sheets["Service Code Reference"][0][:4] == ("category_code", "category_name", "service_code", "service_name")


def test_it_is_a_few_hundred_facilities(rows):
    assert 400 <= len({r.identity for r in rows}) <= 450


def test_every_row_says_that_it_is_synthetic(rows):
    assert all(r.name.startswith("Sample ") and "(synthetic)" in r.name for r in rows)


def test_every_telephone_number_is_kept_free_for_fiction(rows):
    numbers = [number for r in rows for name in PHONES if (number := r.cells[name])]
    plain = [number.split(" x")[0].translate(KEYS).replace("-", "") for number in numbers]
    assert all(re.fullmatch(r"\d{3}55501\d\d", number) for number in plain)
    tollfree = {number for number in plain if re.match("8(00|33|44|55|66|77|88)", number)}
    assert tollfree == {"8005550199"}
    assert any(re.search(r" x\d+$", number) for number in numbers)
    assert [number for number in numbers if re.search("[A-Z]", number)] == ["720-JKL01GO"]


def test_every_code_is_known_asked_and_in_its_place(rows):
    books = load_codebooks()
    for r in rows:
        known = books[SURVEYS[r.survey]].codes
        assert r.codes <= known.keys()
        groups = [group.split() for group in r.cells["service_code_info"].split(" * ")]
        assert all(len({known[code].category for code in group}) == 1 for group in groups)
        assert len({known[group[0]].category for group in groups}) == len(groups)
        assert r.cells["service_code_info"] == ticks.format_codes(r.survey, r.codes)


@pytest.mark.parametrize("survey", SURVEYS)
def test_the_tables_name_codes_of_their_survey(survey):
    known = load_codebooks()[SURVEYS[survey]].codes
    categories = {category.code: category.ticked.keys() for category in load_categories(survey)}
    assert {code: name for name, ticked in categories.items() for code in ticked} == {
        code: known[code].category for ticked in categories.values() for code in ticked
    }
    profiles = [kind.profiles for kind in load_kinds().values()] + [placed.profiles for placed in load_placed()]
    for by_survey in profiles:
        if profile := by_survey.get(survey):
            named = profile.always | profile.never | profile.rates.keys()
            assert named <= frozenset().union(*categories.values()) and profile.filled.keys() <= categories.keys()
            assert not profile.always & profile.never


def test_boxes_fit_together_but_for_the_flaws(rows):
    needs, excludes = load_rules()
    misfits = [(r, boxes) for r in rows for boxes, when in needs if boxes & r.codes and not when & r.codes and len(r.codes) > 6]
    assert not misfits
    assert Counter(code for r in rows for code, boxes in excludes if code in r.codes and boxes & r.codes) == {"NP": 2}


KINDS: dict[str, Callable[[Read], bool]] = {
    "addiction IOP": lambda r: r.ticks("SA OP OIT FEM MALE") and not r.codes & {"OUDO", "AUDO", "DUO"},
    "women with children": lambda r: r.ticks("OIT WN PW FEM CCC") and "MALE" not in r.codes,
    "opioid clients only": lambda r: r.ticks("OUDO OTP MM") or r.ticks("OUDO OTP"),
    "alcohol clients only": lambda r: r.ticks("AUDO NOOP"),
    "DUI clients only": lambda r: r.ticks("DUO"),
    "residential only": lambda r: r.ticks("SA RES") and "OP" not in r.codes,
    "teen addiction IOP": lambda r: r.ticks("OIT AD CHLD") and "ADLT" not in r.codes,
    "men only": lambda r: r.ticks("OIT MN MALE") and "FEM" not in r.codes,
    "Spanish": lambda r: r.ticks("OIT SP"),
    "methadone, pregnancy, IOP": lambda r: r.ticks("OIT OTP MU BU METH PW") and "OUDO" not in r.codes,
    "seniors": lambda r: r.ticks("OIT SE SNR"),
    "tribal": lambda r: r.ticks("TBG ITU"),
    "outpatient without IOP": lambda r: r.survey == "sa" and r.ticks("OP ORT") and "OIT" not in r.codes,
    "mental-health clinic": lambda r: r.ticks("MH OP") and not r.codes & {"PHDT", "RES", "HI"},
    "mental-health day treatment": lambda r: r.ticks("MH PHDT GT") and "PED" not in r.codes,
    "eating disorders by day": lambda r: r.ticks("MH PHDT PED DBT"),
    "children's mental health": lambda r: r.ticks("MH CHLD SED") and "ADLT" not in r.codes,
    "VA, addiction": lambda r: r.survey == "sa" and r.ticks("OIT FED VAMC VET"),
    "VA, mental health": lambda r: r.survey == "mh" and r.ticks("FED VAMC VAHC PTSD VAF"),
    "dual diagnosis, addiction": lambda r: r.survey == "sa" and r.ticks("SUMH OIT CO"),
    "dual diagnosis, mental health": lambda r: r.survey == "mh" and r.ticks("SUMH CO IDD"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_larger_state_has_every_kind(rows, kind):
    assert {r.cells["state"] for r in rows if KINDS[kind](r)} >= set(LARGER)


@pytest.mark.parametrize("state", LARGER)
def test_every_larger_state_has_the_five_program_types(rows, state):
    said = {claim.term for r in rows if r.cells["state"] == state for claim in READERS[r.survey].read(r.codes)[0] if claim.says is Says.YES}
    assert {f"program_type:{name}" for name in ("addiction", "mental_health", "both", "teens", "eating_disorders")} <= said


def test_siblings_share_names_and_address(rows):
    both = {r.identity for r in rows if r.survey == "sa"} & {r.identity for r in rows if r.survey == "mh"}
    assert len(both) == 44


def test_the_flaws_of_real_directories_are_there(rows):
    sa = [r for r in rows if r.survey == "sa"]
    assert Counter(r.cells["phone"] for r in rows)["800-555-0199"] == 12
    assert sorted(r.survey for r in rows if len(r.codes) <= 6) == ["mh", "sa", "sa"]
    assert sum(r.ticks("NP MD SF") for r in rows) == 2 and sum(r.ticks("PVTP PVTN") for r in rows) == 1
    assert sum(r.codes & {"ADLT", "CHLD", "SNR", "YAD"} == {"CHLD"} and r.ticks("WN VET") and "AD" not in r.codes for r in sa) >= 2
    assert sum(r.name.startswith("Sample (synthetic)") and r.cells["name2"] == "Healthcare Systems" for r in rows) == 4
    assert sum(r.cells["street2"] is not None for r in rows) > 50
    sites = Counter((r.survey, r.name, r.cells["street1"], r.zip) for r in {r.identity: r for r in rows}.values())
    assert sum(n > 1 for n in sites.values()) == 2
    blank = [len(load_categories(r.survey)) - len(r.cells["service_code_info"].split(" * ")) for r in rows]
    assert min(blank) < 5 and sum(n >= 3 for n in blank) > 100


def test_zips_are_real_and_in_their_state_but_for_two(rows):
    strays = {}
    for r in rows:
        area = gazetteer().zip(r.zip)
        county = area and gazetteer().county(area.county_fips)
        if not area or not county or county.state != r.cells["state"]:
            strays[r.zip] = r.cells["state"], area is None
        elif towns := gazetteer().towns_named(r.cells["city"], r.cells["state"]):
            assert min(metres(area.point, town.point) for town in towns) < 20 * MILE
    assert strays == {"80201": ("CO", True), "88005": ("TX", False)}


PLACED = {
    "Bluestem Eating Recovery": ("80211", "mh", "PHDT PED DBT CHLD"),
    "Prairie Lantern Recovery": ("80828", "sa", "OIT ADLT MD"),
    "Kestrel Mesa Teen Recovery": ("80012", "sa", "OIT AD CHLD MD"),
    "Clear Gulch Recovery Center": ("80205", "sa", "OIT MD CBT"),
    "High Columbine Womens Recovery": ("81230", "sa", "OIT WN FEM CCC MD"),
    "Copper Finch Opioid Trt Program": ("80204", "sa", "OIT OUDO OTP MM NAUT"),
    "High Tarn VA Medical Center": ("80220", "mh", "VAMC PTSD VET"),
    "Centro Alba Serena de Recuperacion": ("80631", "sa", "OIT SP MD"),
    "Old Cottonwood Senior Recovery": ("80226", "sa", "OIT SE SNR MC"),
    "Nightingale Fork Treatment": ("80218", "sa", "OIT OTP MU BU PW MD CCC"),
    "Silver Tarn Behavioral Healthcare": ("80302", "sa", "OIT SUMH CO GL"),
    "Marigold Fork Alcohol Counseling": ("80524", "sa", "OIT AUDO NOOP"),
    "Raven Fork DUI Services": ("80903", "sa", "OIT DUO"),
    "Slate Gulch Mens Recovery": ("81004", "sa", "OIT MN MALE TWFA"),
    "Stone Juniper Tribal Wellness Ctr": ("81321", "sa", "OIT TBG NX MD"),
    "Golden Furrow Community Mental Health Ctr": ("80751", "mh", "OP CMHC PTSD"),
    "Wren Hollow Childrens Center": ("80304", "mh", "OP CHLD SED"),
}


@pytest.mark.parametrize("seed", [2026, 1])
def test_what_was_put_in_place_holds_for_any_seed(tmp_path, seed):
    found = read_rows(write_sample(tmp_path, seed))
    for name, (zip_code, survey, codes) in PLACED.items():
        here = [r for r in found if r.name == f"Sample {name} (synthetic)" and r.survey == survey]
        assert [r.zip for r in here] == [zip_code] and here[0].ticks(codes), name
        begins = " ".join(name.split()[:2])
        assert {r.zip for r in found if f"Sample {begins}" in r.name} == {zip_code}, begins


def test_all_that_was_put_in_place_is_tested():
    assert {placed.cells["name1"] for placed in load_placed()} == PLACED.keys()


def test_the_scenarios_lie_as_far_apart_as_they_tell(rows):
    day = [r for r in rows if r.ticks("PHDT PED CHLD") and r.cells["state"] == "CO"]
    nearest, far = near("80828", day)[0]
    assert nearest == "80211" and 75 < far < 85
    assert miles("80202", "80012") < 25
    iops = near("81230", [r for r in rows if r.ticks("OIT") and r.cells["state"] in ("CO", "NM")])
    assert [code for code, far in iops if far < 60] == ["81230"]
    clearfathom = next(r for r in rows if r.name == "Sample Clear Gulch Recovery Center (synthetic)" and r.zip == "80205")
    assert "TWFA" not in clearfathom.codes


@pytest.mark.parametrize("survey", SURVEYS)
def test_the_order_of_codes_is_that_of_the_real_books(real_data, survey):
    sheets = read_sheets(real_data / REAL.format(survey.upper()))
    assert list(sheets) == ["Facilities List", "Service Code Reference"] and list(sheets["Facilities List"][0]) == COLUMNS
    cells = [cells[-1] for cells in sheets["Facilities List"][1:]]
    assert all(text == ticks.format_codes(survey, frozenset(text.replace(" * ", " ").split())) for text in cells)


@pytest.mark.parametrize("module", [row, ticks])
def test_the_docstrings_are_right(module):
    assert doctest.testmod(module).failed == 0


def test_it_runs_as_a_command(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["data.sample", str(tmp_path)])
    runpy.run_module("data.sample", run_name="__main__")
    assert len(capsys.readouterr().out.splitlines()) == len(list(tmp_path.glob("*.xlsx"))) == 2
    monkeypatch.setattr(sys, "argv", ["data.sample"])
    with pytest.raises(SystemExit, match="usage"):
        runpy.run_module("data.sample", run_name="__main__")


def miles(a: str, b: str) -> float:
    here, there = gazetteer().zip(a), gazetteer().zip(b)
    assert here and there
    return metres(here.point, there.point) / MILE


def near(place: str, rows: list[Read]) -> list[tuple[str, float]]:
    """ZIPs and miles from a place, nearest first; a ZIP without an area is nowhere."""
    zips = {r.zip for r in rows if gazetteer().zip(r.zip)}
    return sorted(((code, miles(place, code)) for code in zips), key=lambda pair: pair[1])
