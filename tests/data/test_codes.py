"""SAMHSA's 317 codes, one by one: against the key that SAMHSA publishes, read as claims, and what others misread."""

from __future__ import annotations

import csv
from collections import Counter
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from data.samhsa import SURVEYS, load_codebooks
from data.vocabulary import load_vocabulary
from finder.claim import Basis, Claim, Origin, Says, Scope
from finder.codebook import Code, Codebook, CodeReader, Unticked

SA, MH = SURVEYS.values()
BOOKS = load_codebooks()
YES, NO = Says.YES, Says.NO
CODES = sorted({code for book in BOOKS.values() for code in book.codes})
CATEGORIES = sorted({(form, code.category) for form, book in BOOKS.items() for code in book.codes.values()})
BOOK = "samhsa/national-directory-2022/National_Directory_{}_Facilities_2022.xlsx"


@cache
def reader(form: str) -> CodeReader:
    """The survey's reader, its claims made once."""
    return BOOKS[form].reader(Origin("key", "SAMHSA", form, Scope.FACILITY, "", "2021", "2022"))


def claims(form: str, ticked: str) -> tuple[Claim, ...]:
    """What these ticks say; none of them may be unknown."""
    found, unknown = reader(form).read(ticked.split())
    assert not unknown
    return found


def says(form: str, ticked: str) -> dict[str, Says]:
    """What these ticks say, by term; never both of one."""
    pairs = {(c.term, c.says) for c in claims(form, ticked)}
    assert len(pairs) == len(dict(pairs))
    return dict(pairs)


def asking(code: str) -> list[tuple[str, Codebook]]:
    """The surveys that ask the code."""
    return [(form, book) for form, book in BOOKS.items() if code in book.codes]


def terms_of(code: Code) -> set[str]:
    return {*code.yes, *code.no}


