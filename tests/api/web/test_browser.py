"""The pages in a real browser: what a page's text alone cannot show."""

from __future__ import annotations

import gzip
import re
from base64 import b64decode
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from api.settings import settings
from tests.api.web.conftest import Visit

SCRIPT = [{}, {"java_script_enabled": False}]
WAYS = [(320, True, "/es"), (320, False, "/"), (768, False, "/es"), (1280, True, "/")]
"""Width, script, language: each of a kind meets each of the others at least once."""
BOTH = pytest.mark.parametrize("visit", SCRIPT, ids=["script", "no-script"], indirect=True)
SCHEMES = pytest.mark.parametrize(
    ("visit", "start"),
    [({"color_scheme": "light", "viewport": {"width": 320, "height": 700}}, "/"), ({"color_scheme": "dark"}, "/es")],
    ids=["light-en-320", "dark-es-768"],
    indirect=["visit"],
)
DOT = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPj/HwADAgH/eL9GtQAAAABJRU5ErkJggg==")
"""A picture of one dot."""
WEIGHT = 60_000
"""Bytes, packed, of a page of results and of all it needs."""


def tools(page: Page) -> None:
    """Opens what stands beside the list, where it is closed."""
    if page.locator(".tools:not([open])").count():
        page.locator(".tools > summary").click()


def keep(page: Page, count: int) -> None:
    """Ticks the first programs."""
    for i in range(count):
        page.locator(".pick input").nth(i).check()


@BOTH
def test_back_and_forward_show_the_list_again_without_asking(visit: Visit) -> None:
    page = visit.find(near="Denver, CO", age="16", insurance="Medicaid")
    assert page.url == f"{visit.base}/search"  # nothing of what was asked stands in the address line
    first = page.locator("article h3 button").first
    name = first.inner_text()
    visit.hits.clear()
    first.click()
    expect(page.locator("h1")).to_have_text(name)
    page.go_back()
    expect(page.locator("h1")).to_have_text("Programs")
    expect(page.locator(".chips").first).to_contain_text("Medicaid")
    assert ("POST", "/search") not in visit.hits
    page.locator(".chips button", has_text="Medicaid").first.click()
    expect(page.locator(".chips").first).not_to_contain_text("Medicaid")
    page.go_back()
    expect(page.locator(".chips").first).to_contain_text("Medicaid")
    page.go_forward()
    expect(page.locator(".chips").first).not_to_contain_text("Medicaid")
    assert visit.hits.count(("POST", "/search")) == 1


@pytest.mark.parametrize(
    ("visit", "start"),
    [({"viewport": {"width": w, "height": 568}, "java_script_enabled": js}, s) for w, js, s in WAYS],
    ids=[f"{w}-{'script' if js else 'no-script'}-{s}" for w, js, s in WAYS],
    indirect=["visit"],
)
def test_the_whole_way(visit: Visit, start: str) -> None:
    """Form, chips, filter, weights, keep, page, program, compare, call sheet, referral, and back to the list: nothing is lost."""
    page = visit.find(start, near="Denver, CO", age="16", insurance="Medicaid", text="alcohol, DBT")
    expect(page.locator("html")).to_have_attribute("lang", "es" if start == "/es" else "en")
    keep(page, 1)
    name = page.locator("article h3 button").first.inner_text()
    tools(page)
    page.locator(".tools details summary").nth(2).click()
    page.locator(".ticks input:visible").first.check()
    page.locator(".tools button.quiet").first.click()
    expect(page.locator(".ticks input:checked")).not_to_have_count(0)
    tools(page)
    page.locator("#weights + details summary").click()
    page.locator("#m-cost").select_option("very")
    page.locator("#weights + details button").click()
    expect(page.locator("#m-cost")).to_have_value("very")
    chips = page.locator(".heard .chips button")
    count = chips.count()
    chips.nth(1).click()
    expect(chips).to_have_count(count - 1)
    if page.locator(".more button").count():
        page.locator(".more button").click()
        expect(page.locator(".rank").first).to_have_text("11.")
    expect(page.locator(".pick", has_text=name).locator("input")).to_be_checked()
    page.locator(".card .pick input:not(:checked)").first.check()
    page.locator("article h3 button").first.click()
    expect(page.locator(".asked")).not_to_have_count(0)  # the program is read against what was asked
    page.locator(".back button").click()
    expect(page.locator(".pick input:checked")).to_have_count(2)
    page.locator(".tray button").nth(0).click()
    expect(page.locator("table.compare thead th")).to_have_count(3)
    for button in page.locator("table.compare button").all():
        box = button.bounding_box()
        assert box and box["width"] > 1  # none is focused out of sight
    page.locator(".onward button").first.click()
    expect(page.locator("article.sheet")).to_have_count(2)
    page.locator(".onward button").nth(1).click()
    expect(page.locator(".ways > li")).to_have_count(2)
    page.locator(".back button").click()
    expect(page.locator(".pick input:checked")).to_have_count(2)
    expect(page.locator("#m-cost")).to_have_value("very")


