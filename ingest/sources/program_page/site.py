"""One site while it is read: which pages are still to be asked for, which were read, and how much of it is enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ingest.extract import PageText
from ingest.sources.program_page.address import key_of, site_of
from ingest.sources.program_page.choose import Choice, best, choices
from ingest.sources.program_page.markup import Link, Markup

MOST_PAGES, MOST_DEPTH, MOST_BYTES = 16, 3, 20_000_000
"""Of one site: pages asked for, links from its beginning, bytes of its pages. Small programs have 5 to 12 pages that matter."""


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page that was read, with the date that it states itself (ISO 8601), "" where it states none."""

    text: PageText
    markup: Markup
    dated: str

    def at(self, address: str) -> SitePage:
        """The page under another address."""
        return replace(self, text=replace(self.text, url=address))


@dataclass
class Site:
    """A site being read. `name` is its host; `number` its place among the run's sites, `beginning` the first address given for it.

    One page is asked for after the other, so that the same pages are chosen whatever the network does in between.
    """

    name: str
    number: int
    beginning: str
    hosts: set[str] = field(default_factory=set)
    waiting: dict[str, Choice] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    taken: Counter[int] = field(default_factory=Counter)
    pages: list[SitePage] = field(default_factory=list)
    asked: int = 0
    bytes: int = 0
    links: int = 0

    def begin(self, address: str) -> None:
        """Adds one of the addresses that were given for the site; all of them are read."""
        self.hosts.add(site_of(address))
        self._wait(Choice(-1, 0, 0, len(self.waiting), address))

    def follow(self, links: Iterable[Link], depth: int) -> None:
        """Adds the links of a page that matter."""
        links = list(links)
        if depth <= MOST_DEPTH:
            for choice in choices(links, frozenset(self.hosts), depth, self.links):
                self._wait(choice)
        self.links += len(links)

    def next(self) -> Choice | None:
        """The next page to ask for; None where there is none, or enough was asked for."""
        if not self.waiting or self.asked >= MOST_PAGES or self.bytes >= MOST_BYTES:
            return None
        choice = best(self.waiting.values(), self.taken)
        del self.waiting[key_of(choice.address)]
        self.taken[choice.topic] += 1
        self.asked += 1
        return choice

    def is_new(self, address: str) -> bool:
        """True for an address that was not asked for yet; from then on it was."""
        key = key_of(address)
        if key in self.seen:
            return False
        self.seen.add(key)
        self.waiting.pop(key, None)
        return True

    def is_repeated(self, page: PageText) -> bool:
        """True for a page whose whole text another page of the site had; from then on this one has."""
        if page.text in self.said:
            return True
        self.said.add(page.text)
        return False

    def _wait(self, choice: Choice) -> None:
        key = key_of(choice.address)
        if key not in self.seen:
            self.seen.add(key)
            self.waiting[key] = choice
