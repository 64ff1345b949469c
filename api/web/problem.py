"""Problems as pages: who asks with a browser, outside the API, is told in words, in the frame of all pages."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web.call import Sorry, language_of
from api.web.frame import Frame
from api.web.render import respond

APIS = ("v1", "hsds", "fhir")
"""Where what a program reads begins: a problem stays one there, whoever asks."""
PROBLEM = "application/problem+json"

SAID = {404: "nothing", 405: "method", 408: "slow", 413: "large", 429: "often", 503: "slow"}
"""What is said of a status; of any other, that the fault is ours."""


class Faces:
    """ASGI middleware: in place of a problem, a page of the same status and headers, where a browser asked for a page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles a request."""
        page: Response | None = None

        async def send_on(message: Message) -> None:
            nonlocal page
            if message["type"] == "http.response.start" and _is_problem(message):
                page = face(scope, message["status"])
                await send({**message, "headers": _merged(message, page).raw})
            elif page is None:
                await send(message)
            elif not message.get("more_body"):
                await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else page.body})

        await self.app(scope, receive, send_on if for_people(scope) else send)


def for_people(scope: Scope) -> bool:
    """Whether a browser asks for a page."""
    return (
        scope["type"] == "http"
        and "text/html" in Headers(scope=scope).get("accept", "").lower()
        and scope["path"].split("/")[1:2] not in [[api] for api in APIS]
    )


def face(scope: Scope, status: int) -> Response:
    """The page that says what went wrong. It holds nothing of the address: what stands there may lead anywhere."""
    frame = Frame(language_of(scope["path"]))
    return respond(Request(scope), frame, "error.html", Sorry(frame.say(f"wrong.{SAID.get(status, 'failed')}"), ""), status)


def _is_problem(message: Message) -> bool:
    return Headers(raw=message["headers"]).get("content-type", "").startswith(PROBLEM)


def _merged(message: Message, page: Response) -> MutableHeaders:
    """The problem's headers (Allow, Retry-After) under the page's own."""
    headers = MutableHeaders(raw=[*message["headers"]])
    del headers["content-encoding"]
    headers.update(page.headers)
    return headers
