"""Addresses on the web: one page under several, links that lead nowhere, lists without an end."""

import pytest

from ingest.sources.program_page.address import absolute, is_paging, key_of, site_of

HOME = "https://www.site.example/"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/iop", "https://www.site.example/iop"),
        ("iop/?utm_source=x&id=3#team", "https://www.site.example/iop/?id=3"),
        ("/iop?fbclid=1", "https://www.site.example/iop"),
        ("//other.example:443/a", "https://other.example/a"),
        ("HTTPS://WWW.SITE.EXAMPLE/IOP", "https://www.site.example/IOP"),
        ("plans.html", "https://www.site.example/plans.html"),
        ("/brochure.pdf", ""),
        ("/photo.JPG", ""),
        ("mailto:a@site.example", ""),
        ("”tel:555″", "https://www.site.example/%E2%80%9Dtel:555%E2%80%B3"),
        ("javascript:void(0)", ""),
        ("http://user:word@site.example/", ""),
        ("http://[broken/", ""),
        ("http://site.example:99999/", ""),
        ("/" + "a" * 600, ""),
    ],
)
def test_links_become_addresses_or_nothing(link, address):
    assert absolute(HOME, link).replace("”", "%E2%80%9D").replace("″", "%E2%80%B3") == address


def test_one_page_under_many_addresses_is_one():
    ways = ("http://site.example", "https://www.site.example/", "https://site.example/index.html", "https://site.example/?utm_medium=mail")
    assert {key_of(absolute(way, "")) for way in ways} == {"site.example"}
    assert key_of("https://site.example/a/?y=2&x=1") == key_of("http://www.site.example/a?x=1&y=2") != key_of("https://site.example/a")
    assert site_of("http://www.site.example:8080/a") == "site.example:8080"


@pytest.mark.parametrize("path", ["/programs/page/7", "/programs?page=2", "/events?date=2026-01-02", "/a/b/a/b", "/care/care/care/care/"])
def test_lists_without_an_end_are_known(path):
    assert is_paging(f"https://site.example{path}")


@pytest.mark.parametrize("path", ["/", "/programs/iop/adults", "/programs?id=2", "/page/about-us"])
def test_pages_are_no_lists(path):
    assert not is_paging(f"https://site.example{path}")