@pytest.fixture(scope="session")
def key(real_data: Path) -> dict[str, dict[str, str]]:
    """SAMHSA's own list of codes, by code."""
    with (real_data / "samhsa/service_codes.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def test_the_key_has_the_same_317_codes(key: dict[str, dict[str, str]]) -> None:
    assert len(CODES) == 317
    assert key.keys() == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_code_stands_as_in_the_key(code: str, key: dict[str, dict[str, str]]) -> None:
    row = key[code]
    for form, flag in ((SA, "used_for_sa"), (MH, "used_for_mh")):
        own = BOOKS[form].codes.get(code)
        assert (own is not None) == (row[flag] == "Y")
        if own:
            assert (own.category, own.name) == (row["category_code"], " ".join(row["name"].split()))


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_mapped_or_says_why_not(code: str) -> None:
    for form, book in asking(code):
        own = book.codes[code]
        assert own.why.endswith(".")
        assert terms_of(own) <= load_vocabulary().terms.keys()
        if own.unused:
            assert not terms_of(own)
            assert own.unused.endswith(".")
        else:
            assert terms_of(own) or any(code in g.every | g.none for g in book.together), form


def test_what_is_said_together_names_codes_and_terms_that_exist() -> None:
    for form, book in BOOKS.items():
        assert book.together, form
        for group in book.together:
            assert group.every
            assert group.every | group.none <= book.codes.keys()
            assert group.why
            assert set(group.yes) <= load_vocabulary().terms.keys()


@pytest.mark.parametrize("code", CODES)
def test_a_tick_says_its_terms_and_an_empty_box_beside_one_what_is_declared(code: str) -> None:
    for form, book in asking(code):
        own = book.codes[code]
        ticked = {(c.term, c.says) for c in claims(form, code) if c.basis is Basis.TICKED and c.evidence == f"{code}: {own.name}"}
        assert ticked == {(t, YES) for t in own.yes} | {(t, NO) for t in own.no}
        others = [c for c in book.codes.values() if c.category == own.category and c is not own]
        for term in own.yes:
            beside = next((c.code for c in others if term not in terms_of(c)), "")  # none: whoever fills in this category has said the term
            denied = own.unticked is Unticked.NO or any(term in c.yes and c.unticked is Unticked.NO for c in others)
            about = {(c.says, c.basis) for c in claims(form, beside) if c.term == term}
            assert about == ({(NO, Basis.UNTICKED)} if denied and beside else set())


@pytest.mark.parametrize(("form", "category"), CATEGORIES)
def test_an_empty_category_is_silent(form: str, category: str) -> None:
    codes = BOOKS[form].codes.values()
    elsewhere = {t for c in codes if c.category != category for t in terms_of(c)}
    own = {t for c in codes if c.category == category for t in terms_of(c)} - elsewhere
    all_others, _ = reader(form).read(c.code for c in codes if c.category != category)
    assert not own & {c.term for c in all_others}


@pytest.mark.parametrize("form", [SA, MH])
def test_no_tick_says_nothing_and_an_unseen_code_is_handed_back(form: str) -> None:
    assert reader(form).read([]) == ((), frozenset())
    assert reader(form).read(["REBT", "ASAM"]) == ((), frozenset({"REBT", "ASAM"}))
    assert reader(SA).read(["OIT", "PHDT"])[1] == {"PHDT"}, "the other survey's code is as unknown as any"


# survey, ticks, what they say (~: a no), what they must not say anything about
MISREAD = {
    "TGD is treatment for gambling disorder, not transgender": (SA, "TGD", "condition:gambling", "population:transgender population:lgbtq"),
    "ICO is individual counseling, not an intensive program": (SA, "ICO", "therapy:individual", "level_of_care:iop"),
    "HID is hospital detox, never partial hospitalization": (SA, "HID", "level_of_care:detox ~level_of_care:php ~level_of_care:iop", ""),
    "GL is LGBTQ, nothing to do with gambling": (SA, "GL", "population:lgbtq", "condition:gambling"),
    "GL again, on the other survey": (MH, "GL", "population:lgbtq", ""),
    "MI is military insurance": (SA, "MI", "payment:military_insurance insurer:tricare ~payment:medicaid", "population:active_duty"),
    "MI names TRICARE, on both surveys": (MH, "MI", "payment:military_insurance insurer:tricare ~payment:medicaid", "insurer:aetna"),
    "MI unticked is no TRICARE": (SA, "MD", "~insurer:tricare ~payment:military_insurance", ""),
    "MD is Medicaid and MC Medicare": (SA, "MD", "payment:medicaid ~payment:medicare", ""),
    "MC is Medicare and MD Medicaid": (MH, "MC", "payment:medicare ~payment:medicaid", ""),
    "PI is private insurance, and names no insurer": (SA, "PI", "payment:private_insurance ~payment:self_pay", "insurer:aetna"),
    "SF is self-payment, not a sliding fee": (SA, "SF", "payment:self_pay", "payment:sliding_scale"),
    "SS is the sliding fee, not self-payment": (SA, "SS", "payment:sliding_scale ~payment:payment_assistance", "payment:self_pay"),
    "AD is adolescents, not adults": (SA, "AD", "age_group:adolescents program_type:teens population:adolescents", "age_group:adults"),
    "ADM is active-duty military": (SA, "ADM", "population:active_duty", "age_group:adults population:adolescents"),
    "SNR repeats SE": (SA, "SE", "age_group:seniors", "age_group:adults"),
    "SE repeats SNR": (SA, "SNR", "age_group:seniors", "age_group:adults"),
    "TELE is telehealth, not a virtual program": (SA, "TELE", "delivery:telehealth", "delivery:virtual delivery:hybrid"),
    "TELE on the other survey": (MH, "TELE", "delivery:telehealth ~therapy:dbt", "delivery:virtual delivery:hybrid"),
    "AUDO: alcohol clients only": (SA, "AUDO", "serves_only:alcohol condition:alcohol", "condition:opioids serves_only:opioid"),
    "OUDO: opioid clients only": (SA, "OUDO", "serves_only:opioid condition:opioids", "condition:alcohol serves_only:alcohol"),
    "DUO: DUI clients only; DU: a program for them too": (SA, "DUO", "serves_only:dui population:dui", "condition:alcohol"),
    "DU alone shuts nobody out": (SA, "DU", "population:dui", "serves_only:dui"),
    "NAUT: does not treat alcohol use disorder": (SA, "NAUT", "~condition:alcohol", "serves_only:opioid"),
    "NMAUT: treats alcohol, without medicines": (SA, "NMAUT", "condition:alcohol", "approach:medication"),
    "NOOP: does not treat opioid use disorder": (SA, "NOOP", "~condition:opioids ~approach:methadone", ""),
    "NMOA: treats opioids, without methadone": (SA, "NMOA", "condition:opioids ~approach:methadone ~approach:buprenorphine", ""),
    "NP: no payment is accepted, so care is free": (SA, "NP", "payment:free_care ~payment:medicaid ~payment:self_pay", ""),
    "FEM alone: women only": (SA, "FEM", "serves_only:women", "population:women serves_only:men"),
    "MALE alone: men only": (SA, "MALE", "serves_only:men", "population:men serves_only:women"),
    "both sexes: nobody is shut out": (SA, "FEM MALE", "", "serves_only:women serves_only:men"),
    "WN is a program for women, not for women only": (SA, "WN", "population:women", "serves_only:women"),
    "CHLD without AD: children or teens, it does not say which": (
        SA, "CHLD", "age_group:minors", "age_group:adolescents age_group:children"
    ),
    "CHLD with AD: teens": (SA, "CHLD AD", "age_group:adolescents", "age_group:minors age_group:children"),
    "CHLD alone shuts adults out on neither reading": (SA, "CHLD", "", "age_group:adults age_group:young_adults age_group:seniors"),
    "CHLD and no box that speaks of adults: minors only, as far as it ticked": (SA, "CHLD GL", "serves_only:minors", "age_group:adults"),
    "CHLD with AD, and no adults": (SA, "CHLD AD", "serves_only:minors age_group:adolescents", "age_group:minors"),
    "CHLD with an age of adults": (SA, "CHLD ADLT", "age_group:adults", "serves_only:minors"),
    "CHLD with young adults": (SA, "CHLD YAD", "age_group:young_adults", "serves_only:minors"),
    "CHLD with a program for veterans: they are no minors": (SA, "CHLD VET", "population:veterans", "serves_only:minors"),
    "CHLD with a program for women": (SA, "CHLD WN", "population:women", "serves_only:minors"),
    "YAD and no box that speaks of people older": (SA, "YAD AD", "serves_only:under_26", "serves_only:minors"),
    "YAD with adults": (SA, "YAD ADLT", "age_group:young_adults age_group:adults", "serves_only:under_26"),
    "YAD with a program for veterans: they may be older": (SA, "YAD VET", "population:veterans", "serves_only:under_26"),
    "YAD alone on the other survey": (MH, "YAD", "serves_only:under_26 ~age_group:adults ~age_group:children", "serves_only:minors"),
    "YAD beside seniors on the mental-health survey": (MH, "YAD SNR", "age_group:seniors", "serves_only:under_26"),
    "AD alone says a program for teens, not for teens only": (SA, "AD", "age_group:adolescents", "serves_only:minors"),
    "no age ticked, nobody shut out": (MH, "PHDT", "", "serves_only:minors"),
    "CHLD alone on the mental-health survey": (MH, "CHLD", "serves_only:minors ~age_group:adults", ""),
    "CHLD beside seniors on the mental-health survey": (MH, "CHLD SNR", "age_group:children age_group:seniors", "serves_only:minors"),
    "CHLD on the mental-health survey: both, and no adults": (
        MH, "CHLD", "age_group:children age_group:adolescents ~age_group:adults", "age_group:minors"
    ),
    "ADLT on the mental-health survey: no minors": (MH, "ADLT", "age_group:adults ~age_group:adolescents ~age_group:young_adults", ""),
    "ADLT on the other survey shuts nobody out": (
        SA, "ADLT", "age_group:adults", "age_group:adolescents age_group:young_adults age_group:minors"
    ),
    "OIT is the IOP": (SA, "OIT", "level_of_care:iop ~level_of_care:php", ""),
    "OIT unticked beside another setting is a no": (SA, "ORT", "level_of_care:outpatient ~level_of_care:iop", ""),
    "OIT unticked where no setting is ticked says nothing": (SA, "SA MD", "payment:medicaid", "level_of_care:iop level_of_care:outpatient"),
    "ODT is the day program of one survey": (SA, "ODT", "level_of_care:php ~level_of_care:iop", ""),
    "PHDT is the day program of the other, which never asks about IOP": (
        MH, "PHDT", "level_of_care:php ~level_of_care:outpatient", "level_of_care:iop"
    ),
    "PED is eating disorders, not pediatrics": (
        MH, "PED", "condition:eating_disorders program_type:eating_disorders", "age_group:children"
    ),
    "CO is co-occurring, not Colorado or couples": (SA, "CO", "condition:co_occurring", "therapy:couples"),
    "COA is an accreditation": (SA, "COA", "accreditation:coa ~accreditation:carf", "condition:co_occurring"),
    "PSYH is no day program": (SA, "PSYH", "", "level_of_care:php"),
    "VAMC serves veterans only": (SA, "VAMC", "serves_only:veterans population:veterans", "payment:va_funds"),
    "TBG and IH serve tribal members only": (MH, "TBG", "serves_only:tribal population:american_indian", "payment:tribal_funds"),
    "AH is sign language": (SA, "AH", "language:ase", "language:es population:deaf"),
}  # fmt: skip


@pytest.mark.parametrize(("form", "ticked", "said", "silent"), MISREAD.values(), ids=MISREAD.keys())
def test_what_others_misread(form: str, ticked: str, said: str, silent: str) -> None:
    found = says(form, ticked)
    expected = {t.removeprefix("~"): NO if t.startswith("~") else YES for t in said.split()}
    assert {t: found.get(t) for t in expected} == expected
    assert not found.keys() & set(silent.split())


@pytest.mark.parametrize(
    ("form", "asked", "never"),
    [
        (
            SA,
            "level_of_care:iop accreditation:carf aftercare:naloxone age_group:minors serves_only:women",
            "condition:eating_disorders therapy:dbt therapy:emdr condition:ptsd insurer:aetna delivery:virtual staff:nurse",
        ),
        (
            MH,
            "level_of_care:php condition:eating_disorders condition:ptsd therapy:dbt therapy:emdr",
            "level_of_care:iop accreditation:carf condition:gambling aftercare:naloxone population:women serves_only:women",
        ),
    ],
)
def test_what_a_survey_asks_and_what_it_never_asks(form: str, asked: str, never: str) -> None:
    assert set(asked.split()) <= BOOKS[form].asks
    assert not BOOKS[form].asks & set(never.split())
    assert set(never.split()) <= load_vocabulary().terms.keys()


# Boxes that a facility ticked on both sides ("no MAT for opioids", and buprenorphine): its own contradictions, in the directories of 2022.
BOTH = {
    SA: {
        "approach:buprenorphine": 62,
        "condition:opioids": 49,
        "condition:alcohol": 22,
        "access:vape_free": 12,
        "access:smoke_free": 7,
        "approach:methadone": 5,
    },
    MH: {"access:vape_free": 8},
}
COUNTED = {
    SA: {
        "level_of_care:iop": (5525, 6480),
        "condition:gambling": (3375, 1897),
        "serves_only:women": (632, 0),
        "age_group:minors": (1167, 0),
    },
    MH: {
        "level_of_care:iop": (0, 0),
        "condition:eating_disorders": (1279, 0),
        "level_of_care:php": (1342, 7624),
        "age_group:adults": (7719, 1285),
    },
}


@pytest.mark.parametrize(("form", "file", "rows"), [(SA, "SA", 12176), (MH, "MH", 9037)])
def test_the_national_directories(form: str, file: str, rows: int, real_data: Path) -> None:
    count: Counter[tuple[str, Says]] = Counter()
    both: Counter[str] = Counter()
    read = 0
    with closing(load_workbook(real_data / BOOK.format(file), read_only=True)) as workbook:
        for *_, text in workbook.worksheets[0].iter_rows(min_row=2, values_only=True):
            found, unknown = reader(form).read(str(text or "").replace("*", " ").split())
            assert not unknown
            read += 1
            count.update({(c.term, c.says) for c in found})
            denied = {c.term: c.basis for c in found if c.says is NO}
            twice = {c.term for c in found if c.says is YES} & denied.keys()
            assert all(denied[t] is Basis.TICKED for t in twice), "an empty box never contradicts a tick"
            both.update(twice)
    assert read == rows
    assert dict(both) == BOTH[form]
    assert {t: (count[t, YES], count[t, NO]) for t in COUNTED[form]} == COUNTED[form]
