"""Between a spider and its snapshot: what every listing must be, whatever source it comes from."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Self, cast

from scrapy.crawler import Crawler

from data.gazetteer import gazetteer
from data.vocabulary import load_vocabulary
from finder.listing import Listing
from finder.place import Precision, metres
from ingest.spider import Sink, SourceSpider
from ingest.tally import Tally

FAR = 100_000.0
"""Metres from the middle of its ZIP area or town at which a point cannot be the listing's: the largest ZIP areas of the plains have a
radius of about 70 km, and a slip of one degree is 80 km or more."""

_E164 = re.compile(r"\+[1-9]\d{6,14}")


class Check:
    """Known terms only, plausible points, phone numbers of our form. What is not is taken out of the listing and counted."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        vocabulary = load_vocabulary()
        self._known = frozenset(vocabulary.terms) | frozenset(vocabulary.measures)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy when the spider is there."""
        return cls(_spider(crawler).tally)

    def process_item(self, item: Listing) -> Listing:
        """The listing, set right where it has to be."""
        return self.with_known_terms(self.with_phones(self.with_point(item)))

    def with_known_terms(self, listing: Listing) -> Listing:
        """The listing without claims and measures that no question would ever hear."""
        if listing.measures.keys() <= self._known and self._known.issuperset([c.term for c in listing.claims]):
            return listing
        strange = {c.term for c in listing.claims} | listing.measures.keys() - self._known
        for term in sorted(strange - self._known):
            self._tally.repairs.add(f"unknown term left out: {term}", listing.key)
        claims = tuple(c for c in listing.claims if c.term in self._known)
        return replace(listing, claims=claims, measures={m: r for m, r in listing.measures.items() if m in self._known})

    def with_phones(self, listing: Listing) -> Listing:
        """The listing without numbers that are not E.164."""
        good = tuple(p for p in listing.phones if _E164.fullmatch(p.number))
        if len(good) == len(listing.phones):
            return listing
        self._tally.repairs.add("phone number not in our form left out", listing.key)
        return replace(listing, phones=good)

    def with_point(self, listing: Listing) -> Listing:
        """The listing with the middle of its ZIP area or town for a point that cannot be its own."""
        point, a = listing.point, listing.address
        if point is None or point.precision is not Precision.SITE:
            return listing
        place = gazetteer().place_of(a.city, a.state, a.zip)
        if place.point and metres(point, place.point) <= FAR:
            return listing
        if not place.point and gazetteer().town_near(point)[0].state == a.state:
            return listing
        self._tally.repairs.add("point far from its own ZIP area or town left out", listing.key)
        return replace(listing, point=place.point)


class Keep:
    """Counts and stores."""

    def __init__(self, tally: Tally, sink: Sink) -> None:
        self._tally = tally
        self._sink = sink

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy when the spider is there."""
        spider = _spider(crawler)
        return cls(spider.tally, spider.sink)

    def process_item(self, item: Listing) -> Listing:
        """The same listing, stored."""
        self._sink.add(item)
        self._tally.keep(item)
        return item


def _spider(crawler: Crawler) -> SourceSpider:
    return cast(SourceSpider, crawler.spider)
