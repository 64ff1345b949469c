"""What can go wrong with a source. Messages name the file, sheet or row, never a folder of the user's machine."""

from __future__ import annotations

from finder.errors import FinderError


class SourceError(FinderError):
    """A source sent something that cannot be read, or nothing; what was good before stays."""


class PrivateAddress(SourceError):
    """An address that leads into a private network or to this machine; `--allow-private` lets it through."""


class BrokenStore(FinderError):
    """A file of ours (snapshot, ledger) does not hold what we wrote: damaged, or edited by hand."""
