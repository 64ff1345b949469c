"""What every view is told in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from finder.vocabulary import Vocabulary
from finder.wording import Wording


@dataclass(frozen=True, slots=True)
class Speaker:
    """What a view is told in: the words, the terms, and the day."""

    wording: Wording
    vocabulary: Vocabulary
    today: date
