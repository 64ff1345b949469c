"""Every claim is proved by words that stand on its page, on gold pages, real ones and pages made of pieces."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.claim import Origin, Scope
from ingest.extract import PageText, extract, read_page, to_claims, to_measures
from tests.ingest.gold.evaluate import HALVES, load_cases

ADDRESS = "https://clinic.example/iop"
PIECES = (
    *("<h1>Intensive Outpatient Program</h1>", "<h2>Teen IOP</h2>", "<h2>PHP</h2>", "<h3>Do you take Aetna?</h3>", "<p>", "<br>", " | "),
    *("<table><tr><td>", "</td><td>", "</td></tr></table>", "<ul><li>", "<li>", "</ul>", "We offer ", "We do not offer ", "Yes.", "No. "),
    *(
        "CBT, DBT and EMDR. ",
        "3 hours a day ",
        "9-12 hours per week",
        " Monday, Wednesday & Friday 9 a.m.–noon ",
        "ages 13–17 ",
        "8 weeks ",
    ),
    *("in-network with Cigna", "$250 per day", "é “q” ", "¿Aceptan Medicaid? ", "women's group "),
)


def proofs(pages: list[PageText]) -> None:
    """Nothing; fails where a quotation is not what stands at its place on its page."""
    texts = {page.url: page.text for page in pages}
    for draft in extract(*pages):
        for said in (*draft.claims, *draft.measures):
            assert said.quote in texts[said.url]
            assert texts[said.url].startswith(said.quote, said.start)
            assert said.low <= said.high


@pytest.mark.parametrize("half", HALVES)
def test_the_gold_set_s_quotations_stand_on_their_pages(half: str) -> None:
    for case in load_cases(half):
        proofs([read_page(html.encode(), f"https://gold.example{path}") for path, html in case.pages])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_quotations_of_any_page_stand_on_it(pieces: list[str]) -> None:
    proofs([read_page("".join(pieces).encode(), ADDRESS)])


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    proofs([read_page(f"<p>{text}".encode(errors="replace"), ADDRESS)])


def test_real_pages_are_read(real_data: Path) -> None:
    folder = real_data / "program-pages"
    pages = [read_page(f.read_bytes(), f"https://real.example/{f.name}") for f in sorted((folder / "plan-your-recovery").glob("*.html"))]
    proofs(pages)
    (draft,) = extract(*pages)
    measures = {(m.about, m.low, m.high) for m in draft.measures}
    assert {("days_per_week", 5, 5), ("hours_per_day", 1, 1), ("hours_per_day", 1.5, 1.5), ("price_usd", 1080, 1080)} <= measures
    assert {"level_of_care:iop", "payment:out_of_network", "schedule:evening"} <= {c.about for c in draft.claims}


def test_real_snippets_are_read(real_data: Path) -> None:
    found: set[str] = set()
    for line in (real_data / "program-pages" / "iop_text_snippets.jsonl").read_text("utf-8").splitlines():
        for text in json.loads(line)["snippets"]:
            page = read_page(f"<p>{text}</p>".encode(), ADDRESS)
            proofs([page])
            found |= {f"{s.about} {s.low:g}-{s.high:g}" if s.high else s.about for d in extract(page) for s in (*d.claims, *d.measures)}
    stated = {
        "hours_per_day 3-3",
        "days_per_week 3-4",
        "days_per_week 3-3",
        "age 13-17",
        "age 13-18",
        "age 12-22",
        "age 10-17",
        "weeks 3-3",
    }
    assert stated | {"payment:medicaid", "insurer:anthem", "insurer:humana", "therapy:dbt", "level_of_care:iop"} <= found


def test_a_draft_becomes_a_listing_s_claims() -> None:
    page = read_page(b"<h2>Adult IOP</h2><p>Nine hours per week. We teach DBT skills.</p>", ADDRESS)
    origin = Origin("program-page", "North Clinic", "page", Scope.PROGRAM, ADDRESS, "2026-03-02", "2026-03-04")
    (draft,) = extract(page)
    claims = {c.term: c for c in to_claims(draft, {ADDRESS: origin})}
    dbt = claims["therapy:dbt"]
    assert (dbt.evidence, dbt.heading, dbt.basis, dbt.origin) == ("We teach DBT skills.", "Adult IOP", "quoted", origin)
    (hours,) = to_measures(draft, {ADDRESS: origin})["hours_per_week"]
    assert (hours.low, hours.high, hours.claims[0].evidence) == (9, 9, "Nine hours per week.")


def test_words_with_a_date_of_their_own_are_as_old_as_that() -> None:
    page = read_page(b"<p>As of March 3, 2026 we are accepting new patients.</p>", ADDRESS)
    (draft,) = extract(page)
    origin = Origin("program-page", "North Clinic", "page", Scope.PROGRAM, ADDRESS, "2024", "2026-03-04")
    assert to_claims(draft, {ADDRESS: origin})[0].origin.as_of == "2026-03-03"


@pytest.mark.parametrize(
    ("markup", "cares"),
    [
        ("<p>Our IOP is for substance use.</p>", ("addiction",)),
        ("<p>We treat alcohol use disorder and opioid use disorder in our IOP.</p>", ("addiction",)),
        ("<p>Our eating disorder IOP treats anorexia.</p>", ("mental_health",)),
        ("<p>A dual diagnosis program for adults.</p>", ("addiction", "mental_health")),
        ("<p>Our IOP meets three days a week.</p>", ()),
    ],
)
def test_the_kind_of_care_is_that_of_what_is_treated(markup: str, cares: tuple[str, ...]) -> None:
    (draft,) = extract(read_page(markup.encode(), ADDRESS))
    assert draft.cares == cares
