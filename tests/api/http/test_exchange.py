"""HSDS and FHIR over HTTP: paged, found again by their ids, read back whole by our own sources and by others' clients."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fhir.resources.R4B import get_fhir_model_class
from fhirpy import AsyncFHIRClient
from starlette.testclient import TestClient

from api.http.fhir_asked import INCLUDES, PARAMETERS
from api.http.guard import Guarded
from finder.formats.hsds import from_hsds
from finder.formats.losses import without
from finder.formats.registry import FORMATS
from ingest.merge_all import merge_all, read_programs
from ingest.run import run_source
from tests.api.http.conftest import Both, app_of, problem

NOW = datetime(2026, 1, 6, tzinfo=UTC)
PAGE = {"total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"}


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The address of a server on a free port of loopback, with the protocol of ours."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, http=Guarded, log_config=None, access_log=False))
    ready, start = threading.Event(), server.startup

    async def startup(sockets: Any = None) -> None:
        await start(sockets)
        ready.set()

    server.startup = startup  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run)
    thread.start()
    assert ready.wait(60)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(60)


@pytest.fixture(scope="session")
def base(both: Both) -> Iterator[str]:
    """The address of a running server over the sample."""
    with served(app_of(both.environment)) as address:
        yield address


@pytest.mark.parametrize(("name", "path"), [("hsds", "/hsds"), ("plan-net", "/fhir")])
def test_our_own_sources_read_it_back_whole(both: Both, base: str, tmp_path: Path, name: str, path: str) -> None:
    result = run_source(name, [base + path], tmp_path, now=NOW, allow_private=True, delay=0, progress=False)
    assert result.shortfalls == () and not result.report.dropped
    merge_all(tmp_path, now=NOW)
    form = FORMATS["hsds" if name == "hsds" else "fhir"]
    assert {p.id: p for p in read_programs(tmp_path)} == {p.id: without(p, form.loses) for p in read_programs(both.home)}


def test_pages_of_hsds(http: TestClient) -> None:
    for name in ("services", "service_at_locations", "organizations", "taxonomies", "taxonomy_terms"):
        address, seen, number = f"/hsds/{name}", [], 1
        while True:
            page = http.get(address, params={"page": number, "per_page": 100}).json()
            assert page.keys() >= PAGE and (page["page_number"], page["size"]) == (number, len(page["contents"]))
            assert page["first_page"] == (number == 1) and page["last_page"] == (number == page["total_pages"]) and not page["empty"]
            seen += [thing["id"] for thing in page["contents"]]
            if page["last_page"]:
                break
            number += 1
        assert len(seen) == len(set(seen)) == page["total_items"]
        if not name.startswith("taxonom"):
            whole = http.get(f"{address}/{seen[-1]}")
            assert whole.json()["id"] == seen[-1]
            assert http.get(f"{address}/{seen[-1]}", headers={"if-none-match": whole.headers["etag"]}).status_code == 304
            problem(http.get(f"{address}/{seen[-1][::-1]}"), 404)


def test_hsds_is_asked_by_organization_and_name(http: TestClient) -> None:
    one = http.get("/hsds/services?per_page=1").json()["contents"][0]
    same = http.get("/hsds/services", params={"organization_id": one["organization"]["id"], "search": one["name"].lower()}).json()
    assert one["id"] in [s["id"] for s in same["contents"]] and from_hsds(one).name == one["name"]
    assert http.get("/hsds/services?search=qwzx").json()["empty"]
    assert http.get("/hsds/services", params={"organization_id": one["id"]}).json()["empty"], "a service runs nothing"
    problem(http.get("/hsds/services?page=99999"), 422, "page")
    problem(http.get("/hsds/services?per_page=0&taxonomy_id=x"), 422, "taxonomy_id")
    problem(http.get("/hsds/services?per_page=101"), 422, "per_page")
    problem(http.get("/hsds/services?generation=20200101t000000000000z"), 410)


def bundle(http: TestClient, address: str) -> Any:
    """The Bundle at an address, which a FHIR library of others' takes for one."""
    reply = http.get(address)
    assert reply.status_code == 200 and reply.headers["content-type"] == "application/fhir+json", reply.text
    get_fhir_model_class("Bundle").model_validate(reply.json())
    return reply.json()


