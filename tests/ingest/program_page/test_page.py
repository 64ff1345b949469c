"""One answer of a site's server: a page, or why it is none; and the date that it states."""

import pytest

from ingest.errors import SourceError
from ingest.sources.program_page.page import make_page

URL = "https://site.example/iop"
TODAY = "2026-11-22"
BODY = "<p>Our intensive outpatient program meets three days a week in the evening for three hours.</p>"


def page(body: str | bytes = BODY, kind: str = "text/html", changed: str = ""):
    return make_page(body if isinstance(body, bytes) else body.encode(), URL, kind, changed, TODAY)


@pytest.mark.parametrize(
    ("body", "kind", "why"),
    [
        (BODY, "application/pdf", "no page but application/pdf"),
        (b"%PDF-1.7 \x00\x01", "text/html", "no text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "", "no text"),
        (f"<title>Page not found | Site</title>{BODY}", "text/html", "no such page"),
        (f"<h1>404</h1>{BODY}", "text/html", "no such page"),
        (f"<h1>Página no encontrada</h1>{BODY}", "text/html", "no such page"),
        ("<div id=app></div><script>run()</script>", "text/html", "holds no text"),
        ("", "text/html", "holds no text"),
        ("<p>" + "Nous proposons un programme ambulatoire intensif avec des groupes le soir. " * 4, "text/html", r"language \(fr\)"),
        ("<p>" + "Wir bieten eine intensive ambulante Behandlung und Gruppen am Abend, die für Sie da ist. " * 3, "", r"language \(de\)"),
        ("<p>" + "Nosso programa intensivo não é uma internação e são grupos com você. " * 4, "", r"language \(pt\)"),
        ("<p>" + "Мы предлагаем интенсивную амбулаторную программу лечения. " * 4, "text/html", r"language \(und\)"),
    ],
)
def test_what_is_no_page_says_why(body, kind, why):
    with pytest.raises(SourceError, match=why):
        page(body, kind)


@pytest.mark.parametrize(
    ("more", "changed", "date"),
    [
        ("", "", ""),
        ("<p>Last updated: March 5, 2026</p>", "", "2026-03-05"),
        ("<p>Page updated 2026-04-01</p>", "", "2026-04-01"),
        ("<p>Última actualización: 5 de mayo de 2026</p>", "", "2026-05"),
        ("<p>Last reviewed June 2026</p>", "Wed, 01 Jul 2026 10:00:00 GMT", "2026-06"),
        ("", "Wed, 01 Jul 2026 10:00:00 GMT", "2026-07-01"),
        ("", "yesterday", ""),
        ("<p>Last updated: March 5, 2029</p>", "", ""),
        ("", "Thu, 01 Jan 1970 00:00:00 GMT", ""),
        ('<script type="application/ld+json">{"@type": "WebPage", "dateModified": "2026-02-03T10:00:00Z"}</script>', "", "2026-02-03"),
        ("<p>Founded in March 2011. Copyright 2026</p>", "", ""),
    ],
)
def test_a_page_is_dated_by_what_it_states(more, changed, date):
    assert page(BODY + more, changed=changed).dated == date


def test_spanish_is_read():
    assert page("<p>" + "Nuestro programa ambulatorio intensivo se reúne tres días con usted y su familia. " * 3).text.language == "es"
