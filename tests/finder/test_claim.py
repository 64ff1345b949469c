"""What a date of a source means, and that claims have one order."""

from __future__ import annotations

import pytest

from finder.claim import end_of, in_order
from tests.builders import PAGE, claim


@pytest.mark.parametrize(
    ("as_of", "day"),
    [
        ("2021", "2021-12-31"),
        ("2021-12", "2021-12-31"),
        ("2021-11", "2021-11-30"),
        ("2024-02", "2024-02-29"),
        ("2023-02", "2023-02-28"),
        ("2026-01", "2026-01-31"),
        ("2024-02-29", "2024-02-29"),
        ("2026-11-12T08:30:00Z", "2026-11-12"),
    ],
)
def test_a_date_means_its_last_day(as_of: str, day: str) -> None:
    assert end_of(as_of) == day
    assert end_of(day) == day


def test_dates_are_compared_by_their_ends() -> None:
    dates = ["2020", "2021-11-30", "2021-11-29T23:59:59Z", "2021", "2021-12", "2022-01"]
    assert sorted(dates, key=end_of) == ["2020", "2021-11-29T23:59:59Z", "2021-11-30", "2021", "2021-12", "2022-01"]


def test_claims_stand_once_each_and_in_one_order() -> None:
    some = [claim("therapy:dbt"), claim("therapy:cbt", origin=PAGE), claim("therapy:cbt"), claim("therapy:dbt")]
    assert in_order(some) == in_order(reversed(some))
    assert [(c.term, c.origin.as_of) for c in in_order(some)] == [
        ("therapy:cbt", "2021"),
        ("therapy:cbt", "2022-02-01"),
        ("therapy:dbt", "2021"),
    ]
