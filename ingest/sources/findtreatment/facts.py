"""Origins and claims of a row's answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from data.samhsa import load_codebooks
from finder.claim import Basis, Claim, Origin, Scope
from finder.codebook import Codebook, CodeReader, evidence_of
from finder.source import Source
from ingest.sources.findtreatment.answer import Edition
from ingest.sources.findtreatment.declaration import SOURCE
from ingest.sources.findtreatment.services import Services
from ingest.sources.samhsa_directory import read_codes
from ingest.tally import Tally

N_SUMHSS = "2021"
"""The year from which an empty box means what `codes.toml` says. Earlier surveys had other boxes."""


class FactsOf:
    """Origins and claims, each made once for all rows of an edition."""

    def __init__(self, retrieved: str, source: Source = SOURCE) -> None:
        self._retrieved = retrieved
        self._source = source
        self._readers: dict[tuple[str, str, Edition], CodeReader] = {}
        self._origins: dict[tuple[str, Edition], Origin] = {}

    def origin(self, form: str, edition: Edition) -> Origin:
        """Where the claims of the edition's rows of one form come from."""
        key = (form, edition)
        if key not in self._origins:
            source, said = self._source, (edition.address, edition.date)
            self._origins[key] = Origin(source.id, source.publisher, form, Scope.FACILITY, *said, self._retrieved)
        return self._origins[key]

    def claims(self, services: Services, form: str, edition: Edition, tally: Tally, where: str) -> Iterator[Claim]:
        """What the answers say. A label that only the other survey has today is a tick all the same, and denies nothing.

        An empty box says something only in a form of today, if it was there at all, and in a category whose every label was understood:
        one that was not might be it. So neither does "Female, without Male" make a program for women there.
        """
        ticked = read_codes(" ".join(sorted(services.codes)), tally, where)
        own, other = load_codebooks()[form], next(book for name, book in load_codebooks().items() if name != form)
        claims, strange = self._reader(form, form, edition).read(ticked)
        silent = services.old or edition.date < N_SUMHSS
        if silent and ticked:
            tally.repairs.add("an older form: its empty boxes say nothing", where)
        unsure = {name for name, code in own.codes.items() if silent or code.category in services.unsure} | services.absent
        yield from (c for c in claims if not empty_boxes(c, own) & unsure)
        if strange:
            tally.repairs.add("an answer that only the other survey asks for today, kept", where)
            yield from (c for c in self._reader(other.form, form, edition).read(strange)[0] if c.basis is Basis.TICKED)

    def _reader(self, book: str, form: str, edition: Edition) -> CodeReader:
        key = (book, form, edition)
        if key not in self._readers:
            self._readers[key] = load_codebooks()[book].reader(self.origin(form, edition))
        return self._readers[key]


def empty_boxes(claim: Claim, book: Codebook) -> frozenset[str]:
    """The codes whose boxes had to be empty for the claim to be made; none for plain ticks.

    What is said of children (`age_group:minors`) is true with a program for teens beside it, too: only `serves_only` depends on silence.
    """
    if claim.basis is Basis.UNTICKED:
        return frozenset({code_of(book.form)[claim.evidence]})
    if claim.basis is not Basis.TICKED or not claim.term.startswith("serves_only:") or ", without " not in claim.evidence:
        return frozenset()
    return frozenset(code for group in book.together if claim.term in group.yes for code in group.none)


@cache
def code_of(form: str) -> Mapping[str, str]:
    """By evidence, the code that it names."""
    return {evidence_of(code): name for name, code in load_codebooks()[form].codes.items()}
