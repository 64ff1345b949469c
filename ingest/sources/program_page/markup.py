"""What a page's markup holds beside its text: links, the address and the site's name that it gives itself, telephones to tap. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree, html

from ingest.extract.page import LONGEST as LONGEST_TEXT
from ingest.extract.page import decode
from ingest.sources.program_page.address import absolute, site_of

MOST_LINKS = 2_000
"""Links of one page that are looked at."""

_REFRESH = re.compile(r"\s*\d+(?:\.\d+)?\s*;\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link leads, and its words."""

    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Markup:
    """A page's markup. `canonical` is the address that the page gives itself, of its own site, `moved` the one that it sends readers on
    to at once, both "" where there is none; `phones` are those that can be tapped, as they are written. `words` are all of the page's,
    those of its menus and footers too, a line for each piece: who and where a program is stands in footers.
    """

    links: tuple[Link, ...] = ()
    canonical: str = ""
    moved: str = ""
    site_name: str = ""
    phones: tuple[str, ...] = ()
    words: str = ""


def read_markup(body: bytes, address: str, content_type: str = "") -> Markup:
    """What the markup holds; nothing where it cannot be read. Raises NotAPage for bytes that are no text."""
    text = decode(body, content_type)
    try:
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
        root = html.document_fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return Markup()
    base = next((absolute(address, e.get("href")) for e in root.iter("base") if e.get("href")), "") or address
    links: list[Link] = []
    phones: list[str] = []
    for element in root.iter("a", "area"):
        href = (element.get("href") or "").strip()
        if href.lower().startswith("tel:"):
            phones.append(href[4:])
        elif href and len(links) < MOST_LINKS and (to := absolute(base, href)):
            links.append(Link(to, _words(element)))
    canonical, moved, site_name = _canonical(root, base), _moved(root, base), _site_name(root)
    return Markup(tuple(links), canonical, moved, site_name, tuple(dict.fromkeys(phones)), _all_words(root))


def _all_words(root: html.HtmlElement) -> str:
    etree.strip_elements(root, "script", "style", "noscript", "template", with_tail=False)
    lines = (" ".join(piece.split()) for piece in root.itertext(etree.Element))
    return "\n".join(line for line in lines if line)[:LONGEST_TEXT]


def _words(element: html.HtmlElement) -> str:
    """A link's words: its text, or those that stand for its picture."""
    said = " ".join("".join(element.itertext()).split())
    pictures = (image.get("alt") or "" for image in element.iter("img"))
    return (said or element.get("aria-label") or element.get("title") or " ".join(pictures))[:200]


def _canonical(root: html.HtmlElement, base: str) -> str:
    stated = (e.get("href") or "" for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical")
    found = absolute(base, next(stated, "") or "")
    return found if found and ("://" not in base or site_of(found) == site_of(base)) else ""  # a saved page has no site


def _moved(root: html.HtmlElement, base: str) -> str:
    for element in root.iter("meta"):
        if (element.get("http-equiv") or "").lower() == "refresh" and (to := _REFRESH.match(element.get("content") or "")):
            return absolute(base, to[1])
    return ""


def _site_name(root: html.HtmlElement) -> str:
    named = (e.get("content") or "" for e in root.iter("meta") if (e.get("property") or "").lower() == "og:site_name")
    return " ".join(next(named, "").split())[:120]
