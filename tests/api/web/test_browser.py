"""The pages in a real browser: what a page's text alone cannot show."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.api.web.conftest import Visit

BOTH = pytest.mark.parametrize("visit", [{}, {"java_script_enabled": False}], ids=["script", "no-script"], indirect=True)


@BOTH
def test_back_and_forward_show_the_list_again_without_asking(visit: Visit) -> None:
    page = visit.find(near="Denver, CO", age="16", insurance="Medicaid")
    assert page.url == f"{visit.base}/search"  # nothing of what was asked stands in the address line
    first = page.locator("article h3 a").first
    name = first.inner_text()
    visit.hits.clear()
    first.click()
    expect(page.locator("h1")).to_have_text(name)
    page.go_back()
    expect(page.locator("h1")).to_have_text("Programs")
    expect(page.locator(".chips")).to_contain_text("Medicaid")
    assert ("POST", "/search") not in visit.hits
    page.locator(".chips button", has_text="Medicaid").click()
    expect(page.locator(".chips")).not_to_contain_text("Medicaid")
    page.go_back()
    expect(page.locator(".chips")).to_contain_text("Medicaid")
    page.go_forward()
    expect(page.locator(".chips")).not_to_contain_text("Medicaid")
    assert visit.hits.count(("POST", "/search")) == 1
