"""How names and addresses are spelled otherwise, as `spelling.toml` states it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Spelling:
    """`names` and `streets`: what stands for a word as it is written. The sets are explained beside their words in the file."""

    names: Mapping[str, str]
    streets: Mapping[str, str]
    empty: frozenset[str]
    common: frozenset[str]
    telling: frozenset[str]
    direction: frozenset[str]
    kind: frozenset[str]
    unit: frozenset[str]


@cache
def load_spelling() -> Spelling:
    """The tables of `spelling.toml`."""
    table = tomllib.loads((files("data") / "spelling.toml").read_text("utf-8"))
    sets = {name: frozenset(words) for name, words in (table["words"] | table["parts"]).items()}
    return Spelling(names=table["names"], streets=table["streets"], **sets)
