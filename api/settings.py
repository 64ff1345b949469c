"""Settings: the only reader of the environment. Every one is documented here."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from finder.errors import BadParameter


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
        raise BadParameter(f"IOP_FINDER_{str(first['loc'][0]).upper()}", str(first["msg"])) from e
