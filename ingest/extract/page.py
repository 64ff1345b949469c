"""A page's bytes to its text in order: blocks with their headings, and every place of a quotation known.

Nothing here judges what a page says. A page in any state comes out as what text it has; only what is no page at all is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lxml import etree, html
from w3lib.encoding import html_to_unicode, read_bom

from ingest.errors import SourceError
from ingest.extract.objects import read_objects
from ingest.extract.walk import Piece, clean, walk

LONGEST = 300_000
"""Characters of text that are kept of one page: a program's page has 3,000 to 20,000."""

_MARKUP = 8_000_000  # bytes that are parsed; what is beyond is text that nobody reads to the end
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LINE_END = re.compile(r"</br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<(?:script|style)\b[^<]*|<[^<>]*>?")
_FRONT_MATTER = re.compile(r"\A\s*---\s*\n(?:(?!---).*\n){0,60}---\s*\n")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_COMMON = {
    "en": frozenset(["the", "and", "of", "to", "for", "with", "our", "you", "your", "we", "is", "are", "in", "a"]),
    "es": frozenset(
        ["el", "la", "los", "las", "de", "y", "para", "con", "nuestro", "nuestra", "usted", "su", "es", "son", "en", "un", "una"]
    ),
}


class NotAPage(SourceError):
    """The bytes are no text: a picture, an archive, a PDF under an address of a page."""


class Kind(StrEnum):
    """What a block was on the page."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table's row: where it stands in the page's text, and the header of its column."""

    start: int
    end: int
    header: str


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the page's text, `start` to `end`, with the headings it stands under, outermost first, its own not among them.

    `lead` is the paragraph before a list that introduces it ("We accept:"). A row's cells are parted by " | ". `voice` names what the
    page's markup says of whose words these are: "testimonial", "post" or "job"; empty for the program's own.
    """

    kind: Kind
    start: int
    end: int
    text: str
    path: tuple[str, ...] = ()
    lead: str = ""
    cells: tuple[Cell, ...] = ()
    voice: str = ""


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page says, as text. Each block is `text[start:end]`.

    `language` is "en", "es" or, where it is neither, what the page declares ("" if nothing). `objects` are its JSON-LD and microdata,
    `modified` the page's own date (ISO 8601) if it states one.
    """

    url: str
    language: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    objects: tuple[dict[str, Any], ...] = ()
    modified: str = ""


def read_page(body: bytes, url: str, content_type: str = "") -> PageText:
    """The page's text. `content_type` is the header's, where there is one. Raises NotAPage for bytes that are no text."""
    text = decode(body[:_MARKUP], content_type)
    root = _parse(text)
    if root is None:
        return PageText(url, "", "", "", ())
    objects = read_objects(root)
    title = clean(root.findtext(".//title") or "").replace("\n", " ")[:300]
    named = [Piece("title", title, ())] if title else []
    blocks, whole = _blocks([*named, *(walk(root, LONGEST) or _bare(text))])
    declared = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:2].lower()
    return PageText(url, _language(whole) or declared, title, whole, blocks, objects, _modified(root, objects))


def decode(body: bytes, content_type: str = "") -> str:
    """The bytes as text: by their mark, else as UTF-8 if that is what they are whatever is declared, else as declared, else Windows-1252.

    Raises NotAPage where they are no text.
    """
    if read_bom(body)[0]:
        return html_to_unicode(None, body)[1]
    start = body[:4096]
    if b"\x00" in start or len(_CONTROL.findall(start)) > len(start) // 50 or start.startswith((b"%PDF", b"PK\x03\x04")):
        raise NotAPage("holds no text: binary data under an address of a page")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as e:
        if e.start > len(body) - 4 and len(body) == _MARKUP:
            return body[: e.start].decode("utf-8")
    encoding, text = html_to_unicode(content_type or None, body, default_encoding="cp1252")
    return body.decode("cp1252", "replace") if encoding == "utf-8" else text


def _bare(text: str) -> list[Piece]:
    """The words between the tags: of a page whose tree holds none, because it is nested deeper than any parser goes."""
    words = clean(_TAG.sub(" ", text[:LONGEST]))
    return [Piece("paragraph", words, ())] if words else []


def _parse(text: str) -> html.HtmlElement | None:
    """The markup's tree; None where there is nothing in it."""
    cleaned = _LINE_END.sub("<br>", _FRONT_MATTER.sub("", text)).replace("\x00", "").encode("utf-8", "replace")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(cleaned, parser=parser) if cleaned.strip() else None
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _blocks(pieces: list[Piece]) -> tuple[tuple[Block, ...], str]:
    """The pieces as blocks of one text, one line end between."""
    blocks: list[Block] = []
    at = 0
    for piece in pieces:
        if at + len(piece.text) > LONGEST:
            break
        cells = tuple(Cell(at + start, at + end, header) for start, end, header in piece.cells)
        end = at + len(piece.text)
        blocks.append(Block(Kind(piece.kind), at, end, piece.text, piece.path, piece.lead, cells, piece.voice))
        at = end + 1
    return tuple(blocks), "\n".join(block.text for block in blocks)


def _language(text: str) -> str:
    """The language by its commonest words; "" where the text is in neither of ours, or too short to tell."""
    words = re.findall(r"\w+", text[:20_000].lower())
    shares = {language: sum(word in common for word in words) / max(len(words), 1) for language, common in _COMMON.items()}
    best = max(shares, key=lambda language: shares[language])
    return best if shares[best] > 0.08 and len(words) > 20 else ""


def _modified(root: html.HtmlElement, objects: tuple[dict[str, Any], ...]) -> str:
    """The day on which the page says that it was last changed; empty if it does not."""
    stated = [str(o.get("dateModified", "")) for o in objects]
    for element in root.iter("meta"):
        if (element.get("property") or element.get("name") or "").lower() in ("article:modified_time", "og:updated_time", "last-modified"):
            stated.append(element.get("content") or "")
    return max((found[0] for s in stated if (found := _DATE.match(s))), default="")
