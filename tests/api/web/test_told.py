"""Programs of a test's own on the pages: whose word each answer is, in which language its evidence stands, and those held online."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.http.app import make_app
from api.root import make_finder
from finder.claim import Basis, Claim, Origin, Range, Says, Scope
from finder.listing import Phone
from finder.place import on_grid
from tests.api.web.conftest import Site, carried
from tests.builders import PAGE, claim, listing, program
from tests.search.embedded.built import build_of

LIST = Origin("county-list", "Some County", "list", Scope.PROGRAM, "https://county.example", "2026-03", "2026-04-01")
PERSON = Origin("corrections", "A Hospital", "correction", Scope.PROGRAM, "", "2026-11-12", "2026-11-12")
SAID = (
    Claim("payment:medicaid", Says.YES, "Aceptamos <Medicaid> sin demora", Basis.QUOTED, PAGE),
    Claim("therapy:dbt", Says.YES, "Dialectical behavior therapy", Basis.LISTED, LIST),
    Claim("insurer:aetna", Says.YES, "they told us by phone", Basis.SETTLED, PERSON),
    Claim("schedule:evening", Says.NO, "no evenings any more", Basis.CORRECTED, PERSON),
    Claim("condition:alcohol", Says.YES, "A: Alcohol", Basis.TICKED, replace(LIST, source="samhsa-directory", as_of="2021")),
)
MEETS = "We meet 3 days a week for 3 hours"
NUMBERS = {"hours_per_week": 9, "hours_per_day": 3, "days_per_week": 3}
WISHES = "&".join(f"prefer={c.term}" for c in SAID)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages over a program with claims of every kind, and one that is held online."""
    home: Path = tmp_path_factory.mktemp("told")
    iop = claim("level_of_care:iop")
    numbers = {name: (Range(n, n, (Claim(name, Says.YES, MEETS, Basis.COMPUTED, PAGE),)),) for name, n in NUMBERS.items()}
    one = program("one", replace(listing("one"), claims=(iop, *SAID), measures=numbers))
    online = program("far", listing("far", "level_of_care:iop delivery:virtual serves_state:co", at=None, state="UT", county=""))
    build_of(home / "index", [one, online], 0)
    with TestClient(make_app(make_finder(home)), follow_redirects=False) as client:
        yield Site(client)


@pytest.mark.parametrize(
    ("prefix", "sources"),
    [
        ("", ["(their page, ", "(Some County, ", "(checked by A Hospital, ", "They say no (checked by A Hospital, ", "(2021 survey)"]),
        ("/es", ["(su página, ", "(Some County, ", "por A Hospital, ", "Dicen que no (", "2021)"]),
    ],
    ids=["en", "es"],
)
def test_each_answer_says_whose_word_it_is(own: Site, prefix: str, sources: list[str]) -> None:
    card = unescape(own.post(f"{prefix}/search", near="Denver, CO", asked=WISHES)).partition('class="card"')[2].partition("</li>\n</ol>")[0]
    whole = unescape(own.post(f"{prefix}/programs/one", asked=WISHES))
    for source in sources:
        assert source in card and source in whole, source


@pytest.mark.parametrize(
    ("prefix", "week", "all_"),
    [
        ("", "9 hours a week.", "9 hours a week, 3 hours a day, 3 days a week."),
        ("/es", "9 horas por semana.", "9 horas por semana, 3 horas "),
    ],
    ids=["en", "es"],
)
def test_numbers_are_told_in_the_reader_s_language_and_proved_in_the_page_s(own: Site, prefix: str, week: str, all_: str) -> None:
    asked = own.post(f"{prefix}/search", near="Denver, CO", asked="prefer=hours_per_week:9..12")
    assert re.search(rf"</b> {week}</span>", asked) and MEETS not in asked
    part = own.get(f"{prefix}/programs/one").partition('id="q-structure"')[2].partition("</section>")[0]
    assert part.count("<li>") == 1 and all_ in part and part.count(MEETS) == 1
    assert f'lang="">“{MEETS}”' in unescape(part)


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_evidence_stands_in_its_own_language(own: Site, prefix: str) -> None:
    page = own.post(f"{prefix}/programs/one", asked=WISHES)
    stands = {unescape(text): lang for lang, text in re.findall(r'<p class="hint" lang="(\w*)">([^<]*)</p>', page)}

    def language(evidence: str) -> str:
        return next(lang for text, lang in stands.items() if evidence in text)

    assert language("Aceptamos <Medicaid> sin demora") == ""  # a page's words: nobody said in which language
    assert language("they told us by phone") == "" and language("A: Alcohol") == language("Dialectical behavior therapy") == "en"


