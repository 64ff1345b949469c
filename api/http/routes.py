"""The routes under /v1, and the two that say how the service is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import JSONResponse

from api.http.accept import acceptable
from api.http.description import asks, replies, sends
from api.http.manners import kept
from api.http.parameters import Comparison, Parameters, Search, Sentence, Spoken, Typed, Whereabouts, to_request
from api.http.problems import NoSuchDimension
from api.http.reading import address, body
from api.http.trim import trimmed
from api.root import understand, wording_of
from api.wire import Json, as_bytes, compare_json, page_json, question_json, term_json, typed_json, why_json
from data.gazetteer import gazetteer
from finder.errors import UnknownProgram
from search.intent.heard import NOTHING, Intent
from search.places import typed_places
from search.service import Finder


class Reply(JSONResponse):
    """A value of `api.wire`, written by orjson: ten times as quick as the standard library."""

    def render(self, content: Any) -> bytes:
        """The value as JSON in UTF-8."""
        return as_bytes(content)


async def service(request: Request) -> Finder:
    """The service that the application was made with."""
    finder: Finder = request.app.state.finder
    return finder


Service = Annotated[Finder, Depends(service)]
Id = Annotated[str, Path(description="A program's id, as a search shows it.", examples=["pwrkazrae4n"])]

v1 = APIRouter(prefix="/v1", dependencies=[Depends(acceptable)])
state = APIRouter()


@v1.post("/search", openapi_extra=sends(Sentence), responses=replies("search", 410, 413, 415, 422))
async def search_in_private(finder: Service, asked: Annotated[Sentence, Depends(body(Sentence))]) -> Response:
    """The same search, with nothing in the address line; also in a sentence: each thing understood comes back with its words."""
    return Reply(await searched(finder, asked, understand(asked.text)))


async def searched(finder: Finder, asked: Search, intent: Intent = NOTHING) -> Json:
    """One page of a search, as it is answered."""
    page = await finder.search(to_request(asked, intent))
    return trimmed(page_json(page, wording_of(asked.lang), finder.vocabulary, intent), asked.include)


async def built(finder: Finder) -> datetime:
    """When the index that is served was built."""
    return datetime.fromisoformat((await finder.index.current()).manifest["built"])


@v1.get("/why/{id}", openapi_extra=asks(Whereabouts), responses=replies("why", UnknownProgram))
async def why(finder: Service, id: Id, asked: Annotated[Whereabouts, Depends(address(Whereabouts))]) -> Reply:
    """Why a program stands where it stands for a search, or why it is not in the list."""
    read = await finder.why(id, to_request(asked))
    return Reply(why_json(read, wording_of(asked.lang), finder.vocabulary))


@v1.get("/compare", openapi_extra=asks(Comparison), responses=replies("compare", UnknownProgram))
async def compare(finder: Service, asked: Annotated[Comparison, Depends(address(Comparison))]) -> Reply:
    """Two to four programs side by side, those questions first in which they differ."""
    wording = wording_of(asked.lang)
    read, rows = await finder.compare(asked.id, to_request(asked), wording.order)
    return Reply(compare_json(read, rows, wording, finder.vocabulary))


@v1.get("/questions", openapi_extra=asks(Spoken), responses=replies("questions", 304))
async def questions(request: Request, finder: Service, asked: Annotated[Spoken, Depends(address(Spoken))]) -> Response:
    """The questions to ask, what answers each, and why it is judged as it is."""
    wording = wording_of(asked.lang)
    by_id = {q.id: question_json(q, wording, finder.vocabulary) for q in finder.questions}
    return kept(request, Reply([by_id[id] for id in wording.order]))


@v1.get("/terms", openapi_extra=asks(Parameters), responses=replies("dimensions", 304))
async def dimensions(request: Request, finder: Service, _: Annotated[Parameters, Depends(address(Parameters))]) -> Response:
    """The dimensions and measures that wishes name."""
    vocabulary = finder.vocabulary
    labels = {d.id: d.label for d in vocabulary.dimensions.values()} | {m.id: m.label for m in vocabulary.measures.values()}
    return kept(request, Reply([{"id": id, "label": dict(label)} for id, label in labels.items()]))


@v1.get("/terms/{dimension}", openapi_extra=asks(Parameters), responses=replies("terms", 304, NoSuchDimension))
async def terms(
    request: Request,
    finder: Service,
    dimension: Annotated[str, Path(description="A dimension.", examples=["payment"])],
    _: Annotated[Parameters, Depends(address(Parameters))],
) -> Response:
    """The terms of a dimension, with labels and lay words in both languages."""
    vocabulary = finder.vocabulary
    if dimension not in vocabulary.dimensions:
        raise NoSuchDimension([*vocabulary.dimensions])
    found = [term_json(t, vocabulary) for t in sorted(vocabulary.terms) if t.startswith(f"{dimension}:")]
    return kept(request, Reply(found))


@v1.get("/places", openapi_extra=asks(Typed), responses=replies("places", 422))
async def places(asked: Annotated[Typed, Depends(address(Typed))]) -> Reply:
    """The places that a text can mean, at most ten, each with its `match`: exact; prefix, most people first; similar where neither is."""
    return Reply([typed_json(m, p) for m, p in typed_places(asked.text, gazetteer())])


@v1.get("/sources", openapi_extra=asks(Parameters), responses=replies("sources", 304))
async def sources(request: Request, finder: Service, _: Annotated[Parameters, Depends(address(Parameters))]) -> Response:
    """The sources of what is served: publisher, run, dates, how much each gave."""
    return kept(request, Reply((await finder.index.current()).manifest["sources"]), await built(finder))


@state.get("/healthz", responses=replies("healthz"))
async def healthz() -> Reply:
    """The process answers."""
    return Reply({"status": "ok"})


@state.get("/readyz", responses=replies("readyz"))
async def readyz(finder: Service) -> Reply:
    """An index can be read."""
    return Reply({"status": "ready", "generation": (await finder.index.current()).manifest["generation"]})
