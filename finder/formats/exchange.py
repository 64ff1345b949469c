"""What every exchange format is: how a file of it begins, what it makes of each program, how it ends, and what it cannot carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha1
from typing import Any

from finder.formats.losses import ALWAYS, Loss, without
from finder.listing import Closed, Closing
from finder.program import Program
from finder.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Credit:
    """Who is to be named, and on what terms, wherever a source's facts go."""

    source: str
    title: str
    address: str
    licence: str
    credit: str


@dataclass(frozen=True, slots=True)
class About:
    """What an export says of itself: the generation of the index that it was made of, when that was built (ISO 8601), how many programs
    it holds, and whom to credit."""

    generation: str
    built: str
    programs: int
    credits: tuple[Credit, ...]

    def credit_of(self, sources: Iterable[str]) -> tuple[Credit, ...]:
        """The credits due for these sources."""
        wanted = frozenset(sources)
        return tuple(c for c in self.credits if c.source in wanted)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A file of a format in pieces of text, so that it can be written in constant memory: head, programs with `between` between them,
    tail."""

    head: str
    each: Callable[[Program], str]
    between: str = ""
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """An exchange format. `fields`: the names that are ours and what they mean, where the format's own standard does not say."""

    id: str
    title: str
    media_type: str
    extension: str
    pieces: Callable[[About, Vocabulary], Pieces]
    loses: tuple[Loss, ...] = ALWAYS
    fields: Mapping[str, str] = field(default_factory=dict)

    def write(self, programs: Iterable[Program], about: About, vocabulary: Vocabulary) -> Iterator[str]:
        """The file, piece by piece."""
        pieces = self.pieces(about, vocabulary)
        yield pieces.head
        for number, program in enumerate(programs):
            yield self.piece(pieces, number, program)
        yield pieces.tail

    def piece(self, pieces: Pieces, number: int, program: Program) -> str:
        """What the file holds of the program that is its `number`th, from 0; nothing that is never given away."""
        return (pieces.between if number else "") + pieces.each(without(program, ALWAYS))


def about_json(about: About, loses: Sequence[Loss]) -> dict[str, Any]:
    """What an export says of itself, as JSON values."""
    return {
        "made_by": "IOP Finder",
        "generation": about.generation,
        "built": about.built,
        "programs": about.programs,
        "sources": [asdict(c) for c in about.credits],
        "not_carried": [loss.says for loss in loses],
        "notice": NOTICE,
    }


NOTICE = "Not medical advice; call before you rely on a fact. What nobody said is absent: absent is unknown, never no. Crisis: 988 (US)."


HOME = "https://iop-finder.example"
"""The beginning of the names that we give to things of our own in other people's formats. They name, and lead nowhere: the project has no
domain, and this one can never be anybody's (RFC 2606)."""


def first_day(as_of: str) -> str:
    """The first day that a date of a year, a month or a day can mean: where a format wants a day, no fact may look younger than it is."""
    return f"{as_of[:10]}-01-01"[:10] if len(as_of) < 7 else f"{as_of[:10]}-01"[:10]


def uuid_of(*parts: str) -> str:
    """The UUID (RFC 9562, version 5, of an address under HOME) of what these name, the same for ever."""
    digest = sha1(_ADDRESSES + "/".join((HOME, *parts)).encode(), usedforsecurity=False).digest()
    number = int.from_bytes(digest[:16]) & ~(0xF << 76 | 0x3 << 62) | 0x5 << 76 | 0x2 << 62
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


_ADDRESSES = bytes.fromhex("6ba7b8119dad11d180b400c04fd430c8")
"""The RFC's name space of addresses."""


def closed_text(c: Closed | None) -> str:
    """A closing in words: "2026-01-05 samhsa-directory gone"; "" where there is none."""
    return f"{c.date} {c.source} {c.how}" if c else ""


def closed_from_text(text: str) -> Closed | None:
    """The closing that the words tell of. Raises ValueError where they are not of ours."""
    if not text:
        return None
    date, source, how = text.split(" ")
    return Closed(date, source, Closing(how))
