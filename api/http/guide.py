"""Pages about the API, of our own files alone: what can be asked, and what each kind of problem means (its `type` is the address)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from json import dumps
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.http.problems import KINDS

guide = APIRouter(include_in_schema=False)


@guide.get("/v1/docs")
async def docs(request: Request) -> HTMLResponse:
    """What can be asked, as /openapi.json has it."""
    described = request.app.openapi()
    told = [line for path, item in described["paths"].items() for method, o in item.items() for line in _operation(method, path, o)]
    more = 'Machines read <a href="/openapi.json">/openapi.json</a>. What cannot be done: <a href="/problems">problems</a>.'
    return page("The API", [f"<p>{escape(described['info']['summary'])} {more}</p>", *told])


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    """One operation: what it does, what can be given, an example of its answer, what can come in its place."""
    yield f"<h2>{method.upper()} {escape(path)}</h2>\n<p>{escape(operation['description'])}</p>"
    if given := operation.get("parameters"):
        yield f"<table><tr><th>parameter</th><th>meaning</th><th>allowed</th><th>example</th></tr>{''.join(map(_given, given))}</table>"
    for title, of in (("Body", operation.get("requestBody", {})), ("Answer", operation["responses"]["200"])):
        for media, content in of.get("content", {}).items():
            yield f"<h3>{title}: {media}</h3>\n<pre>{escape(_shown(content['example']))}</pre>"
    others = ", ".join(f"{status} {reply['description']}" for status, reply in operation["responses"].items() if status != "200")
    yield f"<p>Else: {escape(others)}</p>"


def _shown(example: Any) -> str:
    return example if isinstance(example, str) else dumps(example, indent=1, ensure_ascii=False)


def _given(parameter: Mapping[str, Any]) -> str:
    schema = parameter["schema"]
    examples = [parameter["example"]] if "example" in parameter else schema.get("examples", ())
    shown = dumps(examples[0], ensure_ascii=False) if examples else ""
    must = "must be given" if parameter["required"] and parameter["in"] == "query" else ""
    cells = (parameter["name"], parameter.get("description", ""), _allowed(schema) or must, shown)
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _allowed(schema: Mapping[str, Any]) -> str:
    """What a parameter can be, where that can be listed."""
    if choices := schema.get("enum", schema.get("items", {}).get("enum")):
        return " | ".join(c for c in choices if c)
    return f"{schema['minimum']:g}..{schema['maximum']:g}" if "maximum" in schema else ""


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
