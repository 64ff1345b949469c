"""The routes of the pages, each in both languages. What is asked comes in the body of a form; an address line holds it by choice only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fastapi import Request
from pydantic_core import to_json
from starlette.exceptions import HTTPException
from starlette.responses import Response

import api.web.about  # noqa: F401 (its routes are pages too)
from api.export import about
from api.web.asked import Asked, first
from api.web.assets import assets
from api.web.assets import packed as pack
from api.web.call import Call, page, pages
from api.web.render import HEADERS, packed
from api.web.views.beside import GROUPS
from api.web.views.call_sheet import make_call_sheet
from api.web.views.compare import make_compared
from api.web.views.guide import make_step
from api.web.views.home import make_home
from api.web.views.program import make_whole
from api.web.views.referral import make_referral, three_of
from api.web.views.results import Aside, Search, make_results, written
from api.wire import program_json
from finder.errors import BadParameter, GenerationRetired
from finder.formats.registry import find_format
from finder.program import Program
from search.intent.heard import Intent
from search.page import Page as Found
from search.request import SearchRequest
from search.service import Finder

__all__ = ["pages"]

PAGE = 10
"""Programs of a page: on a phone each fills a screen, and who calls two or three of the first ten has done well."""
WIDE = 60
"""Programs among which three that do not hang on one another are looked for."""
KEPT = "public, max-age=31536000, immutable"


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
        before = asked = call.carried()
        heard = call.heard()
        asked = call.changed(before, heard)
        cursor = first(call.fields, "cursor") if asked == before else ""  # another search has another list
        found = await found_of(call.finder, replace(asked.request, facet=GROUPS, cursor=cursor, size=PAGE))
    except BadParameter as e:
        frame = call.frame()
        return call.reply("home.html", frame, make_home(asked, call.fields, e, frame, heard.crisis), 422)
    refused = await call.finder.refusals(found)
    opened = next((r for r in refused if written(r.wish) == first(call.fields, "refused")), None)
    left_out = await call.finder.refused(found, opened.wish) if opened else ()
    picked = await (await call.finder.index.current()).get(call.kept())
    changed = before != Asked() and call.request.method == "POST"
    aside = Aside(refused, opened, left_out)
    results = make_results(Search(asked, found, aside, heard.rest, tuple(picked), changed), call.frame(), call.speaker)
    return call.reply("results.html", call.frame(results.asked), results)


async def found_of(finder: Finder, request: SearchRequest) -> Found:
    """A page of the list with its filters, whichever page it is; the first one where the list that it belongs to is gone."""
    try:
        found = await finder.search(request)
        return found if found.facets else replace(found, facets=await finder.facets(found))
    except GenerationRetired:
        return await finder.search(replace(request, cursor=""))


@page("/programs/{id}", "GET", "POST")
async def program(call: Call) -> Response:
    """One program whole, read against what was asked."""
    asked = call.carried()
    id = call.request.path_params["id"]
    read = await call.finder.why(id, asked.request)
    if read.program.id != id:
        return Response(status_code=308, headers={"Location": f"./{read.program.id}"})
    siblings = [await call.finder.get(s) for s in read.program.siblings]
    view = make_whole(read, asked, call.kept(), siblings, call.speaker)
    return call.reply("program.html", call.frame(view.asked, view.ids), view)


@page("/guide", "GET", "POST")
async def guide(call: Call) -> Response:
    """One question of the guided path."""
    frame = call.frame()
    step = make_step(call.fields, frame, call.speaker)
    on = {"to": [step.name], step.field: [*step.chosen]}
    return call.reply("guide.html", replace(frame, carried=(*step.carried, *((n, v) for n, vs in on.items() for v in vs))), step)


@page("/compare", "GET", "POST")
async def compare(call: Call) -> Response:
    """Two to four programs side by side."""
    asked, ids = call.carried(), call.picked(2, 4)
    read, rows = await call.finder.compare(ids, asked.request, call.frame().wording.order)
    view = make_compared(read, rows, asked, call.speaker)
    return call.reply("compare.html", call.frame(view.asked, ids), view)


@page("/call-sheet", "GET", "POST")
async def call_sheet(call: Call) -> Response:
    """What to say and to ask on the phone."""
    asked, ids = call.carried(), call.picked(1, 4)
    read = await call.finder.read(ids, asked.request)
    view = make_call_sheet(read, asked, call.frame(), call.speaker)
    return call.reply("call_sheet.html", call.frame(view.asked, ids), view)


@page("/referral", "GET", "POST")
async def referral(call: Call) -> Response:
    """Three ways in, those that were picked or the first that do not hang on one another; as a page or as a file."""
    asked, finder = call.carried(), call.finder
    ids = call.picked(1, 4) if "id" in call.fields else ()
    if not ids:
        found = await finder.search(replace(asked.request, size=WIDE))
        ids = tuple(p.id for p in three_of(r.program for r in found.results))
    read = await finder.read(ids, asked.request)
    if form := first(call.fields, "format"):
        return await sheet_file(call, form, [w.program for w in read])
    plain = await finder.read(ids, SearchRequest())
    view = make_referral(read, plain, asked, first(call.fields, "shown") == "asked", call.speaker)
    return call.reply("referral.html", call.frame(view.asked, ids), view)


async def sheet_file(call: Call, form: str, programs: Sequence[Program]) -> Response:
    """The programs as a file, by name of its form. What was asked is never in it."""
    if form == "json":
        body = to_json({"programs": [program_json(p) for p in programs]}).decode()
        return attached(call, body, "application/json", "json")
    chosen = find_format(form)
    engine = await call.finder.index.current()
    body = "".join(chosen.write(programs, about(engine.manifest), call.finder.vocabulary))
    return attached(call, body, chosen.media_type, chosen.extension)


def attached(call: Call, body: str, media: str, extension: str) -> Response:
    """A file to keep, under a name that says nothing."""
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="programs.{extension}"'}
    return packed(call.request, body.encode(), media, headers)


@pages.get("/assets/{name}")
async def asset(name: str, request: Request) -> Response:
    """A file by its name with its digest: a page of an older version asks in vain, and asks anew for the page."""
    own = next((own for own, a in assets().items() if a.name == name), None)
    if own is None:
        raise HTTPException(404)
    found = assets()[own]
    headers: dict[str, Any] = {"Cache-Control": KEPT, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(pack(own), headers={**headers, "Content-Encoding": "gzip"}, media_type=found.media)
    return Response(found.plain, headers=headers, media_type=found.media)
