"""What can go wrong, as one small tree. The borders translate it with `from`; one table there maps it to HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class FinderError(Exception):
    """Anything that we report to people in words of ours."""


class BadParameter(FinderError):
    """A parameter that cannot be used: which one, what to do, and what is allowed. Never holds what was sent."""

    def __init__(self, parameter: str, message: str, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(f"{parameter}: {message}")
        self.parameter = parameter
        self.message = message
        self.allowed = allowed


class BadParameters(BadParameter):
    """Several parameters that cannot be used: the first is what it says by itself, `faults` are all, one a parameter."""

    def __init__(self, faults: Sequence[BadParameter]) -> None:
        super().__init__(faults[0].parameter, faults[0].message, faults[0].allowed)
        self.faults = tuple(faults)


def faults_of(error: BadParameter) -> tuple[BadParameter, ...]:
    """All that an error says cannot be used."""
    return error.faults if isinstance(error, BadParameters) else (error,)


def refusal(faults: Iterable[BadParameter]) -> BadParameter:
    """What is raised for one fault or more: the one there is, as what it is, or BadParameters, the first of each parameter."""
    first: dict[str, BadParameter] = {}
    for fault in faults:
        first.setdefault(fault.parameter, fault)
    return BadParameters([*first.values()]) if len(first) > 1 else next(iter(first.values()))


class PlaceNotFound(BadParameter):
    """No place of ours answers to what was asked."""


class AmbiguousPlace(BadParameter):
    """Several places answer to what was asked: `allowed` are their labels, each of which means one place only."""

    @property
    def choices(self) -> tuple[str, ...]:
        """The labels to choose from, largest place first."""
        return self.allowed


class UnknownProgram(FinderError):
    """No program has this id."""


class IndexUnavailable(FinderError):
    """There is no index to search, or it cannot be read now; the message says what to do."""


class IndexBusy(IndexUnavailable):
    """The index has too much to do now; `retry_after` in seconds where it said so."""

    def __init__(self, message: str, retry_after: int | None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ChangesUnknown(FinderError):
    """What changed since a generation is not known any more."""


class GenerationRetired(FinderError):
    """A cursor names a generation that is no longer kept: the search must be begun anew."""