def test_programs_stay_kept_while_the_list_changes(visit: Visit) -> None:
    page = visit.find(near="Denver, CO")
    keep(page, 2)
    page.locator(".more button").click()
    assert page.locator(".rank").first.inner_text() == "11."
    expect(page.locator("[data-count]")).to_contain_text("2")
    page.locator(".tray button").first.click()
    expect(page.locator("table.compare thead th")).to_have_count(3)


LANGUAGE_AND_COLOUR = {
    "runOnly": ["color-contrast", "link-in-text-block", "html-has-lang", "valid-lang", "label", "button-name", "link-name"]
}
"""What the second reading looks for on pages other than WHOLE: the rest is the same in either language and scheme."""
WHOLE = ("results", "program", "no page")


def axe(page: Page, where: str) -> list[tuple[str, str, str]]:
    """What axe finds wrong."""
    options = LANGUAGE_AND_COLOUR if "/es" in page.url and where not in WHOLE else {}
    found: Any = Axe().run(page, options=options).response["violations"]
    return [(where, v["id"], v["nodes"][0]["html"][:120]) for v in found]


@SCHEMES
def test_axe_finds_nothing_on_any_page(visit: Visit, start: str) -> None:
    prefix = start.rstrip("/")
    page = visit.page
    page.goto(visit.base + start)
    wrong = axe(page, "home")
    visit.find(start, near="Denver, CO", age="16", insurance="Aetna", text="suicidal, eating disorder")
    for summary in page.locator("summary").all():
        summary.click()
    wrong += axe(page, "results")
    page.locator("button[name=refused]").first.click()
    expect(page.locator("#part-refused")).to_be_focused()
    wrong += axe(page, "left out")
    keep(page, 2)
    page.locator(".tray button").nth(0).click()
    wrong += axe(page, "compare")
    page.locator(".onward button").nth(0).click()
    wrong += axe(page, "call sheet")
    page.locator(".onward button").nth(1).click()
    wrong += axe(page, "referral")
    page.locator(".back button").click()
    page.locator("article h3 button").first.click()
    wrong += axe(page, "program")
    visit.missing += 1
    page.goto(f"{visit.base}{prefix}/nowhere")
    wrong += axe(page, "no page")
    page.goto(f"{visit.base}{prefix}/guide")
    wrong += axe(page, "who")
    for name in ("near", "age", "issue"):
        page.locator("button.main").click()
        wrong += axe(page, name)
    for path in ("/about", "/about/iop", "/about/ranking", "/about/known", "/sources"):
        page.goto(f"{visit.base}{prefix}{path}")
        wrong += axe(page, path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    visit.refused += 1
    visit.find(start, near="Springfield")
    wrong += axe(page, "choices")
    assert wrong == []


@pytest.mark.parametrize("visit", [{"viewport": {"width": w, "height": 800}} for w in (320, 768, 1280)], ids=str, indirect=True)
def test_nothing_is_wider_than_the_screen_and_targets_are_large(visit: Visit) -> None:
    page = visit.find(near="Denver, CO", age="16", insurance="Aetna", text="eating disorder")
    small = "els => els.map(e => [e.innerText || e.name, e.getBoundingClientRect()]).filter(x => x[1].height && x[1].height < 24)"
    keep(page, 2)
    for step in (0, 0, 1):
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
        inline = page.locator("button, summary, .call, label:has(input), nav a, .crisis-bar a, textarea").evaluate_all(small)
        assert inline == [], page.url
        with page.expect_navigation():
            page.locator(".tray button, .onward button").nth(step).click()


def test_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.base)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_class("skip")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#near")).to_be_focused()
    page.keyboard.type("Denver, CO")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Programs")
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.closest('aside, nav, .chips, .card, .beside, .tray')?.className ?? ''"))
        if seen[-1] == "card":
            break
    assert seen.index("crisis-bar") < seen.index("chips") < seen.index("card")  # the order in which they are read
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_headings_and_landmarks(visit: Visit) -> None:
    page = visit.find(near="Denver, CO")
    levels = page.locator("h1, h2, h3, h4").evaluate_all("hs => hs.map(h => +h.tagName[1])")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    for role in ("complementary", "banner", "main", "contentinfo"):
        expect(page.get_by_role(role)).to_have_count(1)
    names = [nav.get_attribute("aria-label") for nav in page.get_by_role("navigation").all()]
    assert names == ["Site", "About this site"]
    expect(page.get_by_role("status")).to_contain_text("Denver, CO")


