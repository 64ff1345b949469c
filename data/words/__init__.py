"""The only catalogue of what people read, three files a language (what is said of programs, what stands around it, what is said of care
and of this site), and its loaders."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

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


@cache
def load_page_words(language: str) -> Mapping[str, Mapping[str, str]]:
    """What stands on the pages around the programs, by table and name. A name with `_one` is for a count of one."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return tomllib.loads((files(__name__) / f"page.{language}.toml").read_text("utf-8"))


@cache
def load_about(language: str) -> Mapping[str, Mapping[str, Any]]:
    """The pages about care and about this site, by name."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return tomllib.loads((files(__name__) / f"about.{language}.toml").read_text("utf-8"))