def test_programs_held_online_have_a_part_of_their_own(own: Site) -> None:
    page = own.post("/search", near="Denver, CO")
    online = page.partition('id="part-virtual"')[2].partition("</section>")[0]
    assert 'formaction="/programs/far"' in online and "Their sessions are online" in online
    assert 'id="part-virtual"' in own.post("/search", asked=carried(page), remove="radius")


def test_a_script_of_a_minute_and_a_half(own: Site) -> None:
    """Some 150 words are spoken in a minute: 220 leave time to be answered, however much was asked."""
    more = "&prefer=therapy:cbt&prefer=service:employment&prefer=population:lgbtq&prefer=language:es&prefer=access:wheelchair"
    for prefix in ("", "/es"):
        sheet = own.post(f"{prefix}/call-sheet", asked=WISHES + more + "&who=other&age=15", id="one")
        spoken = [
            re.sub(r"<[^>]+>", " ", t) for t in re.findall(r'<p class="say">(.*?)</p>|<li><label[^>]*>(.*?)</label>', sheet) for t in t
        ]
        assert 60 < len(" ".join(spoken).split()) <= 220


KIN = [("a1", "Sol", "1"), ("a2", "SOL", "2"), ("b", "Luna", "3"), ("a3", "Sol", "4"), ("a4", "Sol", "5"), ("e", "Sun", "4")]
KIN += [("c", "", "6"), ("d", "", "7")]


def test_neighbours_of_one_organization_or_phone_fold_under_the_first(tmp_path: Path) -> None:
    """In their order, each with its number and its box to keep it; who stands between two of them is not passed over."""
    plain = [listing(id, "level_of_care:iop", at=on_grid(39.74 + i / 100, -104.99)) for i, (id, _, _) in enumerate(KIN)]
    sites = [
        program(own.source_id, replace(own, organization=name, phones=(Phone(f"+1303555010{number}"),)))
        for own, (_, name, number) in zip(plain, KIN, strict=True)
    ]
    build_of(tmp_path / "index", sites, 0)
    with TestClient(make_app(make_finder(tmp_path)), follow_redirects=False) as client:
        page = Site(client).post("/search", near="Denver, CO")
        picked = Site(client).post("/search", asked=carried(page), id="a4")
        kin, apart = (Site(client).post("/referral", asked=carried(page), id=ids) for ids in (["a1", "a2"], ["a1", "b"]))
    assert re.findall(r'id="name-(\w+)"', page) == [id for id, _, _ in KIN]
    assert re.findall(r'class="rank">(\d)\.', page) == [str(n) for n in range(1, 9)]
    folds = [re.findall(r'id="name-(\w+)"', fold.partition("</details>")[0]) for fold in page.split('<li class="sites">')[1:]]
    assert folds == [["a2"], ["a4", "e"]]
    assert re.findall(r"<summary>(\d more of the same .*)</summary>", page) == [
        "1 more of the same organization or phone: 2 Denver",
        "2 more of the same organization or phone: 5 Denver, 6 Denver",
    ]
    assert "If one is full, the other may be full too" in kin and "They do not share" in apart
    assert '<li class="sites"><details>' in page and picked.count('<li class="sites"><details open>') == 1


def test_more_than_four_answers_fold_with_their_signs(own: Site) -> None:
    card = own.post("/search", near="Denver, CO", asked=WISHES).partition('class="card"')[2]
    seen, _, folded = card.partition("<details>")
    assert seen.count('class="sign') == 4
    summary, _, inside = folded.partition("</summary>")
    assert (
        "1 more answer:" in summary
        and re.search(r'"hidden">[^<]+:</span> ', summary)
        and summary.count('class="sign') == 1 == inside.partition("</details>")[0].count('class="sign')
    )
