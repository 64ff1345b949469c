"""The application: routes, problems and the border around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.http.border import Border, Limit
from api.http.description import Described
from api.http.problems import answer_with_problems
from api.http.routes import state, v1
from api.root import make_finder
from api.settings import settings
from api.web.routes import pages
from search.service import Finder


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
    app.add_middleware(Limit)
    app.add_middleware(Border)
    methods: dict[str, set[str]] = {}
    for route in (*v1.routes, *state.routes):
        assert isinstance(route, APIRoute)
        methods.setdefault(route.path, set()).update(route.methods or ())
    answer_with_problems(app, methods)
    app.include_router(v1)
    app.include_router(state)
    app.include_router(pages)
    return app


def app_from_settings() -> FastAPI:
    """The HTTP service that the settings name: what a worker of a server calls."""
    return make_app(make_finder(settings().home, settings().engine))
