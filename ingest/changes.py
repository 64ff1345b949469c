"""What is not as it was: programs beside those of the build before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from finder.program import Program

IDENTITY = ("name", "organization", "address", "website", "siblings", "closed", "replaced_by")


def changes_of(before: Program, after: Program) -> list[str]:
    """The fields, the dimensions of terms, and the measures in which two states of one program differ, in that order."""
    fields = [name for name in IDENTITY if getattr(before, name) != getattr(after, name)]
    numbers = [[(n.number, n.extension) for n in p.phones] for p in (before, after)]
    answers = [{term: fact.says for term, fact in p.facts.items()}.items() for p in (before, after)]
    spans = [{name: tuple((r.low, r.high) for r in m.ranges) for name, m in p.measures.items()}.items() for p in (before, after)]
    said = {term.partition(":")[0] for term, _ in answers[0] ^ answers[1]} | {name for name, _ in spans[0] ^ spans[1]}
    return [*fields, *(["phones"] if numbers[0] != numbers[1] else []), *sorted(said)]


def beside(before: Iterable[Program], after: Iterable[Program]) -> Iterator[tuple[Program | None, Program]]:
    """Each program with its state before, None for a new one. Both come by ascending id, and neither is held in memory."""
    earlier = iter(before)
    old = next(earlier, None)
    for program in after:
        while old and old.id < program.id:
            old = next(earlier, None)
        yield (old if old and old.id == program.id else None), program
