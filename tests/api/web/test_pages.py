"""What every page has, in both languages: help at the same place, headers that let nothing out, words that are whole."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import lxml.html
import pytest

import api.web
from api.http.app import make_app
from api.root import make_finder
from api.web.routes import pages
from data.crisis import load_crisis
from data.words import LANGUAGES, load_page_words
from search.repair import REFUSED
from tests.api.web.conftest import Site, carried
from tests.data.test_words import holes

ROUTES = sorted({(r.path, m) for r in pages.routes for m in r.methods if "assets" not in r.path})  # type: ignore[attr-defined]
EN, ES = (
    {(table, name): text for table, words in load_page_words(language).items() for name, text in words.items()} for language in LANGUAGES
)


def ask(site: Site, path: str, method: str) -> str:
    """The page of a route, with programs of the sample where it wants some."""
    ids = re.findall(r'/programs/(\w+)"', site.post("/search", near="Denver, CO"))
    path = path.replace("{id}", ids[0])
    if method == "GET":
        some = "?" + "&".join(f"id={i}" for i in ids[:2])
        return site.get(path + (some if path.endswith(("compare", "call-sheet", "referral")) else ""))
    return site.post(path, near="Denver, CO", id=ids[:2])


@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_every_page_has_the_crisis_lines_at_the_same_place(site: Site, path: str, method: str) -> None:
    page = ask(site, path, method)
    assert f'<html lang="{"es" if path.startswith("/es") else "en"}">' in page
    before = page.index('<aside class="crisis-bar"')
    assert re.sub(r"<a class=\"skip\".*?</a>", "", page[page.index("<body>") + 6 : before]).strip() == ""
    bar = page[before : page.index("</aside>")]
    assert [*re.findall(r'href="tel:([\d-]+)"', bar)] == ["988", "911", "1-800-662-4357"]
    assert page.count("<h1") == 1 and page.count("<main") == 1 and "data-leave" in page
    assert "<title>IOP Finder</title>" in page  # whoever looks over a shoulder learns nothing from it


@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_headers_let_nothing_in_and_nothing_out(site: Site, path: str, method: str) -> None:
    path = path.replace("{id}", "none")
    reply = site.client.request(method, path)
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy and "http" not in policy
    assert reply.headers["referrer-policy"] == "no-referrer" and "set-cookie" not in reply.headers


def test_both_languages_have_the_same_words() -> None:
    assert list(EN) == list(ES)
    for key in EN:
        assert set(holes(EN[key])) == set(holes(ES[key])), key
        assert EN[key].strip() == EN[key] != "" and ES[key].strip() == ES[key] != "", key


def test_spanish_holds_no_english_and_no_text_promises_or_orders() -> None:
    english = re.compile(r"\b(the|and|or|ask|with|without|program|only|says?|they|takes?|you|your|miles|phone|are|search|list)\b", re.I)
    assert {k: t for k, t in ES.items() if english.search(re.sub(r"\{\w+\}|^English$", "", t))} == {}
    same = {k for k in EN if EN[k] == ES[k] and re.search(r"[a-z]{3}", re.sub(r"\{\w+\}", "", EN[k]))}
    assert same == {("site", "title"), ("site", "name")}
    never = re.compile(r"%|you should|you must|success|guarantee|\bbest\b|éxito|garantiz|mejor programa", re.I)
    assert {k: t for k, t in (EN | ES).items() if never.search(t)} == {}


def test_every_word_is_used() -> None:
    """A sentence that no page says is left over. Names that are put together count by their beginning."""
    folder = Path(api.web.__file__).parent
    code = "\n".join(p.read_text("utf-8") for ending in ("html", "py") for p in folder.rglob(f"*.{ending}"))
    begun = set(re.findall(r'"(\w+\.\w*)" ~', code)) | set(re.findall(r'f"(\w+\.\w*)\{', code))
    names = {f"{table}.{name.removesuffix('_one')}" for table, name in EN}
    assert [n for n in sorted(names) if f'"{n}"' not in code and not n.startswith(tuple(begun))] == []


def test_what_is_written_is_in_no_page_that_follows(site: Site) -> None:
    page = site.post("/search", near="Denver, CO", text="qwzx xqzw eating disorder")
    assert "qwzx" in page  # told at once as not understood
    assert "qwzx" not in site.post("/search", asked=carried(page)) and "qwzx" not in carried(page)


def test_a_word_of_danger_is_not_called_misunderstood(site: Site) -> None:
    page = site.post("/search", near="Denver, CO", text="eating disorder, she fainted, qwzx")
    assert "<q>qwzx</q>" in page and "<q>fainted</q>" not in page


@pytest.mark.parametrize("box", load_crisis().boxes, ids=lambda b: b.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_danger_bring_their_own_box_first_and_still_the_results(site: Site, box, language: str) -> None:
    prefix = "" if language == "en" else "/es"
    page = site.post(f"{prefix}/search", near="Denver, CO", text=box.words[language][0])
    assert page.index(box.title[language]) < page.index("<h1") < page.index('class="card"')
    assert f'href="tel:{box.lines[0]}"' in page.partition("<h1")[0].partition("<main")[2]
    again = site.post(f"{prefix}/search", asked=carried(page), remove="near")
    assert box.title[language] in again
    assert box.title[language] not in site.get(f"{prefix}/search?near=Denver%2C+CO")


def test_a_form_that_cannot_be_used_comes_back_as_it_was_sent(site: Site) -> None:
    page = site.post("/search", 422, near="Nowhere At All, ZZ", text="my own words", age="15")
    assert "my own words" in page and 'value="Nowhere At All, ZZ"' in page and 'aria-invalid="true"' in page
    page = site.post("/search", 422, near="Springfield", text="alcohol")
    choice = re.search(r'name="choice" value="([^"]+)"', page)
    assert choice and choice[1].startswith("Springfield, ")
    page = site.post("/search", near="Springfield", text="alcohol", choice=choice[1], asked=carried(page))
    assert f"near {choice[1]}" in page and "alcohol addiction" in page
    for wrong in ({"age": "old"}, {"age": "-3"}, {"asked": "near=Denver&nothing=1"}, {"asked": "box=x"}, {"remove": "x y"}):
        assert 'role="alert"' in site.post("/search", 422, **wrong)
    assert site.client.get("/search?text=my+words").status_code == 422


def test_nothing_is_served_beside_what_there_is(sample_home) -> None:
    assert make_app(make_finder(sample_home)).openapi()["paths"].keys().isdisjoint(r for r, _ in ROUTES)


def picks(page: str) -> list[str]:
    """The programs that a page has a card of, in their order."""
    return re.findall(r'id="name-(\w+)"', page)


def kept(page: str, count: int) -> list[str]:
    return list(dict.fromkeys(re.findall(r'name="id" value="(\w+)"', page)))[:count]


def test_what_each_must_keeps_out_is_counted_and_can_be_shown(site: Site) -> None:
    page = site.post("/search", near="Denver, CO", asked="require=payment:medicaid")
    found = re.search(r"(\d+) say no to Medicaid\. <button[^>]* name=\"refused\" value=\"(payment:medicaid)\"", page)
    assert found
    opened = site.post("/search", asked=carried(page), refused=found[2])
    listed, _, left_out = opened.partition('<section class="left-out"')
    assert f"They say no to Medicaid: {found[1]}</h2>" in left_out and "No longer a must: Medicaid" in left_out
    cards = left_out.partition("</section>")[0].split('<li class="card">')[1:]
    assert len(cards) == min(int(found[1]), REFUSED) and all('class="sign no"' in card and 'class="rank"' not in card for card in cards)
    assert set(picks(listed)) == set(picks(page)) and set(picks(listed)).isdisjoint(picks(left_out)) and carried(opened) == carried(page)
    shown = site.post("/search", asked=carried(page), relax=found[2])
    assert "must: Medicaid" not in shown and carried(shown).endswith("prefer=payment%3Amedicaid")


def test_filters_keep_their_counts_when_they_are_ticked(site: Site) -> None:
    page = site.post("/search", near="Denver, CO")
    counts = re.compile(r'value="(payment:\w+)"(?: checked)?><span>[^<]*</span> <small>([^<]*)')
    before = dict(counts.findall(page))
    ticked = site.post("/search", asked=carried(page), group="payment", tick="payment:medicaid")
    assert 'value="payment:medicaid" checked' in ticked and "must: Medicaid" in ticked
    after = dict(counts.findall(ticked))
    assert {t: after[t] for t in before} == before
    cursor = re.search(r'name="cursor" value="([^"]+)"', page)
    assert cursor
    second = site.post("/search", asked=carried(page), cursor=cursor[1])
    assert 'class="rank">11.' in second and dict(counts.findall(second)) == before


def test_programs_are_compared(site: Site) -> None:
    page = site.post("/search", near="Denver, CO", insurance="Medicaid")
    ids = kept(page, 3)
    table = site.post("/compare", asked=carried(page), id=ids)
    assert table.count('scope="col"') == 4 and table.index("They differ") < table.index("They say the same")
    assert 'scope="row"' in table and "Ask them:" in table
    for few_or_many in (ids[:1], kept(page, 5)):
        assert "Go back and keep two to four" in site.post("/compare", 422, asked=carried(page), id=few_or_many)


def test_what_is_known_is_not_asked_again(site: Site) -> None:
    page = site.post("/search", near="Denver, CO", asked="prefer=payment:medicaid&prefer=therapy:dbt")
    ids = kept(page, 2)
    for table in (site.post("/compare", asked=carried(page), id=ids), site.post(f"/programs/{ids[0]}", asked=carried(page))):
        tree = lxml.html.document_fromstring(table)
        told = tree.xpath("//td[p[contains(@class, 'answer')]] | //section[contains(@class, 'question')]")
        assert told
        for cell in told:
            if "Has something for" in cell.text_content():
                assert "people like me, and is there a group" not in cell.text_content()


def test_a_call_sheet_has_what_is_open_and_the_two_that_no_list_answers(site: Site) -> None:
    page = site.post("/search", near="Denver, CO", age="16", who="other", text="DBT")
    sheet = site.post("/call-sheet", asked=carried(page), id=kept(page, 2))
    assert sheet.count("How do you check progress and change the plan?") == sheet.count("What if I miss a day, use again,") == 2
    assert "for someone I care about, age 16." in sheet
    assert all("name=" not in field for field in re.findall(r"<textarea[^>]*>", sheet))  # what is written there cannot be sent


def test_a_referral_leaves_out_what_was_asked_and_has_no_room_for_a_patient(site: Site) -> None:
    page = site.post("/search", near="Denver, CO", insurance="Medicaid", text="heroin", who="patient")
    sheet = site.post("/referral", asked=carried(page))
    told = sheet[sheet.index('<ol class="ways">') :]
    assert told.count('<li class="sheet">') == 3 and "Medicine for opioids" in told
    assert "opioid addiction" not in told and "miles" not in told
    assert "opioid addiction" in site.post("/referral", asked=carried(page), shown="asked")
    assert re.findall(r'<input(?! type="hidden")|<textarea|<select', sheet) == []
    numbers = [set(re.findall(r"tel:(\+\d+)", way)) for way in told.split('<li class="sheet">')[1:4]]
    assert all(numbers) and all(not a & b for i, a in enumerate(numbers) for b in numbers[:i])


@pytest.mark.parametrize(("form", "media"), [("csv", "text/csv"), ("json", "application/json")])
def test_a_referral_is_a_file_as_well(site: Site, form: str, media: str) -> None:
    page = site.post("/search", near="Denver, CO", text="heroin")
    reply = site.client.post("/referral", data={"asked": carried(page), "format": form, "id": kept(page, 2)})
    assert reply.headers["content-type"].startswith(media) and 'filename="programs.' in reply.headers["content-disposition"]
    assert all(id in reply.text for id in kept(page, 2)) and "heroin" not in reply.text


def step(page: str) -> dict[str, Any]:
    """What a step of the guided path carries on, and where it leads."""
    form = page[page.index('class="finder guide"') :]
    return dict(re.findall(r'(?:<input type="hidden"|<button hidden) name="(\w+)" value="([^"]*)"', form))


def test_the_guided_path_asks_one_thing_a_step_and_skips(site: Site) -> None:
    page = site.get("/guide")
    answers = {"who": {"who": "other"}, "near": {"near": "Denver, CO"}, "age": {"age": "16"}, "issue": {"require": "condition:alcohol"}}
    for at, answer in answers.items():
        assert page.count("<h1>") == 1 and step(page)["at"] == at
        page = site.post("/guide", **{**step(page), **answer})
    assert "Which insurance do they have?" in page
    page = site.post("/guide", **{**step(page), "insurance": "Aetna", "to": "", "skip": "times"})
    assert "Aetna" not in page and "When and how would it work?" in page
    last = {**step(page), "at": "text", "prefer": "schedule:evening", "text": "no steps please", "skip": "end"}
    results = site.post("/search", **last)
    assert "must: alcohol addiction" in results and "age 16" in results and "evening sessions" in results and "steps" not in results


def test_a_program_names_who_to_call_first_and_every_question(site: Site) -> None:
    id = kept(site.post("/search", near="Denver, CO"), 1)[0]
    page = site.get(f"/programs/{id}")
    assert page.index('href="tel:+1') < page.index("The questions to ask") and page.count('class="question"') == 18
    assert f'href="/v1/programs/{id}"' in page and "call list" in page
    assert "you asked" in site.post(f"/programs/{id}", asked="require=payment:medicaid")
    assert 'lang="en">' in site.get(f"/es/programs/{id}")
    assert site.client.get("/programs/none").status_code == 404
    described = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert described["name"] in unescape(page.partition("<h1>")[2]) and described["@context"]
