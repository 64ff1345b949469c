"""NDJSON: our own records (`finder.formats.records`), a line that says what the file is before them. The only format that is read again
without any loss but what is never given away; each origin and claim stands once, so it is also the smallest."""

from __future__ import annotations

from finder.formats.exchange import About, Format, Pieces, about_json
from finder.formats.losses import ALWAYS
from finder.formats.records import LineMaker, dump
from finder.vocabulary import Vocabulary


def _pieces(about: About, _: Vocabulary) -> Pieces:
    maker = LineMaker()
    head = dump({"about": about_json(about, ALWAYS)}) + "\n"
    return Pieces(head, lambda p: "".join(f"{line}\n" for line in maker.lines(p)))


NDJSON = Format("ndjson", "our own records, a JSON value a line: everything", "application/x-ndjson", "ndjson", _pieces)
