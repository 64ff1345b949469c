"""What our indexes are called."""

from __future__ import annotations

from dataclasses import dataclass

CLAIMS = "-claims"


@dataclass(frozen=True, slots=True)
class Names:
    """All names begin with the alias, which stands on the generation that is served.

    A generation's programs are in the index `ALIAS-NAME`, its claims in `ALIAS-NAME-claims`.
    """

    alias: str = "iop-finder"

    @property
    def every(self) -> str:
        """A pattern for all our indexes."""
        return f"{self.alias}-*"

    def index(self, generation: str) -> str:
        """The index of a generation's programs."""
        return f"{self.alias}-{generation}"

    def generation(self, index: str) -> str | None:
        """The generation whose programs an index holds; None for an index of something else."""
        name = index.removeprefix(f"{self.alias}-")
        return None if name == index or index.endswith(CLAIMS) else name
