"""Problems as RFC 9457 has them, and the one table from errors to HTTP. None repeats what was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from api.http.log import log
from api.http.manners import allowed
from api.http.outcome import CODES, FHIR_JSON, outcome
from api.wire import crisis_json
from data.words import LANGUAGES
from finder.errors import (
    BadParameter,
    ChangesUnknown,
    FinderError,
    GenerationRetired,
    IndexBusy,
    IndexUnavailable,
    UnknownProgram,
    faults_of,
)

RETRY_AFTER = 5
"""Seconds, where an index that cannot be read does not say itself when to try again."""


class NoSuchDimension(FinderError):
    """No dimension has this name."""

    def __init__(self, allowed: Sequence[str]) -> None:
        super().__init__("no dimension has this name")
        self.fault = BadParameter("dimension", "no dimension has this name", tuple(allowed))


class Fault(BaseModel):
    """One parameter that cannot be used."""

    parameter: str
    message: str
    allowed: list[str] = Field(description="What can be given, where it can be listed.")


class Problem(BaseModel):
    """RFC 9457, `application/problem+json`."""

    type: str = Field(description="Names the kind of problem; stays the same.", examples=["/problems/bad-parameter"])
    title: str
    status: int
    detail: str
    errors: list[Fault] = Field(default_factory=list, description="One entry for each parameter that cannot be used.")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status, the last part of its `type`, its title, and what is said where nothing more is known."""

    status: int
    name: str
    title: str
    detail: str


BAD = Kind(422, "bad-parameter", "A parameter cannot be used", "See errors: each names a parameter, and what is allowed.")
NOTHING = Kind(404, "not-found", "Not found", "There is nothing at this address: /openapi.json lists what there is.")
UNAVAILABLE = Kind(503, "index-unavailable", "The index cannot be read now", "Try again later.")
FAILED = Kind(500, "failed", "The work failed", "The fault is ours. Nothing of the request was kept.")

OF_ERROR: Mapping[type[FinderError], Kind] = {
    BadParameter: BAD,
    NoSuchDimension: Kind(404, "unknown-dimension", "Unknown dimension", "No dimension has this name."),
    UnknownProgram: Kind(404, "unknown-program", "Unknown program", "No program has this id: take one from a search."),
    GenerationRetired: Kind(
        410,
        "retired-generation",
        "The list has been renewed",
        "Begin the search again, without cursor: this page's list is gone.",
    ),
    ChangesUnknown: Kind(
        410,
        "changes-unknown",
        "What changed since then is not known",
        "Take /v1/export.ndjson (or another form) whole, and ask from its generation on.",
    ),
    IndexBusy: Kind(503, "index-busy", "The index has too much to do now", "Try again soon."),
    IndexUnavailable: UNAVAILABLE,
    FinderError: FAILED,
}
"""The most particular class that an error is of counts."""

LATE = Kind(503, "too-slow", "It took too long", "The work was given up: ask for less, or try again later.")
MANY = Kind(429, "too-many-requests", "Too many requests", "Wait as many seconds as the header Retry-After says.")

OF_STATUS: Mapping[int, Kind] = {
    k.status: k
    for k in (
        Kind(400, "not-http", "Not a request", "What came is not HTTP/1.1 or HTTP/1.0, or too many requests came at once."),
        NOTHING,
        Kind(405, "wrong-method", "Wrong method", "This address does not answer to this method: the header Allow names those it does."),
        Kind(406, "not-acceptable", "No such format", "The answer is application/json; /v1/docs names what else there is."),
        Kind(408, "body-too-slow", "The body did not come", "It must have come within twenty seconds."),
        Kind(413, "too-large", "The body is too large", "64 kB are read at most."),
        Kind(415, "wrong-media-type", "Not JSON", "Send application/json, in UTF-8 and not compressed."),
        MANY,
        Kind(431, "head-too-large", "The address or the headers are too large", "64 kB are read at most: send the search by POST."),
        FAILED,
    )
}

KINDS: Mapping[str, Kind] = {k.name: k for k in (*OF_ERROR.values(), *OF_STATUS.values(), LATE)}
"""Every kind of problem by its name."""


