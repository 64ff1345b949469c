"""The only catalogue of what people read, one file a language, and its loader."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from finder.wording import Wording

LANGUAGES = ("en", "es")


@cache
def load_wording(language: str) -> Wording:
    """The catalogue of a language. Raises KeyError for one that there is no catalogue of."""
    if language not in LANGUAGES:
        raise KeyError(language)
    raw = tomllib.loads((files(__name__) / f"{language}.toml").read_text("utf-8"))
    questions = raw.pop("questions")
    return Wording(language, tuple(questions), questions, raw)
