"""Which program each listing belongs to, for ever: addresses of pages, bookmarks and referrals hold because of it.

`HOME/ledger.jsonl` only grows, by lines of two kinds: `{"listing": key, "program": id}` (the last line on a listing holds) and
`{"program": id, "merged_into": id}`. A new id is made from the program's first listing, so that a machine that starts from nothing
gives the same ids.
"""

from __future__ import annotations

import json
from base64 import b32encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from ingest.disk import written_whole
from ingest.errors import BrokenStore

LEDGER = "ledger.jsonl"
LETTERS = 10
"""50 bits: among 100,000 programs, two first guesses agree once in 200,000 ledgers; then the second takes another."""


class Ledger:
    """The ledger in memory; `save` adds what is new to the file."""

    def __init__(self, home: Path) -> None:
        self._path = home / LEDGER
        self._program: dict[str, str] = {}
        self._order: dict[str, int] = {}
        self._merged: dict[str, str] = {}
        self._new: list[str] = []
        self._taken: set[str] = set()
        self._old = self._path.read_bytes() if self._path.exists() else b""
        for number, line in enumerate(self._old.splitlines(), 1):
            self._read(number, line)

    def program_of(self, keys: Sequence[str]) -> str:
        """The id of the program that these listings make up; to be asked once for each program of a build.

        Of several that they had, the oldest stays and the others lead to it. If another program of this build has it already (what was
        one is two now), or there is none, it is a new one.
        """
        known = sorted({p for k in keys if (p := self.program(k))} - self._taken, key=self._order.__getitem__)
        id = known[0] if known else self._new_id(min(keys))
        self._taken.add(id)
        for other in known[1:]:
            self._taken.add(other)
            self._note({"program": other, "merged_into": id})
        for key in sorted(keys):
            if self.program(key) != id:
                self._note({"listing": key, "program": id})
        return id

    def program(self, key: str) -> str | None:
        """The id that the listing has, None for a listing never seen."""
        id = self._program.get(key)
        return self.successor(id) if id else None

    def successor(self, id: str) -> str:
        """The id that stands for this one now: itself, for most."""
        while id in self._merged:
            id = self._merged[id]
        return id

    def merged(self) -> dict[str, str]:
        """Every id that was merged away, and the one that stands for it now."""
        return {id: self.successor(id) for id in self._merged}

    def save(self) -> None:
        """Adds what is new, on disk, all or nothing."""
        if self._new:
            end = b"" if self._old.endswith(b"\n") or not self._old else b"\n"
            self._old += end + "".join(f"{line}\n" for line in self._new).encode()
            with written_whole(self._path) as file:
                file.write(self._old)
            self._new.clear()

    def _new_id(self, key: str) -> str:
        attempt = 0
        while (id := make_id(key, attempt)) in self._order:
            attempt += 1
        return id

    def _note(self, record: dict[str, str]) -> None:
        self._new.append(json.dumps(record, ensure_ascii=False))
        self._apply(record)

    def _read(self, number: int, line: bytes) -> None:
        try:
            self._apply(json.loads(line))
        except (ValueError, KeyError, TypeError) as e:
            raise BrokenStore(f"line {number} of {LEDGER} cannot be read; restore the file: program addresses depend on it") from e

    def _apply(self, record: dict[str, str]) -> None:
        id = record["program"]
        self._order.setdefault(id, len(self._order))
        if "merged_into" in record:
            self._merged[id] = record["merged_into"]
        else:
            self._program[record["listing"]] = id


def make_id(key: str, attempt: int = 0) -> str:
    """The id that a program is given first, from the key of its first listing: "p" and ten letters or digits 2-7."""
    digest = sha256(f"{key}#{attempt}".encode() if attempt else key.encode()).digest()
    return "p" + b32encode(digest)[:LETTERS].decode().lower()


def assign_ids(groups: Iterable[Sequence[str]], ledger: Ledger) -> list[str]:
    """The program id of each group of listing keys. Groups that hold an old program's first listing are asked first, so it stays theirs."""
    ordered = list(groups)
    ids: dict[int, str] = {}
    for index in sorted(range(len(ordered)), key=lambda i: min(ordered[i])):
        ids[index] = ledger.program_of(ordered[index])
    return [ids[i] for i in range(len(ordered))]
