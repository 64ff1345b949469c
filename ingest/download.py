"""Scrapy's downloads over httpx, with a size cap, a time limit, and no way into private networks.

On Scrapy's public base class rather than on its own httpx handler, which is private and "not recommended for production use".
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import httpcore
import httpx
from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from ingest.errors import PrivateAddress
from ingest.patience import OVERLOADED, Patience


class HttpxHandler(BaseDownloadHandler):
    """One client for a crawl. Redirects, compression, cookies and retries stay Scrapy's."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self._most = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._allow_private = crawler.settings.getbool("ALLOW_PRIVATE")
        first, gap = crawler.settings.getfloat("RETRY_WAIT"), crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._patience = Patience(first, lambda: bool(getattr(crawler.spider, "stopped", False)), gap)
        self._client = httpx.AsyncClient(
            transport=guarded_transport(allow_private=self._allow_private), follow_redirects=False, timeout=self._timeout, trust_env=False
        )
        for own in ("accept", "accept-encoding", "user-agent", "connection"):
            self._client.headers.pop(own, None)  # Scrapy sets its own

    async def download_request(self, request: Request) -> Response:
        """The response, its body still compressed. Raises Scrapy's download errors, PrivateAddress, and SourceError of a long Retry-After.

        A host that failed is left alone first, whatever is asked of it: requests of one host come one after the other.
        """
        host, times = httpx.URL(request.url).netloc.decode(), int(request.meta.get("retry_times", 0))
        if not self._allow_private:
            refuse_private(httpx.URL(request.url).host)
        await self._patience.wait(host)
        try:
            response = await self._within_time(request)
        except (DownloadFailedError, DownloadTimeoutError, DownloadConnectionRefusedError):
            self._patience.failed(host, times)
            raise
        finally:
            self._patience.answered(host)
        if response.status in OVERLOADED:
            self._patience.failed(host, times, response.headers.to_unicode_dict().get("Retry-After"))
        return response

    async def _within_time(self, request: Request) -> Response:
        try:
            async with asyncio.timeout(self._timeout):
                return await self._fetch(request)
        except (httpx.TimeoutException, TimeoutError) as e:
            raise DownloadTimeoutError(f"no answer within {self._timeout:g} s") from e
        except httpx.ConnectError as e:
            raise DownloadConnectionRefusedError(str(e)) from e
        except (httpx.RequestError, httpx.InvalidURL) as e:
            raise DownloadFailedError(str(e)) from e

    async def _fetch(self, request: Request) -> Response:
        began, body = time.monotonic(), bytearray()
        headers = request.headers.to_tuple_list()
        async with self._client.stream(request.method, request.url, content=request.body, headers=headers) as answer:
            request.meta["download_latency"] = time.monotonic() - began  # AutoThrottle reads it
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > self._most:
                    raise DownloadCancelledError(f"more than {self._most:,} bytes")
        return make_response(request.url, answer.status_code, answer.headers.multi_items(), bytes(body))

    async def close(self) -> None:
        """Ends all connections."""
        await self._client.aclose()


def make_response(url: str, status: int, headers: Iterable[tuple[str, str]], body: bytes) -> Response:
    """The response, of the class that its headers and body call for."""
    received = Headers(list(headers))
    return responsetypes.from_args(headers=received, url=url, body=body)(url=url, status=status, headers=received, body=body)


class GuardedNetwork(httpcore.AsyncNetworkBackend):
    """Connections to public addresses only: the very address that was looked up and checked is the one connected to.

    A check before the request alone could be fooled by a name that answers differently the second time.
    """

    def __init__(self) -> None:
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first address of the host. Raises PrivateAddress if any of its addresses is not public."""
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, proto=6)  # TCP
        except OSError as e:
            raise CannotResolveHostError(f"{host}: no such host") from e
        addresses = [str(address[0]) for *_, address in found]
        for address in addresses:
            refuse_private(address)
        return await self._network.connect_tcp(addresses[0], port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        """Waits, as httpcore wants it between attempts."""
        await self._network.sleep(seconds)


def guarded_transport(*, allow_private: bool) -> httpx.AsyncHTTPTransport:
    """httpx's transport over a guarded network."""
    transport = httpx.AsyncHTTPTransport(trust_env=False)
    if not allow_private:
        # httpx has no public way to hand it a network; tests/ingest/test_download.py proves that this one holds.
        transport._pool._network_backend = GuardedNetwork()
    return transport


def refuse_private(host: str) -> None:
    """Returns nothing. Raises PrivateAddress for addresses, and names of this machine, that are not on the public internet."""
    address = _address(host.strip("[]").partition("%")[0])
    if (address and not address.is_global) or host.lower().rstrip(".").endswith("localhost"):
        raise PrivateAddress("the address leads into a private network or to this machine; --allow-private lets it through")


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address
