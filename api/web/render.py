"""A page as a reply: its template filled in, packed, with headers that let nothing else in and nothing out."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from api.settings import settings
from api.web.assets import assets
from api.web.frame import Frame
from api.web.views.about import make_list

HEADERS = {
    "Cache-Control": "private, no-cache",  # a browser's own "back" may show it again without sending the form again; see DECISIONS
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "Accept-Encoding",
}


@cache
def environment() -> Environment:
    """The templates. A name that is not there is an error, never an empty place on the page."""
    loader = PackageLoader("api.web")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["capfirst"] = lambda text: text[:1].upper() + text[1:]
    made.globals["about_pages"] = make_list
    made.globals["settings"] = settings
    made.globals["asset"] = lambda name: f"/assets/{assets()[name].name}"
    return made


def respond(request: Request, frame: Frame, template: str, view: object, status: int = 200) -> Response:
    """A page of this template."""
    text = environment().get_template(template).render(frame=frame, say=frame.say, url=frame.url, view=view)
    return packed(request, text.encode(), "text/html; charset=utf-8", HEADERS, status)


def packed(request: Request, body: bytes, media: str, headers: Mapping[str, str], status: int = 200) -> Response:
    """A reply, packed with gzip where the browser takes it. Nothing secret is in a page, so its packed length tells nothing."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(body, status, dict(headers), media)
    return Response(gzip.compress(body, 6, mtime=0), status, {**headers, "Content-Encoding": "gzip"}, media)
