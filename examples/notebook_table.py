"""A search as a table, as a notebook would have it: rows of a CSV, counted without further libraries."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator

from client import Client


def rows(client: Client, near: str) -> list[dict[str, str]]:
    """The programs near a place, a row each."""
    return [*csv.DictReader(client.table(near=near, size=100, tiers="listed,ask_first"))]


def table(found: list[dict[str, str]]) -> Iterator[str]:
    """How many programs each town has, and how many of them say that they take Medicaid; an empty cell is not a no."""
    towns, medicaid = Counter(r["city"] for r in found), Counter(r["city"] for r in found if "medicaid" in r["payment"].split("; "))
    yield f"{'town':24}{'programs':>10}{'Medicaid':>10}"
    for town, count in towns.most_common(10):
        yield f"{town:24}{count:>10}{medicaid[town]:>10}"


if __name__ == "__main__":
    print("\n".join(table(rows(Client(sys.argv[1]), sys.argv[2]))))
