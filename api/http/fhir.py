"""A FHIR R4 API under /fhir, as Plan-Net has it: read and search of four types. FHIR's own description is /fhir/metadata."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.exceptions import HTTPException

from api.export import about
from api.http.accept import JSON, liked
from api.http.catalogue import Current, Entry, Served, served
from api.http.fhir_asked import COUNT, INCLUDES, PARAMETERS, Asked, id_of, read_format, read_search
from api.http.fhir_described import reads, resources, searches
from api.http.manners import kept
from api.http.outcome import FHIR_JSON, outcome
from api.http.routes import Reply
from api.http.specimen import RESOURCES
from data.vocabulary import load_vocabulary
from finder.formats.fhir import PLAN_NET, Resource, to_fhir


async def acceptable(request: Request) -> None:
    """Nothing. Raises 406 where FHIR's JSON is not taken; where a form is named in the address, that counts."""
    if "_format" not in request.query_params:
        liked(request, [FHIR_JSON, JSON])


class FhirReply(Reply):
    """A resource."""

    media_type = FHIR_JSON


fhir = APIRouter(prefix="/fhir", dependencies=[Depends(acceptable)], default_response_class=FhirReply)


@fhir.get("/metadata", openapi_extra=reads(), responses=resources("metadata", 304))
async def metadata(request: Request, now: Current) -> Response:
    """The CapabilityStatement."""
    read_format(request)
    said = about(now.engine.manifest)
    statement: Resource = {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": said.built,
        "publisher": "IOP Finder",
        "kind": "instance",
    }
    statement |= {"fhirVersion": "4.0.1", "format": [FHIR_JSON, "json"], "instantiates": [f"{PLAN_NET}/CapabilityStatement/plan-net"]}
    statement |= {
        "software": {"name": "IOP Finder"},
        "implementation": {"description": "Intensive outpatient programs", "url": _base(request)},
    }
    statement |= {"copyright": "; ".join(f"{c.credit}. {c.title} ({c.address}): {c.licence}" for c in said.credits)}
    rest = {"mode": "server", "documentation": STRICT, "resource": [_capability(kind) for kind in PARAMETERS]}
    return kept(request, FhirReply({**statement, "rest": [rest]}))


STRICT = (
    "A search parameter that is not listed is an error; with Prefer: handling=lenient it is left out, and an OperationOutcome in the "
    "Bundle says so. _lastUpdated is when the generation was built, for all resources of it. What has no point is in no near. "
    "Follow the links: they stay in one generation. A page holds "
    f"{COUNT} resources at most: a greater _count is answered with so many, and the link `self` says it."
)
TYPES = {"_id": "token", "_lastUpdated": "date", "name": "string", "service-category": "token", "specialty": "token"}
TYPES |= {"near": "special", "location.near": "special"}


def _capability(kind: str) -> Resource:
    names = [n for n in ("_id", "_lastUpdated", *PARAMETERS[kind]) if "." not in n]
    return {
        "type": kind,
        "profile": f"{PLAN_NET}/StructureDefinition/plannet-{kind}",
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "searchInclude": [f"{kind}:{name}" for name in INCLUDES[kind]],
        "searchParam": [{"name": name, "type": TYPES.get(name, "reference")} for name in names],
    }


Endpoint = Callable[..., Awaitable[Response]]


def search_of(kind: str) -> Endpoint:
    """The search of a type."""

    async def search(request: Request) -> Response:
        asked = read_search(kind, request)
        now = await served(request, asked.generation)
        found = _found(asked, now)
        page = found[asked.offset : asked.offset + asked.count]
        made = await _resources(now, page)
        bundle: Resource = {"resourceType": "Bundle", "type": "searchset", "total": len(found), "meta": {"lastUpdated": now.built}}
        bundle["link"] = [*_links(request, asked, now, len(found))]
        entries = [_entry(request, made[e.id][kind], "match") for e in page]
        entries += [_entry(request, r, "include") for r in _included(asked, page, made)]
        if asked.ignored:
            said = f"left out, for there are no such parameters here: {len(asked.ignored)}; there are {', '.join(PARAMETERS[kind])}"
            entries.append({"resource": outcome("warning", "not-supported", [said]), "search": {"mode": "outcome"}})
        return FhirReply(bundle | ({"entry": entries} if entries else {}))

    return search


def read_of(kind: str) -> Endpoint:
    """The read of a type."""
    of_path: Any = Path(description="An id.", examples=[RESOURCES[kind]["id"]])

    async def read(request: Request, now: Current, id: str = of_path) -> Response:
        read_format(request)
        entry = next((e for e in now.catalogue.find(id) if id_of(kind, e) == id), None)
        if entry is None:
            raise HTTPException(404)
        return kept(request, FhirReply((await _resources(now, [entry]))[entry.id][kind]), datetime.fromisoformat(now.built))

    return read


for kind in PARAMETERS:
    told: dict[str, Any] = {"openapi_extra": searches(kind), "responses": resources(f"{kind}_search", 410)}
    fhir.add_api_route(f"/{kind}", search_of(kind), description="A Bundle of what is found, page by page.", **told)
    told = {"openapi_extra": reads(), "responses": resources(kind, 304, 404)}
    fhir.add_api_route(f"/{kind}/{{id}}", read_of(kind), description="One resource.", **told)


def _found(asked: Asked, now: Served) -> list[Entry]:
    """The entries, in order of their programs' ids; an organization once."""
    if not all(test(datetime.fromisoformat(now.built)) for test in asked.updated):
        return []
    entries = now.catalogue.organizations.values() if asked.kind == "Organization" else now.catalogue.entries
    return [e for e in entries if all(test(e) for test in asked.tests)]


async def _resources(now: Served, entries: Sequence[Entry]) -> dict[str, dict[str, Resource]]:
    """By program its resources by type."""
    programs, vocabulary = await now.programs(entries), load_vocabulary()
    return {id: {r["resourceType"]: r for r in to_fhir(p, vocabulary, now.built)} for id, p in programs.items()}


def _included(asked: Asked, page: Sequence[Entry], resources: dict[str, dict[str, Resource]]) -> Iterator[Resource]:
    """What the page's resources refer to, each once."""
    seen: set[tuple[str, str]] = set()
    for kind in dict.fromkeys(INCLUDES[asked.kind][name] for name in asked.includes):
        for entry in page:
            if (key := (kind, id_of(kind, entry))) not in seen:
                seen.add(key)
                yield resources[entry.id][kind]


def _entry(request: Request, resource: Resource, mode: str) -> Resource:
    address = f"{_base(request)}/{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": address, "resource": resource, "search": {"mode": mode}}


def _links(request: Request, asked: Asked, now: Served, total: int) -> Iterator[dict[str, Any]]:
    """The pages of a Bundle, all of one generation."""
    last = (total - 1) // asked.count * asked.count if total and asked.count else 0
    ways = {"self": asked.offset, "first": 0, "previous": asked.offset - asked.count, "next": asked.offset + asked.count, "last": last}
    same = [(name, value) for name, value in asked.given if name not in ("_page", "_count")]
    for relation, offset in ways.items():
        if relation == "self" or (asked.count and 0 <= offset <= last):
            query = urlencode([*same, ("_count", str(asked.count)), ("_page", f"{now.generation}.{offset}")])
            yield {"relation": relation, "url": f"{_base(request)}/{asked.kind}?{query}"}


def _base(request: Request) -> str:
    return f"{request.base_url}fhir"
