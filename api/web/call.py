"""One request for a page: what was sent, read; the reply; and how a function becomes a page in both languages."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.http.problems import wait_of
from api.root import today, understand
from api.web.asked import Asked, Fields, first, from_text, read_fields
from api.web.changes import FREE, change
from api.web.frame import Frame
from api.web.render import respond
from api.web.views.guide import without_skipped
from api.web.views.speaker import Speaker
from finder.errors import BadParameter, FinderError, IndexUnavailable, UnknownProgram
from finder.plan import question_of
from search.intent.heard import Intent
from search.service import Finder
from search.written import read_wish

SORRY = {UnknownProgram: ("no_program", 404), IndexUnavailable: ("no_index", 503), FinderError: ("other", 422)}
"""What is said of an error, and the status of the reply."""

pages = APIRouter(include_in_schema=False)

log = logging.getLogger("iop_finder.http")


@dataclass(frozen=True, slots=True)
class Sorry:
    """What could not be done, and the search to go back to."""

    message: str
    asked: str


class Call:
    """One request for a page: its language, what the form sent, and the service."""

    def __init__(self, request: Request, fields: Fields) -> None:
        path = request.url.path
        self.language = language_of(path)
        self.request, self.fields = request, fields
        self.path = path.removeprefix("/es") or "/" if self.language == "es" else path
        self.finder: Finder = request.app.state.finder

    @property
    def speaker(self) -> Speaker:
        """What views are told in."""
        return Speaker(self.frame().wording, self.finder.vocabulary, today())

    def frame(self, asked: str = "", ids: Sequence[str] = ()) -> Frame:
        """The page's surroundings; the search and the programs go on to the other language."""
        search = [("asked", asked)] if asked else []
        return Frame(self.language, self.path, (*search, *(("id", id) for id in ids)))

    def picked(self, least: int, most: int) -> tuple[str, ...]:
        """The programs that were kept, each once. Raises BadParameter where they are too few or too many."""
        ids = self.kept()
        if not least <= len(ids) <= most:
            raise BadParameter("id", f"name {least} to {most} programs")
        return ids

    def kept(self) -> tuple[str, ...]:
        """The programs that were kept, each once."""
        return tuple(dict.fromkeys(id for id in self.fields.get("id", []) if id))

    def heard(self) -> Intent:
        """What the words in the form's free fields ask for."""
        return understand(". ".join(text for name in FREE if (text := first(self.fields, name))))

    def carried(self) -> Asked:
        """The search that the form, or the address, carries. Raises BadParameter."""
        return from_text(first(self.fields, "asked"))

    def changed(self, asked: Asked, heard: Intent) -> Asked:
        """The search as the form changes it. Raises BadParameter."""
        vocabulary = self.finder.vocabulary
        return change(asked, self.fields, heard, lambda wish: question_of(read_wish(wish, "prefer", vocabulary), vocabulary))

    def reply(self, template: str, frame: Frame, view: object, status: int = 200) -> Response:
        """A page."""
        return respond(self.request, frame, template, view, status)


def language_of(path: str) -> str:
    """The language of an address: pages in Spanish stand under /es."""
    return "es" if path == "/es" or path.startswith("/es/") else "en"


async def read_call(request: Request) -> Call:
    """What was sent: a form, or what stands in the address."""
    if request.method == "POST":
        return Call(request, without_skipped(read_fields((await request.body()).decode("utf-8", "replace"))))
    fields = dict(read_fields(request.url.query))
    ids = fields.pop("id", [])
    return Call(request, {"asked": [urlencode(fields, doseq=True)], **({"id": ids} if ids else {})})


def sorry(call: Call, error: FinderError) -> Response:
    """The page that says what could not be done, and the way back."""
    name, status = next(v for c, v in SORRY.items() if isinstance(error, c))
    if isinstance(error, BadParameter) and error.parameter == "id":
        name = "pick"
    reply = call.reply("error.html", call.frame(), Sorry(call.frame().say(f"wrong.{name}"), first(call.fields, "asked")), status)
    if status >= 500:
        log.error("%s: %s", name, error)
        reply.headers.update(wait_of(error))
    return reply


def page(path: str, *methods: str) -> Callable[[Callable[[Call], Awaitable[Response]]], Callable[[Call], Awaitable[Response]]]:
    """Registers a page in both languages."""

    def register(work: Callable[[Call], Awaitable[Response]]) -> Callable[[Call], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            call = await read_call(request)
            try:
                return await work(call)
            except FinderError as e:
                return sorry(call, e)

        for prefix in ("", "/es"):
            pages.add_api_route(prefix + path if path != "/" or not prefix else prefix, answer, methods=list(methods), name=work.__name__)
        return work

    return register
