"""An example of every reply, cut short. A test holds their names against real replies; the program is made up."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from api.http.specimen import ABOUT, PROGRAM, RESOURCES
from api.wire import crisis_json
from data.vocabulary import load_vocabulary
from finder.formats.hsds import OURS, to_hsds, to_taxonomy_term

ORIGIN = {
    "source": "sample",
    "form": "n-sumhss-sa",
    "scope": "facility",
    "url": "Sample_Directory_SA_Facilities_2022.xlsx",
    "as_of": "2021",
    "retrieved": "2026-11-22",
}
CLAIM = {"term": "payment:medicaid", "says": "yes", "evidence": "MD: Medicaid", "basis": "ticked", **ORIGIN}
SUMMARY = {
    "id": "pwrkazrae4n",
    "name": "Sample Westerly Reach Behavioral Health Network (synthetic)",
    "organization": "Sample Westerly Reach Behavioral Health Network (synthetic)",
    "care": "addiction",
    "address": {
        "street": "5326 Nettlebank Street",
        "city": "Denver",
        "county": "Denver County",
        "state": "CO",
        "zip": "80202",
        "hidden": False,
    },
    "point": {"lat": 39.7515, "lon": -104.9977, "precision": "zip"},
    "phones": [{"number": "+13035550125", "extension": None, "kind": "main", "shared_by": 1}],
    "website": None,
}
WANTED = {"about": "payment", "terms": ["payment:medicaid"], "strength": "require", "asked": True}
PART = {"wanted": WANTED, "verdict": "yes", "sentence": "Takes Medicaid.", "reason": None, "claims": [CLAIM]}
ANSWER = {
    "question": "insurance",
    "title": "Do you accept my insurance?",
    "asked": True,
    "verdict": "yes",
    "weight": 1.0,
    "value": 1.0,
    "parts": [PART],
}
READ = {
    "tier": "listed",
    "fit": 0.906829,
    "known": 0.777778,
    "distance": {"metres": 1762.4, "miles": 1.1, "precision": "zip"},
    "program": SUMMARY,
    "cautions": [],
    "answers": [ANSWER],
}
DENVER = {"label": "Denver, CO", "kind": "city", "lat": 39.7392, "lon": -104.9847, "area": None, "population": 729019, "credit": None}
FHIR = "http://127.0.0.1:8000/fhir"
LABEL = {"en": "payment", "es": "pago"}
HSDS = to_hsds(PROGRAM, load_vocabulary())
PLACE = {**HSDS["service_at_locations"][0], "service": {k: v for k, v in HSDS.items() if k != "service_at_locations"}}
RUNS = {**HSDS["organization"], "services": [{k: v for k, v in HSDS.items() if k != "organization"}]}
TAXONOMY = {
    "id": "aa84be4b-8f24-5b5c-a8d8-24a5b1f4b5a4",
    "name": "IOP Finder",
    "description": "What is said of programs, as DIMENSION:TERM.",
}


def hsds_page(content: Any, total: int = 462) -> dict[str, Any]:
    """A first page of HSDS, cut down to one thing."""
    numbers = {"total_items": total, "total_pages": total, "page_number": 1, "size": 1, "first_page": True, "last_page": total == 1}
    return {**numbers, "empty": False, "contents": [content]}


def fhir_page(kind: str) -> dict[str, Any]:
    """A Bundle of one resource."""
    address = f"{FHIR}/{kind}"
    entry = {"fullUrl": f"{address}/{RESOURCES[kind]['id']}", "resource": RESOURCES[kind], "search": {"mode": "match"}}
    bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": 460, "meta": {"lastUpdated": ABOUT.built}}
    pages = {"self": 0, "next": 1, "last": 459}
    links = [{"relation": name, "url": f"{address}?_count=1&_page={ABOUT.generation}.{offset}"} for name, offset in pages.items()]
    return {**bundle, "link": links, "entry": [entry]}


EXAMPLES: dict[str, Any] = {
    "search": {
        "generation": "20261122t075210737902z",
        "query": {
            "near": DENVER,
            "name": None,
            "age": None,
            "level": "iop",
            "wishes": [WANTED],
            "weights": {},
            "tiers": ["listed", "ask_first"],
            "facets": [],
            "size": 1,
        },
        "understood": [{"parameter": "require", "value": "payment:medicaid", "words": "we have Medicaid", "start": 30, "end": 46}],
        "area": {"radius_miles": 30.0, "widened": False},
        "total": {"listed": 6, "ask_first": 12, "maybe": 8, "removed": 13},
        "results": [{"rank": 1, **READ}],
        "facets": {},
        "next": "WyIyMDI2MTEyMnQwNzUyMTA3Mzc5MDJ6Il0",
        "virtual": [],
        "repair": [],
        "notices": [],
        "crisis": {"boxes": [], "lines": crisis_json("en")["lines"][:2]},
    },
    "program": {
        **SUMMARY,
        "facts": {"payment": {"medicaid": {"says": "yes", "claims": [CLAIM]}}},
        "measures": {},
        "siblings": [],
        "sources": [ORIGIN],
        "replaced_by": None,
        "closed": None,
    },
    "why": {
        **READ,
        "filters": [],
        "clauses": [{"question": "insurance", **PART, "weight": 1.0, "value": 1.0, "lost": 0.0, "removes": False}],
    },
    "compare": {
        "programs": [READ, READ],
        "rows": [{"question": "insurance", "title": "Do you accept my insurance?", "differs": False, "answers": [ANSWER, ANSWER]}],
    },
    "questions": [
        {
            "id": "insurance",
            "title": "Do you accept my insurance?",
            "weight": 1.5,
            "personal": True,
            "hears": ["insurer", "payment"],
            "why": 'A plan named by the program itself beats "private insurance" ticked on a survey: then ask which plans.',
        }
    ],
    "dimensions": [{"id": "payment", "label": LABEL}],
    "terms": [
        {
            "id": "payment:medicaid",
            "question": "insurance",
            "label": {"en": "Medicaid", "es": "Medicaid"},
            "words": {"en": ["medical assistance"], "es": []},
            "broader": [],
            "hints": [],
        }
    ],
    "places": [{**DENVER, "match": "exact"}],
    "sources": [
        {
            "source": "sample",
            "title": "Synthetic sample: no program in it exists",
            "publisher": "IOP Finder (synthetic)",
            "address": "python -m data.sample FOLDER",
            "licence": "Apache-2.0",
            "credit": "Made up by IOP Finder; any likeness to a real program is chance",
            "forms": ["n-sumhss-mh", "n-sumhss-sa"],
            "synthetic": True,
            "fill": {
                "name": 1.0,
                "organization": 1.0,
                "street": 1.0,
                "city": 1.0,
                "county": 1.0,
                "state": 1.0,
                "zip": 1.0,
                "point": 1.0,
                "phones": 1.0,
                "website": 0.0,
                "claims": 1.0,
            },
            "questions": {
                "access": 0.9935,
                "accredited": 0.7056,
                "afterwards": 0.7641,
                "ages": 0.9545,
                "approach": 0.9913,
                "comprehensive": 0.9935,
                "cost": 0.9957,
                "insurance": 0.9935,
                "issues": 0.9978,
                "level": 0.9957,
                "life": 0.9913,
                "own_plan": 0.987,
                "people": 0.9675,
                "structure": 0.974,
                "therapies": 0.9913,
            },
            "drift": None,
            "gone": 0,
            "accepted": [],
            "refused": None,
            "run": "20261122T075207.418155Z",
            "as_of": ["2021"],
            "retrieved": "2026-11-22",
            "listings": 462,
            "sha256": "0579d4b70709237f45604fca2137d09120b108e81c19f259a205d8c6c6d31968",
        }
    ],
    "changes": {
        "since": "20261121t075210737902z",
        "generation": "20261122t075210737902z",
        "new": ["pr23k7jg5qr"],
        "changed": ["pwrkazrae4n"],
        "closed": [],
        "merged": [],
        "reread": ["pdsr2ynbzqs"],
    },
    "hsds": {
        "version": "3.0",
        "profile": "https://docs.openreferral.org/en/v3.0.0/hsds/",
        "openapi_url": "http://127.0.0.1:8000/openapi.json",
        OURS: {"generation": ABOUT.generation, "built": ABOUT.built, "sources": [asdict(c) for c in ABOUT.credits]},
    },
    "hsds_services": {**hsds_page(HSDS), OURS: {"generation": ABOUT.generation}},
    "hsds_service": HSDS,
    "hsds_service_at_locations": {**hsds_page(PLACE), OURS: {"generation": ABOUT.generation}},
    "hsds_service_at_location": PLACE,
    "hsds_organizations": {**hsds_page(HSDS["organization"]), OURS: {"generation": ABOUT.generation}},
    "hsds_organization": RUNS,
    "hsds_taxonomies": hsds_page(TAXONOMY, 1),
    "hsds_taxonomy_terms": hsds_page(to_taxonomy_term("payment:medicaid", load_vocabulary()), 300),
    "fhir_metadata": {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": ABOUT.built,
        "kind": "instance",
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [{"mode": "server", "resource": [{"type": "Location", "interaction": [{"code": "read"}, {"code": "search-type"}]}]}],
    },
    **{f"fhir_{kind}": resource for kind, resource in RESOURCES.items()},
    **{f"fhir_{kind}_search": fhir_page(kind) for kind in RESOURCES},
    "healthz": {"status": "ok"},
    "readyz": {"status": "ready", "generation": "20261122t075210737902z"},
}
