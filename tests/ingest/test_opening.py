"""Opening hours: what they hint at, and the slips that say nothing."""

import pytest

from ingest.opening import hints_of, read_hours


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("8:00AM - 5:00PM", (8.0, 17.0)),
        ("9:30am to 8 p.m.", (9.5, 20.0)),
        ("12:00PM - 1:00PM", (12.0, 13.0)),
        ("7:00AM - 7:00AM", None),
        ("5:00AM - 12:00AM", None),
        ("12:00AM - 12:00AM", None),
        ("5:00AM - 11:30PM", None),
        ("closed", None),
        ("", None),
    ],
)
def test_hours_are_a_span_of_one_day_or_nothing(text, hours):
    assert read_hours(text) == hours


def test_late_on_a_weekday_and_open_at_the_weekend_are_hints_and_no_more():
    week = {"monday": (9.0, 20.0), "friday": (9.0, 19.5), "saturday": (9.0, 21.0)}
    assert hints_of(week) == {"schedule:open_evenings": ("monday",), "schedule:open_weekends": ("saturday",)}
    assert hints_of({"monday": (8.0, 17.0)}) == {}
