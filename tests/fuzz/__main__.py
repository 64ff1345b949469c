"""python -m tests.fuzz [PARSER ...] [--cases N] [--seconds S] [--first N] [--atheris]: says how many cases each parser took.

Ends with 1 and the number of the case where anything but an error of ours came out; that number gives the same input again.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir
from time import perf_counter
from traceback import extract_tb

from tests.fuzz.mutate import mutated
from tests.fuzz.parsers import PARSERS


def main() -> int:
    """Runs what is asked for."""
    asked = arguments()
    if asked.atheris:
        return with_atheris(asked.parsers[0], asked)
    return max(run(name, asked) for name in asked.parsers or PARSERS)


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser("tests.fuzz", description=__doc__)
    parser.add_argument("parsers", nargs="*", choices=[[], *PARSERS], metavar="PARSER", help=f"of {', '.join(PARSERS)}; none: all")
    parser.add_argument("--cases", type=int, default=10_000, help="how many inputs each parser gets")
    parser.add_argument("--seconds", type=float, default=600.0, help="and after how long one is left at the latest")
    parser.add_argument("--first", type=int, default=0, help="the number of the first case")
    parser.add_argument("--atheris", action="store_true", help="let atheris choose the inputs of one parser, guided by coverage")
    asked = parser.parse_args()
    if asked.atheris and len(asked.parsers) != 1:
        parser.error("--atheris wants one parser")
    return asked


def run(name: str, asked: argparse.Namespace) -> int:
    """1 where anything unforeseen came out, each place told once."""
    parser, begun, faults, good, done = PARSERS[name], perf_counter(), Counter[str](), 0, 0
    with suppress(KeyboardInterrupt):  # ends this one, which still says how far it came
        for number in range(asked.first, asked.first + asked.cases):
            if perf_counter() - begun > asked.seconds:
                break
            try:
                good += parser(mutated(parser.examples[number % len(parser.examples)], number))
            except Exception as e:
                last = extract_tb(e.__traceback__)[-1]
                place = f"{type(e).__name__} at {last.filename.rpartition('/')[2]}:{last.lineno}"
                faults[place] += 1
                if faults[place] == 1:
                    print(f"{name}: case {number}: {place}: {str(e)[:200]}", flush=True)
            done += 1
    seconds = perf_counter() - begun
    print(f"{name}: {done:,} cases in {seconds:.0f} s, {good:,} could be read, {faults.total():,} faults", flush=True)
    return int(bool(faults))


def with_atheris(name: str, asked: argparse.Namespace) -> int:
    """Never comes back: atheris ends the process. It is no dependency of ours; pip install atheris.

    What it found worth keeping stays in a folder, from which it goes on the next time; so does an input that makes the parser fail.
    """
    import atheris

    parser, found = PARSERS[name], Path(gettempdir()) / f"iop-finder-fuzz-{name}"
    found.mkdir(exist_ok=True)
    for number, example in enumerate(parser.examples):
        (found / f"example-{number}").write_bytes(example)
    atheris.instrument_all()
    bounds = (f"-atheris_runs={asked.cases}", f"-max_total_time={asked.seconds:.0f}", f"-artifact_prefix={found}/")
    atheris.Setup([sys.argv[0], *bounds, str(found)], lambda data: parser(data) and None)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