def found(http: TestClient, address: str) -> list[str]:
    """The ids of what matches."""
    return [e["resource"]["id"] for e in bundle(http, address).get("entry", ()) if e["search"]["mode"] == "match"]


def test_bundles_lead_to_the_end(http: TestClient) -> None:
    for kind in PARAMETERS:
        address, seen = f"/fhir/{kind}?_count=100", []
        while address:
            page = http.get(address).json()
            seen += [e["resource"]["id"] for e in page["entry"]]
            address = next((link["url"] for link in page["link"] if link["relation"] == "next"), "")
        assert len(seen) == len(set(seen)) == page["total"]
        bundle(http, f"/fhir/{kind}?_count=3")
        read = http.get(f"/fhir/{kind}/{seen[0]}")
        assert read.json()["id"] == seen[0] and read.json()["resourceType"] == kind and "etag" in read.headers


def test_a_page_of_a_bundle_has_its_limits(http: TestClient) -> None:
    most, none = bundle(http, "/fhir/Location?_count=500"), bundle(http, "/fhir/Location?_count=0")
    assert len(most["entry"]) == 100 and "_count=100&" in next(link["url"] for link in most["link"] if link["relation"] == "self")
    assert "entry" not in none and none["total"] == most["total"] and [link["relation"] for link in none["link"]] == ["self"]
    assert "entry" not in bundle(http, "/fhir/Location?name=qwzx")  # FHIR's JSON has no empty lists


def test_fhir_searches(http: TestClient) -> None:
    every = bundle(http, "/fhir/HealthcareService?_count=1")
    one = every["entry"][0]["resource"]
    name = one["name"].upper()
    assert one["id"] in found(http, f"/fhir/HealthcareService?name={name[:9]}&_count=100")
    assert one["id"] in found(http, f"/fhir/HealthcareService?name:contains={name[3:]}")
    assert found(http, f"/fhir/HealthcareService?_id={one['id']},x") == [one["id"]]
    assert (
        found(http, f"/fhir/HealthcareService?name:exact={name[:-1]}") == found(http, "/fhir/HealthcareService?service-category=dent") == []
    )
    kinds = [bundle(http, f"/fhir/HealthcareService?specialty={code}&_count=1")["total"] for code in ("261QR0405X", "261QM0801X")]
    assert sum(kinds) == every["total"] and all(kinds)
    organization = one["providedBy"]["reference"]
    for named in (organization, organization.partition("/")[2], f"{http.base_url}/fhir/{organization}"):
        assert one["id"] in found(http, f"/fhir/HealthcareService?organization={named}")
    assert not found(http, f"/fhir/HealthcareService?organization=https://elsewhere.example/fhir/{organization}")
    (tie,) = found(http, f"/fhir/OrganizationAffiliation?service=HealthcareService/{one['id']}")
    assert http.get(f"/fhir/OrganizationAffiliation/{tie}").json()["participatingOrganization"]["reference"] == organization


def test_fhir_near(http: TestClient) -> None:
    near = [
        bundle(http, f"/fhir/Location?near=39.74|-104.99|{far}&_count=1")["total"] for far in ("1|km", "20|mi", "32186.88|m", "50|km", "")
    ]
    assert 0 < near[1] == near[2] <= near[3] == near[4] and near[0] < near[3]
    assert bundle(http, "/fhir/HealthcareService?location.near=39.74|-104.99|20|mi")["total"] == near[1]
    for wrong in ("x", "91|0", "1|2|3|parsec", "1|2|-3|km", "1|2|nan|km", "1|2|3|km|4"):
        assert http.get(f"/fhir/Location?near={wrong}").status_code == 400


