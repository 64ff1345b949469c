"""What every exchange format is: how a file of it begins, what it makes of each program, how it ends, and what it cannot carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from finder.formats.losses import ALWAYS, Loss, without
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
