"""What a browser is told where a program is told a problem: a page with the crisis lines and a way back, of the same status."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.http.app import make_app
from api.root import make_finder
from tests.api.web.conftest import Site

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
BACK = {"en": 'href="/"', "es": 'href="/es"'}
PLACES = pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/es", "es")])


def told(reply: Any, status: int, language: str) -> str:
    """The page, which has what every page has."""
    assert reply.status_code == status and reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert reply.headers["referrer-policy"] == "no-referrer" and reply.headers["x-request-id"]
    page = reply.text
    assert f'<html lang="{language}">' in page and BACK[language] in page.partition("<h1")[2].partition("</main>")[0]
    assert re.search(r'<body>\s*<a class="skip"[^>]*>[^<]*</a>\s*<aside class="crisis-bar"', page)
    bar = page.partition('<aside class="crisis-bar"')[2].partition("</aside>")[0]
    assert re.findall(r'href="tel:([\d-]+)"', bar) == ["988", "911", "1-800-662-4357"]
    return page


@PLACES
def test_an_unknown_address_leads_back_to_the_form(site: Site, prefix: str, language: str) -> None:
    page = told(site.client.get(f"{prefix}/nowhere%22%3E//evil.example", headers=BROWSER), 404, language)
    assert "evil" not in page
    assert site.client.head(f"{prefix}/nowhere", headers=BROWSER).text == ""


@PLACES
def test_a_wrong_method_a_large_body_and_too_many_requests(site: Site, sample_home: Path, prefix: str, language: str) -> None:
    reply = site.client.put(f"{prefix}/search", headers=BROWSER)
    told(reply, 405, language)
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    told(site.client.post(f"{prefix}/search", data={"text": "x" * 70_000}, headers=BROWSER), 413, language)
    with TestClient(make_app(make_finder(sample_home), Often())) as client:
        reply = client.get(f"{prefix}/about", headers=BROWSER)
        told(reply, 429, language)
        assert reply.headers["retry-after"] == "7"


class Often:
    """Lets nobody in."""

    async def wait(self, address: str) -> int:
        return 7


@PLACES
def test_no_list_yet_and_a_fault_are_told_calmly(tmp_path: Path, prefix: str, language: str) -> None:
    app = make_app(make_finder(tmp_path))
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get(prefix or "/", headers=BROWSER).status_code == 200  # the form needs no list
        for path in ("/search?near=Denver%2C+CO", "/programs/some", "/call-sheet?id=some", "/about/known", "/sources"):
            reply = client.get(prefix + path, headers=BROWSER)
            page = told(reply, 503, language)
            assert reply.headers["retry-after"] == "5"
            assert str(tmp_path) not in page and "index" not in page.partition("<h1")[2]
        app.state.finder = None
        page = told(client.get(f"{prefix}/programs/some", headers=BROWSER), 500, language)
        assert "Error" not in page and "Traceback" not in page


def test_programs_are_told_problems_as_ever(site: Site) -> None:
    for path in ("/v1/nothing", "/v1/programs/none", "/hsds/nothing", "/fhir/nothing"):
        assert site.client.get(path, headers=BROWSER).headers["content-type"].startswith("application/"), path
    for accept in ("*/*", "application/json", "text/css,*/*;q=0.1"):
        assert site.client.get("/nowhere", headers={"accept": accept}).headers["content-type"] == "application/problem+json"
