"""How a run differs from its source's last good one: what is gone, what is new, which fields fill worse."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from finder.claim import end_of
from finder.source import Expectations

TOLD = 0.01
"""The least fall of a fill rate that is told: a hundredth of the listings."""


@dataclass(frozen=True, slots=True)
class Fall:
    """A fill rate then and now, 0..1."""

    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Drift:
    """Listings `lost` and `gained` since the run named `since`, which had `before`; by field or dimension, rates that fell.

    `newest` are the newest dates of the answers, then and now.
    """

    since: str
    before: int
    lost: int
    gained: int
    lost_share: float
    gained_share: float
    fell: Mapping[str, Fall]
    newest: tuple[str, str]


def make_drift(since: str, last: Mapping[str, Any], before: Set[str], report: Mapping[str, Any], now: Set[str]) -> Drift:
    """The drift from the last good run's report and ids to this run's."""
    lost, gained = len(before - now), len(now - before)
    fell = {name: Fall(rate, rates_of(report).get(name, 0.0)) for name, rate in rates_of(last).items()}
    return Drift(
        since=since,
        before=len(before),
        lost=lost,
        gained=gained,
        lost_share=round(lost / len(before), 4) if before else 0.0,
        gained_share=round(gained / len(before), 4) if before else 0.0,
        fell={name: f for name, f in fell.items() if f.before - f.now >= TOLD},
        newest=(max(last["as_of"], key=end_of, default=""), max(report["as_of"], key=end_of, default="")),
    )


def judge_drift(drift: Drift, expects: Expectations) -> tuple[str, ...]:
    """In what the run has drifted too far from the last good one, one sentence each."""
    found, (before, now) = [], drift.newest
    if before and now and end_of(now) < end_of(before):
        found.append(f"its newest answers are of {now}, those of run {drift.since} of {before}: an older edition")
    if drift.lost > expects.lost * drift.before:
        found.append(
            f"{drift.lost:,} of the {drift.before:,} listings of run {drift.since} are missing ({drift.lost_share:.1%}), "
            f"at most {expects.lost:.0%} expected"
        )
    found += [
        f"{name}: filled in {f.now:.1%} of the listings, {f.before:.1%} in run {drift.since}; a fall of {expects.fell:.0%} at most expected"
        for name, f in drift.fell.items()
        if f.before - f.now > expects.fell
    ]
    return tuple(found)


def rates_of(report: Mapping[str, Any]) -> Mapping[str, float]:
    """All fill rates of a report, by field and by dimension of terms."""
    return {**report["fill"], **report["dimensions"]}
