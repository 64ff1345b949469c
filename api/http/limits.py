"""How much a caller may ask at once, how long an answer may take, and how often one may come."""

from __future__ import annotations

import asyncio
from asyncio import get_running_loop
from collections.abc import Iterable
from typing import Protocol

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import LATE, MANY, OF_STATUS, RETRY_AFTER, ProblemReply

MOST = 64 * 1024
"""Bytes of a body that are read; the longest search that can be written is a small part of it."""
BODY_SECONDS = 20.0
"""In which a body must have come, where the server hands it on in pieces (api/http/guard.py does not)."""
ANSWER_SECONDS = 30.0
"""In which an answer must have begun; how long it then goes on is the network's matter."""
FREE = ("/healthz", "/readyz")
"""What those ask who look after the service: never counted."""


class Callers(Protocol):
    """Who counts how often a caller comes."""

    async def wait(self, address: str) -> int:
        """Seconds for which the caller at an address must wait; 0 where none."""


def stated_length(headers: Iterable[tuple[bytes, bytes]]) -> int:
    """Bytes of a request's body as its head states them; 0 where it does not."""
    length = Headers(raw=list(headers)).get("content-length", "")
    return int(length) if length.isdecimal() else 0


class Limit:
    """ASGI middleware: refuses a body that is too large, by its stated length or as it comes, or too slow."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request."""
        if scope["type"] == "http" and stated_length(scope["headers"]) > MOST:
            await ProblemReply(OF_STATUS[413])(scope, receive, send)
            return
        read, whole, until = 0, False, get_running_loop().time() + BODY_SECONDS

        async def receive_some() -> Message:
            nonlocal read, whole
            try:
                async with asyncio.timeout_at(None if whole else until):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, headers={"Connection": "close"}) from None
            read += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if read > MOST:
                raise HTTPException(413)
            return message

        await self.app(scope, receive_some, send)


class Deadline:
    """ASGI middleware: an answer that has not begun in time is given up, and a problem says so."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(ANSWER_SECONDS) as deadline:

                async def send_on(message: Message) -> None:
                    deadline.reschedule(None)
                    await send(message)

                await self.app(scope, receive, send_on)
        except TimeoutError:
            if not deadline.expired():
                raise
            await ProblemReply(LATE, headers={"Retry-After": str(RETRY_AFTER)})(scope, receive, send)


class Turnstile:
    """ASGI middleware: who comes too often is told when to come again."""

    def __init__(self, app: ASGIApp, callers: Callers) -> None:
        self.app, self.callers = app, callers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request."""
        counted = scope["type"] == "http" and scope.get("client") and scope["path"] not in FREE
        if counted and (seconds := await self.callers.wait(scope["client"][0])):
            await ProblemReply(MANY, headers={"Retry-After": str(seconds)})(scope, receive, send)
        else:
            await self.app(scope, receive, send)
