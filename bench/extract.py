"""One page from bytes to drafts, in processor time: of 6,000 characters of the gold set, where nearly every sentence claims, or half."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from time import process_time

from bench.figure import Figure, make_figure
from bench.ground import Ground
from bench.process import ROOT
from ingest.extract import extract, read_page

LENGTH, REPEATS, TARGET = 6_000, 5, 20.0
FILLER = (
    "<p>The house stands among old trees at the end of a quiet road, and the kettle is always on. Bring a warm coat in winter, as rooms on"
    " the north side take a while to heat. From the bench by the gate one sees the river, and the path to the village follows it.</p>"
)


def measure(ground: Ground, runs: int) -> list[Figure]:
    """Milliseconds of a page, by how much of it speaks of programs; `ground` and `runs` are the other parts'."""
    return [
        make_figure("extract", "a page where nearly every sentence is a claim", "ms", timed(list(pages(""))), None),
        make_figure("extract", "a page where about half of the text is", "ms", timed(list(pages(FILLER))), TARGET),
    ]


def pages(filler: str) -> Iterator[bytes]:
    """Pages of the gold set's passages, with a filler after each."""
    page = ""
    files = sorted((ROOT / "tests" / "ingest" / "gold").glob("*.toml"))
    passages = [passage["html"] for file in files for passage in tomllib.loads(file.read_text("utf-8")).get("passage", ())]
    for html in passages:
        page += f"<section>{html}{filler}</section>"
        if len(page) > LENGTH:
            yield f"<html><body>{page}</body></html>".encode()
            page = ""


def timed(bodies: list[bytes]) -> list[float]:
    """Milliseconds of each page, after one reading that fills what is made once."""
    for body in bodies[:3]:
        extract(read_page(body, "https://gold.example/"))
    measured = []
    for body in bodies * REPEATS:
        begun = process_time()
        extract(read_page(body, "https://gold.example/"))
        measured.append((process_time() - begun) * 1e3)
    return measured
