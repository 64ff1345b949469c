"""The client, and every error of it translated once."""

from __future__ import annotations

import logging
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elastic_transport import ConnectionTimeout, HttpxAsyncHttpNode, OrjsonSerializer, SerializationError, TlsError, TransportError
from elasticsearch import ApiError, AsyncElasticsearch, NotFoundError, UnsupportedProductError
from elasticsearch.serializer import NdjsonSerializer

from finder.errors import FinderError, GenerationRetired, IndexBusy, IndexUnavailable
from search.elastic.access import Access

OLDEST = 8
"""The oldest major version whose answers we have seen to be the embedded index's."""

UNREADABLE = "Elasticsearch sent something that cannot be read: is a proxy in between?"


PLAIN = {"accept-encoding": "identity"}
"""A page is 30 kB: packing and unpacking it costs more than sending it within a data centre."""


class LineSerializer(NdjsonSerializer, OrjsonSerializer):
    """JSON lines, each written by orjson: the standard library needs a millisecond and more for the body of a page."""

    json_dumps = OrjsonSerializer.json_dumps
    json_loads = OrjsonSerializer.json_loads


def make_client(access: Access) -> AsyncElasticsearch:
    """A client that tries another node when one does not answer, and gives up after the timeout."""
    for talkative in ("elastic_transport", "elasticsearch", "httpx", "httpcore"):
        logging.getLogger(talkative).setLevel(logging.WARNING)  # below it they write what is asked
    return AsyncElasticsearch(
        [*access.urls],
        api_key=access.api_key or None,
        basic_auth=b64encode(f"{access.user}:{access.password}".encode()).decode() if access.user else None,  # the client knows only ASCII
        ca_certs=access.ca_certs or None,  # type: ignore[arg-type]  # None means the system's
        node_class=HttpxAsyncHttpNode,
        headers=PLAIN,
        serializers={"application/json": OrjsonSerializer(), "application/x-ndjson": LineSerializer()},
        request_timeout=access.timeout,
        max_retries=max(3, len(access.urls)),
        retry_on_timeout=True,
        retry_on_status=(502, 503, 504),
    )


async def check_server(client: AsyncElasticsearch) -> str:
    """The server's version. Raises IndexUnavailable where it is no Elasticsearch, or too old a one."""
    with translated(IndexUnavailable("what answers at the Elasticsearch address is not Elasticsearch: check the address")):
        version = part((await client.info()).body, "version", "number")
    if not isinstance(version, str) or not version.partition(".")[0].isdecimal():
        raise IndexUnavailable(UNREADABLE)
    if int(version.partition(".")[0]) < OLDEST:
        raise IndexUnavailable(f"this Elasticsearch is version {version}; {OLDEST} or newer is needed")
    return version


@contextmanager
def translated(missing: FinderError | None = None) -> Iterator[None]:
    """Turns the client's errors into ours; none of ours repeats what was searched for.

    An answer of Elasticsearch's stays out of the trace as well (`from None`): its reasons quote the query. `missing` is what a 404 means
    where it does not mean a generation that is gone.
    """
    try:
        yield
    except NotFoundError:
        raise missing or GenerationRetired("the list has been renewed since this page: begin the search again") from None
    except UnsupportedProductError as e:  # an ApiError too
        raise IndexUnavailable("what answers at the Elasticsearch address is not Elasticsearch: check the address") from e
    except ApiError as e:
        raise _of_status(e) from None
    except ConnectionTimeout as e:
        raise IndexUnavailable("Elasticsearch does not answer in time: try again, or look at the cluster's health") from e
    except SerializationError as e:
        raise IndexUnavailable(UNREADABLE) from e
    except TlsError as e:
        raise IndexUnavailable("Elasticsearch's certificate is not trusted: IOP_FINDER_ELASTICSEARCH_CA_CERTS names who signed it") from e
    except TransportError as e:
        raise IndexUnavailable("Elasticsearch cannot be reached: check that it runs, and IOP_FINDER_ELASTICSEARCH_URL") from e


def part(reply: Any, *names: str) -> Any:
    """What stands under the names, one in the other. Raises IndexUnavailable where the reply is of another shape."""
    for name in names:
        if not isinstance(reply, dict) or name not in reply:
            raise IndexUnavailable(UNREADABLE)
        reply = reply[name]
    return reply


def _of_status(error: ApiError) -> IndexUnavailable:
    status = error.meta.status
    if status == 401:
        return IndexUnavailable("Elasticsearch refuses the key or password: check them")
    if status == 403:
        return IndexUnavailable("the Elasticsearch user may not do this: it needs to read, and to build also to write and set aliases")
    if status in (429, 503):
        seconds = error.meta.headers.get("retry-after") or ""
        return IndexBusy("Elasticsearch is busy: try again soon", int(seconds) if seconds.isdecimal() else None)
    said = error.body.get("error") if isinstance(error.body, dict) else None
    kind = said.get("type") if isinstance(said, dict) else None
    return IndexUnavailable(f"Elasticsearch answered with status {status} ({kind or type(error).__name__})")
