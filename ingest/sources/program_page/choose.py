"""Which links of a site are followed, and in which order. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from data.sites import load_sites
from finder.tokens import fold
from ingest.sources.program_page.address import is_paging, site_of
from ingest.sources.program_page.markup import Link

PROGRAMS = 3
"""Pages on programs that are read for each one on another topic."""

_BREAKS = re.compile(r"[^\w]+|_+")
_ENDING = re.compile(r"\.(?:s?html?|php|aspx?|md|txt)$")


@dataclass(frozen=True, slots=True)
class Choice:
    """A page to ask for: its topic by place in the list of topics (-1: the site's own beginning), how many links from there it is, the
    steps of its path, and the number of the link that leads to it."""

    topic: int
    depth: int
    steps: int
    number: int
    address: str


def choices(links: Iterable[Link], hosts: frozenset[str], depth: int, first: int) -> Iterator[Choice]:
    """The links that stay on the site and lead to what matters; `first` is the number of the first link."""
    for number, link in enumerate(links, first):
        if site_of(link.address) in hosts and not is_paging(link.address) and (topic := topic_of(link)) is not None:
            yield Choice(topic, depth, len(_steps(link.address)), number, link.address)


def best(waiting: Iterable[Choice], taken: Counter[int]) -> Choice:
    """The page to ask for next: topics take turns, so that a site with forty pages on its programs still tells of insurance; of one topic,
    the nearest to the site's beginning, then the shortest path: a page of the whole before one of a small thing."""
    return min(waiting, key=lambda c: (taken[c.topic] // (PROGRAMS if c.topic == 0 else 1), c.topic, c.depth, c.steps, c.number))


def topic_of(link: Link) -> int | None:
    """The topic that a link's words or its address name, by its place in the list; None where nothing says that the page matters."""
    sites = load_sites()
    steps, words = _steps(link.address), _plain(link.words)
    if any(sites.other.fullmatch(step) for step in steps) or sites.other.fullmatch(words):
        return None
    for topic, named in enumerate(sites.topics.values()):
        if named.search(words) or any(named.search(step) for step in steps):
            return topic
    return None


def _steps(address: str) -> list[str]:
    return [_plain(unquote(step)) for step in urlsplit(address).path.split("/") if step]


def _plain(text: str) -> str:
    """Words alone, folded, one space between: of "our-team.html" our, team."""
    return " ".join(_BREAKS.sub(" ", _ENDING.sub("", fold(text))).split())
