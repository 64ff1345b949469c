"""Who may hold a connection, and for how long: uvicorn waits for ever for the rest of a request, and reads one's head however large."""

from __future__ import annotations

import resource
from asyncio import TimerHandle, Transport
from typing import TYPE_CHECKING, Any, ClassVar

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from api.http.limits import FREE, MOST, stated_length
from api.http.problems import OF_STATUS, Kind, ProblemReply
from api.http.turns import Turns, until_answered
from api.settings import settings
from finder.errors import BadParameter

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application

REQUEST_SECONDS = 20.0
"""In which a request must be there whole, from the connection's first moment or the request's first byte on."""
REPLY_SECONDS = 120.0
"""In which its reply must have been taken, from then on; a page of 380 kB at 4 kB a second. Of a long one, its next piece."""
HEAD = 64 * 1024
"""Bytes of a request's line and headers."""
PIPELINED = 8
"""Requests that may wait on one connection; browsers send one after the other."""
AT_ONCE = 32
"""Requests that are begun and whose replies have not; 32 pages of 20 are a fifth of a second's work."""
SPARE = 200
"""Files that a worker has open beside its connections: the index, the log, the listening socket, libraries."""


class Guarded(HttpToolsProtocol):
    """uvicorn's protocol with an end to its patience. The application hears of a request once it is here whole, or known to be too large:
    half a request costs no more than its bytes, however many trickle in.

    Where there are more connections than the setting allows, one gives way: of the address that holds most, the one that has waited
    longest, first those that are not being answered. So a newcomer is always heard, however many others are silent.
    """

    _held: ClassVar[dict[str, dict[Guarded, None]]] = {}
    """The connections of this process by address; those whose request was whole last come last."""
    _turns: ClassVar[Turns] = Turns(AT_ONCE)
    _timer: TimerHandle | None = None
    _in_head, _head = True, 0
    _unbegun: tuple[RequestResponseCycle, ASGI3Application] | None = None
    """A request whose body is not here whole."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """See asyncio.Protocol."""
        super().connection_made(transport)
        self._turns.newcomer()
        self._held.setdefault(self.address, {})[self] = None
        self._within(REQUEST_SECONDS)
        if sum(map(len, self._held.values())) > settings().connections:
            most = max(self._held.values(), key=lambda held: (len(held), not next(iter(held)).being_answered))
            next((c for c in most if not c.being_answered), next(iter(most))).give_way()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self._within(None)
        self._let_go()
        self._unbegun = None
        self._turns.leave(self.address, self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        if self._in_head:
            self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > HEAD and not self.transport.is_closing():
            self.send_400_response("")

    def on_message_begin(self) -> None:
        """A request's first byte."""
        super().on_message_begin()
        self._in_head, self._head = True, 0
        self._within(REQUEST_SECONDS)

    def on_headers_complete(self) -> None:
        """A request's head is whole. An error raised here becomes the reply."""
        self._in_head, self._head = False, len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if self._head > HEAD or len(self.pipeline) >= PIPELINED:
            raise ValueError
        super().on_headers_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Begins with a request, or waits for its body."""
        if not cycle.more_body or stated_length(cycle.scope["headers"]) > MOST or len(cycle.body) > MOST:
            self._in_turn(cycle, app)
            return
        self._unbegun = cycle, app
        if cycle.waiting_for_100_continue:
            cycle.waiting_for_100_continue = False
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _in_turn(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        if cycle.scope["path"] in FREE:
            super()._start_asgi_task(cycle, app)
            return
        begin = super()._start_asgi_task
        self._turns.come(self.address, self, lambda: begin(cycle, until_answered(app, self._turns.done)))

    def _begin(self) -> None:
        if self._unbegun:
            (cycle, app), self._unbegun = self._unbegun, None
            self._start_asgi_task(cycle, app)

    def on_body(self, body: bytes) -> None:
        """A piece of a request's body."""
        super().on_body(body)
        if len(self.cycle.body) > MOST:
            self._begin()

    def on_message_complete(self) -> None:
        """A request is there whole."""
        super().on_message_complete()
        self._begin()
        if self in (held := self._held.get(self.address, {})):
            del held[self]
            held[self] = None
        self._within(REPLY_SECONDS)

    def send_400_response(self, msg: str) -> None:
        """Says that what came is no request, and ends the connection."""
        if not self.transport.is_closing():
            self.transport.write(refusal(OF_STATUS[431 if self._head > HEAD else 400]))
            self.transport.close()

    @property
    def address(self) -> str:
        """Where the connection comes from; behind a proxy, that of the proxy."""
        return self.client[0] if self.client else ""

    @property
    def being_answered(self) -> bool:
        """Whether a request is here whole and its reply is not yet made."""
        return self.cycle is not None and not self.cycle.more_body and not self.cycle.response_complete

    def pause_writing(self) -> None:
        """See asyncio.Protocol: the caller takes no more for now, and has this long; what we took to make the reply does not count."""
        super().pause_writing()
        self._within(REPLY_SECONDS)

    def resume_writing(self) -> None:
        """See asyncio.Protocol: a piece of a long reply has been taken."""
        super().resume_writing()
        self._within(REPLY_SECONDS)

    def late(self) -> None:
        """Ends the connection, unless it is we who are slow: a long reply is being made, and the caller takes it."""
        if self.being_answered and not self.flow.write_paused:
            self._within(REPLY_SECONDS)
        elif self._unbegun and not self.transport.is_closing():
            self._unbegun = None
            self._within(REPLY_SECONDS)
            self.transport.write(refusal(OF_STATUS[408]))
            self.transport.close()
        else:
            self.give_way()

    def give_way(self) -> None:
        """Ends the connection, whatever it is doing."""
        self._let_go()
        self.transport.abort()

    def _let_go(self) -> None:
        held = self._held.get(self.address, {})
        held.pop(self, None)
        if not held:
            self._held.pop(self.address, None)

    def _within(self, seconds: float | None) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = None if seconds is None else self.loop.call_later(seconds, self.late)


def refusal(kind: Kind) -> bytes:
    """A problem as a whole reply, for what never reaches the application."""
    reply = ProblemReply(kind, headers={"Connection": "close", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})
    lines: list[Any] = [name + b": " + value + b"\r\n" for name, value in reply.raw_headers]
    return b"".join([STATUS_LINE[kind.status], *lines, b"\r\n", bytes(reply.body)])


def make_room(connections: int) -> None:
    """Nothing: so many connections can be held, by each process that this one starts, too. Raises BadParameter where they cannot."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = connections + SPARE
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise BadParameter("IOP_FINDER_CONNECTIONS", f"wants {needed} open files, and the system allows {hard} (ulimit -n)")
    if soft != resource.RLIM_INFINITY and soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
