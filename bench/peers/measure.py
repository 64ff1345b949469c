"""Measuring: every search on every peer, some on each in turn, all answers compared; then eight clients at once."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import median, quantiles
from time import perf_counter

from bench.peers.many import Many
from bench.peers.ours import Reference, worker_memory
from bench.peers.peer import Page, Peer, Reader, Refused, Work
from bench.peers.works import KINDS, Kind, make_works

OURS = "embedded"
CLIENTS = 8
SECONDS = 2.0
"""How long the clients go on."""
WARM = 3
"""Searches before the clock runs."""
ROUND = 20
"""Searches that a peer answers before it is the next one's turn."""
PATIENCE = 10.0
"""Seconds that one peer gets for the searches of one kind: a slow one is asked fewer of them, and the table says how many."""
SLOWEST = 2_000.0
"""Milliseconds of a search above which eight clients are not tried."""


@dataclass(frozen=True, slots=True)
class Row:
    """One peer at one kind of work.

    `times_ours` is the median of its milliseconds through those of the embedded index for the same search, `per_second` what eight
    client processes get together (None: not tried), `memory_bytes` what a server and one client hold after searching.
    """

    engine: str
    programs: int
    work: str
    searches: int
    p50_ms: float
    p95_ms: float
    times_ours: float
    per_second: float | None
    build_seconds: float
    disk_bytes: int
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class Built:
    """A peer that holds all programs, how long that took, and what it holds."""

    peer: Peer
    seconds: float
    disk: int
    memory: int


def build(peer: Peer, programs: Many) -> Built:
    """The peer with all programs; its time runs from programs in memory to an index that can be searched."""
    iter(programs)  # made beforehand: no peer is the one that waits for them
    begun = perf_counter()
    peer.build(programs)
    seconds = perf_counter() - begun
    print(f"  built in {seconds:.0f} s", file=sys.stderr)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        held = pool.submit(held_by, peer).result()
    return Built(peer, seconds, peer.disk(), held + peer.memory())


def measure(built: Sequence[Built], count: int, share: float) -> Iterator[Row]:
    """The rows of all peers and kinds. Raises RuntimeError where two peers give different pages: nothing is measured of a wrong answer."""
    with ProcessPoolExecutor(CLIENTS, mp_context=get_context("spawn")) as pool:
        list(pool.map(ready, range(CLIENTS)))
        for kind in KINDS:
            works = make_works(kind)[: max(WARM + 1, round(kind.places * share))]
            print(f"{count:,} programs, {kind.name}: {len(works)} searches ...", file=sys.stderr)
            taken = in_turn(built, works)
            for b in built:
                own = taken[b.peer.name]
                ratios = [theirs / ours for theirs, ours in zip(own, taken[OURS], strict=False)]
                high = quantiles(own, n=20, method="inclusive")[-1] if len(own) > 1 else own[0]
                figures = (median(own), high, median(ratios), per_second(pool, b.peer, kind, median(own)))
                yield Row(b.peer.name, count, kind.name, len(own), *figures, b.seconds, b.disk, b.memory)


def in_turn(built: Sequence[Built], works: Sequence[Work]) -> Mapping[str, list[float]]:
    """Milliseconds of each search on each peer, by the peer's name: so many searches on one, the same on the next, and on again, as each
    finds the processor's caches its own when it serves.

    Who has used up `PATIENCE` is asked no more; a fifth of it may go into warming up.
    """
    taken: dict[str, list[float]] = {b.peer.name: [] for b in built}
    with ExitStack() as opened:
        readers = {b.peer.name: opened.enter_context(closing(b.peer.open())) for b in built}
        for reader in readers.values():
            list(answers(reader, works[:WARM], PATIENCE / 5))
        for begun in range(0, len(works), ROUND):
            pages: dict[str, list[Page]] = {}
            for name, reader in readers.items():
                answered = list(answers(reader, works[begun : begun + ROUND], PATIENCE - sum(taken[name]) / 1e3))
                pages[name] = [page for page, _ in answered]
                taken[name] += [milliseconds for _, milliseconds in answered]
            check(pages)
    return taken


def answers(reader: Reader, works: Iterable[Work], seconds: float) -> Iterator[tuple[Page, float]]:
    """The page of each search and its milliseconds; none after the one in which the seconds are used up."""
    for work in works:
        if seconds <= 0:
            return
        begun = perf_counter()
        page = reader.find(work)
        took = perf_counter() - begun
        seconds -= took
        yield page, took * 1e3


def check(pages: Mapping[str, Sequence[Page]]) -> None:
    """Raises RuntimeError where a page differs from ours for the same search."""
    for name, own in pages.items():
        for page, ours in zip(own, pages[OURS], strict=False):
            if page != ours:
                raise RuntimeError(f"{name} gives another page than ours:\n{page}\n{ours}")


def per_second(pool: ProcessPoolExecutor, peer: Peer, kind: Kind, milliseconds: float) -> float | None:
    """Searches a second of eight processes at once; None where that would take too long, or be no server's work."""
    if milliseconds > SLOWEST or isinstance(peer, Reference):
        return None
    return sum(pool.map(client, [peer] * CLIENTS, [kind] * CLIENTS, range(CLIENTS)))


def ready(number: int) -> int:
    """Starts a process, with all plans made."""
    for kind in KINDS:
        make_works(kind)
    return number


def client(peer: Peer, kind: Kind, number: int) -> float:
    """Searches a second that one process gets answered; each begins elsewhere in the list."""
    works = make_works(kind)
    done = 0
    with closing(peer.open()) as reader:
        with suppress(Refused):
            reader.find(works[number])
        begun = perf_counter()
        while (spent := perf_counter() - begun) < SECONDS:
            with suppress(Refused):
                reader.find(works[(number * 37 + done) % len(works)])
                done += 1
    return done / spent


def held_by(peer: Peer) -> int:
    """Bytes that a process holds more once it has opened the peer and searched the whole country."""
    works = make_works(KINDS[-1])[:2]
    before = worker_memory()
    with closing(peer.open()) as reader:
        for work in works:
            reader.find(work)
        return worker_memory() - before
