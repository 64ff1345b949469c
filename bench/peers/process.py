"""Processes and their memory."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

import psutil


def tree_of(pid: int) -> list[int]:
    """The process and all that it started."""
    process = psutil.Process(pid)
    return [process.pid, *(child.pid for child in process.children(recursive=True))]


def memory_of(pids: Iterable[int]) -> int:
    """Bytes that the processes hold together; a page shared by n of them counts 1/n in each (Linux: PSS). One that has ended holds none."""
    held = 0
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            held += psutil.Process(pid).memory_full_info().pss
    return held
