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
    """Each program with its state before, None for a new one. Both come by ascending id, and neither is held in memory.

    A state before is read after the program itself: what is settled of claims is then found by the objects that listings share, not
    by equal ones, which takes a comparison each (two million a build).
    """
    earlier, at = iter(before), ""
    old: Program | None = None
    for program in after:
        while at < program.id:
            old = next(earlier, None)
            at = old.id if old else program.id
        yield (old if old and at == program.id else None), program
