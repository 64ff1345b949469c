"""Open Referral HSDS 3.0 as `finder.formats.hsds` writes it. What is empty is not there; what is ours stands under `iop_finder`."""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field

from api.http.shapes.program import ABSENT, Shape

T = TypeVar("T", bound=BaseModel)


class HsdsRoot(Shape):
    """Which version of HSDS this is."""

    version: Literal["3.0"]
    profile: str
    openapi_url: str
    iop_finder: dict[str, Any]


class HsdsTerm(Shape):
    """A taxonomy term."""

    id: UUID
    code: str
    name: str
    description: str
    taxonomy: str


class HsdsTaxonomy(Shape):
    """The taxonomy."""

    id: UUID
    name: str
    description: str


class HsdsAttribute(Shape):
    """A yes; `value` is the evidence."""

    id: UUID
    link_id: UUID
    link_type: str
    link_entity: Literal["service"]
    value: str = ABSENT
    taxonomy_term: HsdsTerm


class HsdsOrganization(Shape):
    """Who runs a site."""

    id: UUID
    name: str
    description: str


class HsdsPhone(Shape):
    """A phone number."""

    id: UUID
    number: str
    extension: int = ABSENT
    type: Literal["voice"]
    description: str
    iop_finder: dict[str, Any] = ABSENT


class HsdsAddress(Shape):
    """An address."""

    id: UUID
    location_id: UUID
    address_1: str
    city: str
    region: str
    state_province: str
    postal_code: str
    country: Literal["US"]
    address_type: Literal["physical"]


class HsdsLocation(Shape):
    """Where it is; `iop_finder` says what the point stands for."""

    id: UUID
    location_type: Literal["physical"]
    latitude: float = Field(ABSENT, ge=-90, le=90)
    longitude: float = Field(ABSENT, ge=-180, le=180)
    addresses: list[HsdsAddress]
    description: str = ABSENT
    iop_finder: dict[str, Any]


class HsdsServiceAtLocation(Shape):
    """Where a service is."""

    id: UUID
    service_id: UUID
    location_id: UUID
    location: HsdsLocation


class HsdsLanguage(Shape):
    """A language that is spoken."""

    id: UUID
    name: str
    code: str


class HsdsSchedule(Shape):
    """When it is open, in words."""

    id: UUID
    description: str


class HsdsCost(Shape):
    """What it costs."""

    id: UUID
    option: Literal["price", "from", "to"]
    currency: Literal["USD"]
    amount: float


class HsdsMetadata(Shape):
    """Who said something last, and when."""

    id: UUID
    resource_id: UUID
    resource_type: Literal["service"]
    last_action_date: str
    last_action_type: str
    field_name: str
    previous_value: str
    replacement_value: str
    updated_by: str


class HsdsServiceAlone(Shape):
    """A program, without where it is and who runs it."""

    id: UUID
    name: str
    status: Literal["active", "defunct"]
    url: str = ABSENT
    accreditations: str = ABSENT
    fees_description: str = ABSENT
    eligibility_description: str = ABSENT
    minimum_age: float = ABSENT
    maximum_age: float = ABSENT
    assured_date: str = ABSENT
    phones: list[HsdsPhone] = ABSENT
    languages: list[HsdsLanguage] = ABSENT
    schedules: list[HsdsSchedule] = ABSENT
    cost_options: list[HsdsCost] = ABSENT
    attributes: list[HsdsAttribute] = ABSENT
    metadata: list[HsdsMetadata] = ABSENT
    iop_finder: dict[str, Any] = Field(description="Every claim with its code or words, by origin; the kind of care; the program's own id.")


class HsdsServiceRun(HsdsServiceAlone):
    """A program where somebody runs it."""

    service_at_locations: list[HsdsServiceAtLocation]


class HsdsServicePlaced(HsdsServiceAlone):
    """A program that somebody runs."""

    organization: HsdsOrganization


class HsdsService(HsdsServiceRun):
    """A program whole."""

    organization: HsdsOrganization


class HsdsServiceOfLocation(HsdsServiceAtLocation):
    """Where a service is, with the service."""

    service: HsdsServicePlaced


class HsdsOrganizationWhole(HsdsOrganization):
    """Who runs a site, with the services there."""

    services: list[HsdsServiceRun]


class HsdsPage(Shape, Generic[T]):
    """A page of a list."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[T]


class HsdsGenerationPage(HsdsPage[T], Generic[T]):
    """A page of a list of one generation."""

    iop_finder: dict[str, str]


class HsdsServices(HsdsGenerationPage[HsdsService]):
    """A page of services."""


class HsdsServicesAtLocations(HsdsGenerationPage[HsdsServiceOfLocation]):
    """A page of services where they are."""


class HsdsOrganizations(HsdsGenerationPage[HsdsOrganization]):
    """A page of organizations."""


class HsdsTaxonomies(HsdsPage[HsdsTaxonomy]):
    """A page of taxonomies."""


class HsdsTaxonomyTerms(HsdsPage[HsdsTerm]):
    """A page of taxonomy terms."""


class HsdsFile(HsdsPage[HsdsService]):
    """A file of services, all on one page, with what the file says of itself."""

    iop_finder: dict[str, Any]
