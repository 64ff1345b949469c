"""What stands in a generation, in order of ids, and what other people's ids lead to: made once a generation, when it is first asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from finder.formats.exchange import uuid_of
from finder.formats.fhir import organization_id
from finder.formats.losses import ALWAYS, without
from finder.listing import Care
from finder.place import Point
from finder.program import Program
from finder.tokens import fold
from search.engine import Engine, Index

KEPT = 2
"""Generations whose catalogues are kept: those that an index keeps."""
TURN = 50
"""Programs after which others have their turn."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What lists are chosen by: some 300 bytes a program. `name` and `organization_name` are folded."""

    id: str
    name: str
    organization_name: str
    organization: str
    care: Care
    point: Point | None


@dataclass(slots=True)
class Catalogue:
    """The entries of a generation, and by the UUID of a thing the places of its programs in them: an organization may have several.

    `organizations`: of each the first program.
    """

    entries: list[Entry] = field(default_factory=list)
    places: dict[str, list[int]] = field(default_factory=dict)
    organizations: dict[str, Entry] = field(default_factory=dict)

    def add(self, program: Program) -> None:
        """Takes the next program."""
        p, number = without(program, ALWAYS), len(self.entries)
        organization = organization_id(p)
        entry = Entry(p.id, fold(p.name), fold(p.organization), organization, p.care, p.point)
        self.entries.append(entry)
        self.organizations.setdefault(organization, entry)
        for name in (p.id, organization, *(uuid_of(kind, p.id) for kind in ("service", "location", "service_at_location", "affiliation"))):
            self.places.setdefault(name, []).append(number)

    def find(self, name: str) -> list[Entry]:
        """The programs that a UUID, or an id of ours, stands for; none for one that is nobody's."""
        return [self.entries[number] for number in self.places.get(name, ())]


class Catalogues:
    """The catalogues of an index."""

    def __init__(self) -> None:
        self._making: dict[str, asyncio.Task[Catalogue]] = {}

    async def of(self, engine: Engine) -> Catalogue:
        """The catalogue of a generation. Who asks while it is being made waits; one who gives up does not stop it."""
        name = str(engine.manifest["generation"])
        if name not in self._making:
            for older in sorted(self._making)[: 1 - KEPT]:
                del self._making[older]
            self._making[name] = asyncio.create_task(_read(engine))
        try:
            return await asyncio.shield(self._making[name])
        except Exception:
            self._making.pop(name, None)
            raise


async def _read(engine: Engine) -> Catalogue:
    catalogue = Catalogue()
    async for program in engine.scan():
        catalogue.add(program)
        if len(catalogue.entries) % TURN == 0:
            await asyncio.sleep(0)
    return catalogue


@dataclass(frozen=True, slots=True)
class Served:
    """One generation with its catalogue."""

    engine: Engine
    catalogue: Catalogue

    @property
    def generation(self) -> str:
        """Its name."""
        return str(self.engine.manifest["generation"])

    @property
    def built(self) -> str:
        """When it was built, ISO 8601."""
        return str(self.engine.manifest["built"])

    async def programs(self, entries: Iterable[Entry]) -> Mapping[str, Program]:
        """Their programs by id, without what is never given away."""
        return {p.id: without(p, ALWAYS) for p in await self.engine.get(list(dict.fromkeys(e.id for e in entries)))}


async def served(request: Request, generation: str = "") -> Served:
    """The generation that is served, or the one of a name. Raises GenerationRetired, IndexUnavailable."""
    index: Index = request.app.state.finder.index
    engine = await (index.generation(generation) if generation else index.current())
    catalogues: Catalogues = request.app.state.catalogues
    return Served(engine, await catalogues.of(engine))


async def _current(request: Request) -> Served:
    return await served(request)


Current = Annotated[Served, Depends(_current)]
