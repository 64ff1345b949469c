"""Places that the gazetteer does not know (a street, a hospital), asked of the operator's own Nominatim. Off unless it is configured.

What a seeker typed as a place goes to that instance and nowhere else; nothing else of a search does. It is kept in memory only.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx
from geopy.adapters import AdapterHTTPError, BaseAsyncAdapter
from geopy.exc import GeocoderParseError, GeocoderServiceError, GeocoderTimedOut, GeocoderUnavailable, GeopyError
from geopy.extra.rate_limiter import AsyncRateLimiter
from geopy.geocoders import Nominatim
from geopy.location import Location

from data.gazetteer import gazetteer
from finder.errors import AmbiguousPlace
from finder.place import Point, metres, on_grid
from search.found import FoundPlace

AGENT = "iop-finder"
CREDIT = "© OpenStreetMap contributors"
LONGEST = 100
"""Characters of a place; more is no place, and is not sent on."""
TIMEOUT, PATIENCE = 3.0, 6.0
"""Seconds for one answer, and for it and the turn before it together: a search waits no longer."""
PAUSE = 1.0
"""Seconds between two requests of a process: what Nominatim's usage policy asks of an application."""
CHOICES, NEAR = 5, 25_000.0
"""Places that are asked for; they are one answer if all lie so many metres from the first."""
KEPT = 1_000
"""Answers kept in memory, the oldest given up first."""

UNREADABLE = (ValueError, TypeError, KeyError, AttributeError)
"""What geopy raises of an answer in another form than Nominatim's."""

log = logging.getLogger("iop_finder.geocoder")


class NominatimGeocoder:
    """The operator's instance, asked once a second at most."""

    def __init__(self, url: str, *, pause: float = PAUSE) -> None:
        parts = urlsplit(url.rstrip("/"))
        for talkative in ("httpx", "httpcore", "geopy"):
            logging.getLogger(talkative).setLevel(logging.WARNING)  # below it they write whole addresses, and so what was typed
        self._nominatim = Nominatim(
            domain=f"{parts.netloc}{parts.path}",
            scheme=parts.scheme,
            user_agent=AGENT,
            timeout=TIMEOUT,
            adapter_factory=HttpxAdapter,
        )
        self._ask = AsyncRateLimiter(self._nominatim.geocode, min_delay_seconds=pause, max_retries=0, swallow_exceptions=False)
        self._known: OrderedDict[str, Sequence[FoundPlace]] = OrderedDict()

    async def find(self, text: str) -> FoundPlace | None:
        """The place, or None where none is known or nobody answers in time. Raises AmbiguousPlace where several are far apart."""
        key = " ".join(text.lower().split())
        if not key or len(key) > LONGEST:
            return None
        if key not in self._known and not await self._learn(key):
            return None
        found = self._known[key]
        if any(metres(place.point, found[0].point) > NEAR for place in found):
            raise AmbiguousPlace("near", "several places have this name: say which one", tuple(place.label for place in found))
        return found[0] if found else None

    async def close(self) -> None:
        """Lets go of its connections."""
        await self._nominatim.adapter.close()

    async def _learn(self, key: str) -> bool:
        """Whether an answer came; it is kept. A failure is logged without a word of what was asked."""
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._ask(key, exactly_one=False, limit=CHOICES, country_codes="us", addressdetails=True)
            self._known[key] = [place for location in answer or () if (place := _place(location))]
        except (TimeoutError, GeopyError, *UNREADABLE) as e:
            log.warning("geocoder: no answer (%s)", type(e).__name__)
            return False
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return True


class HttpxAdapter(BaseAsyncAdapter):  # type: ignore[misc]  # geopy has no types
    """geopy's requests through httpx, which does not follow redirects: nothing is asked of another host."""

    def __init__(self, *, proxies: Any, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._client = httpx.AsyncClient(trust_env=False)

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.aclose()

    async def get_text(self, url: str, *, timeout: float, headers: Any) -> str:
        """The body of an answer. Raises geopy's errors, in whose messages nothing of the address stands."""
        try:
            reply = await self._client.get(url, timeout=timeout, headers=headers)
        except httpx.TimeoutException:
            raise GeocoderTimedOut("no answer in time") from None
        except httpx.HTTPError:
            raise GeocoderUnavailable("no connection") from None
        if reply.status_code >= 400:
            raise AdapterHTTPError("refused", status_code=reply.status_code, headers=reply.headers, text="")
        if reply.status_code != 200:
            raise GeocoderServiceError("neither an answer nor a refusal")
        return reply.text

    async def get_json(self, url: str, *, timeout: float, headers: Any) -> Any:
        """The value of an answer."""
        try:
            return json.loads(await self.get_text(url, timeout=timeout, headers=headers))
        except ValueError:
            raise GeocoderParseError("the answer is no JSON") from None


def _place(location: Location) -> FoundPlace | None:
    """A place of ours; None where it lies nowhere in the United States. Coordinates that are none raise ValueError."""
    point = on_grid(location.latitude, location.longitude)
    state = _state(location.raw, point)
    return FoundPlace(location.address, "point", point, None, 0, state, CREDIT) if state else None


def _state(raw: dict[str, Any], point: Point) -> str:
    """The state's code by its ISO 3166-2 code ("US-CO"), else by the nearest town."""
    country, _, code = str(raw.get("address", {}).get("ISO3166-2-lvl4", "")).partition("-")
    if country == "US" and gazetteer().state(code):
        return code
    return "" if country else gazetteer().town_near(point)[0].state
