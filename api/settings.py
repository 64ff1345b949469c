"""Settings: the only reader of the environment. Every one is documented here."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read from environment variables named IOP_FINDER_ and the field's name in capitals."""

    model_config = SettingsConfigDict(env_prefix="IOP_FINDER_", extra="ignore", frozen=True)

    home: Path = Field(
        default_factory=lambda: user_data_path("iop-finder"),
        description="Where snapshots, the ledger and the indexes are kept. Default: the platform's folder for a user's data.",
    )
    engine: Literal["embedded"] = Field(default="embedded", description="The index that is built and searched.")

    @property
    def index(self) -> Path:
        """The folder of the embedded index."""
        return self.home / "index"


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
