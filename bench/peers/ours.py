"""Our embedded index, and the reference in plain Python, as peers of the others."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.peers.many import Many
from bench.peers.peer import SHOWN, SIZE, Page, Work
from bench.peers.process import memory_of
from finder.evaluate import Tier, evaluate, sort_key
from finder.program import Program
from finder.support import support


@dataclass
class Embedded:
    """The default index: numpy columns, memory-mapped."""

    folder: Path
    name: str = "embedded"

    def build(self, programs: Iterable[Program]) -> None:
        """See `Peer.build`."""
        from search.embedded.columns import save
        from search.embedded.rows import to_columns

        self.folder.mkdir(parents=True)
        save(to_columns(programs), self.folder)

    def open(self) -> EmbeddedReader:
        """See `Peer.open`."""
        return EmbeddedReader(self.folder)

    def disk(self) -> int:
        """See `Peer.disk`."""
        return sum(f.stat().st_size for f in self.folder.iterdir())

    def memory(self) -> int:
        """See `Peer.memory`."""
        return 0

    def remove(self) -> None:
        """See `Peer.remove`."""
        shutil.rmtree(self.folder, ignore_errors=True)


class EmbeddedReader:
    """The columns, memory-mapped."""

    def __init__(self, folder: Path) -> None:
        from search.embedded.columns import load

        self._columns = load(folder)

    def find(self, work: Work) -> Page:
        """See `Reader.find`."""
        from search.embedded.score import run_ask
        from search.engine import Ask

        found = run_ask(Ask(work.plan, SHOWN, SIZE, terms=frozenset(work.terms)), self._columns)
        ids = tuple(self._columns.id(row) for row in found.first.rows)
        return Page(ids, found.total, {t: found.counts[t][0] for t in work.terms})

    def close(self) -> None:
        """See `Reader.close`."""


@dataclass
class Reference:
    """All programs in memory, each judged in plain Python."""

    programs: Many
    name: str = "plain Python"

    def build(self, programs: Iterable[Program]) -> None:
        """See `Peer.build`."""

    def open(self) -> ReferenceReader:
        """See `Peer.open`."""
        return ReferenceReader(list(self.programs))

    def disk(self) -> int:
        """See `Peer.disk`."""
        return 0

    def memory(self) -> int:
        """See `Peer.memory`."""
        return 0

    def remove(self) -> None:
        """See `Peer.remove`."""


class ReferenceReader:
    """The programs."""

    def __init__(self, programs: list[Program]) -> None:
        self._programs = programs

    def find(self, work: Work) -> Page:
        """See `Reader.find`."""
        read = [(evaluate(work.plan, p), p) for p in self._programs if all(support(f, p) is not None for f in work.plan.filters)]
        shown = [(e, p) for e, p in read if e.tier in SHOWN]
        yes = {t: sum(1 for _, p in shown if (f := p.facts.get(t)) and f.says == "yes") for t in work.terms}
        ids = [p.id for _, p in sorted(shown, key=lambda pair: sort_key(*pair))[:SIZE]]
        return Page(tuple(ids), {t: sum(1 for e, _ in read if e.tier is t) for t in Tier}, yes)

    def close(self) -> None:
        """See `Reader.close`."""


def worker_memory() -> int:
    """Bytes that this process holds, shared pages by their share."""
    return memory_of([os.getpid()])
