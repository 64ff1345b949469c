"""Counts and times by route template and status, as Prometheus reads them. Each worker tells its own. Wants the extra `metrics`."""

from __future__ import annotations

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest


class Metrics:
    """What was asked of one application, and the route that tells it."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ("route", "status")
        self._requests = Counter("iop_finder_requests", "Requests.", labels, registry=self._registry)
        self._seconds = Histogram("iop_finder_request_seconds", "Seconds to an answer.", labels[:1], registry=self._registry)
        self.router = APIRouter(include_in_schema=False)
        self.router.add_api_route("/metrics", self.tell, response_model=None)

    def observe(self, route: str, status: int, seconds: float) -> None:
        """Nothing: a request is counted."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    async def tell(self) -> Response:
        """All counts and times."""
        return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_LATEST)
