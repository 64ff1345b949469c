"""Settings: the only reader of the environment. Every one is documented here."""

from __future__ import annotations

import re
from functools import cache
from os import environ
from pathlib import Path
from secrets import token_hex
from typing import Literal, Self

from platformdirs import user_data_path
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from finder.errors import BadParameter

ADDRESS = re.compile(r"https?://[^\s/,]+:\d+(/\S*)?")
"""An address of Elasticsearch: its client wants the port as well."""
OWN_PATH = re.compile(r"/(?!/)[\w.~/?=&-]*", re.ASCII)
"""An address that can only lead to the server that the page came from."""


class Settings(BaseSettings):
    """Read from environment variables named IOP_FINDER_ and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix="IOP_FINDER_", extra="ignore", frozen=True)

    home: Path = Field(
        default_factory=lambda: user_data_path("iop-finder"),
        description="Where snapshots, the ledger and the indexes are kept. Default: the platform's folder for a user's data.",
    )
    engine: Literal["embedded", "elastic"] = Field(default="embedded", description="The index that is built and searched.")
    crawl_delay: float = Field(
        default=1.0, ge=0, le=60, description="Seconds between two requests to one host; less than 1 only for a host of one's own."
    )
    crawl_contact: str = Field(
        default="",
        max_length=200,
        pattern=r"^[\x20-\x7e]*$",
        description="Whom a site's keeper can write to about a crawl: an e-mail or web address of yours, sent with every request.",
    )
    elasticsearch_url: str = Field(
        default="http://127.0.0.1:9200",
        description="One address of the cluster or more, separated by commas; another is tried when one fails.",
    )
    elasticsearch_api_key: str = Field(default="", description="An API key of Elasticsearch.", repr=False)
    elasticsearch_user: str = Field(default="", description="A user of Elasticsearch, where there is no API key.")
    elasticsearch_password: str = Field(default="", description="The user's password.", repr=False)
    elasticsearch_ca_certs: str = Field(default="", description="A file with the certificate of the authority that signed the cluster's.")
    elasticsearch_alias: str = Field(
        default="iop-finder", pattern=r"^[a-z][a-z0-9-]*$", description="The alias that is searched; all our indexes begin with it."
    )
    elasticsearch_shards: int = Field(
        default=1, ge=1, description="Primary shards of a new index: one is enough for some millions of programs."
    )
    elasticsearch_replicas: int = Field(default=0, ge=0, description="Copies of each shard: 1 or more on a cluster.")

    nominatim_url: str = Field(
        default="",
        pattern=r"^(https?://[^?#]+)?$",
        description="Your own instance of Nominatim, asked for places that the gazetteer does not know. Default: nobody is asked.",
    )

    map_tiles: str = Field(
        default="",
        description="Tiles under the map's outlines, which you serve from the page's own origin: /tiles/{z}/{x}/{y}.png. Default: none.",
    )
    map_credit: str = Field(
        default="", max_length=300, pattern=r"^[^\x00-\x1f]*$", description="Whose tiles they are: stands on the map, as licences want it."
    )

    rate_limit: str = Field(
        default="",
        pattern=r"^([1-9]\d{0,6}/(second|minute|hour|day))?$",
        description="How often one caller may come: 120/minute. Default: as often as they like.",
    )
    rate_limit_store: str = Field(
        default="memory://",
        pattern=r"^(memory://|rediss?://.+)$",
        description="Where callers are counted: in each worker's memory, or for all in Redis (redis://host:6379, extra `redis`).",
        repr=False,
    )
    rate_limit_key: str = Field(
        default_factory=lambda: token_hex(32),
        min_length=16,
        description="What callers' addresses are hashed with. Default: made at start; several servers on one Redis need the same.",
        repr=False,
    )
    connections: int = Field(
        default=800, ge=10, description="How many connections one worker holds; then the one that waited longest gives way."
    )
    metrics: bool = Field(default=False, description="Whether /metrics tells counts and times by route (extra `metrics`).")

    @field_validator("elasticsearch_url")
    @classmethod
    def _whole_addresses(cls, value: str) -> str:
        if not value.strip(" ,") or not all(ADDRESS.fullmatch(url.strip()) for url in value.split(",") if url.strip()):
            raise ValueError("an address is written http://HOST:PORT or https://HOST:PORT")
        return value

    @field_validator("elasticsearch_ca_certs")
    @classmethod
    def _certificates(cls, value: str) -> str:
        if value:
            import ssl

            try:
                ssl.create_default_context(cafile=value)
            except OSError as e:  # ssl.SSLError is one
                raise ValueError("names no file with a certificate (PEM)") from e
        return value

    @field_validator("map_tiles")
    @classmethod
    def _tiles_of_our_own(cls, value: str) -> str:
        parts = ("{z}", "{x}", "{y}")
        bare = re.sub(r"\{[zxy]\}", "0", value)
        if value and not (OWN_PATH.fullmatch(bare) and all(value.count(p) == 1 for p in parts)):
            raise ValueError(
                "tiles come from the page's own origin, or others learn who looks where: /tiles/{z}/{x}/{y}.png, a path with each once"
            )
        return value

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if self.elasticsearch_user and self.elasticsearch_api_key:
            raise ValueError("a key and a user are two ways in: set IOP_FINDER_ELASTICSEARCH_API_KEY or _USER, not both")
        return self

    @property
    def elasticsearch_urls(self) -> tuple[str, ...]:
        """The addresses of the cluster."""
        return tuple(u.strip() for u in self.elasticsearch_url.split(",") if u.strip())


@cache
def settings() -> Settings:
    """The settings of this process. Raises BadParameter naming the first variable that cannot be used."""
    try:
        return Settings()
    except ValidationError as e:
        first = e.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "elasticsearch_user"  # two that do not go together have no place
        raise BadParameter(f"IOP_FINDER_{name.upper()}", str(first["msg"]).removeprefix("Value error, ")) from e


def hand_down() -> None:
    """Nothing: what was made at start is known to the processes that this one starts, too."""
    environ["IOP_FINDER_RATE_LIMIT_KEY"] = settings().rate_limit_key
