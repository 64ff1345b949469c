"""serve: the HTTP service."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from fastapi import FastAPI

Host = Annotated[str, typer.Option("--host", help="Address to listen at; 0.0.0.0 is every one of this machine.")]
Port = Annotated[int, typer.Option("--port", help="Port to listen at; 0 takes a free one and says which.", min=0, max=65535)]
Workers = Annotated[int, typer.Option("--workers", help="Processes that answer; about one for each core.", min=1)]

DRAIN = 30
"""Seconds that requests have to end in once the server is told to."""


def serve(host: Host = "127.0.0.1", port: Port = 8000, workers: Workers = 1) -> None:
    """Serve the pages, and the JSON API under /v1. A new index is followed as soon as it is built; SIGTERM lets requests end first.

    The log on stderr holds request ids, route templates, status codes and milliseconds, never what is searched for. /healthz and
    /readyz say how it is.

    Example: iop-finder serve --port 8000, then: curl "http://127.0.0.1:8000/v1/search?near=80301&require=payment:medicaid"
    """
    from api.http.app import by_choice
    from api.settings import hand_down

    by_choice()  # a setting that cannot be used is refused here, once, not by every worker
    hand_down()
    run_server("api.http.app:app_from_settings", host, port, workers)


def run_server(app: FastAPI | str, host: str, port: int, workers: int = 1) -> None:
    """Serves an application, or what a factory of this name makes, until it is told to end. Several workers want a name."""
    import uvicorn

    from api.http.guard import Guarded, make_room
    from api.settings import settings

    make_room(settings().connections)
    uvicorn.run(
        app,
        host=host,
        port=port,
        workers=workers,
        factory=isinstance(app, str),
        http=Guarded,
        ws="none",
        access_log=False,
        server_header=False,
        log_config=_logging(),
        timeout_graceful_shutdown=DRAIN,
    )


def _logging() -> dict[str, Any]:
    """uvicorn's logging, with our own lines beside its own on stderr."""
    from uvicorn.config import LOGGING_CONFIG

    config = deepcopy(LOGGING_CONFIG)
    config["formatters"]["plain"] = {"format": "%(message)s"}
    config["handlers"]["plain"] = {"class": "logging.StreamHandler", "formatter": "plain", "stream": "ext://sys.stderr"}
    config["loggers"]["iop_finder"] = {"handlers": ["plain"], "level": "INFO", "propagate": False}
    return config
