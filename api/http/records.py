"""Searches, programs and the whole of what is served, in our own JSON and in every exchange format: by `Accept`, or by the ending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import StreamingResponse

from api.export import about, export
from api.http.accept import BY_ACCEPT, acceptable, form_liked
from api.http.description import asks, replies
from api.http.manners import bodiless, has, kept, links, tagged, unchanged
from api.http.parameters import Changed, Parameters, Search, Since, to_request
from api.http.reading import address
from api.http.routes import Id, Reply, Service, built, searched
from api.http.stream import chunks, nothing
from api.http.trim import INCLUDE
from api.wire import program_json
from finder.errors import BadParameter, ChangesUnknown, UnknownProgram, refusal
from finder.formats.exchange import Format
from finder.formats.registry import FORMATS, find_format
from finder.program import Program
from search.engine import Engine
from search.history import Kind
from search.service import Finder

records = APIRouter(prefix="/v1")

Liked = Annotated[Format | None, Depends(form_liked)]
FORM = Path(description="A form.", examples=["csv"], json_schema_extra={"enum": [*FORMATS]})
Form = Annotated[str, FORM]
Asked = Annotated[Search, Depends(address(Search))]
Nothing = Annotated[Parameters, Depends(address(Parameters))]
VARY = {"Vary": "Accept"}
LEFT_OUT = {"facet": [], "include": INCLUDE[0], "lang": "en"}
"""What only our own JSON can answer, and what it is where nobody asked."""


@records.get("/search", openapi_extra=asks(Search), responses=replies("search", 410, 422, forms=BY_ACCEPT.values()))
async def search(request: Request, finder: Service, asked: Asked, form: Liked) -> Response:
    """Programs, best first, with what each says to the questions. What is asked stands in the address: POST leaves it out of there."""
    if form:
        return await _page(request, finder, asked, form)
    page = await searched(finder, asked)
    return Reply(page, headers={**links(request, page["next"]), **VARY})


@records.get("/search.{format}", openapi_extra=asks(Search, LEFT_OUT), responses=replies(None, 410, 422, forms=FORMATS.values()))
async def search_as(request: Request, finder: Service, format: Form, asked: Asked) -> Response:
    """The same page of programs, in their order, in an exchange format: what each says, not how it fits."""
    return await _page(request, finder, asked, find_format(format))


@records.get(
    "/programs/{id}.{format}", openapi_extra=asks(Parameters), responses=replies(None, 301, 304, UnknownProgram, forms=FORMATS.values())
)
async def program_as(request: Request, finder: Service, id: Id, format: Form, _: Nothing) -> Response:
    """A program in an exchange format, with its sources' licences and credits."""
    return await _program(request, finder, id, find_format(format), f".{format}")


@records.get(
    "/programs/{id}", openapi_extra=asks(Parameters), responses=replies("program", 301, 304, UnknownProgram, forms=BY_ACCEPT.values())
)
async def program(request: Request, finder: Service, id: Id, _: Nothing, form: Liked) -> Response:
    """A program whole: every fact with all who said so. An id that was merged away leads to its successor."""
    reply = await _program(request, finder, id, form, "")
    reply.headers.add_vary_header("Accept")
    return reply


@records.get("/export.{format}", openapi_extra=asks(Since), responses=replies(None, 304, ChangesUnknown, forms=FORMATS.values()))
async def export_as(request: Request, finder: Service, format: Form, asked: Annotated[Since, Depends(address(Since))]) -> Response:
    """All programs of one generation, closed ones too, with its sources' licences and credits; an ETag says which generation it is."""
    form, engine = find_format(format), await finder.index.current()
    headers = tagged(
        f"{engine.manifest['generation']}.{form.id}.{asked.since}.{asked.reread}", datetime.fromisoformat(engine.manifest["built"])
    )
    changed = await engine.changes(asked.since) if asked.since else None
    ids = None if changed is None else [c.id for c in changed if asked.reread == "true" or c.kind is not Kind.REREAD]
    if has(request.headers, headers):
        return unchanged(headers)
    pieces = export(engine, form, ids)
    head = await anext(pieces)  # what cannot be told is a problem, not half a file
    name = f"iop-finder-{engine.manifest['generation']}.{form.extension}"
    body = nothing() if bodiless(request) else chunks(head, pieces)
    return StreamingResponse(body, headers={**headers, "Content-Disposition": f'attachment; filename="{name}"'}, media_type=form.media_type)


@records.get("/changes", dependencies=[Depends(acceptable)], openapi_extra=asks(Changed), responses=replies("changes", 304, ChangesUnknown))
async def changes(request: Request, finder: Service, asked: Annotated[Changed, Depends(address(Changed))]) -> Response:
    """Which programs became new, changed, closed or another's after a generation, and which say what they said and were only read again.

    `/v1/export.{format}?since=` holds the former whole; with `reread=true` the latter, too.
    """
    engine = await finder.index.current()
    by_kind: dict[str, list[Any]] = {kind.value: [] for kind in Kind}
    for change in await engine.changes(asked.since):
        by_kind[change.kind].append({"id": change.id, "replaced_by": change.into} if change.into else change.id)
    return kept(request, Reply({"since": asked.since, "generation": engine.manifest["generation"], **by_kind}), await built(finder))


async def _page(request: Request, finder: Finder, asked: Search, form: Format) -> Response:
    """A page of a search in a form. Raises BadParameter for what the form cannot answer."""
    faults = [
        BadParameter(name, "only application/json answers this: leave it out, or ask for that")
        for name, default in LEFT_OUT.items()
        if getattr(asked, name) != default
    ]
    if faults:
        raise refusal(faults)
    page = await finder.search(to_request(asked))
    text = written(form, await finder.index.generation(page.generation), [r.program for r in page.results], finder)
    return Response(text, headers={**links(request, page.next), **VARY}, media_type=form.media_type)


async def _program(request: Request, finder: Finder, id: str, form: Format | None, ending: str) -> Response:
    found = await finder.get(id)
    if found.id != id:
        return Response(status_code=301, headers={"Location": f"./{found.id}{ending}"})
    text = written(form, await finder.index.current(), [found], finder) if form else ""
    reply = Response(text, media_type=form.media_type) if form else Reply(program_json(found))
    return kept(request, reply, await built(finder))


def written(form: Format, engine: Engine, programs: Sequence[Program], finder: Finder) -> str:
    """The programs as a file of the form: what it says of itself is of these programs."""
    said = replace(about(engine.manifest), programs=len(programs))
    return "".join(form.write(programs, said, finder.vocabulary))
