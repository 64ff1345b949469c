"""What can be asked over HTTP: names, forms and meanings, once for address lines and for JSON. The names are the command line's.

Values are judged by `search.request`; here only their types are. Bounds and choices are written down for the API's description.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.http.trim import INCLUDE
from data.words import LANGUAGES
from finder.query import Level
from search.intent import to_request as join
from search.intent.heard import NOTHING, Intent
from search.request import MUSTS, RADIUS, SIZE, TERMS, TIERS, SearchRequest
from search.written import AGE, parted


class Parameters(BaseModel):
    """None at all; a name that is not there is refused, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Spoken(Parameters):
    """The language of an answer."""

    lang: str = Field("en", description="Language of the words.", json_schema_extra={"enum": [*LANGUAGES]})

    @field_validator("lang")
    @classmethod
    def _spoken(cls, lang: str) -> str:
        if lang not in LANGUAGES:
            raise ValueError("no words in this language")
        return lang


class Since(Parameters):
    """From which generation on."""

    since: str = Field("", description="A generation that the caller has: only what became new or different after it. Without: all.")

    reread: Literal["true", "false"] = Field(
        "false", description="With `since`: also programs that say what they said, and were only read again."
    )


class Changed(Parameters):
    """From which generation on, which must be said."""

    since: str = Field(
        min_length=1,
        description="The generation that the caller has, as its export said.",
        json_schema_extra={"pattern": r"^\d{8}t\d{12}z$"},
    )


class Typed(Parameters):
    """A place as people type it."""

    text: str = Field(min_length=1, description='A ZIP, "City, ST", a county, a state or "lat,lng".', examples=["Springfield"])


def _between(low: float, high: float) -> dict[str, Any]:
    return {"minimum": low, "maximum": high}


def _each(pattern: str) -> dict[str, Any]:
    return {"items": {"type": "string", "pattern": pattern}}


def _wishes(description: str, *examples: str) -> Any:
    return Field(
        default_factory=list,
        description=f"{description} Repeatable.",
        examples=[list(examples)] if examples else None,
        json_schema_extra=_each("^[a-z_]+:[a-z0-9_.,-]+$"),
    )


class Wishes(Spoken):
    """What a program is read against."""

    near: str = Field("", description='Where: a ZIP, "City, ST", a county, "lat,lng", or a whole state.', examples=["Denver, CO"])
    age: int | None = Field(
        None, description="Age in years. Under 18 a program must say that it takes it.", json_schema_extra=_between(*AGE), examples=[16]
    )
    prefer: list[str] = _wishes(
        f"A wish that ranks: DIMENSION:TERM or MEASURE:LOW..HIGH. All wishes together name {TERMS} terms at most.",
        "therapy:dbt",
        "hours_per_week:9..12",
    )
    rule_out: list[str] = _wishes("A wish that ranks, and a plain no removes.")
    require: list[str] = _wishes(
        f"A must: no removes, anything but yes is asked first. With `rule_out` {MUSTS} at most.", "payment:medicaid"
    )
    avoid: list[str] = _wishes("The opposite is wanted.")
    weight: list[str] | dict[str, float] = Field(
        default_factory=list,
        description="What a question (or distance) weighs: ID=0..3; in JSON also an object.",
        examples=[["cost=2"]],
    )
    level: str = Field(
        "",
        description="Level of care. Without: iop, or any with a name.",
        json_schema_extra={"enum": ["", *Level]},
        examples=["iop"],
    )


class Whereabouts(Wishes):
    """What a program is found by."""

    radius: float | None = Field(
        None,
        description="Miles around. Without: 30, widened to 60 and 150 until ten are found.",
        json_schema_extra=_between(*RADIUS),
        examples=[25],
    )
    name: str = Field("", description="Words of a program's name; all must be in it.")


class Search(Whereabouts):
    """A search."""

    tiers: str | list[str] = Field(
        "",
        description=f"Which parts of the list, of {','.join(TIERS)}; in JSON also a list. Without: the first two, or all with a name.",
        examples=["listed,ask_first"],
    )
    facet: list[str] = Field(
        default_factory=list,
        description="Count the programs by the terms of a dimension; told with the first page. Repeatable.",
        examples=[["payment"]],
        json_schema_extra=_each("^[a-z_]+$"),
    )
    size: int = Field(20, description="Programs a page.", json_schema_extra=_between(*SIZE), examples=[2])
    cursor: str = Field("", description="Where to go on: `next` of the page before, with all else as it was.")
    include: str = Field(
        INCLUDE[0],
        description="What each result holds: answers with the claims that decided them, answers alone, neither.",
        json_schema_extra={"enum": [*INCLUDE]},
    )

    @field_validator("include")
    @classmethod
    def _included(cls, include: str) -> str:
        if include not in INCLUDE:
            raise ValueError("nothing of this name can be left out")
        return include


class Comparison(Wishes):
    """Programs side by side."""

    id: list[str] = Field(
        min_length=2,
        max_length=4,
        description="Two to four different programs.",
        examples=[["pwrkazrae4n", "pr23k7jg5qr"]],
        json_schema_extra={"uniqueItems": True, **_each("^[a-z0-9]+$")},
    )

    @field_validator("id")
    @classmethod
    def _different(cls, ids: list[str]) -> list[str]:
        if len(set(ids)) < len(ids):
            raise ValueError("the same program is named twice")
        return ids


class Sentence(Search):
    """A search that may also be said in a sentence; never in an address line, which is kept in more places than anyone knows."""

    text: str = Field(
        "",
        description="What is looked for, in a sentence, English or Spanish; what is understood comes back. Parameters win over it.",
        examples=["DBT group for my 15 year old, we have Medicaid"],
    )


def to_request(asked: Wishes, intent: Intent = NOTHING) -> SearchRequest:
    """The service's request, with what a sentence was understood to say."""
    given = asked.model_dump(exclude={"lang", "id", "weight", "tiers", "text", "include"})
    same: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    weights = asked.weight if isinstance(asked.weight, dict) else tuple(asked.weight)
    tiers = asked.tiers if isinstance(asked, Search) else ""
    return join(intent, **same, weights=weights, tiers=parted(tiers) if isinstance(tiers, str) else tuple(tiers))
