"""What a mapping file says: who publishes the list, and what each of its columns means. TOML, checked word by word."""

from __future__ import annotations

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from data.vocabulary import load_vocabulary
from finder.claim import Scope, end_of
from finder.errors import BadParameter
from finder.listing import Care

FIELDS = (
    *("id", "name", "organization", "address", "street", "street2", "city", "county", "state", "zip", "city_state_zip"),
    *("phone", "phone_intake", "website", "latitude", "longitude", "hidden", "as_of"),
)
"""What identifies, places and reaches a program. `address` and `city_state_zip` hold several of them in one cell."""

YES = ("yes", "y", "x", "true", "1", "t", "✓", "✔", "si", "sí", "available", "offered", "accepted")
NO = ("no", "n", "false", "0", "f", "none", "not offered", "not available", "not accepted")
MAYBE = ("maybe", "?", "unknown", "unk", "n/a", "na", "-", "--", "tbd", "varies", "call", "ask", "pending", "limited")
"""Words of yes/no columns, whatever their case. A maybe is said by nobody: it is silence, and counted."""


class Strict(BaseModel):
    """Nothing but what is declared."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class About(Strict):
    """Who says it: a list's publisher and terms of use. `as_of` is the list's own date; `care` where all of it is of one kind."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")
    title: str = Field(min_length=3)
    publisher: str = Field(min_length=2)
    address: str = Field(min_length=3)
    licence: str = Field(min_length=2)
    credit: str = ""
    as_of: str = Field(pattern=r"^20\d\d(-\d\d(-\d\d)?)?$")
    scope: Scope = Scope.PROGRAM
    care: Care | None = None
    state: str = Field("", pattern=r"^([A-Z]{2})?$")

    @model_validator(mode="after")
    def has_a_date(self) -> Self:
        """Checks that the date is one."""
        end_of(self.as_of)
        return self


class Words(Strict):
    """How this list writes yes, no and maybe, and what parts several values in one cell."""

    yes: tuple[str, ...] = YES
    no: tuple[str, ...] = NO
    maybe: tuple[str, ...] = MAYBE
    separators: str = ";,|/\n"


class Column(Strict):
    """What one column means: exactly one of these, save `separators` and `end`.

    `field`: a part of the identity. `term`: yes, no or maybe to it. `values`: the terms that each value affirms (none: a value that is
    known and left out). `lexicon`: free text in which terms of these dimensions are found. `measure`: numbers; with `end` only where
    they begin ("from") or end ("to"), as "Min age" and "Max age" do. `care`: the kinds of care that each value stands for. `ignore`:
    why the column is not read.
    """

    field: str | None = None
    term: str | None = None
    values: dict[str, tuple[str, ...]] | None = None
    lexicon: tuple[str, ...] | None = None
    measure: str | None = None
    end: Literal["from", "to"] | None = None
    care: dict[str, tuple[Care, ...]] | None = None
    ignore: str | None = None
    separators: str | None = None

    @model_validator(mode="after")
    def means_one_thing(self) -> Self:
        """Checks that one meaning is given, and that the vocabulary knows it."""
        given = [n for n in ("field", "term", "values", "lexicon", "measure", "care", "ignore") if getattr(self, n) is not None]
        if len(given) != 1:
            raise ValueError(
                f"says {' and '.join(given) or 'nothing'}: a column has one of field, term, values, lexicon, measure, care, ignore"
            )
        if self.end and not self.measure:
            raise ValueError("says end without measure")
        v = load_vocabulary()
        terms = {*([self.term] if self.term else []), *(t for own in (self.values or {}).values() for t in own)}
        if self.field not in (None, *FIELDS):
            raise ValueError(f"there is no field {self.field}; there are {', '.join(FIELDS)}")
        strange = (terms - v.terms.keys()) | (set(self.lexicon or ()) - v.dimensions.keys()) | ({self.measure or "age"} - v.measures.keys())
        if strange:
            raise ValueError(f"the vocabulary has no {', '.join(sorted(strange))}: iop-finder terms lists what there is")
        return self


class Mapping(Strict):
    """A whole mapping file. Columns are named as in the list, their case and spaces aside."""

    source: About
    words: Words = Words()
    columns: dict[str, Column]

    @model_validator(mode="after")
    def finds_a_program(self) -> Self:
        """Checks that a name, a state and a kind of care can be read at all."""
        fields = {c.field for c in self.columns.values()}
        if "name" not in fields:
            raise ValueError('no column is field = "name"')
        if not fields & {"state", "city_state_zip", "address"} and not self.source.state:
            raise ValueError('no column holds the state: field = "state", "address" or "city_state_zip", or one state for all in [source]')
        if self.source.care is None and not any(c.care for c in self.columns.values()):
            raise ValueError(
                'nothing says the kind of care: care = "addiction" or "mental_health" in [source], or a column with care = {...}'
            )
        return self

    @cached_property
    def by_column(self) -> dict[str, tuple[str, Column]]:
        """What each column of the list means, with its name as the mapping has it, by its plain name."""
        return {plain(name): (name, column) for name, column in self.columns.items()}


def plain(column: str) -> str:
    """A column's name without case and doubled spaces."""
    return " ".join(column.casefold().split())


def load_mapping(path: Path) -> Mapping:
    """The mapping that a file holds. Raises BadParameter that says where it is wrong."""
    try:
        return Mapping.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as e:
        raise BadParameter("mapping", f"{path.name} cannot be read: {e.strerror}") from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise BadParameter("mapping", f"{path.name} is no TOML: {e}") from e
    except ValidationError as e:
        raise BadParameter("mapping", f"{path.name}: {'; '.join(_said(error) for error in e.errors())}") from e


def _said(error: object) -> str:
    assert isinstance(error, dict)
    where = ".".join(str(part) for part in error["loc"]) or "the file"
    return f"{where}: {str(error['msg']).removeprefix('Value error, ')}"
