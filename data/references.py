"""What the pages about this site rely on for facts about care, as `references.toml` states it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Reference:
    """A work with its publisher and year; `seen`, by language: how we know what it says."""

    title: str
    publisher: str
    year: int
    seen: Mapping[str, str]


@cache
def load_references() -> Mapping[str, Reference]:
    """All works by id. A field that is missing or unknown is a TypeError, never passed over."""
    stated = tomllib.loads(files("data").joinpath("references.toml").read_text(encoding="utf-8"))
    return {id: Reference(**work) for id, work in stated.items()}
