"""Pages about the API, of our own files alone: what each kind of problem means. A problem's `type` is the address of one."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.http.problems import KINDS

guide = APIRouter(include_in_schema=False)


@guide.get("/problems")
async def problems() -> HTMLResponse:
    """All kinds of problems."""
    rows = (f'<li><a href="/problems/{k.name}">{escape(k.title)}</a> ({k.status})</li>' for k in KINDS.values())
    return page("Problems", ["<p>What cannot be done is answered with one of these, as RFC 9457 has it.</p>", "<ul>", *rows, "</ul>"])


@guide.get("/problems/{name}")
async def problem(name: Annotated[str, Path()]) -> HTMLResponse:
    """One kind of problem: its status, and what to do."""
    if not (kind := KINDS.get(name)):
        raise HTTPException(404)
    about = f"<p>Status {kind.status}. {escape(kind.detail)}</p>"
    return page(kind.title, [about, '<p><a href="/problems">All problems</a></p>'])


def page(title: str, lines: Iterable[str]) -> HTMLResponse:
    """A page in plain HTML: no script, no style, nothing of anyone else's."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)} - IOP Finder</title>'
    body = "\n".join((f"<h1>{escape(title)}</h1>", *lines))
    return HTMLResponse(f'<!doctype html>\n<html lang="en">\n<head>{head}</head>\n<body><main>\n{body}\n</main></body>\n</html>\n')
