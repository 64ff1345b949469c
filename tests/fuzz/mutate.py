"""Inputs that are nearly right: an example with some of it changed, by a number that gives the same change for ever."""

from __future__ import annotations

import copy
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from random import Random
from typing import Any

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1e308, 2**70, "", " ", "\u0000", "x" * 300, "2025-13-45", "\u0130", "\ud800"),
    *([], {}, [[]], [None], [7], {"": None}, {"id": []}),
)
PIECES = [
    *(b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80", b"'", b'"', b"<", b">", b"&#x110000;", b"]]>", b"{", b"[", b"\n", b"\r", b"\t", b","),
    *(b";", b":", b"%00", b"..", b"999999999999999999999", b"-1", b"1e999", b"NaN", b"<!--", b"\xef\xbb\xbf"),
    *(text.encode() for text in ("\u0663", "\u202e", "\ufb01", "\u0130")),
]


def mutated(example: bytes, number: int) -> bytes:
    """The example, changed in one to six places: as JSON where it is JSON, as base64 of JSON, or as bytes."""
    rng = Random(number)
    if rng.random() < 0.6:
        if (changed := _json(example, rng)) is not None:
            return changed
        if (inner := _decoded(example)) and (changed := _json(inner, rng)) is not None:
            return urlsafe_b64encode(changed).rstrip(b"=")
    return _bytes(example, rng)


def _decoded(example: bytes) -> bytes:
    try:
        return urlsafe_b64decode(example + b"=" * (-len(example) % 4))
    except ValueError:
        return b""


def _json(example: bytes, rng: Random) -> bytes | None:
    """Each line's JSON value with some of its nodes changed; None where it is no JSON."""
    try:
        values = [json.loads(example)]
    except ValueError:
        try:
            values = [json.loads(line) for line in example.splitlines()]
        except ValueError:
            return None
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(values))
        values[at] = _node(values[at], rng)
    return b"\n".join(json.dumps(v).encode() for v in values)


def _node(value: Any, rng: Random) -> Any:
    """The value with one node in it replaced, removed or repeated."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice([*value])
        if rng.random() < 0.1:
            return {k: v for k, v in value.items() if k != key}
        return {**value, key: _node(value[key], rng)}
    if isinstance(value, list) and value and rng.random() < 0.9:
        at = rng.randrange(len(value))
        return [*value[:at], _node(value[at], rng), *value[at + rng.randint(0, 1) :]]
    if isinstance(value, str) and value and rng.random() < 0.5:
        return _bytes(value.encode("utf-8", "surrogatepass"), rng).decode("utf-8", "replace")
    return copy.deepcopy(rng.choice(ODD))


def _bytes(data: bytes, rng: Random) -> bytes:
    """The bytes with pieces removed, repeated, swapped or put in."""
    for _ in range(rng.randint(1, 6)):
        a, b = sorted(rng.randrange(len(data) + 1) for _ in range(2))
        b = min(b, a + rng.choice((1, 2, 8, 64)))
        match rng.randrange(5):
            case 0:
                data = data[:a] + data[b:]
            case 1:
                data = data[:b] + data[a:b] * rng.choice((1, 2, 50)) + data[b:]
            case 2:
                data = data[:a] + rng.choice(PIECES) + data[b:]
            case 3:
                data = data[:a] + rng.randbytes(b - a) + data[b:]
            case _:
                data = data[:a] + data[a:b][::-1] + data[b:]
    return data
