"""Where a cluster is and how to get in. Imports no client: settings are read before one is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Access:
    """Where the cluster is and how to get in: addresses, API key or user and password, a CA's certificate, seconds to wait."""

    urls: Sequence[str]
    api_key: str = ""
    user: str = ""
    password: str = ""
    ca_certs: str = ""
    timeout: float = 5.0
