"""The pages about care and about this site: every number from where it is made, both languages whole, nothing promised."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from api.root import make_finder
from api.web.views.about import WHERE
from api.web.views.known import make_known
from api.web.views.speaker import Speaker
from data.references import load_references
from data.vocabulary import load_vocabulary
from data.words import LANGUAGES, load_about, load_wording
from finder.errors import IndexUnavailable
from finder.plan import LIKELY
from finder.program import Program
from finder.question import VALUE, Verdict
from finder.questions import all_questions
from tests.api.web.conftest import Site

TRICARE = "insurer:tricare"
"""The one insurer that surveys ask about: no program names another for it."""


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Every text by its path; names of works and addresses are no words of ours."""
    if isinstance(value, str):
        yield path, value
        return
    for name, each in value.items() if isinstance(value, dict) else enumerate(value):
        if name not in ("sources", "link", "why"):
            yield from leaves(each, (*path, name))


EN, ES = ({path: text for name in WHERE for path, text in leaves(load_about(lang)[name], (name,))} for lang in LANGUAGES)


def plain(page: str) -> str:
    """What a page's main part says."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])).split())


def test_both_languages_say_the_same_with_the_same_numbers() -> None:
    assert list(EN) == list(ES)
    for path, text in EN.items():
        holes = r"\d+(?:\.\d+)?|\{\w+\}"
        assert sorted(re.findall(holes, text)) == sorted(re.findall(holes, ES[path])), path
        assert text.strip() == text != "" and ES[path].strip() == ES[path] != "", path
    assert {p for p in EN if EN[p] == ES[p]} == {("choices", "parts", 2, "named", 0, "name"), ("choices", "parts", 2, "named", 3, "name"),
        ("sources", "parts", 0, "named", 0, "name")}  # fmt: skip
    assert load_about("es")["why"].keys() == {q.id for q in all_questions()}


def test_nothing_is_promised_or_ordered_and_no_rate_is_told() -> None:
    never = re.compile(r"%|you need|you should|you must|guarantee|\bbest\b|recover(?!y)|usted necesita|garantiz|\béxito\b", re.I)
    assert {p: t for p, t in (EN | ES).items() if never.search(t)} == {}
    assert [p for p, t in EN.items() if "success" in t] == [("known", "parts", 0, "items", 2)]  # that we show none


def test_each_work_that_facts_are_from_is_known_and_used() -> None:
    used = {id for lang in LANGUAGES for name in WHERE for part in load_about(lang)[name]["parts"] for id in part.get("sources", ())}
    assert used == load_references().keys()
    for lang in LANGUAGES:  # a part with hours in it says whose they are
        for part in (p for name in ("iop", "choices") for p in load_about(lang)[name]["parts"]):
            told = " ".join(text for _, text in leaves(part))
            assert part.get("sources") or not re.search(r"\d+ (hours|horas)", told), part["title"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_linked_from_every_page(site: Site, language: str) -> None:
    prefix = "" if language == "en" else "/es"
    for page in (site.get(prefix or "/"), site.get(f"{prefix}/sources"), site.post(f"{prefix}/search", near="Denver, CO")):
        footer = page[page.index("<footer>") :]
        assert all(f'href="{prefix}{path}"' in footer for path in ("/about", *WHERE.values()))
    for name, path in WHERE.items():
        assert f"<h1>{load_about(language)[name]['title']}</h1>" in unescape(site.get(prefix + path))
    assert 'href="/es/about/iop"' in site.get("/about/iop") and 'href="/about/iop"' in site.get("/es/about/iop")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ranking_told_is_the_ranking_made(site: Site, language: str) -> None:
    page = site.get(f"{'' if language == 'en' else '/es'}/about/ranking")
    weight = "Weight" if language == "en" else "Peso"
    shown = re.findall(rf"<dt>([^<]+)</dt>\s*<dd><b>{weight} ([\d.]+)(, [^<]+)?\.</b>", page)
    w, questions = load_wording(language), {q.id: q for q in all_questions()}
    assert [(unescape(title), float(weighs), bool(personal)) for title, weighs, personal in shown] == [
        (w.title(id), questions[id].weight, questions[id].personal) for id in w.order
    ]
    says = plain(page)
    assert all(str(Fraction(VALUE[v])) in says for v in (Verdict.PARTLY, Verdict.DISPUTED)) and "10 " in says
    assert all(str(Fraction(eighths, 8)) in says for eighths in LIKELY)


def programs_of(home: Path) -> list[Program]:
    async def all_of() -> list[Program]:
        finder = make_finder(home)
        found = [p async for p in (await finder.index.current()).scan()]
        await finder.close()
        return found

    return asyncio.run(all_of())


def test_what_is_known_is_counted_by_question_and_state(site: Site, sample_home: Path) -> None:
    v = load_vocabulary()
    everywhere = programs_of(sample_home)
    for chosen in ("", "CO"):
        some = [p for p in everywhere if chosen in ("", p.address.state)]
        told = plain(site.post("/about/known", state=chosen))
        for q in all_questions():
            part = told.partition(load_wording("en").title(q.id))[2]
            for dimension in {t.dimension for t in v.terms.values() if t.question == q.id}:
                heard = [
                    p
                    for p in some
                    if any(v.terms[t].question == q.id and v.terms[t].dimension == dimension for t in p.facts if t != TRICARE)
                ]
                label = v.dimensions[dimension].label["en"]
                assert f"{label[0].upper()}{label[1:]}: {len(heard)} of {len(some)}" in part, (q.id, dimension)
        for id, label in (("level_of_care:iop", "Intensive outpatient"), (TRICARE, "TRICARE")):
            assert f"{label}: {sum(id in p.facts for p in some)} of {len(some)}" in told
        assert f"Hours a week: 0 of {len(some)}" in told and f"Insurers by name: 0 of {len(some)}" in told
    assert "state=" not in site.get("/about/known")  # a place is sent in the body, here too
    site.post("/about/known", 422, state="ZZ")


def test_an_index_of_before_says_so() -> None:
    with pytest.raises(IndexUnavailable, match="index build"):
        make_known({}, "", Speaker(load_wording("en"), load_vocabulary(), date(2026, 1, 5)))


def test_each_source_is_credited(site: Site) -> None:
    (source,) = site.client.get("/v1/sources").json()
    page = plain(site.get("/sources"))
    for name in ("title", "publisher", "licence", "credit", "retrieved"):
        assert source[name] in page, name
    assert "no program in it exists" in page and "GeoNames" in page and "CC BY 4.0" in page
