"""Our command line and others as processes of their own: how long one takes, and how much memory it holds at most."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parent.parent
COMMAND = (sys.executable, "-c", "from api.cli import main; main()")
"""`iop-finder` where the package is not installed."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds from start to end by the clock, and the most memory it (or the largest of its children) held, in MB (10^6)."""

    seconds: float
    megabytes: float


def iop_finder() -> tuple[str, ...]:
    """The command beside the running Python, as `pip install` puts it there."""
    script = Path(sys.executable).with_name("iop-finder")
    return (str(script),) if script.is_file() else COMMAND


def run(command: Sequence[str], home: Path) -> Spent:
    """What the command took. Its words are thrown away; raises RuntimeError with the last of them where it fails.

    wait4 gives this child's own peak, where getrusage(RUSAGE_CHILDREN) gives the largest of all so far. The kernel counts from the
    fork on, so a peak below our own memory cannot be seen: heavy imports wait until the processes are measured.
    """
    begun = perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        words = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {words[-1000:]}")
    return Spent(seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6)


def environment(home: Path) -> Mapping[str, str]:
    """The environment of a command that works under a home of its own, with the code of this checkout."""
    return {**os.environ, "IOP_FINDER_HOME": str(home), "PYTHONPATH": str(ROOT)}
