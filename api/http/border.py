"""What stands around every route: headers, a limit to bodies, a log that says nothing about anyone, and no fault that says more.

A line of the log is a route's template, a status and milliseconds. Neither path nor query nor method is in it: a caller writes them.
"""

from __future__ import annotations

import logging
from time import perf_counter
from traceback import extract_tb
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.manners import CORS
from api.http.problems import FAILED, OF_STATUS, ProblemReply

MOST = 64 * 1024
"""Bytes of a body that are read; the longest search that can be written is a small part of it."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    **CORS,
}
"""On every reply that does not itself say otherwise."""

log = logging.getLogger("iop_finder.http")


class Border:
    """ASGI middleware, the outermost: headers, the log, and a problem for a fault that nobody foresaw."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = perf_counter(), 0

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, send_on)
        except Exception as e:
            log.error("%s failed: %s at %s", template(scope), type(e).__name__, where(e))
            if status:
                raise RuntimeError("the reply was broken off") from None
            await ProblemReply(FAILED)(scope, receive, send_on)
        finally:
            log.info("%s %d %.1f ms", template(scope), status, (perf_counter() - began) * 1000)


class Limit:
    """ASGI middleware: refuses a body that is too large, by its stated length or as it comes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request."""
        length = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if length.isdecimal() and int(length) > MOST:
            await ProblemReply(OF_STATUS[413])(scope, receive, send)
            return
        read = 0

        async def receive_some() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MOST:
                raise HTTPException(413)
            return message

        await self.app(scope, receive_some, send)


def template(scope: Scope) -> str:
    """The route's template (/v1/programs/{id}); "-" where no route was found."""
    route: Any = scope.get("route")
    return str(getattr(route, "path", "-"))


def where(error: BaseException) -> str:
    """Where an error was raised, innermost last, without its message: that may hold what was sent."""
    frames = extract_tb(error.__traceback__)[-3:]
    return " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames)
