"""Which program each listing belongs to, for ever: addresses of pages, bookmarks and referrals hold because of it.

`HOME/ledger.jsonl` only grows, by lines of three kinds, each with its day `on`: `{"listing": key, "program": id}` (the last line on a
listing holds), `{"program": id, "merged_into": id}` (null where a merge was taken back), and `{"program": id, "changed": [...]}`, which
names what changed and never what it was, so that no hidden address can stand here. A new id is made from the program's first listing:
a machine that starts from nothing gives the same ids.
"""

from __future__ import annotations

import json
from base64 import b32encode
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from ingest.disk import written_whole
from ingest.errors import BrokenStore

LEDGER = "ledger.jsonl"
LETTERS = 10
"""50 bits: among 100,000 programs, two first guesses agree once in 200,000 ledgers; then the second takes another."""


class Ledger:
    """The ledger in memory; `save` adds what is new to the file. `today` is an ISO date; the ledger's days never run backwards."""

    def __init__(self, home: Path, today: str = "") -> None:
        self._path = home / LEDGER
        self._on = today
        self._program: dict[str, str] = {}
        self._first: dict[str, str] = {}
        self._order: dict[str, int] = {}
        self._merged: dict[str, str] = {}
        self._new: list[str] = []
        self._old = self._path.read_bytes() if self._path.exists() else b""
        for number, line in enumerate(self._old.splitlines(), 1):
            self._read(number, line)

    def assign(self, groups: Sequence[Sequence[str]]) -> list[str]:
        """The program id of each group of listing keys; a key stands in one group.

        An id goes to the group that holds most of its listings, of equal ones to that with the oldest: so a merge that is taken back
        keeps it where it fits better. Of several ids of one group the oldest stays and the others lead to it. A group without any has
        the id again that its listing had before it was merged away, or a new one.
        """
        held: dict[int, list[str]] = defaultdict(list)
        for id, group in self._holders(groups).items():
            held[group].append(id)
        ids: dict[int, str] = {}
        for i in sorted(range(len(groups)), key=lambda i: (i not in held, min(groups[i]))):
            own = sorted(held[i], key=self._order.__getitem__) or [self._restored(groups[i], ids) or self._new_id(min(groups[i]))]
            ids[i] = own[0]
            for other in own[1:]:
                self._note({"program": other, "merged_into": own[0]})
            for key in sorted(groups[i]):
                if self.program(key) != own[0]:
                    self._note({"listing": key, "program": own[0]})
        return [ids[i] for i in range(len(groups))]

    def changed(self, id: str, what: Sequence[str]) -> None:
        """Notes that these fields and dimensions of a program are not what they were."""
        self._note({"program": id, "changed": list(what)})

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

    def _holders(self, groups: Sequence[Sequence[str]]) -> Mapping[str, int]:
        """By id that any of the listings has, the group that is to have it."""
        age = {key: n for n, key in enumerate(self._program)}
        shares: dict[str, Counter[int]] = defaultdict(Counter)
        oldest: dict[tuple[str, int], int] = {}
        for i, keys in enumerate(groups):
            for key in keys:
                if id := self.program(key):
                    shares[id][i] += 1
                    oldest[(id, i)] = min(oldest.get((id, i), len(age)), age[key])
        return {id: min(own, key=lambda i: (-own[i], oldest[(id, i)])) for id, own in shares.items()}

    def _restored(self, keys: Sequence[str], taken: Mapping[int, str]) -> str | None:
        """The oldest id that was merged away and that one of these listings had first."""
        away = {self._first[k] for k in keys if k in self._first} & self._merged.keys()  # hardly ever any: what is taken is looked at last
        id = min(away and away.difference(taken.values()), key=self._order.__getitem__, default=None)
        if id:
            self._note({"program": id, "merged_into": None})
        return id

    def _new_id(self, key: str) -> str:
        attempt = 0
        while (id := make_id(key, attempt)) in self._order:
            attempt += 1
        return id

    def _note(self, record: dict[str, Any]) -> None:
        record |= {"on": self._on} if self._on else {}
        self._new.append(json.dumps(record, ensure_ascii=False))
        self._apply(record)

    def _read(self, number: int, line: bytes) -> None:
        try:
            self._apply(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as e:
            raise BrokenStore(f"line {number} of {LEDGER} cannot be read; restore the file: program addresses depend on it") from e

    def _apply(self, record: dict[str, Any]) -> None:
        id = record["program"]
        self._on = max(self._on, record.get("on", ""))
        self._order.setdefault(id, len(self._order))
        if "listing" in record:
            self._program[record["listing"]] = id
            self._first.setdefault(record["listing"], id)
        elif "changed" not in record:
            self._merged.pop(id, None)
            if record["merged_into"]:
                self._merged[id] = record["merged_into"]


def make_id(key: str, attempt: int = 0) -> str:
    """The id that a program is given first, from the key of its first listing: "p" and ten letters or digits 2-7."""
    digest = sha256(f"{key}#{attempt}".encode() if attempt else key.encode()).digest()
    return "p" + b32encode(digest)[:LETTERS].decode().lower()
