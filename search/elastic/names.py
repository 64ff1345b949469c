"""What our indexes are called."""

from __future__ import annotations

import re
from dataclasses import dataclass

from finder.errors import GenerationRetired

CLAIMS = "-claims"
_GENERATION = re.compile(r"\d{8}t\d{12}z")


@dataclass(frozen=True, slots=True)
class Names:
    """All names begin with the alias, which stands on the generation that is served.

    A generation's programs are in the index `ALIAS-NAME`, its claims in `ALIAS-NAME-claims`.
    """

    alias: str = "iop-finder"

    @property
    def every(self) -> str:
        """A pattern for all our indexes, and for those of an alias that begins with ours: `generation` tells them apart."""
        return f"{self.alias}-*"

    def index(self, generation: str) -> str:
        """The index of a generation's programs. Raises GenerationRetired for a name that none can have: cursors come from anyone."""
        if not _GENERATION.fullmatch(generation):
            raise GenerationRetired("the list has been renewed since this page: begin the search again")
        return f"{self.alias}-{generation}"

    def generation(self, index: str) -> str | None:
        """The generation whose programs or claims an index holds; None for one that is not ours ("iop-finder-staging-...")."""
        name = index.removeprefix(f"{self.alias}-").removesuffix(CLAIMS)
        return name if index.startswith(f"{self.alias}-") and _GENERATION.fullmatch(name) else None
