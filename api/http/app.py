"""The application: routes, problems and the border around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.routing import APIRouter
from starlette.middleware.gzip import GZipMiddleware

from api.http.border import Border, Limit
from api.http.description import Described
from api.http.guide import guide
from api.http.manners import Manners
from api.http.problems import answer_with_problems
from api.http.routes import state, v1
from api.root import make_finder
from api.settings import settings
from api.web.routes import pages
from search.service import Finder

ROUTERS: tuple[APIRouter, ...] = (v1, state, guide, pages)


def make_app(finder: Finder) -> FastAPI:
    """The HTTP service over a finder, whose index is let go of when the application ends.

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
    routes = [*app.routes, *(route for router in ROUTERS for route in router.routes)]
    for layer, options in (  # innermost first
        (Limit, {}),
        (GZipMiddleware, {"minimum_size": 1_000, "compresslevel": 4}),
        (Manners, {"routes": routes}),
        (Border, {}),
    ):
        app.add_middleware(layer, **options)
    answer_with_problems(app, routes)
    for router in ROUTERS:
        app.include_router(router)
    return app


def app_from_settings() -> FastAPI:
    """The HTTP service that the settings name: what a worker of a server calls."""
    return make_app(make_finder(settings().home, settings().engine, verified=True))
