"""How long a host is left alone."""

import asyncio
import time
from datetime import UTC, datetime

import pytest

from ingest.errors import SourceError
from ingest.patience import LONGEST, Patience, seconds_asked

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("9" * 5_000, 999_999_999.0),
        ("Mon, 05 Jan 2026 12:01:30 GMT", 90.0),
        ("Mon, 05 Jan 2026 11:00:00 GMT", 0.0),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("²", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(text, seconds):
    assert seconds_asked(text, NOON) == seconds


def left_alone(patience: Patience, host: str) -> float:
    return max(patience._until.get(host, 0.0) - time.monotonic(), 0.0)


def test_each_failure_doubles_the_wait_of_its_host_alone():
    patience = Patience(2.0, lambda: False)
    waits = []
    for times in (0, 1, 2, 20):
        patience.failed("a.example", times)
        waits.append(round(left_alone(patience, "a.example")))
    assert waits == [2, 4, 8, LONGEST] and left_alone(patience, "b.example") == 0


def test_a_host_that_says_how_long_is_heard():
    patience = Patience(2.0, lambda: False)
    patience.failed("a.example", 5, "30")
    assert round(left_alone(patience, "a.example")) == 30
    patience.failed("a.example", 0, "whenever")
    assert round(left_alone(patience, "a.example")) == 2


def test_a_host_that_wants_to_be_left_alone_for_long_ends_the_run():
    with pytest.raises(SourceError, match="left alone for 3,600 seconds"):
        Patience(2.0, lambda: False).failed("a.example", 0, "3600")


def test_whoever_stops_the_run_waits_no_more():
    patience = Patience(60.0, lambda: True)
    patience.failed("a.example", 0)
    began = time.monotonic()
    asyncio.run(patience.wait("a.example"))
    assert time.monotonic() - began < 5
