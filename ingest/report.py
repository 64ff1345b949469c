"""A run's report, and its judgement against what the source promised to hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from finder.source import Expectations, Source
from ingest.drift import Drift, judge_drift
from ingest.tally import FIELDS, Counts, Tally


@dataclass(frozen=True, slots=True)
class Count:
    """How often something happened, and where it did first ("row 17 of directory.xlsx")."""

    count: int
    example: str


@dataclass(frozen=True, slots=True)
class Report:
    """What one run of a source read and kept. Shares are of the kept listings, 0..1; `inputs` are names without folders.

    `questions` are the shares that say something on each question. `drift` is against the last good run; `gone` are listings that earlier
    runs had; `declared` is what the source said of itself then; `accepted` is what a person looked at and took all the same.
    """

    source: str
    declared: Mapping[str, Any]
    started: str
    elapsed_seconds: float
    inputs: tuple[str, ...]
    as_of: tuple[str, ...]
    synthetic: bool
    read: int
    kept: int
    forms: Mapping[str, int]
    dropped: Mapping[str, Count]
    fill: Mapping[str, float]
    dimensions: Mapping[str, float]
    questions: Mapping[str, float]
    unread: Mapping[str, Count]
    unknown_codes: Mapping[str, Count]
    repairs: Mapping[str, Count]
    pages: Mapping[str, int]
    retrieved: str
    drift: Drift | None = None
    gone: int = 0
    accepted: tuple[str, ...] = ()


def make_report(source: Source, tally: Tally, *, started: datetime, elapsed: float, inputs: tuple[str, ...]) -> Report:
    """The report of what was counted."""
    return Report(
        source=source.id,
        declared=declaration_of(source),
        started=started.isoformat(timespec="seconds"),
        elapsed_seconds=round(elapsed, 2),
        inputs=inputs,
        as_of=tuple(sorted(tally.dates)),
        synthetic=source.synthetic,
        read=tally.read,
        kept=tally.kept,
        forms={form: tally.forms[form] for form in sorted({*source.forms, *tally.forms})},
        dropped=_counts(tally.dropped),
        fill={name: _share(tally.fields[name], tally.kept) for name in FIELDS},
        dimensions={name: _share(number, tally.kept) for name, number in sorted(tally.dimensions.items())},
        questions={name: _share(number, tally.kept) for name, number in sorted(tally.questions.items())},
        unread=_counts(tally.unread),
        unknown_codes=_counts(tally.unknown_codes),
        repairs=_counts(tally.repairs),
        pages=dict(sorted(tally.pages.items())),
        retrieved=started.date().isoformat(),
    )


def declaration_of(source: Source) -> dict[str, Any]:
    """What a source says of itself, as JSON values; it goes wherever the source's facts go: whom to credit, on what terms."""
    names = ("id", "title", "publisher", "address", "licence", "credit", "forms", "synthetic")
    return {name: list(value) if isinstance(value := getattr(source, name), tuple) else value for name in names}


def judge(report: Report, expects: Expectations) -> tuple[str, ...]:
    """In what the run falls short, one sentence each; none for a good run."""
    if expects.empty and not report.read:
        return ()
    if not report.kept:
        most = next(iter(report.dropped.items()), None)
        return (f"nothing kept of {report.read:,} read: {f'{most[0]} ({most[1].example})' if most else 'is this the right file?'}",)
    found = {**report.fill, **report.dimensions}
    thin = [
        f"{form}: {report.forms.get(form, 0):,} listings kept, at least {least:,} expected"
        for form, least in expects.listings.items()
        if report.forms.get(form, 0) < least
    ]
    empty = [
        f"{name}: filled in {found.get(name, 0.0):.1%} of the listings, at least {least:.1%} expected"
        for name, least in expects.fill.items()
        if found.get(name, 0.0) < least
    ]
    dropped = sum(c.count for c in report.dropped.values())
    unknown = len(report.unknown_codes)
    short = [*thin, *empty]
    if dropped > expects.dropped * report.read:
        short.append(f"{dropped:,} of {report.read:,} dropped, at most {expects.dropped:.1%} expected")
    if unknown > expects.unknown_codes:
        short.append(f"{unknown} unknown codes, at most {expects.unknown_codes} expected")
    return (*short, *(judge_drift(report.drift, expects) if report.drift else ()))


def report_record(report: Report) -> dict[str, Any]:
    """The report as JSON values."""
    return asdict(report)


def _counts(counts: Counts) -> dict[str, Count]:
    return {what: Count(number, counts.first[what]) for what, number in sorted(counts.number.items(), key=lambda kv: (-kv[1], kv[0]))}


def _share(number: int, of: int) -> float:
    return round(number / of, 4) if of else 0.0
