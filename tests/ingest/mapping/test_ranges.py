"""Numbers in cells."""

from math import inf

import pytest

from ingest.mapping.ranges import read_ranges


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("9-12", [(9, 12)]),
        ("13 to 17", [(13, 17)]),
        ("12 – 17 years old", [(12, 17)]),
        ("Ages 18+", [(18, inf)]),
        ("18 and older", [(18, inf)]),
        ("21 yrs & up", [(21, inf)]),
        ("under 18", [(0, 17)]),
        ("up to 12", [(0, 12)]),
        ("at least 9 hours per week", [(9, inf)]),
        ("9 hrs/week", [(9, 9)]),
        ("13-17, 18+", [(13, 17), (18, inf)]),
        ("3.5", [(3.5, 3.5)]),
    ],
)
def test_a_range_is_read(text, ranges):
    assert read_ranges(text, 168) == ranges


@pytest.mark.parametrize(
    "text", ["", "adults", "3 days, 3 hours each morning", "17-13", "400", "18+ (some 16)", "6 months", "9-12 or so", "-"]
)
def test_what_is_anything_else_is_not(text):
    assert read_ranges(text, 168) is None


def test_a_price_has_its_sign_and_its_commas():
    assert read_ranges("$1,080", 100_000) == [(1080, 1080)]
    assert read_ranges("$1,080 - $2,400", 100_000) == [(1080, 2400)]
