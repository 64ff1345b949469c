"""A page's blocks as lines: sentences, items and cells, each with what stands over it, folded once for all that reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from data.pages import load_page_cues
from data.vocabulary import load_vocabulary
from finder.lexicon import Cut, Phrases, cut
from finder.tokens import squash
from ingest.extract.page import Block, Kind, PageText

_LETTERS = "áàâäãåéèêëíìîïóòôöõúùûüñç"
_FOLDED = str.maketrans(_LETTERS + _LETTERS.upper() + "’‘`´‐‑‒–—−\u00a0\n“”", "aaaaaaeeeeiiiiooooouuuunc" * 2 + "''''------  \"\"")
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[¿¡•*]*[A-Z0-9ÁÉÍÓÚÑ¿¡])|\n|\s[•·▪✓►|]\s|;\s(?=[A-Z])")
_SHORT = re.compile(
    r"(?:\b(?:dr|mr|mrs|ms|st|vs|e\.g|i\.e|etc|approx|hrs?|jr|sr|inc|ave|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|u\.s|ph\.d|psy\.d|m\.d"
    r"|a\.m|p\.m|m\.s|r\.n|l\.c\.s\.w|ext|wk|wks|min|mins|sra?|dra?|lic))\.$",
    re.IGNORECASE,
)
_HAS_NUMBER = re.compile(
    r"\d|\b(?:one|two|twice|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|sixteen|twenty|thirty|sixty|ninety|dos|tres"
    r"|cuatro|cinco"
    r"|seis|siete|ocho|nueve|diez|doce|una|noon|mediodia)\b"
)
_LONGEST = 1_500  # characters of one sentence that are read; nobody writes longer ones
_BULLET = re.compile(r"^[\s•·▪✓►*\-–—]+")
_SINGULAR = re.compile(
    r"(?<!\w)(?<!phase )(?<!level )(?<!stage )(?<!step )(?<!type )(?<!part )(?<!bipolar )(?<!axis )(?<!title )"
    r"(?:i|i'm|i've|i'd|my|mine|yo|mi vida|mi familia|mi hij[oa])(?!\w)"
)
_FIRST_PERSON = re.compile(
    r"(?<!\w)(?:we|we're|we've|our|ours|us|ofrecemos|nuestr[oa]s?|tratamos|atendemos|aceptamos|contamos con|brindamos|usamos)(?!\w)"
)


def folded(text: str) -> str:
    """The text in lower case, without accents and with plain quotes and dashes, as long as it was: places stay the same."""
    plain = text.translate(_FOLDED)
    lowered = plain.lower()
    return lowered if len(lowered) == len(plain) else "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)


@dataclass(frozen=True, slots=True)
class Mention:
    """A term named in a line, from `start` to `end` of its text."""

    term: str
    start: int
    end: int

    @property
    def dimension(self) -> str:
        """The part before the colon."""
        return self.term.partition(":")[0]


@dataclass(frozen=True)
class Line:
    """One sentence, item, heading or cell. `text` is what is read, `quote` what is shown as evidence: for a cell the whole row.

    `over` is what stands over it, outermost first: headings, the words that introduce a list, a row's label and a column's header; `asked`
    the question that it answers. `start` is the quotation's place in the page's text.
    """

    page: PageText
    block: Block
    text: str
    quote: str
    start: int
    over: tuple[str, ...] = ()
    asked: str = ""
    first: bool = True

    @cached_property
    def plain(self) -> str:
        """The text folded, place by place."""
        return folded(self.text)

    @cached_property
    def over_plain(self) -> tuple[str, ...]:
        """What stands over it, folded, outermost first."""
        return tuple(_folded_heading(text) for text in self.over)

    @cached_property
    def words(self) -> list[Cut]:
        """The words, as the lexicon cuts them."""
        return cut(self.text)

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The terms that the line names, in order."""
        named = tuple(find_mentions(self.words))
        return (*named, *self._initials({m.dimension for m in named})) if _initials().search(self.text) else named

    def _initials(self, beside: set[str]) -> Iterator[Mention]:
        """Names in capitals, where the line names others of their dimension or stands under a heading that does."""
        headed = any(load_page_cues()["initialled"].search(over) for over in self.over_plain[-1:])
        for found in _initials().finditer(self.text) if not self.text.isupper() or len(self.words) < 4 else ():
            mention = Mention(_initialled()[found[0]], found.start(), found.end())
            if mention.dimension in beside or (headed and self.is_fragment):
                yield mention

    @cached_property
    def dimensions(self) -> frozenset[str]:
        """The dimensions of the terms that the line names."""
        return frozenset(m.dimension for m in self.mentions)

    @cached_property
    def has_number(self) -> bool:
        """Whether the line holds a number, in figures or words."""
        return bool(_HAS_NUMBER.search(self.plain))

    @property
    def heading(self) -> str:
        """What the quotation stood under; empty at the top of a page."""
        return self.asked or (self.over[-1] if self.over else "")

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading itself."""
        return self.block.kind in (Kind.HEADING, Kind.TITLE)

    @cached_property
    def is_question(self) -> bool:
        """Whether it asks."""
        return self.text.rstrip("\"'”’) ").endswith("?")

    @cached_property
    def is_ours(self) -> bool:
        """Whether the program speaks of itself: "we", "our"."""
        return bool(_FIRST_PERSON.search(self.plain))

    @cached_property
    def is_fragment(self) -> bool:
        """Whether it is no full sentence: an item, a cell, a heading, a short line without its point."""
        if self.block.kind is not Kind.PARAGRAPH:
            return self.block.kind is not Kind.ITEM or len(self.words) < 16
        return len(self.words) < 6 or (len(self.words) < 15 and not self.text.rstrip().endswith((".", "!")))

    @cached_property
    def is_personal(self) -> bool:
        """Whether a person speaks: "I", "my"."""
        return not self.is_question and bool(_SINGULAR.search(self.plain))


@cache
def _folded_heading(text: str) -> str:
    return folded(text)


def lines_of(page: PageText) -> Iterator[Line]:
    """The page's lines in order."""
    asked = ""
    path: tuple[str, ...] = ()
    for block in page.blocks:
        over = (*block.path, block.lead) if block.lead else block.path
        if block.path != path:
            asked, path = block.path[-1] if block.path and block.path[-1].endswith("?") else "", block.path
        if block.cells:
            yield from _cells(page, block, over)
            continue
        for i, (start, end) in enumerate(sentences(block.text)):
            text = block.text[start:end]
            label = _label(block.text, start) if i else ""
            line = Line(page, block, text, text, block.start + start, (*over, label) if label else over, asked, i == 0)
            yield line
            if line.is_question and not line.is_heading:
                asked = text


