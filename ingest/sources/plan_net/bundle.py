"""Bundles and lines of resources, and the directory that they make up together."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from ingest.errors import SourceError

Resource = dict[str, Any]

_KEPT = ("Organization", "Location")
_KNOWN = ("OrganizationAffiliation", "Library")
"""Types that say nothing which the service itself does not."""


@dataclass(slots=True)
class Directory:
    """Services, and what they refer to, by reference ("Location/1", or the whole address)."""

    services: dict[str, Resource] = field(default_factory=dict)
    referred: dict[str, Resource] = field(default_factory=dict)
    others: Counter[str] = field(default_factory=Counter)

    def add(self, resource: Resource) -> None:
        """Takes a resource; one of a type that nobody reads is counted."""
        kind, id = str(resource.get("resourceType")), str(resource.get("id"))
        if kind == "HealthcareService":
            self.services[id] = resource
        elif kind in _KEPT:
            self.referred[f"{kind}/{id}"] = resource
        elif kind not in _KNOWN:
            self.others[kind[:60]] += 1

    def find(self, reference: object) -> Resource | None:
        """What a Reference leads to; None where that is not here."""
        text = reference.get("reference") if isinstance(reference, dict) else None
        return self.referred.get("/".join(str(text).split("/")[-2:])) if text else None

    def first(self, references: object) -> Resource | None:
        """What the first of several leads to."""
        return self.find(references[0]) if isinstance(references, list) and references else None

    def kinds(self) -> str:
        """What there is instead, for people."""
        there = {*self.others, *(name.partition("/")[0] for name in self.referred)}
        return ", ".join(sorted(there)) or "nothing"


@dataclass(frozen=True, slots=True)
class Searched:
    """One Bundle of a search: its resources, and the address of the next; empty for the last."""

    resources: Sequence[Resource]
    next: str


def searched(body: bytes, where: str) -> Searched:
    """The Bundle of a search. Raises SourceError for what is none, above all for an OperationOutcome."""
    held = load(body, where)
    if held.get("resourceType") != "Bundle" or held.get("type") != "searchset":
        raise refusal(held, where, "a Bundle of a search")
    return Searched([*in_bundle(held, where)], _next(held))


def resources_in(body: bytes, name: str) -> Iterator[Resource]:
    """The resources of a file: of a Bundle, or one a line. Raises SourceError for what is neither."""
    first = body.lstrip().partition(b"\n")[0].rstrip()
    if first.endswith(b"}") and b"\n{" in body:
        for number, line in enumerate(BytesIO(body), 1):
            if line.strip():
                yield _resource(load(line, f"line {number} of {name}"), f"line {number} of {name}")
        return
    held = load(body, name)
    if held.get("resourceType") != "Bundle":
        raise refusal(held, name, "a Bundle, or resources one a line")
    if _next(held):
        raise SourceError(f"{name}: one Bundle of several, and the others are not in the file; name the server's address")
    yield from in_bundle(held, name)


def _next(bundle: Mapping[str, Any]) -> str:
    """Where the rest of a search stands; "" where this is all."""
    links = bundle.get("link")
    following = [x for x in links if isinstance(x, dict) and x.get("relation") == "next"] if isinstance(links, list) else []
    return str(following[0].get("url") or "elsewhere") if following else ""


def in_bundle(bundle: Mapping[str, Any], where: str) -> Iterator[Resource]:
    """The Bundle's resources. Raises SourceError for one that is neither search nor collection, and for an OperationOutcome in it."""
    if bundle.get("type") not in ("searchset", "collection", "batch-response"):
        raise SourceError(f"{where}: a Bundle of type {str(bundle.get('type'))[:40]}: no search, no collection")
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        raise SourceError(f"{where}: a Bundle whose entries are no list")
    for number, entry in enumerate(entries, 1):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        yield _resource(resource, f"entry {number} of {where}")


def next_of(searched: str, following: str) -> str:
    """The next link. Raises SourceError where it leads to another server than the one that was asked."""
    if urlsplit(following)[:2] != urlsplit(searched)[:2]:
        raise SourceError(f"{searched}: its next link leads to another server, {urlsplit(following).hostname}: not followed")
    return following


def load(body: bytes, where: str) -> Resource:
    """The JSON object. Raises SourceError for what is none."""
    try:
        held = json.loads(body)
    except (ValueError, RecursionError) as e:
        raise SourceError(f"{where}: no JSON in UTF-8 that can be read ({type(e).__name__})") from e
    if not isinstance(held, dict):
        raise SourceError(f"{where}: not a FHIR resource")
    return held


def refusal(held: Mapping[str, Any], where: str, wanted: str) -> SourceError:
    """What to say of a resource that is not what was wanted; an OperationOutcome's own words, if it is one."""
    kind = str(held.get("resourceType"))[:60]
    if kind != "OperationOutcome":
        return SourceError(f"{where}: not {wanted}, but {'a Bundle of another type' if kind == 'Bundle' else kind}")
    issues = [i for i in held.get("issue", ()) if isinstance(i, dict)]
    said = [str(i.get("diagnostics") or (i.get("details") or {}).get("text") or i.get("code"))[:200] for i in issues]
    return SourceError(f"{where}: the server reports: {'; '.join(said[:3]) or 'nothing more'}")


def _resource(resource: object, where: str) -> Resource:
    if not isinstance(resource, dict) or "resourceType" not in resource:
        raise SourceError(f"{where}: no FHIR resource")
    if resource["resourceType"] == "OperationOutcome" and any(
        isinstance(i, dict) and i.get("severity") in ("fatal", "error") for i in resource.get("issue", ())
    ):
        raise refusal(resource, where, "")
    return resource
