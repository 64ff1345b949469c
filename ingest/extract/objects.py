"""The structured data in a page: JSON-LD and microdata, each object by itself, so that a broken one loses no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lxml import html

_LARGEST = 1_000_000  # characters of one JSON-LD block
_MOST = 500  # objects of one page


def read_objects(root: html.HtmlElement) -> tuple[dict[str, Any], ...]:
    """All objects of a page, those of `@graph` and of lists one by one; what cannot be read is left out."""
    objects: list[dict[str, Any]] = []
    for found in (*_json_ld(root), *_microdata(root)):
        if len(objects) == _MOST:
            break
        objects.append(found)
    return tuple(objects)


def _json_ld(root: html.HtmlElement) -> Iterator[dict[str, Any]]:
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and len(text := script.text or "") <= _LARGEST:
            try:
                yield from _flat(json.loads(text.strip(), strict=False))
            except (ValueError, RecursionError):
                continue


def _flat(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a value, of its list or of its graph."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            if "@type" in one or "@graph" not in one:
                yield one
            graph = one.get("@graph")
            yield from (o for o in (graph if isinstance(graph, list) else [graph]) if isinstance(o, dict))


def _microdata(root: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """Each element with `itemscope` as an object; its inner ones stand by themselves too."""
    scopes: dict[html.HtmlElement, dict[str, Any]] = {}
    for element in root.iter(html.etree.Element):
        inside = _scope_of(element, scopes) if element.get("itemprop") else None
        if element.get("itemscope") is not None:
            scopes[element] = {"@type": (element.get("itemtype") or "").rsplit("/", 1)[-1]}
            if inside is not None:
                inside.setdefault(element.get("itemprop"), scopes[element])
        elif inside is not None:
            inside.setdefault(element.get("itemprop"), _value(element))
    yield from scopes.values()


def _scope_of(element: html.HtmlElement, scopes: dict[html.HtmlElement, dict[str, Any]]) -> dict[str, Any] | None:
    return next((scopes[a] for a in element.iterancestors() if a in scopes), None) if scopes else None


def _value(element: html.HtmlElement) -> str:
    for name in ("content", "datetime", "href", "src"):
        if (value := element.get(name)) is not None:
            return str(value)
    return " ".join("".join(element.itertext()).split())[:1_000]
