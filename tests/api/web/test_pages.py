"""What every page has, in both languages: help at the same place, headers that let nothing out, words that are whole."""

from __future__ import annotations

import re

import pytest

from api.http.app import make_app
from api.root import make_finder
from api.web.routes import pages
from data.crisis import load_crisis
from data.words import LANGUAGES, load_page_words
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


def test_every_word_is_used(site: Site) -> None:
    """A sentence that no page says is left over."""
    from pathlib import Path

    import api.web

    folder = Path(api.web.__file__).parent
    code = "\n".join(p.read_text("utf-8") for ending in ("html", "py") for p in folder.rglob(f"*.{ending}"))
    made = set(re.findall(r'"(\w+)\.(?:\w+_)?" ~', code)) | set(re.findall(r'f"(\w+)\.\{', code))
    unused = [k for k in EN if k[0] not in made and f'"{k[0]}.{k[1].removesuffix("_one")}"' not in code]
    assert [k for k in unused if not re.search(rf'"{k[0]}\.[a-z_]*" ~', code)] == []


def test_what_is_written_is_in_no_page_that_follows(site: Site) -> None:
    page = site.post("/search", near="Denver, CO", text="qwzx xqzw eating disorder")
    assert "qwzx" in page  # told at once as not understood
    assert "qwzx" not in site.post("/search", asked=carried(page)) and "qwzx" not in carried(page)


@pytest.mark.parametrize("box", load_crisis().boxes, ids=lambda b: b.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_danger_bring_their_own_box_first_and_still_the_results(site: Site, box, language: str) -> None:
    prefix = "" if language == "en" else "/es"
    page = site.post(f"{prefix}/search", near="Denver, CO", text=box.words[language][0])
    assert page.index(box.title[language]) < page.index("<h1>") < page.index('class="card"')
    assert f'href="tel:{box.lines[0]}"' in page.partition("<h1>")[0].partition("<main")[2]
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
