"""What most themes share: the terms that a line names of a dimension, each with what it says of them."""

from __future__ import annotations

from collections.abc import Iterator

from finder.claim import Says
from finder.lexicon import cut
from ingest.extract.lines import Line, Mention, find_mentions
from ingest.extract.polarity import answered, polarity


def named(line: Line, *dimensions: str) -> Iterator[tuple[Mention, Says]]:
    """Each term of the dimensions that the line claims or denies; a line that answers yes or no also speaks of what was asked."""
    yield from answers(line, *dimensions)
    if line.dimensions.isdisjoint(dimensions):
        return
    for mention in line.mentions:
        if (
            mention.dimension in dimensions
            and (says := polarity(line, mention.start, mention.end, mention.dimension == "level_of_care")) is not None
        ):
            yield mention, says


def answers(line: Line, *dimensions: str) -> Iterator[tuple[Mention, Says]]:
    """The terms of the question that a line answers with yes or no, with that answer."""
    if not line.asked or not line.first or (says := answered(line)) is None:
        return
    own = {m.term for m in line.mentions}
    for mention in find_mentions(cut(line.asked)):
        if mention.dimension in dimensions and mention.term not in own:
            yield mention, says
