"""What every page has around it: language, words, the lines for a crisis, the way to the other language."""

from __future__ import annotations

from dataclasses import dataclass

from api.root import wording_of
from data.crisis import CrisisLine, load_crisis
from data.words import LANGUAGES, load_page_words
from finder.wording import Wording

EVERYWHERE = ("988", "911", "samhsa")
"""The lines that stand at the top of every page."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A page's surroundings. `path` is its address without the language; `carried` are the fields that the other language's form sends
    on, where the page is the answer to a form."""

    language: str
    path: str = "/"
    carried: tuple[tuple[str, str], ...] = ()

    @property
    def wording(self) -> Wording:
        """What is said of programs."""
        return wording_of(self.language)

    @property
    def other(self) -> str:
        """The other language."""
        return next(x for x in LANGUAGES if x != self.language)

    def say(self, name: str, /, **values: object) -> str:
        """The words of a name ("home.title"), filled in; of a count of one those for one, where there are such."""
        table, _, word = name.partition(".")
        words = load_page_words(self.language)[table]
        one = words.get(f"{word}_one") if values.get("count") == 1 else None
        return (one or words[word]).format(**values)

    def url(self, path: str, language: str = "") -> str:
        """The address of a page in this language, or in another."""
        return path if (language or self.language) == LANGUAGES[0] else f"/{language or self.language}{path}".rstrip("/")

    @property
    def lines(self) -> tuple[CrisisLine, ...]:
        """The lines that stand at the top."""
        return tuple(x for id in EVERYWHERE for x in load_crisis().lines if x.id == id)
