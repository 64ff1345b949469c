"""FHIR R4 resources as `finder.formats.fhir` writes them: the elements that are there, the rest of a type as FHIR has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.http.shapes.program import ABSENT


class Open(BaseModel):
    """An object with these keys and others."""

    model_config = ConfigDict(extra="allow")


class FhirMeta(Open):
    """`lastUpdated`: when the generation was built."""

    lastUpdated: str
    profile: list[str] = ABSENT


class FhirReference(Open):
    """A reference."""

    reference: str


class FhirResource(Open):
    """A resource."""

    resourceType: str
    id: str = Field(pattern=r"^[A-Za-z0-9.-]{1,64}$")
    meta: FhirMeta


class FhirOrganization(FhirResource):
    """Who runs a site."""

    resourceType: Literal["Organization"]
    active: bool
    name: str
    address: list[dict[str, Any]]


class FhirLocation(FhirResource):
    """Where it is."""

    resourceType: Literal["Location"]
    status: Literal["active"]
    name: str
    address: dict[str, Any]
    position: dict[str, Any] = ABSENT
    managingOrganization: FhirReference


class FhirHealthcareService(FhirResource):
    """A program; extensions `statement` hold every claim."""

    resourceType: Literal["HealthcareService"]
    active: bool
    name: str
    providedBy: FhirReference
    location: list[FhirReference]
    category: list[dict[str, Any]]
    specialty: list[dict[str, Any]]
    extension: list[dict[str, Any]] = ABSENT


class FhirOrganizationAffiliation(FhirResource):
    """What ties an organization to its program and place."""

    resourceType: Literal["OrganizationAffiliation"]
    active: bool
    participatingOrganization: FhirReference
    location: list[FhirReference]
    healthcareService: list[FhirReference]


class FhirIssue(Open):
    """What went wrong."""

    severity: Literal["fatal", "error", "warning", "information"]
    code: str
    diagnostics: str


class FhirOperationOutcome(Open):
    """What cannot be done, as FHIR says it."""

    resourceType: Literal["OperationOutcome"]
    issue: list[FhirIssue] = Field(min_length=1)


class FhirCapabilityStatement(Open):
    """What can be asked."""

    resourceType: Literal["CapabilityStatement"]
    status: Literal["active"]
    kind: Literal["instance"]
    fhirVersion: Literal["4.0.1"]
    format: list[str]
    rest: list[dict[str, Any]]


class FhirLink(Open):
    """Where a page of the Bundle is."""

    relation: Literal["self", "first", "previous", "next", "last"]
    url: str


class FhirMode(Open):
    """Why an entry is there."""

    mode: Literal["match", "include", "outcome"]


Resources = FhirHealthcareService | FhirLocation | FhirOrganization | FhirOrganizationAffiliation | FhirOperationOutcome


class FhirEntry(Open):
    """One resource; an OperationOutcome says what was left out, and has no address."""

    fullUrl: str = ABSENT
    resource: Annotated[Resources, Field(discriminator="resourceType")]
    search: FhirMode


class FhirBundle(Open):
    """A page of what was found."""

    resourceType: Literal["Bundle"]
    type: Literal["searchset"]
    total: int = Field(ge=0, description="Of all pages, what is included not counted.")
    meta: FhirMeta
    link: list[FhirLink]
    entry: list[FhirEntry] = Field(ABSENT, min_length=1, description="Not there where nothing is found: FHIR's JSON has no empty lists.")


RESOURCES: Mapping[str, type[Open]] = {
    "HealthcareService": FhirHealthcareService,
    "Location": FhirLocation,
    "Organization": FhirOrganization,
    "OrganizationAffiliation": FhirOrganizationAffiliation,
}
