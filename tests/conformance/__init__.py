"""Requests made from /openapi.json, as many as are asked for, and every check that schemathesis knows."""

from pathlib import Path

CONFIGURATION = Path(__file__).parent / "schemathesis.toml"
