"""The API of Open Referral's HSDS 3.0 under /hsds: what `finder.formats.hsds` makes, in the profile's pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import Field
from starlette.exceptions import HTTPException

from api.export import about
from api.http.accept import acceptable
from api.http.catalogue import Current, Entry, Served, served
from api.http.description import asks, replies
from api.http.manners import kept
from api.http.parameters import Parameters
from api.http.reading import address
from api.http.routes import Reply, Service
from api.http.specimen import PROGRAM
from data.vocabulary import load_vocabulary
from finder.errors import BadParameter, refusal
from finder.formats.exchange import uuid_of
from finder.formats.fhir import organization_id
from finder.formats.hsds import OURS, TAXONOMY, Node, to_hsds, to_taxonomy_term
from finder.tokens import fold

PROFILE = "https://docs.openreferral.org/en/v3.0.0/hsds/"
SIZES = (1, 100)

hsds = APIRouter(prefix="/hsds", dependencies=[Depends(acceptable)])


class Paging(Parameters):
    """Which page of a list."""

    page: int = Field(1, description="Number of the page, from 1.", json_schema_extra={"minimum": 1}, examples=[1])
    per_page: int = Field(20, description="Things a page.", json_schema_extra={"minimum": SIZES[0], "maximum": SIZES[1]}, examples=[2])
    generation: str = Field("", description="The generation of the first page: then a new one between two pages mixes nothing.")


class Listed(Paging):
    """Which page of programs."""

    search: str = Field("", description="Words that must all be in the name.")


class OfServices(Listed):
    """Which page of services."""

    organization_id: str = Field("", description="Of this organization only.")


def _id(example: str) -> Any:
    return Path(description="A UUID, as a list shows it.", examples=[example])


ServiceId = Annotated[str, _id(uuid_of("service", PROGRAM.id))]
PlaceId = Annotated[str, _id(uuid_of("service_at_location", PROGRAM.id))]
OrganizationId = Annotated[str, _id(organization_id(PROGRAM))]
Nothing = Annotated[Parameters, Depends(address(Parameters))]
Pages = Annotated[Paging, Depends(address(Paging))]
Programs = Annotated[Listed, Depends(address(Listed))]
Services = Annotated[OfServices, Depends(address(OfServices))]


@hsds.get("", openapi_extra=asks(Parameters), responses=replies("hsds", 304))
async def root(request: Request, finder: Service, _: Nothing) -> Response:
    """Which version of HSDS this is, and on what terms the sources may be used."""
    said = about((await finder.index.current()).manifest)
    ours = {"generation": said.generation, "built": said.built, "sources": [asdict(c) for c in said.credits]}
    return kept(request, Reply({"version": "3.0", "profile": PROFILE, "openapi_url": f"{request.base_url}openapi.json", OURS: ours}))


@hsds.get("/services", openapi_extra=asks(OfServices), responses=replies("hsds_services", 304, 410))
async def services(request: Request, asked: Services) -> Response:
    """Programs as services, whole; closed ones too, which are defunct."""
    now = await _of_generation(request, asked)
    chosen = [*_run_by(asked.organization_id, now)] if asked.organization_id else now.catalogue.entries
    return await _page_of(request, now, asked, _named(chosen, asked.search, "name"), _whole)


@hsds.get("/services/{id}", openapi_extra=asks(Parameters), responses=replies("hsds_service", 304, 404))
async def service(request: Request, now: Current, id: ServiceId, _: Nothing) -> Response:
    """One service, whole."""
    return kept(request, Reply(_one(await _nodes(now, now.catalogue.find(id)), _whole, id)), _built(now))


@hsds.get("/service_at_locations", openapi_extra=asks(Listed), responses=replies("hsds_service_at_locations", 304, 410))
async def service_at_locations(request: Request, asked: Programs) -> Response:
    """Where each service is."""
    now = await _of_generation(request, asked)
    return await _page_of(request, now, asked, _named(now.catalogue.entries, asked.search, "name"), _at_location)


@hsds.get("/service_at_locations/{id}", openapi_extra=asks(Parameters), responses=replies("hsds_service_at_location", 304, 404))
async def service_at_location(request: Request, now: Current, id: PlaceId, _: Nothing) -> Response:
    """One service where it is."""
    return kept(request, Reply(_one(await _nodes(now, now.catalogue.find(id)), _at_location, id)), _built(now))


@hsds.get("/organizations", openapi_extra=asks(Listed), responses=replies("hsds_organizations", 304, 410))
async def organizations(request: Request, asked: Programs) -> Response:
    """Who runs the programs, site by site."""
    now = await _of_generation(request, asked)
    chosen = _named([*now.catalogue.organizations.values()], asked.search, "organization_name")
    return await _page_of(request, now, asked, chosen, _organization)


@hsds.get("/organizations/{id}", openapi_extra=asks(Parameters), responses=replies("hsds_organization", 304, 404))
async def organization(request: Request, now: Current, id: OrganizationId, _: Nothing) -> Response:
    """One organization with its services."""
    nodes = await _nodes(now, now.catalogue.find(id))
    own = [{k: v for k, v in node.items() if k != "organization"} for node in nodes]
    return kept(request, Reply({**_one(nodes, _organization, id), "services": own}), _built(now))


@hsds.get("/taxonomies", openapi_extra=asks(Paging), responses=replies("hsds_taxonomies", 304))
async def taxonomies(request: Request, asked: Pages) -> Response:
    """The one taxonomy: our terms."""
    described = "What is said of programs, as DIMENSION:TERM; /v1/terms has labels and lay words in two languages."
    _check(asked)
    return kept(request, Reply(_paged([{"id": uuid_of("taxonomy", TAXONOMY), "name": TAXONOMY, "description": described}], asked)))


@hsds.get("/taxonomy_terms", openapi_extra=asks(Paging), responses=replies("hsds_taxonomy_terms", 304))
async def taxonomy_terms(request: Request, asked: Pages) -> Response:
    """Its terms."""
    _check(asked)
    vocabulary = load_vocabulary()
    return kept(request, Reply(_paged([to_taxonomy_term(t, vocabulary) for t in sorted(vocabulary.terms)], asked)))


async def _of_generation(request: Request, asked: Paging) -> Served:
    """The generation that is asked for. Raises BadParameter, GenerationRetired."""
    _check(asked)
    return await served(request, asked.generation)


def _check(asked: Paging) -> None:
    """Raises BadParameter, with all that no list could answer."""
    low, high = SIZES
    faults = [] if low <= asked.per_page <= high else [BadParameter("per_page", f"must be between {low} and {high}", (f"{low}..{high}",))]
    faults += [] if asked.page >= 1 else [BadParameter("page", "must be 1 or more")]
    if faults:
        raise refusal(faults)


async def _page_of(request: Request, now: Served, asked: Listed, chosen: Sequence[Entry], shape: Callable[[Node], Node]) -> Response:
    page = _paged(chosen, asked)
    nodes = await _nodes(now, page["contents"])
    reply = Reply({**page, "contents": [shape(n) for n in nodes], OURS: {"generation": now.generation}})
    return reply if asked.search else kept(request, reply, _built(now))  # what was searched for is kept by nobody


def _paged(things: Sequence[Any], asked: Paging) -> dict[str, Any]:
    """The profile's page of some things. Raises BadParameter for one that there is not."""
    pages = max(1, -(-len(things) // asked.per_page))
    if not 1 <= asked.page <= pages:
        raise BadParameter("page", "there is no such page", (f"1..{pages}",))
    contents = things[(asked.page - 1) * asked.per_page : asked.page * asked.per_page]
    numbers = {"total_items": len(things), "total_pages": pages, "page_number": asked.page, "size": len(contents)}
    return {**numbers, "first_page": asked.page == 1, "last_page": asked.page == pages, "empty": not contents, "contents": contents}


async def _nodes(now: Served, entries: Sequence[Entry]) -> list[Node]:
    """The programs as services, whole."""
    programs, vocabulary = await now.programs(entries), load_vocabulary()
    return [to_hsds(programs[e.id], vocabulary) for e in entries]


def _one(nodes: Sequence[Node], shape: Callable[[Node], Node], id: str) -> Node:
    """The thing of that id. Raises 404 where there is none, or it is a thing of another kind."""
    found = shape(nodes[0]) if nodes else {}
    if found.get("id") != id:
        raise HTTPException(404)
    return found


def _run_by(organization: str, now: Served) -> Iterator[Entry]:
    return (e for e in now.catalogue.find(organization) if e.organization == organization)


def _named(entries: Sequence[Entry], words: str, name: str) -> list[Entry]:
    return [e for e in entries if all(word in getattr(e, name) for word in fold(words).split())]


def _whole(node: Node) -> Node:
    return node


def _at_location(node: Node) -> Node:
    (place,) = node["service_at_locations"]
    return {**place, "service": {k: v for k, v in node.items() if k != "service_at_locations"}}


def _organization(node: Node) -> Node:
    organization: Node = node["organization"]
    return organization


def _built(now: Served) -> datetime:
    return datetime.fromisoformat(now.built)
