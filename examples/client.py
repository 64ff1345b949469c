"""A typed client of the IOP Finder API in one file: copy it. Needs httpx."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from typing import Any

import httpx


class Problem(Exception):
    """What the server refused: RFC 9457's title and detail, and of each parameter at fault what is wrong and what is allowed."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        errors = [f"{e['parameter']}: {e['message']} {e['allowed'] or ''}".strip() for e in body.get("errors", ())]
        super().__init__(f"{status} {body['title']}: {'; '.join(errors) or body['detail']}")
        self.status, self.type = status, str(body["type"])


@dataclass(frozen=True)
class Answer:
    """What a program says to one thing that was wished. `as_of`: how old the deciding words are; "" where nobody said anything."""

    verdict: str
    sentence: str
    as_of: str


@dataclass(frozen=True)
class Result:
    """One program of a list, and its answers to what was wished. `tier`: listed, ask_first or maybe; `miles`: None without a place."""

    id: str
    rank: int
    tier: str
    name: str
    city: str
    state: str
    phones: tuple[str, ...]
    miles: float | None
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Changes:
    """Which programs are not what they were, by what became of them; those that were `reread` say what they said."""

    generation: str
    new: tuple[str, ...]
    changed: tuple[str, ...]
    closed: tuple[str, ...]
    merged: Mapping[str, str]
    reread: tuple[str, ...]


class Client:
    """The API at an address. Searches go by POST, so that nobody's wishes stand in an address line."""

    def __init__(self, base: str, http: httpx.Client | None = None) -> None:
        self._http = http or httpx.Client(base_url=base, timeout=60, follow_redirects=True)

    def search(self, **asked: Any) -> Iterator[Result]:
        """Programs, best first, page after page: `near`, `age`, `require`, `prefer` and all else that POST /v1/search knows."""
        cursor = ""
        while True:
            page = self._json(self._http.post("/v1/search", json={**asked, **({"cursor": cursor} if cursor else {})}))
            yield from map(_result, page["results"])
            if not (cursor := page["next"] or ""):
                return

    def program(self, id: str) -> Mapping[str, Any]:
        """A program whole; of an id that was merged away its successor."""
        found: Mapping[str, Any] = self._json(self._http.get(f"/v1/programs/{id}"))
        return found

    def changes(self, since: str) -> Changes:
        """What changed after a generation. Raises Problem with status 410 where that is too long ago: take the whole then."""
        said = self._json(self._http.get("/v1/changes", params={"since": since}))
        merged = {m["id"]: m["replaced_by"] for m in said["merged"]}
        new, changed, closed, reread = (tuple(said[kind]) for kind in ("new", "changed", "closed", "reread"))
        return Changes(said["generation"], new, changed, closed, merged, reread)

    def table(self, **asked: Any) -> Iterator[str]:
        """The lines of a search as CSV, one page after another; the first line names the columns."""
        reply = self._good(self._http.get("/v1/search.csv", params=asked))
        yield from StringIO(reply.text, newline="")  # a cell may hold what str.splitlines takes for an end of line
        while "next" in reply.links:
            reply = self._good(self._http.get(reply.links["next"]["url"]))
            yield from islice(StringIO(reply.text, newline=""), 1, None)

    @contextmanager
    def export(self, form: str, since: str = "", etag: str = "", reread: bool = False) -> Iterator[httpx.Response]:
        """All programs, or those that changed after a generation, as a reply to be read in pieces; 304 where `etag` still holds.

        `reread`: also those that say what they said, of which only the day of reading is later.
        """
        params = {"since": since, "reread": str(reread).lower()} if since else {}
        with self._http.stream("GET", f"/v1/export.{form}", params=params, headers={"If-None-Match": etag} if etag else {}) as reply:
            if reply.status_code != 304:
                if reply.is_error:
                    reply.read()
                self._good(reply)
            yield reply

    def _json(self, reply: httpx.Response) -> Any:
        return self._good(reply).json()

    def _good(self, reply: httpx.Response) -> httpx.Response:
        if reply.is_error:
            raise Problem(reply.status_code, reply.json())
        return reply


def _result(result: Mapping[str, Any]) -> Result:
    program, parts = result["program"], [p for a in result["answers"] if a["asked"] for p in a["parts"]]
    return Result(
        id=program["id"],
        rank=result["rank"],
        tier=result["tier"],
        name=program["name"],
        city=program["address"]["city"],
        state=program["address"]["state"],
        phones=tuple(p["number"] for p in program["phones"]),
        miles=result["distance"]["miles"] if result["distance"] else None,
        answers=tuple(Answer(p["verdict"], p["sentence"], _newest(p["claims"])) for p in parts),
    )


def _newest(claims: Sequence[Mapping[str, Any]]) -> str:
    return max((c["as_of"] for c in claims), default="")
