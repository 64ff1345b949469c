"""A page's tree walked once, without recursion: its pieces of text in order, each with the headings it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import html

_LEVEL = {f"h{n}": n for n in range(1, 7)}
_MINOR = 7  # of what serves as a heading without being one: a summary, a bold line, a term of a list
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "canvas",
        "title",
        "meta",
        "link",
        "base",
        "iframe",
        "object",
        "embed",
        "video",
        "audio",
        "select",
        "option",
        "textarea",
        "input",
        "nav",
        "footer",
        "dialog",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "o:p",
        "picture",
        "source",
    ]
)
_SCOPES = frozenset(["section", "article", "li", "td", "th", "dd", "aside", "details", "fieldset", "blockquote"])
_SCOPED = re.compile(r"card|panel|accordion|faq|tile|toggle|tab-pane|tab-content", re.IGNORECASE)
_OPENED = re.compile(r"accordion|collaps|tab|panel|faq|toggle|dropdown-content|read-more|expand|answer|content", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:cookie|consent|breadcrumbs?|navbar|nav-menu|main-menu|menu-item|skip-link|sr-only-menu|site-footer|site-nav"
    r"|popup|modal"
    r"|newsletter|share|social)(?:$|[\s_-])",
    re.IGNORECASE,
)
_VOICES = {
    "testimonial": re.compile(r"testimonial|review(?:s|er)?(?:$|[\s_-])|(?:client|patient|success)-stor", re.IGNORECASE),
    "post": re.compile(
        r"(?:^|[\s_-])(?:blog|recent-posts?|related-posts?|latest-news|news-item|post-card|blog-post)(?:$|[\s_-])", re.IGNORECASE
    ),
    "job": re.compile(r"(?:^|[\s_-])(?:job-listing|careers?|vacanc(?:y|ies)|job-posting)(?:$|[\s_-])", re.IGNORECASE),
}
_ROLES = frozenset(("navigation", "contentinfo", "search", "menu", "menubar", "dialog", "alertdialog"))
_SPACE = re.compile(r"[ \t\r\f\v\n\u00a0\u2000-\u200a\u202f\u3000]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff\ufffd\x00-\x08\x0e-\x1f]")
_BROKEN = "\x0b"  # where the line is broken inside a piece; no page's text has it


@dataclass(slots=True)
class Piece:
    """A block before it has its place in the page: kind, text, headings; `cells` are (start, end, column's header) within the text."""

    kind: str
    text: str
    path: tuple[str, ...]
    lead: str = ""
    cells: tuple[tuple[int, int, str], ...] = ()
    voice: str = ""


@dataclass(slots=True)
class _Open:
    """A heading that still holds: its rank, its words, the element depth where it was met, and whether anything came under it."""

    rank: int
    text: str
    used: bool = False


@dataclass
class _Walk:
    """What is known while the tree is walked."""

    pieces: list[Piece] = field(default_factory=list)
    headings: list[_Open] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    bold: int = 0
    plain: bool = False
    marked: bool = False
    lead: str = ""
    voice: str = ""
    length: int = 0

    def add(self, text: str | None) -> None:
        """Text of the block that is open."""
        if text:
            self.words.append(text)
            if not text.isspace():
                if self.bold:
                    self.marked = True
                else:
                    self.plain = True

    def flush(self, kind: str, rank: int = 0) -> None:
        """Ends the open block: a heading of this rank, or a piece of this kind."""
        text = clean("".join(self.words))
        only_bold = self.marked and not self.plain
        self.words.clear()
        self.plain = self.marked = False
        if not text:
            return
        if not rank and kind == "paragraph" and _is_heading(text, only_bold):
            rank = _MINOR
        if rank:
            self.head(text, rank)
            return
        self.piece(Piece(kind, text, self.path, self.lead if kind == "item" else ""))
        if kind == "paragraph":
            self.lead = text if text.endswith(":") and len(text) < 300 else ""

    def head(self, text: str, rank: int) -> None:
        """A heading, which ends all of its rank and below."""
        while self.headings and self.headings[-1].rank >= rank:
            self.headings.pop()
        self.piece(Piece("heading", text, self.path))
        self.headings.append(_Open(rank, text))
        self.lead = ""

    def piece(self, piece: Piece) -> None:
        """One more piece; the headings above it now have something under them."""
        for heading in self.headings:
            heading.used = True
        piece.voice = self.voice
        self.length += len(piece.text) + 1
        self.pieces.append(piece)

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(h.text for h in self.headings)


def walk(root: html.HtmlElement, longest: int) -> list[Piece]:
    """The page's pieces in order, up to `longest` characters. Menus, footers, scripts and what is hidden for good are left out."""
    w = _Walk()
    stack: list[tuple[html.HtmlElement, bool, int, str]] = [(root, False, 0, "")]
    while stack and w.length <= longest:
        element, leaving, before, voice = stack.pop()
        if leaving:
            _leave(w, element, before)
            w.voice = voice
            w.add(element.tail)
            continue
        tag = _tag(element)
        if not tag or _skipped(element, tag):
            if tag not in _INLINE and tag and w.words:
                w.flush(_kind(element))
            w.add(element.tail)
            continue
        if tag == "tr" and _read_row(w, element):
            w.add(element.tail)
            continue
        stack.append((element, True, len(w.headings), w.voice))
        _enter(w, element, tag)
        stack.extend((child, False, 0, "") for child in reversed(element))
    w.flush("paragraph")
    return w.pieces


def _enter(w: _Walk, element: html.HtmlElement, tag: str) -> None:
    if tag == "br":
        w.words.append(_BROKEN)
    elif tag not in _INLINE:
        if w.words:
            w.flush(_kind(element.getparent()))
        w.voice = w.voice or _voice(element, tag)
    if tag in ("b", "strong"):
        w.bold += 1
    if tag == "table":
        w.lead = ""
    w.add(element.text)


def _leave(w: _Walk, element: html.HtmlElement, before: int) -> None:
    tag = _tag(element)
    if tag in ("b", "strong"):
        w.bold -= 1
    if tag in _INLINE or tag == "br":
        return
    if w.words:
        rank = _LEVEL.get(tag, 0) or (_rank(element) if element.get("role") == "heading" else 0) or (_MINOR if tag in _TITLES else 0)
        w.flush(_kind(element), rank)
    if tag in ("ul", "ol"):
        w.lead = ""
    if tag in _SCOPES or (tag == "div" and _SCOPED.search(element.get("class") or "")):
        while len(w.headings) > before and w.headings[-1].used:
            w.headings.pop()


_TITLES = frozenset(("summary", "dt", "caption", "legend"))


def _rank(element: html.HtmlElement) -> int:
    level = element.get("aria-level") or "2"
    return int(level) if level in "123456" else 2


def _kind(element: html.HtmlElement) -> str:
    """What a block of text directly inside the element is: an item of a list, or a paragraph."""
    above: html.HtmlElement | None = element
    for _ in range(12):
        if above is None or (tag := _tag(above)) in _WHOLES:
            break
        if tag == "li":
            return "item"
        above = above.getparent()
    return "paragraph"


_WHOLES = frozenset(("td", "th", "section", "article", "main", "body", "dd", "blockquote"))


def _tag(element: html.HtmlElement) -> str:
    return element.tag.lower() if isinstance(element.tag, str) else ""


def _skipped(element: html.HtmlElement, tag: str) -> bool:
    """Whether an element is no part of what the page says: machinery, menus, and what stays hidden."""
    if tag in _SKIPPED:
        return True
    if tag == "button":
        return not _asks(element)
    attributes = element.attrib
    if not attributes:
        return False
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    if attributes.get("role", "") in _ROLES or (tag not in ("body", "html", "main", "article") and _FURNITURE.search(names)):
        return True
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or _HIDDEN_STYLE.search(attributes.get("style", "")):
        return not (_OPENED.search(names) or attributes.get("role") in ("tabpanel", "region"))
    return False


def _asks(button: html.HtmlElement) -> bool:
    """Whether a button is the heading of what it opens."""
    text = "".join(button.itertext())
    return (button.get("aria-expanded") is not None or "?" in text or _OPENED.search(button.get("class") or "") is not None) and len(
        text
    ) < 300


def _voice(element: html.HtmlElement, tag: str) -> str:
    if not element.attrib:
        return "testimonial" if tag == "blockquote" else ""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if tag in ("body", "html"):
        return ""
    return next((voice for voice, pattern in _VOICES.items() if pattern.search(names)), "testimonial" if tag == "blockquote" else "")


def _is_heading(text: str, only_bold: bool) -> bool:
    """Whether a paragraph stands as a heading: a short line all in bold, or a question by itself."""
    if len(text) > 140 or "\n" in text:
        return False
    question = text.endswith("?") and text.count("?") == 1 and ". " not in text
    return question or (only_bold and len(text) < 90 and text[-1] not in ".!;,")


def _read_row(w: _Walk, row: html.HtmlElement) -> bool:
    """Whether the row was read as cells of a table: not where a table only lays out the page."""
    cells = [cell for cell in row if _tag(cell) in ("td", "th")]
    texts = [clean(" ".join(_texts(cell))).replace("\n", " ") for cell in cells]
    if len(cells) < 2 or any(len(text) > 600 for text in texts) or any(cell.find(".//table") is not None for cell in cells):
        return False
    w.flush("paragraph")
    headers = _headers(row)
    if row is _header_row(row):
        return _add_row(w, texts, [""] * len(texts))
    return _add_row(w, texts, headers)


def _add_row(w: _Walk, texts: list[str], headers: list[str]) -> bool:
    spans: list[tuple[int, int, str]] = []
    whole = ""
    for i, text in enumerate(texts):
        if text:
            whole += " | " if whole else ""
            spans.append((len(whole), len(whole) + len(text), headers[i] if i < len(headers) else ""))
            whole += text
    if whole:
        w.piece(Piece("row", whole, w.path, cells=tuple(spans)))
    return True


def _header_row(row: html.HtmlElement) -> html.HtmlElement | None:
    """The table's row of column headers: its first, if all of it is headers or it stands in the head."""
    table = next((a for a in row.iterancestors() if _tag(a) == "table"), None)
    first = next((r for r in table.iter("tr")), None) if table is not None else None
    if first is None:
        return None
    cells = [_tag(cell) for cell in first if _tag(cell) in ("td", "th")]
    parent = first.getparent()
    headed = parent is not None and _tag(parent) == "thead"
    return first if headed or (cells[1:] and all(tag == "th" for tag in cells[1:])) or _bold_row(first) else None


def _bold_row(row: html.HtmlElement) -> bool:
    """Whether every cell but perhaps the first is in bold: a header row of a table written by hand."""
    texts = [cell for cell in row if _tag(cell) == "td" and clean("".join(cell.itertext()))]
    return len(texts) > 1 and all(clean("".join(t for b in cell.iter("b", "strong") for t in b.itertext())) for cell in texts)


def _headers(row: html.HtmlElement) -> list[str]:
    first = _header_row(row)
    if first is None:
        return []
    return [clean(" ".join(_texts(cell))).replace("\n", " ") for cell in first if _tag(cell) in ("td", "th")]


def _texts(cell: html.HtmlElement) -> Iterator[str]:
    for element in cell.iter():
        tag = _tag(element)
        if not tag or tag in _SKIPPED:
            if element.tail and element is not cell:
                yield element.tail
            continue
        if element.text:
            yield element.text
        if element.tail and element is not cell:
            yield element.tail


def clean(text: str) -> str:
    """The text with single spaces, its breaks as line ends, without signs that nobody sees."""
    lines = (_SPACE.sub(" ", _UNSEEN.sub("", part)).strip() for part in text.split(_BROKEN))
    return "\n".join(line for line in lines if line)
