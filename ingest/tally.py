"""What happens in a run, counted while it happens, each thing with its first example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from data.vocabulary import load_vocabulary
from finder.listing import Listing
from finder.vocabulary import dimension_of


class Counts:
    """How often each thing happened, and where it did first."""

    def __init__(self) -> None:
        self.number: Counter[str] = Counter()
        self.first: dict[str, str] = {}

    def add(self, what: str, where: str = "") -> None:
        """Counts it once more."""
        self.number[what] += 1
        self.first.setdefault(what, where)


class Tally:
    """A run's counters. `where` is a place that a person can look up: "row 17 of directory.xlsx", never more of the row than that.

    `dropped`: why something read became no listing. `repairs`: what was set right or left out of a listing that was kept. `unread`:
    columns or fields that nobody took. `unknown_codes`: codes and labels that no dictionary of ours has. `pages`: what came from the
    network (`fetched`, or `unchanged` since an earlier run) and what was there from a run cut short (`resumed`).
    """

    def __init__(self) -> None:
        self.read = 0
        self.kept = 0
        self.dropped = Counts()
        self.repairs = Counts()
        self.unread = Counts()
        self.unknown_codes = Counts()
        self.pages: Counter[str] = Counter()
        self.forms: Counter[str] = Counter()
        self.dates: set[str] = set()
        self.fields: Counter[str] = Counter()
        self.dimensions: Counter[str] = Counter()
        self.questions: Counter[str] = Counter()
        self.ids: set[str] = set()
        vocabulary = load_vocabulary()
        self._question = {t.id: t.question for t in vocabulary.terms.values()} | {m.id: m.question for m in vocabulary.measures.values()}

    def keep(self, listing: Listing) -> None:
        """Counts a listing that is kept: its form, which fields are filled, which dimensions of terms are spoken of."""
        self.kept += 1
        self.forms[listing.origin.form] += 1
        self.dates.add(listing.origin.as_of)
        self.fields.update(filled_fields(listing))
        said = {*(c.term for c in listing.claims), *listing.measures}
        self.dimensions.update({*map(dimension_of, said)})
        self.questions.update({*filter(None, map(self._question.get, said))})
        self.ids.add(listing.source_id)


def filled_fields(listing: Listing) -> Iterable[str]:
    """The names of the listing's fields that hold something; those of its address by their own."""
    x, a = listing, listing.address
    held = {
        "name": x.name,
        "organization": x.organization,
        "street": a.street,
        "city": a.city,
        "county": a.county,
        "state": a.state,
        "zip": a.zip,
        "point": x.point,
        "phones": x.phones,
        "website": x.website,
        "claims": x.claims,
    }
    return [name for name, value in held.items() if value]


FIELDS = ("name", "organization", "street", "city", "county", "state", "zip", "point", "phones", "website", "claims")
"""All that `filled_fields` knows."""
