"""How often a caller came: counted under a keyed hash of the address, which is kept nowhere itself and cannot be had back."""

from __future__ import annotations

from hashlib import blake2b
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from time import time

from limits import parse
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.storage import storage_from_string

from api.http.log import log


class CountedCallers:
    """Counts by the `limits` library, in memory or in Redis. `rate`: "120/minute"; `key`: what addresses are hashed with."""

    def __init__(self, rate: str, storage: str, key: str) -> None:
        options = {} if storage.startswith("memory") else {"implementation": "redispy"}
        self._rate, self._key = parse(rate), key.encode()[:64]
        self._limiter = SlidingWindowCounterRateLimiter(storage_from_string(f"async+{storage}", **options))

    async def wait(self, address: str) -> int:
        """Seconds for which the caller at an address must wait; 0 where none, or where nothing can be counted: then all may come."""
        name = blake2b(_network(address).encode(), key=self._key, digest_size=16).hexdigest()
        try:
            if await self._limiter.hit(self._rate, name):
                return 0
            until = (await self._limiter.get_window_stats(self._rate, name)).reset_time
        except Exception as e:  # whatever the store's client raises
            log.warning("callers are not counted", error=type(e).__name__)
            return 0
        return max(1, ceil(until - time()))


def _network(address: str) -> str:
    """Whose address it is: of IPv6 the /64, for one caller has as many addresses in it as they like."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((ip, 64), strict=False)) if isinstance(ip, IPv6Address) else str(ip)
