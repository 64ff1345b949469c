"""Many clients that do not behave, and one that does. A program of its own for the big numbers, and what the tests use for small ones.

python -m tests.faults.crowd URL PID KIND CLIENTS SECONDS    prints how the one was served meanwhile, and what the server held
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

HEAD = b"POST /v1/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n"
SEARCH = b"GET /v1/search?near=Colorado&size=100 HTTP/1.1\r\nHost: x\r\n\r\n"
KINDS = {
    "silent": (b"", b""),
    "half a head": (HEAD[:40], b""),
    "a head that trickles": (HEAD, b"X-A: b\r\n"),
    "a body that trickles": (HEAD + b"\r\n{", b" "),
    "replies never read": (SEARCH, b""),
}
"""What each of the crowd sends at once, and then every half second (of many clients, less often)."""
SOURCES = 100
"""Addresses that the crowd comes from; the one that behaves has its own."""


@dataclass
class Seen:
    """What came of it. `ms`: how long each search of the one took; `failed`: those that broke; `memory` in MB, its peak; `files` open."""

    kind: str
    connected: int = 0
    ended: int = 0
    ms: list[float] = field(default_factory=list)
    failed: int = 0
    memory: float = 0
    memory_before: float = 0
    files: int = 0


async def crowd(url: str, pid: int, kind: str, clients: int, seconds: float) -> Seen:
    """What came of so many clients of a kind, with one that searches ten times a second beside them."""
    host, port = urlsplit(url).hostname, urlsplit(url).port
    seen, over = Seen(kind, memory_before=resident(pid)), perf_counter() + seconds
    first, more = KINDS[kind]
    gate, pause = asyncio.Semaphore(50), max(0.5, clients / 2_000)

    async def one(number: int) -> None:
        source = f"127.0.1.{1 + number % SOURCES}"
        with suppress(OSError):
            async with gate:
                reader, writer = await asyncio.open_connection(host, port, limit=16, local_addr=(source, 0))
            seen.connected += 1
            try:
                writer.write(first)
                while perf_counter() < over and not writer.is_closing() and not reader.at_eof():
                    if more:
                        writer.write(more)
                    await asyncio.sleep(pause)
                seen.ended += writer.is_closing() or reader.at_eof()
            finally:
                writer.transport.abort()

    async def behaved() -> None:
        while not seen.files or perf_counter() < over:  # once at least, however slow the machine
            begun = perf_counter()
            try:
                async with asyncio.timeout(20):
                    reader, writer = await asyncio.open_connection(host, port)
                    writer.write(b"GET /v1/search?near=Colorado&size=5 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    reply = await reader.read()
                    writer.close()
                assert reply.startswith(b"HTTP/1.1 200")
                seen.ms.append((perf_counter() - begun) * 1000)
            except (OSError, TimeoutError, AssertionError):
                seen.failed += 1
            seen.memory = max(seen.memory, resident(pid))
            seen.files = max(seen.files, len([*Path(f"/proc/{pid}/fd").iterdir()]))
            await asyncio.sleep(0.1)

    await asyncio.gather(behaved(), *(one(number) for number in range(clients)))
    return seen


def resident(pid: int) -> float:
    """Megabytes of a process that are in memory (Linux)."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6


def told(found: Seen) -> str:
    """As JSON, of the times only how many, their middle and the worst."""
    times = sorted(found.ms)
    ms = {"searches": len(times), "p50_ms": times[len(times) // 2] if times else None, "max_ms": times[-1] if times else None}
    return json.dumps({**asdict(found), "ms": ms})


if __name__ == "__main__":
    url, pid, kind, clients, seconds = sys.argv[1:]
    if clients == "0":
        print(told(asyncio.run(crowd(url, int(pid), kind, 0, float(seconds)))))
    else:  # the one that behaves is a process of its own: the crowd's is busy with itself
        with subprocess.Popen([sys.executable, __file__, url, pid, kind, "0", seconds]):
            asyncio.run(crowd(url, int(pid), kind, int(clients), float(seconds)))
