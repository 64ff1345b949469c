"""Problems as FHIR has them: an OperationOutcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

FHIR_JSON = "application/fhir+json"

CODES: Mapping[int, str] = {
    400: "invalid",
    404: "not-found",
    405: "not-supported",
    406: "not-supported",
    408: "timeout",
    410: "processing",
    413: "too-long",
    415: "not-supported",
    429: "throttled",
    503: "transient",
}
"""What HL7's value set issue-type calls a status."""


def outcome(severity: str, code: str, said: Sequence[str]) -> dict[str, Any]:
    """The resource, an issue for each thing said."""
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code, "diagnostics": text} for text in said]}
