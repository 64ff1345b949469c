"""Three programs for a discharge: what each says, how old that is, and what to ask on the phone. Nothing of a patient is sent or kept."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import islice

from client import Client, Result

MANY = 3


def sheet(results: Sequence[Result]) -> Iterator[str]:
    """The lines of the sheet."""
    for r in results:
        far = f", {r.miles:.1f} miles" if r.miles is not None else ""
        yield f"{r.rank}. {r.name} ({r.city}, {r.state}{far})"
        yield f"   {', '.join(r.phones) or 'no phone number known'}"
        for a in r.answers:
            yield f"   {'ask: ' if a.verdict in ('unknown', 'disputed') else ''}{a.sentence}{f' ({a.as_of})' if a.as_of else ''}"


def main() -> None:
    """Prints the sheet of what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base")
    parser.add_argument("near")
    parser.add_argument("--age", type=int)
    parser.add_argument("--require", action="append", default=[])
    parser.add_argument("--prefer", action="append", default=[])
    asked = {k: v for k, v in vars(parser.parse_args()).items() if v not in (None, [])}
    base = asked.pop("base")
    print("\n".join(sheet([*islice(Client(base).search(**asked, size=MANY), MANY)])))


if __name__ == "__main__":
    main()
