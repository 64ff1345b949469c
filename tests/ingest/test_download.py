"""Downloads: the wire is respx's, the crawl is Scrapy's."""

import asyncio

import httpx
import pytest
import respx

from ingest.download import GuardedNetwork, guarded_transport, refuse_private
from ingest.errors import PrivateAddress, SourceError
from ingest.run import run_source
from ingest.sources import samhsa_directory
from tests.ingest.books import NOW, directory, expect_little

HOST = "https://directory.example"
PLACE = f"{HOST}/files/National_Directory_SA_Facilities_2022.xlsx"


@pytest.fixture
def wire(monkeypatch):
    expect_little(monkeypatch)
    monkeypatch.setitem(samhsa_directory.Spider.custom_settings, "DOWNLOAD_DELAY", 0)
    monkeypatch.setitem(samhsa_directory.Spider.custom_settings, "AUTOTHROTTLE_ENABLED", False)
    monkeypatch.setitem(samhsa_directory.Spider.custom_settings, "RETRY_ENABLED", False)
    with respx.mock(assert_all_called=False) as mock:
        mock.get(f"{HOST}/robots.txt").respond(404)
        yield mock


def run(tmp_path, place=PLACE, **more):
    return run_source("samhsa-directory", [place], tmp_path / "home", now=NOW, dry_run=True, progress=False, **more)


def book(tmp_path):
    with open(directory(tmp_path), "rb") as file:
        return file.read()


def test_an_address_is_read_as_a_file_is(tmp_path, wire):
    route = wire.get(PLACE).respond(200, content=book(tmp_path))
    result = run(tmp_path)
    assert result.listings[0].origin.url == PLACE and result.report.inputs == (PLACE,)
    assert route.calls.last.request.headers["user-agent"].startswith("IOP-Finder/")


def test_robots_are_obeyed(tmp_path, wire):
    wire.get(f"{HOST}/robots.txt").respond(200, text="User-agent: *\nDisallow: /files\n")
    page = wire.get(PLACE).respond(200, content=book(tmp_path))
    with pytest.raises(SourceError, match=r"robots\.txt asks us not to"):
        run(tmp_path)
    assert not page.called


def test_what_is_too_large_is_not_read_to_the_end(tmp_path, wire, monkeypatch):
    monkeypatch.setitem(samhsa_directory.Spider.custom_settings, "DOWNLOAD_MAXSIZE", 1_000)
    wire.get(PLACE).respond(200, content=book(tmp_path))
    with pytest.raises(SourceError, match="more than 1,000 bytes"):
        run(tmp_path)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"return_value": httpx.Response(404)}, "answered with status 404"),
        ({"return_value": httpx.Response(200, html="<p>Please log in")}, "not an Excel workbook"),
        ({"side_effect": httpx.ConnectError("refused")}, "could not be fetched: refused"),
        ({"side_effect": httpx.ReadTimeout("slow")}, "no answer within"),
        ({"side_effect": httpx.RemoteProtocolError("cut off")}, "could not be fetched: cut off"),
    ],
)
def test_what_goes_wrong_on_the_wire_is_said(tmp_path, wire, answer, words):
    wire.get(PLACE).mock(**answer)
    with pytest.raises(SourceError, match=words):
        run(tmp_path)


def test_a_redirect_into_a_private_network_is_refused(tmp_path, wire):
    wire.get(PLACE).respond(302, headers={"location": "http://169.254.169.254/latest/meta-data"})
    inside = wire.get("http://169.254.169.254/latest/meta-data").respond(200)
    with pytest.raises(SourceError, match="private network"):
        run(tmp_path)
    assert not inside.called


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0", "::1", "[fe80::1%eth0]", "::ffff:10.0.0.1", "localhost"]
)
def test_private_addresses_are_refused_unless_allowed(tmp_path, wire, host):
    with pytest.raises(PrivateAddress):
        refuse_private(host)
    if host == "127.0.0.1":
        place = f"http://{host}/National_Directory_SA_Facilities_2022.xlsx"
        wire.get(f"http://{host}/robots.txt").respond(404)
        wire.get(place).respond(200, content=book(tmp_path))
        with pytest.raises(SourceError, match="--allow-private"):
            run(tmp_path, place)
        assert len(run(tmp_path, place, allow_private=True).listings) == 1


@pytest.mark.parametrize("host", ["8.8.8.8", "2606:4700::1111", "directory.example", "10.example"])
def test_public_addresses_and_names_pass(host):
    refuse_private(host)


def test_a_name_that_leads_into_a_private_network_is_refused_when_it_is_looked_up(monkeypatch):
    """The name is public, what it answers is not; the check and the connection use the same answer."""

    async def fetch():
        async def answer(host, port, **_):
            return [(2, 1, 6, "", ("93.184.216.34", port)), (2, 1, 6, "", ("10.0.0.7", port))]

        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", answer, raising=False)
        async with httpx.AsyncClient(transport=guarded_transport(allow_private=False)) as client:
            await client.get("http://rebinding.example/")

    with pytest.raises(PrivateAddress):
        asyncio.run(fetch())


def test_the_guard_is_in_httpx_and_only_where_it_is_wanted():
    assert isinstance(guarded_transport(allow_private=False)._pool._network_backend, GuardedNetwork)
    assert not isinstance(guarded_transport(allow_private=True)._pool._network_backend, GuardedNetwork)
