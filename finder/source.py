"""Who publishes what we read, and what one good reading of it must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Expectations:
    """What a good run holds; one that falls short of any of it is refused, and the last good one stays.

    `listings`: at least so many kept, by form, so that a forgotten file is noticed and not only a thin one. `fill`: by field of a
    listing ("point", "phones") or dimension of terms ("payment"), the least share of the kept listings that have it. `dropped`: the
    largest share of what was read that may be unusable. `unknown_codes`: how many different unseen codes or labels may turn up.

    Against the last good run, `lost` is the largest share of its listings that may be missing, and `fell` by how much of the listings a
    fill rate may fall. Facilities close and move by a few percent a year, and forms change by a question or two: a fifth gone, or a tenth
    less filled, is another input or another form until a person has looked. `empty`: nothing at all is a good run too, as of the
    operator's own words, once the last of them is taken back.
    """

    listings: Mapping[str, int]
    fill: Mapping[str, float] = field(default_factory=dict)
    dropped: float = 0.01
    unknown_codes: int = 0
    lost: float = 0.2
    fell: float = 0.1
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher's work that we read. `id` names it in commands and in listings; `address` is where people find it.

    `credit` is what the licence, or good manners, ask us to print. `forms` are the surveys and kinds of page whose answers it holds.
    `inputs` are the addresses that are read where none is named. `synthetic`: made up by us, and never merged with what is real.
    """

    id: str
    title: str
    publisher: str
    address: str
    licence: str
    credit: str
    forms: tuple[str, ...]
    expects: Expectations
    inputs: tuple[str, ...] = ()
    synthetic: bool = False
