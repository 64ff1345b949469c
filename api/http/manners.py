"""HTTP's own manners, once for all routes: HEAD, OPTIONS, other origins, what a caller already has, where the next page is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Request, Response
from starlette.datastructures import Headers
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, ETag, Last-Modified, Link, Location, Retry-After, X-Request-ID",
}
"""Any page may ask, none with a cookie or a password: there is nothing here that is not public."""
PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-Modified-Since, If-None-Match, Prefer",
    "Access-Control-Max-Age": "86400",
}
KEPT = "no-cache"
"""A record may be kept by who asked for it, who asks each time whether it still holds. A search never is."""


HEAD = "iop_finder.head"
"""In the scope of a request that was HEAD."""


class Manners:
    """ASGI middleware: HEAD is GET without its body, OPTIONS says which methods an address knows."""

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self.app, self.routes = app, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request."""
        method = scope["method"] if scope["type"] == "http" else ""
        if method == "OPTIONS" and (allow := allowed(self.routes, scope)):
            methods = {"Allow": ", ".join(allow), "Access-Control-Allow-Methods": ", ".join(allow)}
            await Response(status_code=204, headers={**methods, **PREFLIGHT})(scope, receive, send)
        elif method == "HEAD":
            asked = {**scope, "method": "GET", HEAD: True}
            try:
                await self.app(asked, receive, _bodiless(send))
            finally:
                scope["route"] = asked.get("route")  # for the log
        else:
            await self.app(scope, receive, send)


def allowed(routes: Iterable[BaseRoute], scope: Scope) -> list[str]:
    """The methods that an address knows, in order; none where there is nothing."""
    methods = {m for route in routes if route.matches(scope)[0] is not Match.NONE for m in getattr(route, "methods", None) or ()}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()) | {"OPTIONS"}) if methods else []


def _bodiless(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return send_head


def kept(request: Request, reply: Response, modified: datetime | None = None) -> Response:
    """The reply with what names its state, or 304 where the caller has it already. `modified`: when it was last made anew."""
    headers = tagged(blake2b(reply.body, digest_size=16).hexdigest(), modified)
    if has(request.headers, headers):
        return unchanged(headers)
    reply.headers.update(headers)
    return reply


def unchanged(state: Mapping[str, str]) -> Response:
    """The reply that what the caller has still holds. What it varies by replaces what a cache knew: compression must be named again."""
    return Response(status_code=304, headers={**state, "Vary": "Accept-Encoding"})


def tagged(state: str, modified: datetime | None = None) -> dict[str, str]:
    """The headers that name a state; weak, for the compressed form is the same."""
    headers = {"ETag": f'W/"{state}"', "Cache-Control": KEPT}
    if modified:
        headers["Last-Modified"] = format_datetime(modified.astimezone(UTC).replace(microsecond=0), usegmt=True)
    return headers


def has(asked: Headers, state: Mapping[str, str]) -> bool:
    """Whether the caller has the state that these headers name (RFC 9110, 13.2.2): an entity tag counts before a date.

    A date must be the very one: whoever goes back to an earlier generation would else be told for ever that the later one still holds.
    """
    if tags := ",".join(asked.getlist("if-none-match")):
        return tags.strip() == "*" or state["ETag"].removeprefix("W/") in (tag.strip().removeprefix("W/") for tag in tags.split(","))
    try:
        since = parsedate_to_datetime(asked.get("if-modified-since", ""))
    except (ValueError, OverflowError):  # a zone of more than so many hours
        return False
    modified = state.get("Last-Modified")
    return modified is not None and since.tzinfo is not None and parsedate_to_datetime(modified) == since


def bodiless(request: Request) -> bool:
    """Whether only the headers are wanted."""
    return HEAD in request.scope


def links(request: Request, next: str | None) -> dict[str, str]:
    """The header Link (RFC 8288) to the first page and the next one of a search in an address line, with all that was asked."""
    asked = [(name, value) for name, value in parse_qsl(request.url.query, keep_blank_values=True) if name != "cursor"]
    ways = {"first": asked, **({"next": [*asked, ("cursor", next)]} if next else {})}
    path = quote(request.url.path)
    return {"Link": ", ".join(f'<{path}{"?" if pairs else ""}{urlencode(pairs)}>; rel="{rel}"' for rel, pairs in ways.items())}
