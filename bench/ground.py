"""What is measured on: the two real directories or the synthetic sample, an index of them, and places drawn where people live."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random

from bench.process import ROOT, iop_finder, run

DIRECTORY = Path("samhsa") / "national-directory-2022"
BOOKS = ("National_Directory_SA_Facilities_2022.xlsx", "National_Directory_MH_Facilities_2022.xlsx")
SEED = 2026


@dataclass(frozen=True)
class Ground:
    """`source` and `books` are what `ingest` is given; `home` is the folder that the index is built in; `real`: not the sample."""

    source: str
    books: tuple[Path, ...]
    home: Path
    real: bool

    @property
    def label(self) -> str:
        """What it is, in words."""
        return "both real directories of 2022" if self.real else "the synthetic sample, NOT the real directories: no target is judged by it"

    @cached_property
    def index(self) -> Path:
        """The folder of an index of these books, built now if there is none."""
        if not (self.home / "index" / "CURRENT").is_file():
            run(self.ingest, self.home)
            run(self.build, self.home)
        return self.home / "index"

    @property
    def ingest(self) -> tuple[str, ...]:
        """The command that reads the books."""
        return (*iop_finder(), "ingest", self.source, *map(str, self.books))

    @property
    def build(self) -> tuple[str, ...]:
        """The command that builds the index."""
        return (*iop_finder(), "index", "build")


def make_ground(home: Path, scratch: Path) -> Ground:
    """The real directories (`IOP_FINDER_TEST_DATA`, or ../shared/data beside the checkout) where they are; else the sample."""
    folder = Path(os.environ.get("IOP_FINDER_TEST_DATA") or ROOT.parent / "shared" / "data").resolve() / DIRECTORY
    books = tuple(folder / name for name in BOOKS)
    if all(book.is_file() for book in books):
        return Ground("samhsa-directory", books, home / "real", True)
    from data.sample import write_sample

    return Ground("sample", write_sample(scratch / "sample"), home / "sample", False)


def draw_places(count: int) -> list[str]:
    """So many different cities ("Boulder, CO") that mean one place each, drawn by their population; the same ones every time."""
    from data.gazetteer import HERE
    from finder.errors import BadParameter
    from search.places import locate

    with (HERE / "places.csv").open(encoding="utf-8", newline="") as file:
        towns = {f"{row['name']}, {row['state']}": int(row["population"]) for row in csv.DictReader(file) if row["kind"] == "city"}
    found: list[str] = []
    for label in _by_chance({label: people for label, people in towns.items() if people}):
        with suppress(BadParameter):  # several places of one name
            locate(label)
            found.append(label)
        if len(found) == count:
            break
    return found


def _by_chance(weights: dict[str, int]) -> Sequence[str]:
    """The names in an order drawn by weight without putting any back (Efraimidis and Spirakis 2006)."""
    rng = Random(SEED)
    keys = {name: rng.random() ** (1.0 / weight) for name, weight in sorted(weights.items())}
    return sorted(keys, key=lambda name: -keys[name])
