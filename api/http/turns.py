"""Whose request is begun next: each address in its turn. Who sends thousands waits for themselves, and others for one of them."""

from __future__ import annotations

from asyncio import get_running_loop
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application

Begin = Callable[[], None]
NEWCOMERS, QUIET = 50, 2
"""Turns of the event loop from one beginning to the next: until so many bring no new connection, and at most so many. libuv takes one new
connection a turn: were each turn a search, newcomers would wait in the system's queue, where nobody knows whose turn it is."""


class Turns:
    """So many requests at a time, from begun until their replies begin; the others wait, those of one address behind each other."""

    def __init__(self, most: int) -> None:
        self.free = most
        self.waiting: dict[str, dict[Hashable, Begin]] = {}
        """By address, the one whose turn is next first; of each, who came first."""
        self._resting, self._quiet = False, 0

    def newcomer(self) -> None:
        """A new connection was taken: there may be more."""
        self._quiet = 0

    def come(self, address: str, who: Hashable, begin: Begin) -> None:
        """Begins when it is their turn, perhaps now."""
        self.waiting.setdefault(address, {})[who] = begin
        self._next()

    def leave(self, address: str, who: Hashable) -> None:
        """One who waits does so no longer."""
        if (queue := self.waiting.get(address)) and queue.pop(who, None) and not queue:
            del self.waiting[address]

    def done(self) -> None:
        """One who was begun makes room for the next."""
        self.free += 1
        self._next()

    def _next(self) -> None:
        if not self.free or not self.waiting or self._resting:
            return
        address, queue = next(iter(self.waiting.items()))
        begin = queue.pop(next(iter(queue)))
        del self.waiting[address]
        if queue:
            self.waiting[address] = queue  # the last again
        self.free -= 1
        self._quiet = 0
        self._rest(NEWCOMERS)
        begin()

    def _rest(self, turns: int) -> None:
        self._quiet += 1
        self._resting = turns > 0 and self._quiet <= QUIET + 1
        if self._resting:
            get_running_loop().call_soon(self._rest, turns - 1)
        else:
            self._next()


def until_answered(app: ASGI3Application, done: Callable[[], None]) -> ASGI3Application:
    """The application, which says once that its reply has begun, or that there is none."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        once = [done]

        async def send_on(message: Any) -> None:
            while once:
                once.pop()()
            await send(message)

        try:
            await app(scope, receive, send_on)
        finally:
            while once:
                once.pop()()

    return answer