def test_fhir_includes_and_dates(http: TestClient) -> None:
    for kind, names in INCLUDES.items():
        for name, target in names.items():
            page = bundle(http, f"/fhir/{kind}?_count=5&_include={kind}:{name}")
            kinds = {e["search"]["mode"]: e["resource"]["resourceType"] for e in page["entry"]}
            assert kinds == {"match": kind, "include": target}
    built = bundle(http, "/fhir/Location?_count=1")["meta"]["lastUpdated"]
    day = built[:10]
    for asked, all_of_them in (
        (f"ge{day}", True),
        (day, True),
        (f"gt{day}", False),
        ("lt2020", False),
        ("ne2020-01", True),
        (f"le{day}", True),
    ):
        assert bool(found(http, f"/fhir/Location?_lastUpdated={asked}")) is all_of_them


def test_what_fhir_cannot_use_is_told(http: TestClient) -> None:
    for address, status, code in (
        ("/fhir/Location?qwzx=1", 400, "invalid"),
        ("/fhir/Location?near:exact=1", 400, "invalid"),
        ("/fhir/Location?_count=x", 400, "invalid"),
        ("/fhir/Location?_page=x", 400, "invalid"),
        ("/fhir/Location?_count=1&_count=2", 400, "invalid"),
        ("/fhir/Location?_lastUpdated=soon", 400, "invalid"),
        ("/fhir/Location?_lastUpdated=ge9999-12-31", 400, "invalid"),
        ("/fhir/Location?_include=Location:endpoint", 400, "invalid"),
        ("/fhir/Location?_page=20200101t000000000000z.0", 410, "processing"),
        ("/fhir/Location?_format=xml", 406, "not-supported"),
        ("/fhir/metadata?_format=xml", 406, "not-supported"),
        ("/fhir/metadata?qwzx=1", 400, "invalid"),
        ("/fhir/Location/x", 404, "not-found"),
        ("/fhir/Patient", 404, "not-found"),
    ):
        reply = http.get(address)
        assert (reply.status_code, reply.headers["content-type"]) == (status, "application/fhir+json"), address
        assert reply.json()["issue"][0]["code"] == code and "qwzx" not in reply.text
        get_fhir_model_class("OperationOutcome").model_validate(reply.json())
    assert http.post("/fhir/Location").json()["resourceType"] == "OperationOutcome"
    lenient = http.get("/fhir/Location?qwzx=1&_count=3", headers={"prefer": "handling=lenient"}).json()
    last = lenient["entry"][-1]
    assert last["search"]["mode"] == "outcome" and last["resource"]["issue"][0]["severity"] == "warning"
    for link in lenient["link"]:
        assert bundle(http, link["url"])["total"] == lenient["total"], "its links hold what was used alone"


def test_a_form_in_the_address_counts_before_accept(http: TestClient) -> None:
    xml = {"accept": "application/fhir+xml"}
    for path in ("metadata", "Location"):
        assert http.get(f"/fhir/{path}", headers=xml).status_code == 406
        for form in ("json", "application/fhir+json", "application/fhir%2Bjson"):
            assert http.get(f"/fhir/{path}?_format={form}", headers=xml).status_code == 200


def test_the_capability_statement_holds(http: TestClient) -> None:
    statement = http.get("/fhir/metadata").json()
    get_fhir_model_class("CapabilityStatement").model_validate(statement)
    for resource in statement["rest"][0]["resource"]:
        assert {i["code"] for i in resource["interaction"]} == {"read", "search-type"}
        values = {"_lastUpdated": "ge2020", "near": "39.7|-105"}
        for parameter in resource["searchParam"]:
            bundle(http, f"/fhir/{resource['type']}?{parameter['name']}={values.get(parameter['name'], 'x')}")


def test_a_fhir_client_of_others_reads_it(base: str) -> None:
    async def all_of_it() -> tuple[list[Any], Any, Any]:
        client = AsyncFHIRClient(f"{base}/fhir")
        near = client.resources("Location").search(near="39.74|-104.99|20|mi").limit(5)
        services = await client.resources("HealthcareService").limit(100).fetch_all()
        location = await services[0]["location"][0].to_resource()
        return services, location, await near.fetch_all()

    services, location, near = asyncio.run(all_of_it())
    assert len({s["id"] for s in services}) == len(services) > 400 and location["resourceType"] == "Location" and near
    for resource in (*services[:20], location):
        get_fhir_model_class(resource["resourceType"]).model_validate(resource.serialize())
