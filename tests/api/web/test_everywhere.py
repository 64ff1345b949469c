"""What holds on every page, whatever its route: where help stands, how it is laid out, what it loads, what it never asks."""

from __future__ import annotations

import re
from functools import cache
from html import unescape
from itertools import pairwise

import lxml.html
import pytest

from api.web.views.about import make_list
from data.crisis import load_crisis
from data.words import LANGUAGES, load_page_words
from tests.api.web.conftest import Site
from tests.api.web.test_pages import ROUTES, ask

EVERYWHERE = pytest.mark.parametrize(("path", "method"), ROUTES)
ASKED = {"asked", "near", "choice", "who", "age", "insurance", "text", "radius", "name", "level", "id", "cursor", "show", "shown", "state"}
ASKED |= {"group", "tick", "relax", "refused", "remove", "require", "prefer", "at", "to", "skip", "back", "format"}
"""All that any form has a field for. `name` is a program's."""
LOADED = (
    "//script/@src",
    "//link/@href",
    "//img/@src",
    "//@srcset",
    "//iframe/@src",
    "//object/@data",
    "//@style",
    "//*[@data-script]/@data-script",
)


@cache
def text_of(site: Site, path: str, method: str) -> str:
    """The page of a route: asked once."""
    return ask(site, path, method)


def read(site: Site, path: str, method: str) -> lxml.html.HtmlElement:
    """The page of a route as a tree."""
    return lxml.html.document_fromstring(text_of(site, path, method))


def lang_of(element: lxml.html.HtmlElement) -> str:
    """The language that a piece of a page is marked with."""
    return next(e.get("lang") for e in (element, *element.iterancestors()) if e.get("lang"))


