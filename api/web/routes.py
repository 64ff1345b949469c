"""The routes of the pages, each in both languages. What is asked comes in the body of a form; an address line holds it by choice only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.root import today, understand
from api.web.asked import Asked, Fields, first, from_text, read_fields
from api.web.assets import assets
from api.web.changes import FREE, change
from api.web.frame import Frame
from api.web.render import respond
from api.web.views.card import Speaker
from api.web.views.guide import make_step, without_skipped
from api.web.views.home import make_home
from api.web.views.program import make_whole
from api.web.views.results import GROUPS, make_results
from finder.errors import BadParameter, FinderError, GenerationRetired, IndexUnavailable, UnknownProgram
from finder.plan import question_of
from search.intent.heard import Intent
from search.service import Finder
from search.written import read_wish

KEPT = "public, max-age=31536000, immutable"

SORRY = {UnknownProgram: ("no_program", 404), IndexUnavailable: ("no_index", 503), BadParameter: ("other", 422)}
"""What is said of an error, and the status of the reply."""

pages = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Sorry:
    """What could not be done, and the search to go back to."""

    message: str
    asked: str


class Call:
    """One request for a page: its language, what the form sent, and the service."""

    def __init__(self, request: Request, fields: Fields) -> None:
        path = request.url.path
        self.language = "es" if path == "/es" or path.startswith("/es/") else "en"
        self.request, self.fields = request, fields
        self.path = path.removeprefix("/es") or "/" if self.language == "es" else path
        self.finder: Finder = request.app.state.finder

    @property
    def speaker(self) -> Speaker:
        """What views are told in."""
        return Speaker(self.frame().wording, self.finder.vocabulary, today())

    def frame(self, asked: str = "", **more: str) -> Frame:
        """The page's surroundings; `asked` goes on to the other language."""
        return Frame(self.language, self.path, tuple({**({"asked": asked} if asked else {}), **more}.items()))

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


async def read_call(request: Request) -> Call:
    """What was sent: a form, or what stands in the address."""
    if request.method == "POST":
        return Call(request, without_skipped(read_fields((await request.body()).decode("utf-8", "replace"))))
    return Call(request, {"asked": [request.url.query]})


def sorry(call: Call, error: FinderError) -> Response:
    """The page that says what could not be done, and the way back."""
    name, status = next((v for c, v in SORRY.items() if isinstance(error, c)), ("other", 422))
    return call.reply("error.html", call.frame(), Sorry(call.frame().say(f"wrong.{name}"), first(call.fields, "asked")), status)


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


@page("/", "GET")
async def home(call: Call) -> Response:
    """The short form."""
    frame = call.frame()
    return call.reply("home.html", frame, make_home(Asked(), {}, None, frame))


@page("/search", "GET", "POST")
async def search(call: Call) -> Response:
    """Results, or the form again where it cannot be used."""
    heard, asked = Intent(), Asked()
    try:
        asked = call.carried()
        heard = call.heard()
        asked = call.changed(asked, heard)
        request = replace(asked.request, facet=GROUPS, cursor=first(call.fields, "cursor"))
        try:
            found = await call.finder.search(request)
        except GenerationRetired:
            found = await call.finder.search(replace(request, cursor=""))
    except BadParameter as e:
        frame = call.frame()
        return call.reply("home.html", frame, make_home(asked, call.fields, e, frame, heard.crisis), 422)
    results = make_results(found, asked, heard, call.frame(), call.speaker, call.finder.questions)
    return call.reply("results.html", call.frame(results.asked), results)


@page("/programs/{id}", "GET", "POST")
async def program(call: Call) -> Response:
    """One program whole, read against what was asked."""
    asked = call.carried()
    id = call.request.path_params["id"]
    read = await call.finder.why(id, asked.request)
    if read.program.id != id:
        return Response(status_code=308, headers={"Location": f"./{read.program.id}"})
    siblings = [await call.finder.get(s) for s in read.program.siblings]
    view = make_whole(read, asked, siblings, call.speaker)
    return call.reply("program.html", call.frame(view.asked), view)


@page("/guide", "GET", "POST")
async def guide(call: Call) -> Response:
    """One question of the guided path."""
    frame = call.frame()
    step = make_step(call.fields, frame, call.speaker)
    on = {"to": [step.name], step.field: [*step.chosen]}
    return call.reply("guide.html", replace(frame, carried=(*step.carried, *((n, v) for n, vs in on.items() for v in vs))), step)


@pages.get("/assets/{name}")
async def asset(name: str, request: Request) -> Response:
    """A file by its name with its digest: a page of an older version asks in vain, and asks anew for the page."""
    found = next((a for a in assets().values() if a.name == name), None)
    if found is None:
        raise HTTPException(404)
    headers: dict[str, Any] = {"Cache-Control": KEPT, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=found.media)
    return Response(found.plain, headers=headers, media_type=found.media)
