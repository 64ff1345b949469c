"""Each address in its turn, and nobody twice."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from api.http.turns import QUIET, Turns, until_answered


def test_each_address_in_its_turn() -> None:
    begun: list[str] = []

    async def come() -> Turns:
        turns = Turns(1)
        for who in ("a1", "a2", "a3", "b1", "c1"):
            turns.come(who[0], who, lambda who=who: begun.append(who))  # type: ignore[misc]
        turns.leave("c", "c1")
        turns.leave("c", "never came")
        for many in (1, 2, 3, 4):
            assert len(begun) == many
            turns.done()
            for _ in range(2 * QUIET):
                await asyncio.sleep(0)  # a turn of the loop
        return turns

    turns = asyncio.run(come())
    assert begun == ["a1", "a2", "b1", "a3"]
    assert not turns.waiting and turns.free == 1


@pytest.mark.parametrize("fails", [False, True])
def test_a_turn_ends_when_the_reply_begins_or_there_is_none(fails: bool) -> None:
    ended: list[int] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if fails:
            raise ValueError
        await send("start")
        assert ended == [1]
        await send("body")

    async def send(message: str) -> None:
        assert ended == [1]

    answer = until_answered(app, lambda: ended.append(1))
    with pytest.raises(ValueError) if fails else asyncio.Runner() as _:
        asyncio.run(answer({}, None, send))  # type: ignore[arg-type]
    assert ended == [1]
