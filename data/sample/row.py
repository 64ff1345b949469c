"""One row of a directory, and the telephone numbers that may stand in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from random import Random

CELLS = ("name1", "name2", "street1", "street2", "city", "state", "zip", "phone", "intake1", "intake2", "intake1a", "intake2a")
"""A directory's columns, but for the last (`service_code_info`)."""


@dataclass(slots=True)
class Row:
    """What one facility answered to one survey (`sa`, `mh`): its cells by column, and the boxes it ticked."""

    kind: str
    survey: str
    cells: dict[str, str]
    codes: frozenset[str]
    placed: bool = False

    def sort_key(self) -> tuple[str, ...]:
        """State, city, then all other cells: repeats stand side by side."""
        return (self.cells["state"], self.cells["city"], *(self.cells.get(name, "") for name in CELLS))


class Phones:
    """Numbers kept free for fiction, 555-0100 to 555-0199 in each area code, none given twice."""

    def __init__(self, rng: Random) -> None:
        self._free: defaultdict[int, list[int]] = defaultdict(lambda: rng.sample(range(100), 100))

    def draw(self, area: int) -> str:
        """A number not given before; IndexError after a hundred of one area code: `places.toml` then needs more of these."""
        return f"{area}-555-01{self._free[area].pop():02}"


def synthetic(name: str) -> str:
    """The name of something that does not exist, saying so.

    >>> synthetic("Ridgeline Recovery")
    'Sample Ridgeline Recovery (synthetic)'
    """
    return f"Sample {name} (synthetic)"