def _label(text: str, start: int) -> str:
    """The words before the colon that introduce a list in one block, where a piece of it begins: "Insurance: Aetna | Cigna"."""
    label = text.partition(":")[0]
    return label if len(label) < 60 and label != text and re.search(r"[•·▪✓►|]\s*$", text[max(0, start - 3) : start]) else ""


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a block begins and ends; line ends and bullets end one too."""
    start = 0
    for found in _END.finditer(text):
        mark = found[0].strip()
        if mark[:1] == "." and _SHORT.search(text[max(0, found.start() - 8) : found.start() + 1]):
            continue
        end = found.end() if mark[:1] in (".", "!", "?", "…") else found.start()
        yield from _trimmed(text, start, end)
        start = found.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if bullet := _BULLET.match(text[start : start + 20]):
        start += bullet.end()
    end = min(end, start + _LONGEST)
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield start, end


def _cells(page: PageText, block: Block, over: tuple[str, ...]) -> Iterator[Line]:
    """Each cell with its row's label and its column's header over it."""
    label = page.text[block.cells[0].start : block.cells[0].end]
    for i, cell in enumerate(block.cells):
        text = page.text[cell.start : cell.end]
        above = (*over, *((label,) if i else ()), *((cell.header,) if cell.header else ()))
        yield Line(page, block, text, block.text, block.start, above, first=i == 0)


@cache
def _initialled() -> dict[str, str]:
    return {name: term for term, names in load_page_cues().initials.items() for name in names}


@cache
def _initials() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, _initialled()))})(?![\w-])")


_OPEN = frozenset(("availability",))
"""A phrase of these may hold names of other things: "begins with an assessment"."""


_WITHIN = frozenset(("level_of_care", "age_group", "language"))
"""What is named within a longer phrase too: "mental health IOP"."""


def find_mentions(words: list[Cut]) -> Iterator[Mention]:
    """The terms named among the words: the longest phrase at each place, and levels of care and ages also within a longer one."""
    reach = 0
    seen: dict[str, int] = {}
    for first, last, names in _phrases().among(words, overlapping=True):
        inside = last <= reach
        open_to = {name.partition(":")[0] for name in names if seen.get(name.partition(":")[0], 0) < last}
        for name in names:
            dimension = name.partition(":")[0]
            if dimension in open_to and not (inside and dimension not in _WITHIN):
                seen[dimension] = last
                yield Mention(name, words[first].start, words[last - 1].end)
        if not any(name.partition(":")[0] in _OPEN for name in names):
            reach = max(reach, last)


@cache
def _phrases() -> Phrases:
    """The vocabulary's words and the pages' own, less what on a page means something else."""
    cues = load_page_cues()
    named = [(phrase, term) for term, phrases in cues.said.items() for phrase in phrases]
    for term in load_vocabulary().terms.values():
        unsaid = {squash(phrase) for phrase in cues.unsaid.get(term.id, ())}
        words = (*term.label.values(), *(word for said in term.words.values() for word in said))
        named += [(word, term.id) for word in words if squash(word) not in unsaid]
    return Phrases(named)