@EVERYWHERE
def test_help_and_landmarks_stand_in_the_same_order(site: Site, path: str, method: str) -> None:
    body = read(site, path, method).find("body")
    assert [e.tag for e in body if e.get("class") != "skip"] == ["aside", "header", "main", "footer"]
    assert [e.get("href") for e in body[0:1]] == ["#main"] and body.xpath("//main")[0].get("id") == "main"
    assert body.xpath("./aside//a/@href")[0] == "tel:988" and "tel:1-800-662-4357" in body.xpath("./aside//a/@href")
    named = [nav.get("aria-label") for nav in body.xpath("//nav")]
    assert len(named) == 2 and len(set(named)) == 2 and all(named)
    levels = [int(h.tag[1]) for h in body.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")]
    after = levels[levels.index(1) :]  # a box of danger may stand before the page's own heading
    assert levels.count(1) == 1 and all(b - a <= 1 for a, b in pairwise(after))


@EVERYWHERE
def test_a_title_tells_nothing(site: Site, path: str, method: str) -> None:
    assert read(site, path, method).xpath("//title/text()") == ["IOP Finder"]


@EVERYWHERE
def test_a_page_is_described_without_what_was_asked(site: Site, path: str, method: str) -> None:
    (said,) = read(site, path, method).xpath("//meta[@name='description']/@content")
    language, own = ("es", path.removeprefix("/es")) if path.startswith("/es") else ("en", path)
    assert said == next((p.summary for p in make_list(language) if p.path == own), load_page_words(language)["site"]["description"])


@EVERYWHERE
def test_nothing_is_loaded_from_elsewhere(site: Site, path: str, method: str) -> None:
    page = read(site, path, method)
    loaded = [x for where in LOADED for x in page.xpath(where)]
    assert loaded and all(x.startswith("/assets/") for x in loaded)
    assert all(x.startswith("/") for x in page.xpath("//@action | //@formaction"))
    assert all(a.get("rel", "").startswith("noreferrer") for a in page.xpath("//a[starts-with(@href, 'http')]"))


@EVERYWHERE
def test_nobody_is_asked_who_they_are(site: Site, path: str, method: str) -> None:
    page = read(site, path, method)
    names = {n.partition(".")[0] for n in page.xpath("//input/@name | //select/@name | //textarea/@name | //button/@name")}
    assert names <= ASKED | {"matters", "shown"}
    written = page.xpath("//input[not(@type='hidden')] | //textarea")
    assert {e.get("type", "text") for e in written} <= {"text", "radio", "checkbox"} and all(
        e.get("autocomplete", "off") == "off" for e in written
    )
    labels = " ".join(unescape(x) for x in page.xpath("//label//text() | //@placeholder")).lower()
    assert not re.search(
        r"\b(your|patient's|full|first|last) name\b|birth|\bnombre (del paciente|completo)\b|nacimiento|e-?mail|correo", labels
    )


ENGLISH = re.compile(
    r"\b(the|and|or|of|with|without|for|you|your|they|them|is|are|not|ask|says?|only|from|what|when|where|which|who|how|call|this|that|"
    r"programs|care|day|week|hours|yes|unknown|known|search|list|page|back|next)\b",
    re.I,
)
NAMES = re.compile(r"\bSample [^()]*\(synthetic\)[^·]*|\b988lifeline\S*|FindTreatment\.gov|\bIOP Finder\b")


@pytest.mark.parametrize(("path", "method"), [(p, m) for p, m in ROUTES if p.startswith("/es")])
def test_spanish_pages_hold_no_english(site: Site, path: str, method: str) -> None:
    """Nor anything that was never filled in. What is quoted is marked with its own language, and names are names."""
    page = read(site, path, method)
    texts = [
        t
        for t in page.xpath("//body//text()")
        if t.strip() and lang_of(t.getparent()) == "es" and t.getparent().tag not in ("script", "style")
    ]
    texts += page.xpath("//@aria-label | //@placeholder | //@alt | //@title")
    told = [NAMES.sub("", " ".join(t.split())) for t in texts]
    addresses = set(page.xpath("//address//text() | //*[@class='place']//text()"))
    assert {t for t in told if ENGLISH.search(t) and t not in {" ".join(a.split()) for a in addresses}} == set()
    assert not [t for t in told if re.search(r"[{}]|\bNone\b|\bTODO\b|\b[a-z]+_[a-z]+\b|  ", t)]


SENTENCES = {
    "en": {
        "suicide": ("my son says he wants to die, Aetna", "I have suicidal thoughts and drink"),
        "withdrawal": ("I get the shakes when I stop drinking", "ran out of xanax, need help in the evening"),
        "overdose": ("she took too many pills last week", "he overdosed on fentanyl"),
        "eating_disorder_danger": ("anorexia, my daughter fainted twice", "bulimia and chest pain"),
    },
    "es": {
        "suicide": ("mi hijo dice que no quiere vivir", "pienso en el suicidio y bebo mucho"),
        "withdrawal": ("tiemblo si no bebo", "se me acabó el xanax, necesito ayuda de noche"),
        "overdose": ("tomó demasiadas pastillas", "tuvo una sobredosis de fentanilo"),
        "eating_disorder_danger": ("anorexia, mi hija se desmayó", "bulimia y dolor en el pecho"),
    },
}


@pytest.mark.parametrize(
    ("box", "language"), [(b, lang) for b in load_crisis().boxes for lang in LANGUAGES], ids=lambda x: getattr(x, "id", x)
)
@pytest.mark.parametrize("which", [0, 1])
def test_each_scenario_of_danger_has_its_own_box_first_and_still_the_results(site: Site, box, language: str, which: int) -> None:
    prefix = "" if language == "en" else "/es"
    said = SENTENCES[language][box.id][which]
    for page in (
        site.post(f"{prefix}/search", near="Denver, CO", text=said),
        site.post(f"{prefix}/search", 422, near="Nowhere, ZZ", text=said),
    ):
        tree = lxml.html.document_fromstring(page)
        first = tree.xpath("//main/*")[0]
        titles = first.xpath("./h2/text()")
        assert (
            "crisis-box" in first.get("class")
            and titles
            and box.title[language] in tree.xpath("//*[contains(@class, 'crisis-box')]/h2/text()")
        )
        assert first.xpath(".//a[starts-with(@href, 'tel:')]")
    assert 'class="card"' in site.post(f"{prefix}/search", near="Denver, CO", text=said)
