"""What our indexes are called."""

from __future__ import annotations

ALIAS = "iop-finder"
"""The alias on the generation that is served; a generation's programs are in `iop-finder-NAME`, its claims in `iop-finder-NAME-claims`."""

CLAIMS = "-claims"


def index_of(generation: str) -> str:
    """The index of a generation's programs; Elasticsearch wants lower case."""
    return f"{ALIAS}-{generation}".lower()


def generation_of(index: str) -> str | None:
    """The generation whose programs an index holds, None for an index of something else."""
    if not index.startswith(f"{ALIAS}-") or index.endswith(CLAIMS):
        return None
    return index.removeprefix(f"{ALIAS}-")
