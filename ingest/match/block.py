"""Which pairs are looked at at all: only listings that share a place, a number, a site or a name within a state.

n listings fall into blocks of bounded size, so that the pairs grow as n does and not as its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from ingest.match.score import Sketch

LARGEST = 60
"""A block with more listings tells nobody apart: a call centre's number, a chain's web site."""


def candidates(sketches: Sequence[Sketch]) -> Iterator[tuple[int, int]]:
    """The pairs to be scored, as places in the sequence, each once."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, x in enumerate(sketches):
        for key in set(_keys(x)):
            blocks[key].append(place)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        if len(block) <= LARGEST:
            seen.update(combinations(block, 2))
    yield from sorted(seen)


def _keys(x: Sketch) -> Iterable[tuple[str, ...]]:
    care = str(x.care)
    if x.street.number:
        yield care, "door", x.zip, x.street.number
    if x.street.name:
        yield care, "street", x.zip, x.street.name
    yield care, "name", x.state, " ".join(sorted(x.words))
    for word in x.words:
        yield care, "word", x.zip, word
    for number in x.phones:
        yield care, "phone", number
    if x.host:
        yield care, "site", x.host
