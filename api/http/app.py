"""The application: routes, problems and the border around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.routing import APIRouter
from limits.errors import ConfigurationError
from starlette.middleware.gzip import GZipMiddleware

from api.http.border import Border
from api.http.catalogue import Catalogues
from api.http.description import Described
from api.http.fhir import fhir
from api.http.guide import guide
from api.http.hsds import hsds
from api.http.limits import Callers, Deadline, Limit, Turnstile
from api.http.manners import Manners
from api.http.problems import answer_with_problems
from api.http.records import records
from api.http.routes import state, v1
from api.root import make_finder
from api.settings import settings
from api.web.problem import Faces
from api.web.ready import make_ready
from api.web.routes import pages
from finder.errors import BadParameter
from search.service import Finder

if TYPE_CHECKING:
    from api.http.metrics import Metrics

ROUTERS: tuple[APIRouter, ...] = (records, v1, hsds, fhir, state, guide, pages)


def make_app(finder: Finder, callers: Callers | None = None, metrics: Metrics | None = None) -> FastAPI:
    """The HTTP service over a finder, whose index is let go of when the application ends. `callers`: who counts them, if anyone.

    No documentation pages: FastAPI's ask others' servers for their scripts. No redirect of slashes: it would repeat the address.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await finder.close()

    app = Described(
        title="IOP Finder",
        summary="Intensive outpatient programs: who said what and when, and what to ask.",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.finder = finder
    app.state.catalogues = Catalogues()
    routers = (*ROUTERS, *((metrics.router,) if metrics else ()))
    routes = [*app.routes, *(route for router in routers for route in router.routes)]
    app.add_middleware(Limit)  # the innermost first
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=1)  # a page of 20: 379 to 42 kB in 1.3 ms; level 4: 28, 2.0
    app.add_middleware(Deadline)
    if callers:
        app.add_middleware(Turnstile, callers=callers)
    app.add_middleware(Manners, routes=routes)
    app.add_middleware(Border, observe=metrics.observe if metrics else None)
    app.add_middleware(Faces)
    answer_with_problems(app, routes)
    for router in routers:
        app.include_router(router)
    return app


def app_from_settings() -> FastAPI:
    """The HTTP service that the settings name: what a worker of a server calls. Raises BadParameter."""
    Thread(target=make_ready, daemon=True).start()  # beside the start, which need not wait for it
    return make_app(make_finder(settings().home, settings().engine, verified=True), *by_choice())


def by_choice() -> tuple[Callers | None, Metrics | None]:
    """What the settings ask for beside the service itself. Raises BadParameter where an extra is wanting."""
    s = settings()
    return _callers(s.rate_limit, s.rate_limit_store, s.rate_limit_key), _metrics(s.metrics)


def _callers(rate: str, store: str, key: str) -> Callers | None:
    if not rate:
        return None
    try:
        from api.http.callers import CountedCallers

        return CountedCallers(rate, store, key)
    except ConfigurationError as e:
        raise BadParameter("IOP_FINDER_RATE_LIMIT_STORE", "wants the extra `redis`: pip install 'iop-finder[redis]'") from e


def _metrics(wanted: bool) -> Metrics | None:
    if not wanted:
        return None
    try:
        from api.http.metrics import Metrics
    except ImportError as e:
        raise BadParameter("IOP_FINDER_METRICS", "wants the extra `metrics`: pip install 'iop-finder[metrics]'") from e
    return Metrics()