def test_a_page_of_the_list_is_light(visit: Visit) -> None:
    page = visit.find(near="Colorado", age="34", insurance="Medicaid", text="DBT, evenings")
    assert page.locator(".card").count() >= 10
    with httpx.Client(base_url=visit.base, headers={"accept-encoding": "gzip"}) as http:
        files = [http.get(path) for path in re.findall(r'(?:href|src)="(/assets/[\w.]+)"', page.content())]
        packed = len(gzip.compress(page.content().encode())) + sum(int(r.headers["content-length"]) for r in files)
    assert len(files) == 3 and all("immutable" in r.headers["cache-control"] for r in files)
    assert packed <= WEIGHT


def test_a_referral_is_one_printed_page(visit: Visit) -> None:
    page = visit.find(near="Denver, CO", text="heroin")
    page.locator(".tray button").nth(2).click()
    expect(page.locator(".ways > li")).to_have_count(3)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter"))) == 1


def test_the_map_comes_on_request_from_here_alone(visit: Visit) -> None:
    visit.hits.clear()
    page = visit.find(near="Denver, CO")
    assert not [path for _, path in visit.hits if "map" in path or "outlines" in path]
    page.get_by_role("button", name="Show the map").click()
    drawn = page.locator("[data-map][data-drawn]")
    expect(drawn).to_have_count(1)
    expect(page.locator(".map-pin")).to_have_count(page.locator("[data-lat]").count())
    expect(page.locator("[data-map]")).to_be_focused()  # as the button was, which is gone
    expect(page.locator(".map-town").first).to_have_text("Denver")
    expect(page.locator(".leaflet-tile")).to_have_count(0)
    assert axe(page, "map") == []
    for key, pin in (("Enter", page.locator(".map-pin").last), ("Space", page.locator(".map-pin").first)):
        pin.focus()
        page.keyboard.press(key)
        expect(page.locator("article h3 button:focus")).to_be_in_viewport()


@pytest.mark.parametrize("visit", SCRIPT[1:], ids=["no-script"], indirect=True)
def test_no_map_is_offered_where_none_can_be_drawn(visit: Visit) -> None:
    page = visit.find(near="Denver, CO")
    expect(page.locator("[data-map-open]")).to_be_hidden()
    expect(page.locator(".card").first).to_be_visible()


@pytest.fixture
def own_tiles(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An operator's tiles, from the page's own origin."""
    monkeypatch.setenv("IOP_FINDER_MAP_TILES", "/tiles/{z}/{x}/{y}.png")
    monkeypatch.setenv("IOP_FINDER_MAP_CREDIT", "Tiles by <b>us</b>")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


@pytest.mark.usefixtures("own_tiles")
def test_an_operators_tiles_come_from_the_pages_own_origin(visit: Visit) -> None:
    asked: list[str] = []

    def tile(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=DOT, content_type="image/png")

    visit.page.route("**/tiles/**", tile)
    page = visit.find(near="Denver, CO")
    assert asked == []
    page.get_by_role("button", name="Show the map").click()
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    expect(page.locator(".map-pin")).to_have_count(page.locator("[data-lat]").count())
    expect(page.locator(".map-town")).to_have_count(0)  # tiles name their towns
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("Tiles by <b>us</b>")
    assert asked and all(re.fullmatch(re.escape(visit.base) + r"/tiles/\d+/\d+/\d+\.png", url) for url in asked)
