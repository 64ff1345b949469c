"""What a program's own name says. A name is no answer to a question, but nobody calls a thing what it is not at all."""

from __future__ import annotations

import re

from finder.claim import Basis, Claim, Origin, Says

_IOP = re.compile(r"\bIOPs?\b|\bintensive out-?\s?p(?:atient|t)\b", re.IGNORECASE)
"""22 of 9,037 mental-health facilities of 2022 say so, whose survey never asks about it."""


def claims_of_name(name: str, origin: Origin) -> tuple[Claim, ...]:
    """The claims that a name makes, with the name as their quotation."""
    return (Claim("level_of_care:iop_in_name", Says.YES, name, Basis.NAMED, origin),) if _IOP.search(name) else ()
