"""The service's log: one JSON object a line, with the id of the request that it belongs to."""

from __future__ import annotations

import logging

import structlog

NAME = "iop_finder.http"
"""The logger of the standard library behind it: where lines go, and which, is decided there."""

log: structlog.stdlib.BoundLogger = structlog.wrap_logger(
    logging.getLogger(NAME),
    processors=[
        structlog.stdlib.filter_by_level,
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(),
    ],
    wrapper_class=structlog.stdlib.BoundLogger,
)
