"""The services of a page, a file, or a zip of tables: nested objects, whatever they came in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from ingest.errors import SourceError
from ingest.sources.hsds.tables import services_in_tables

Service = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an API's services, and whether there is another."""

    services: list[Service]
    more: bool


def read_page(body: bytes, number: int, where: str) -> Page:
    """The page that was asked for. Raises SourceError where it is none, or another."""
    held = load(body, where)
    if not isinstance(held, dict) or not isinstance(held.get("contents"), list):
        raise SourceError(f'{where}: not a page of an HSDS 3 API: its services stand under "contents"')
    if held.get("page_number", number) != number:
        raise SourceError(
            f"{where}: page {held['page_number']} came instead of page {number}: the feed runs in a circle, or has no such page"
        )
    last = held.get("last_page", number >= (held.get("total_pages") or 1))
    services = [_object(s, where) for s in held["contents"]]
    return Page(services, more=not last and bool(services))


def read_feed(body: bytes, name: str) -> Iterator[tuple[Service, str]]:
    """The services of a file with where each stands. Raises SourceError for what is none of HSDS's forms."""
    if body[:4] == b"PK\x03\x04":
        services: Iterator[Any] = services_in_tables(body, name)
    elif body.partition(b"\n")[0].rstrip().endswith(b'"contents":['):
        services = (load(line.rstrip().rstrip(b","), name) for line in BytesIO(body) if line.startswith(b'{"id"'))
    else:
        services = _loaded(body, name)
    for number, service in enumerate(services, 1):
        yield _object(service, name), f"service {number} of {name}"


def _loaded(body: bytes, name: str) -> Iterator[Any]:
    first = body.lstrip().partition(b"\n")[0]
    if first.startswith(b"{") and first.rstrip().endswith(b"}") and b"\n{" in body:
        yield from (load(line, name) for line in BytesIO(body) if line.strip())
        return
    held = load(body, name)
    match held:
        case list():
            yield from held
        case {"contents": list(services)}:
            yield from services
        case {"id": _, "name": _}:
            yield held
        case _:
            raise SourceError(f"{name}: no services of HSDS: a page, a list, lines or tables of them")


def load(body: bytes, where: str) -> Any:
    """The JSON value. Raises SourceError for what is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as e:
        raise SourceError(f"{where}: no JSON in UTF-8 that can be read ({type(e).__name__})") from e


def _object(service: Any, where: str) -> Service:
    if not isinstance(service, dict):
        raise SourceError(f"{where}: holds a service that is no object")
    return service