def kind_of(what: int | type[FinderError]) -> Kind:
    """The kind of problem that an error is; of a status the one that says the least."""
    return OF_ERROR[what] if isinstance(what, type) else next(k for k in (*OF_STATUS.values(), *OF_ERROR.values()) if k.status == what)


class ProblemReply(JSONResponse):
    """A problem as a reply."""

    media_type = "application/problem+json"

    def __init__(
        self,
        kind: Kind,
        faults: Sequence[BadParameter] = (),
        headers: Mapping[str, str] | None = None,
        crisis: Mapping[str, Any] | None = None,
    ) -> None:
        errors = [Fault(parameter=f.parameter, message=f.message, allowed=[*f.allowed]) for f in faults]
        body = Problem(type=f"/problems/{kind.name}", title=kind.title, status=kind.status, detail=kind.detail, errors=errors)
        self.kind, self.faults, self.given = kind, faults, headers
        super().__init__({**body.model_dump(), **({"crisis": crisis} if crisis else {})}, kind.status, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the reply; under /fhir as FHIR's clients read one."""
        if scope["path"].startswith("/fhir/"):
            await self._outcome()(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def _outcome(self) -> JSONResponse:
        status = 400 if self.kind is BAD else self.kind.status
        said = [f"{f.parameter}: {f.message}{f' ({chr(44).join(f.allowed)})' if f.allowed else ''}" for f in self.faults]
        issue = outcome("error", CODES.get(status, "exception"), said or [f"{self.kind.title}. {self.kind.detail}"])
        return JSONResponse(issue, status, self.given, FHIR_JSON)


def reply_to(error: FinderError, request: Request) -> ProblemReply:
    """The reply to an error of ours. What an operator must know of it goes to the log, not to the seeker: paths, addresses."""
    kind = next(OF_ERROR[c] for c in type(error).__mro__ if c in OF_ERROR)
    if kind.status >= 500:
        log.error(kind.name, says=str(error))
    faults = faults_of(error) if isinstance(error, BadParameter) else (error.fault,) if isinstance(error, NoSuchDimension) else ()
    return ProblemReply(kind, faults, wait_of(error) if kind.status == 503 else None, crisis_of(request))


def wait_of(error: FinderError) -> dict[str, str]:
    """The header that says when to come back after an error that passes: what a busy index said, or some seconds."""
    busy = error.retry_after if isinstance(error, IndexBusy) else None
    return {"Retry-After": str(RETRY_AFTER if busy is None else busy)}


def crisis_of(request: Request) -> Mapping[str, Any] | None:
    """The boxes that the sentence of a request brings up, in the language it asks for, with the lines; None where it brings up none.

    An error must not stand before them.
    """
    from data.crisis import load_crisis
    from search.intent import find_crisis

    text, lang = getattr(request.state, "text", ""), getattr(request.state, "lang", "")
    boxes = find_crisis(text, load_crisis()) if text else ()
    return crisis_json(lang if lang in LANGUAGES else LANGUAGES[0], boxes) if boxes else None


def answer_with_problems(app: FastAPI, routes: Sequence[BaseRoute]) -> None:
    """Makes every error of ours and of the framework a problem. `routes`: all there are, for the framework names one's methods only."""

    async def ours(request: Request, error: Exception) -> ProblemReply:
        assert isinstance(error, FinderError)
        return reply_to(error, request)

    async def http(request: Request, error: Exception) -> ProblemReply:
        assert isinstance(error, HTTPException)
        allow = {"Allow": ", ".join(allowed(routes, request.scope))} if error.status_code == 405 else {}
        return ProblemReply(OF_STATUS.get(error.status_code, FAILED), (), {**(error.headers or {}), **allow})

    async def framework(_: Request, error: Exception) -> ProblemReply:
        assert isinstance(error, RequestValidationError)
        return ProblemReply(BAD, [BadParameter(str(e["loc"][-1]), "cannot be used") for e in error.errors()])

    app.add_exception_handler(FinderError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, framework)
