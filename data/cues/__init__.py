"""What seekers say and programs' pages do not, and the words that turn a wish: one file a language, read together.

`en.toml` says beside each list what it is for. Lists are folded as a sentence's words are; the phrases of `said` stay as written.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from finder.lexicon import cut

LANGUAGES = ("en", "es")

Words = frozenset[str]
Said = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class StrengthCues:
    """How a wish is meant: before it, behind it, and between it and the next."""

    refusing: Words
    lost: Words
    breaking: Words
    insisting: Words
    softening: Words
    refused: Words
    insisted: Words
    softened: Words
    joining: Words
    alternative: Words
    denials: Words
    denying: Words


@dataclass(frozen=True, slots=True)
class WhomCues:
    """Whom a sentence is about."""

    relatives: Words
    owned: Words
    doing: Words
    work: Words
    saying: Words
    bereaved: Words
    leaving: Words
    whose: Words
    of: Words


@dataclass(frozen=True, slots=True)
class PlaceCues:
    """What stands before a place, and names of places that are other words as well."""

    placed: Words
    loose: Words
    lengths: Words
    before_names: Words
    served: Words
    weak_codes: Words
    ordinary: Words
    first_names: Words


@dataclass(frozen=True, slots=True)
class PlainWords:
    """Words that are no wish."""

    empty: Words
    swallowed: Words
    not_slips: Words


@dataclass(frozen=True, slots=True)
class Cues:
    """All lists of all languages. `said` and `said_no` (heard only when refused) are by term, `relations` by population."""

    said: Said
    said_no: Said
    relations: Said
    nothing: tuple[str, ...]
    strength: StrengthCues
    whom: WhomCues
    place: PlaceCues
    plain: PlainWords


@cache
def load_cues() -> Cues:
    """All cues. A list that no language has, or that is unknown, is a TypeError, never passed over."""
    stated = [tomllib.loads((files(__name__) / f"{language}.toml").read_text("utf-8")) for language in LANGUAGES]
    return _cues(**{name: [table[name] for table in stated if name in table] for name in dict.fromkeys(n for t in stated for n in t)})


def _cues(*, nothing: list[list[str]], strength: Any, whom: Any, place: Any, plain: Any, **said: Any) -> Cues:
    """One of each, from each language's table."""
    return Cues(
        nothing=tuple(phrase for phrases in nothing for phrase in phrases),
        strength=StrengthCues(**_folded(strength)),
        whom=WhomCues(**_folded(whom)),
        place=PlaceCues(**_folded(place)),
        plain=PlainWords(**_folded(plain)),
        **{name: _joined(tables) for name, tables in said.items()},
    )


def _joined(tables: Iterable[Mapping[str, list[str]]]) -> dict[str, tuple[str, ...]]:
    """The lists of several tables, one behind the other where the name is the same."""
    joined: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for name, words in table.items():
            joined[name] = (*joined.get(name, ()), *words)
    return joined


def _folded(tables: Iterable[Mapping[str, list[str]]]) -> dict[str, Words]:
    """The same as sets of cues, each as it is compared."""
    return {name: frozenset(" ".join(w.word for w in cut(cue)) for cue in words) for name, words in _joined(tables).items()}
