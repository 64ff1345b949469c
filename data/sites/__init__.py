"""What is known of programs' sites in general, as `links.toml` states it: which links matter, what is no page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from finder.tokens import fold


@dataclass(frozen=True)
class Sites:
    """The lists, ready to be searched in folded text. `topics`: by name, most telling first. `tracking` matches names of parameters."""

    topics: Mapping[str, re.Pattern[str]]
    other: re.Pattern[str]
    tracking: re.Pattern[str]
    paging: frozenset[str]
    paging_paths: frozenset[str]
    missing: tuple[str, ...]
    dated: re.Pattern[str]
    fax: re.Pattern[str]
    tracks: Mapping[str, str]
    care: Mapping[str, frozenset[str]]
    languages: Mapping[str, frozenset[str]]


@cache
def load_sites() -> Sites:
    """All lists. A list that is missing is a KeyError, never passed over."""
    table = tomllib.loads((files(__name__) / "links.toml").read_text("utf-8"))
    return Sites(
        topics={topic["name"]: _words(topic["words"]) for topic in table["topic"]},
        other=_words(table["other"]["words"]),
        tracking=re.compile("|".join(re.escape(name).replace(r"\*", ".*") for name in table["tracking"]["parameters"])),
        paging=frozenset(table["paging"]["parameters"]),
        paging_paths=frozenset(table["paging"]["paths"]),
        missing=tuple(fold(title) for title in table["missing"]["titles"]),
        dated=_words(table["dated"]["words"]),
        fax=_words(table["phones"]["fax"]),
        tracks=table["tracks"],
        care={care: frozenset(terms) for care, terms in table["care"].items()},
        languages={language: frozenset(words) for language, words in table["languages"].items()},
    )


def _words(phrases: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases as whole words."""
    ordered = sorted((fold(phrase) for phrase in phrases), key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)")
