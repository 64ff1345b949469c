"""What stands around every route: headers, a log that says nothing about anyone, and no fault that says more.

A line of the log holds a request's id, a route's template, a status and milliseconds. Neither path nor query nor method is in it, nor an
id that a caller sent: a caller writes them.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from traceback import extract_tb
from typing import Any, TypeAlias
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from api.http.log import log
from api.http.manners import CORS
from api.http.problems import FAILED, ProblemReply

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    **CORS,
}
"""On every reply that does not itself say otherwise."""

Observe: TypeAlias = Callable[[str, int, float], None]
"""Is told of every request: its route's template, its status, its seconds."""


class Border:
    """ASGI middleware, the outermost: headers, the log, and a problem for a fault that nobody foresaw."""

    def __init__(self, app: ASGIApp, observe: Observe | None = None) -> None:
        self.app, self.observe = app, observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, request_id = perf_counter(), 0, uuid4().hex

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in {**HEADERS, "X-Request-ID": request_id}.items():
                    headers.setdefault(name, value)
            await send(message)

        with bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_on)
            except ClientDisconnect:
                pass  # whoever asked is gone
            except Exception as e:
                log.error("failed", route=template(scope), error=type(e).__name__, at=where(e))
                if status:
                    raise RuntimeError("the reply was broken off") from None
                await ProblemReply(FAILED)(scope, receive, send_on)
            finally:
                seconds = perf_counter() - began
                log.info("request", route=template(scope), status=status, ms=round(seconds * 1000, 1))
                if self.observe:
                    self.observe(template(scope), status, seconds)


def template(scope: Scope) -> str:
    """The route's template (/v1/programs/{id}); "-" where no route was found."""
    route: Any = scope.get("route")
    return str(getattr(route, "path", "-"))


def where(error: BaseException) -> str:
    """Where an error was raised, innermost last, without its message: that may hold what was sent."""
    frames = extract_tb(error.__traceback__)[-3:]
    return " > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames)
